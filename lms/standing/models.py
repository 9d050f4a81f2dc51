from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import CoursePage
from lms.organisations.models import Institution


class StandingQuerySet(models.QuerySet["Standing"]):
    def visible_to(self, user):
        return self.filter(institution__in=Institution.objects.visible_to(user))


class Standing(models.Model):
    """Whether an institution is *tersertifikasi* for a curriculum, why, and until when. Recomputed, history in the journal."""

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="standings")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="standings")
    is_certified = models.BooleanField(_("certified"))
    reasons = models.JSONField(default=list)
    holders = models.PositiveIntegerField(_("certificate holders"))
    board_holders = models.PositiveIntegerField(_("certificate holders on the board"))
    decided_on = models.DateField()
    valid_until = models.DateField(null=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["institution", "course"], name="standing_standing_once_per_course"),
            models.CheckConstraint(
                condition=models.Q(is_certified=False) | models.Q(valid_until__isnull=False),
                name="standing_standing_certified_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_id} {self.is_certified}"
