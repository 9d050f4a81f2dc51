"""What suggestions and merges have in common, whether of people or of institutions."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.duplicates.rules.evidence import Evidence, evidence_from_data
from lms.duplicates.rules.scoring import POLICY
from lms.organisations.access import scope_of


class PairQuerySet(models.QuerySet[Any]):
    def visible_to(self, user):
        """Both stand in the register one keeps, and neither is merged or erased."""
        kept = self.model.kept_by(user)  # each model says of whom
        found = self.filter(scope_of(user).region_filter(Permission.MANAGE_REGISTER, "area"))
        for name in self.model.PAIR:
            found = found.filter(Exists(kept.filter(pk=OuterRef(name))))
        return found

    def open(self):
        return self.filter(dismissed_at__isnull=True)

    def about(self, *ids: int):
        first, second = self.model.PAIR
        return self.filter(Q(**{f"{first}__in": ids}) | Q(**{f"{second}__in": ids}))


class Pair(models.Model):
    """Two rows that may be one, with what speaks for and against. Found anew by the nightly look.

    A dismissed pair comes back only when more speaks for it than on the day it was dismissed. The two are named by id
    alone, without a foreign key: a suggestion must not stand in the way of an import that is taken back.
    """

    PAIR: ClassVar[tuple[str, str]]  # the columns with the ids, the older row first
    DISMISSED: ClassVar[str]  # the event

    area = models.CharField(max_length=13, db_index=True)  # the smallest region that holds both
    points = models.PositiveSmallIntegerField()
    evidence = models.JSONField(default=list)  # codes and points; their words stay with the rule
    found_at = models.DateTimeField()
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-points", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(points__lte=100), name="%(app_label)s_%(class)s_points_to_100"),
            models.CheckConstraint(
                condition=Q(dismissed_by__isnull=True, dismissed_at__isnull=True)
                | Q(dismissed_by__isnull=False, dismissed_at__isnull=False),
                name="%(app_label)s_%(class)s_dismissed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return " ~ ".join(map(str, self.pair))

    @property
    def pair(self) -> tuple[int, int]:
        first, second = self.PAIR
        return getattr(self, first), getattr(self, second)

    @property
    def is_likely(self) -> bool:
        return self.points >= POLICY.likely

    @property
    def reasons(self) -> tuple[Evidence, ...]:
        return evidence_from_data(self.evidence)


class MergeQuerySet(models.QuerySet[Any]):
    def visible_to(self, user):
        """Of the area one keeps, as it was when the two were merged."""
        return self.filter(scope_of(user).region_filter(Permission.MANAGE_REGISTER, "area"))

    def standing(self):
        return self.filter(undone_at__isnull=True)


class MergeOfTwo(models.Model):
    """Two rows made one, with all that undoing needs. Issued once; undoing only adds who and when.

    ``moved``: rows that pointed to the other row or to one of its memberships (model, pk, field, was, now).
    ``removed``: memberships that said the same as one that stays, in full. ``corrected``: those changed on the way.
    ``filled``: fields of the remaining row, before and after. ``kept`` and ``gone`` are the two.
    """

    area = models.CharField(max_length=13, blank=True, db_index=True)
    moved = models.JSONField(default=list)
    removed = models.JSONField(default=list)
    corrected = models.JSONField(default=list)
    filled = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]
        verbose_name = _("merge")
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="%(app_label)s_%(class)s_of_two_rows"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="%(app_label)s_%(class)s_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"merge #{self.pk}"


class Sweep(models.Model):
    """How far the look through the whole register has come: one row for people, one for institutions."""

    last_id = models.BigIntegerField(default=0, db_column="last_person")  # older code goes on during an update
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("begun_at")),
                name="duplicates_sweep_begins_before_it_is_finished",
            )
        ]

    def __str__(self) -> str:
        return f"sweep up to {self.last_id}"
