from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Exists, Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from content.models import CoursePage
from lms.completion.models import Award
from lms.organisations.models import Institution, Membership
from lms.refusal import Reason, reasons_from_data
from lms.standing.rules import MESSAGES, Holder


class StandingQuerySet(models.QuerySet["Standing"]):
    def certified(self, day: date):
        """Certified on ``day``: what has run out since the last review no longer counts."""
        return self.filter(is_certified=True, valid_until__gte=day)

    def visible_to(self, user):
        return self.filter(institution__in=Institution.objects.visible_to(user))


def with_certification(institutions: models.QuerySet[Institution], day: date) -> models.QuerySet[Institution]:
    """Annotate ``is_certified`` and ``certified_until``: *tersertifikasi* on ``day`` for any curriculum."""
    certified = Standing.objects.certified(day).filter(institution=OuterRef("pk"))
    until = certified.order_by().values("institution").annotate(until=Max("valid_until")).values("until")
    return institutions.annotate(is_certified=Exists(certified), certified_until=Subquery(until))


def holders(institution: Institution, course: CoursePage, *, on: date) -> list[Holder]:
    """Who belongs to the institution on that day and holds an issued certificate of the course, not revoked."""
    memberships = Membership.objects.on(on).filter(institution=institution)
    issued = (
        Award.objects.in_force()
        .filter(verdict__enrolment__cohort__course=course, verdict__enrolment__person__in=memberships.values("person"))
        .values_list("verdict__enrolment__person_id", "certificate__issued_on")
    )
    return list(_held(list(issued), memberships))


def _held(issued: list[tuple[int, date]], memberships: Iterable[Membership]) -> Iterable[Holder]:
    for membership in memberships:
        for person_id, issued_on in issued:
            if person_id == membership.person_id:
                yield Holder(person_id, membership.is_board, issued_on, membership.ends_on)


class Standing(models.Model):
    """Whether an institution is *tersertifikasi* for a curriculum, why, and until when.

    Recomputed; its history is in the journal.
    """

    IS_RECOMPUTED = True  # a merge of institutions leaves it where it is
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

    def holds_on(self, day: date) -> bool:
        return self.is_certified and self.valid_until is not None and self.valid_until >= day

    def reasons_in_words(self) -> tuple[Reason, ...]:
        return reasons_from_data(self.reasons, MESSAGES)
