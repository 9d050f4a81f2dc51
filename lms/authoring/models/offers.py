from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.models import CoursePage
from lms.authoring.models.trees import OfficeTree


class CourseOfferQuerySet(models.QuerySet["CourseOffer"]):
    def open(self):
        return self.filter(taken_at__isnull=True, withdrawn_at__isnull=True)

    def made_to(self, user: Any):
        """Offers to the offices the user writes for."""
        return self.filter(tree__in=OfficeTree.objects.written_by(user).values("pk"))


class CourseOffer(models.Model):
    """A course that one office offers to another. It may be taken as a copy, left, or withdrawn; it is never pushed."""

    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="offers", verbose_name=_("course"))
    tree = models.ForeignKey(OfficeTree, on_delete=models.PROTECT, related_name="offers", verbose_name=_("office"))
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = CourseOfferQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "tree"],
                condition=Q(taken_at__isnull=True, withdrawn_at__isnull=True),
                name="authoring_courseoffer_open_once",
                violation_error_message=_("This course is already offered to that office."),
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="authoring_courseoffer_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="authoring_courseoffer_taken_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(taken_at__gte=F("offered_at")),
                name="authoring_courseoffer_offered_before_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} → {self.tree}"
