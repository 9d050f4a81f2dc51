from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.organisations.models import Region


class Quota(models.Model):
    """Seats of one kabupaten/kota in one cohort. Counted under a lock, and the constraint makes it true.

    A draft has rows for those alone that get another number than the others; opening makes the rest.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="quotas")
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    seats = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(_("taken"), default=0)

    class Meta:
        ordering = ["region"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "region"], name="cohorts_quota_once_per_region"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("seats")),
                name="cohorts_quota_is_never_exceeded",
                violation_error_message=_("All seats of this kabupaten or kota are taken."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.taken}/{self.seats}"
