"""Whom somebody may nominate for a cohort, and what stands against whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment.eligibility import gates_against, nominee_facts
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.rules import reasons_against_nomination
from lms.enrolment.rules.replacing import Replacer
from lms.organisations.access import scope_of
from lms.organisations.models import Membership, Person
from lms.refusal import Reason

MOST_WORDS = 5
MOST_CHOICES, MOST_ABSENT = 200, 1000


@dataclass(frozen=True)
class MemberRow:
    """A member who may be chosen, or why not. ``gates``: what an officer may let her come without."""

    member: Membership
    value: str
    is_chosen: bool
    is_sent: bool
    reasons: tuple[Reason, ...]
    gates: tuple[Reason, ...] = ()

    @property
    def against(self) -> tuple[Reason, ...]:
        return (*self.reasons, *self.gates)

    @property
    def is_gated(self) -> bool:
        return bool(self.gates) and not self.reasons


def members_nominated_by(user: Any, *, on: date) -> QuerySet[Membership]:
    """Of the institutions one administers, by institution and name."""
    return _read(Membership.objects.administered_by(user).on(on))


def members_sent_by(user: Any, *, on: date) -> QuerySet[Membership]:
    """Of all institutions of the kabupaten and kota for which one confirms, by institution and name."""
    area = scope_of(user).place_filter("institution__place", Permission.CONFIRM_NOMINATION)
    return _read(Membership.objects.on(on).filter(area, person__merged_into__isnull=True))


def _read(members: QuerySet[Membership]) -> QuerySet[Membership]:
    related = ("person", "institution__region", "institution__kind")
    return members.select_related(*related).order_by("institution__name", "person__name", "pk")


def matching(members: QuerySet[Membership], text: str) -> QuerySet[Membership]:
    """Whose name, or whose institution's name, holds each word."""
    for word in text.split()[:MOST_WORDS]:
        members = members.filter(Q(person__name__icontains=word) | Q(institution__name__icontains=word))
    return members


def member_rows(
    cohort: Cohort, members: Sequence[Membership], *, on: date, chosen: Collection[str] = ()
) -> list[MemberRow]:
    """In a fixed number of queries, however many members."""
    facts = nominee_facts(cohort, members, on=on)
    gates = gates_against(cohort, [member.person for member in members], on=on)
    return [
        MemberRow(
            member,
            str(member.pk),
            str(member.pk) in chosen,
            fact.is_live,
            reasons_against_nomination(fact),
            gates.get(member.person_id, ()),
        )
        for member, fact in zip(members, facts, strict=True)
    ]


# --- who comes instead of a participant ------------------------------------------------------------------------------


def replacer_of(enrolment: Enrolment, user: Any) -> Replacer:
    """As what somebody replaces a participant who is ``replaceable_by`` her."""
    row = Enrolment.objects.filter(pk=enrolment.pk)
    if row.decidable_by(user).exists():
        return Replacer.ORGANISER
    if row.supported_by(user).exists():
        return Replacer.REGION
    return Replacer.INSTITUTION if row.sent_by(user).exists() else Replacer.DOOR


def replacements_for(enrolment: Enrolment, replacer: Replacer, at: datetime) -> list[Membership]:
    """Members of her own institution first; for an office those of her kabupaten or kota too."""
    free = (
        Membership.objects.on(enrolment.cohort.local_date(at))
        .filter(institution__region=enrolment.region_id, person__merged_into__isnull=True)
        .exclude(person__in=Enrolment.objects.live().filter(cohort=enrolment.cohort_id).values("person"))
        .select_related("person", "institution")
    )
    own = list(free.filter(institution=enrolment.institution_id).order_by("person__name", "pk")[:MOST_CHOICES])
    if not replacer.chooses_in_region:
        return own
    rest = free.exclude(institution=enrolment.institution_id).order_by("institution__name", "person__name", "pk")
    return [*own, *rest[: MOST_CHOICES - len(own)]]


def absent_of(cohort: Cohort) -> list[Enrolment]:
    """Participants who have not been seen yet, by name: whom somebody at the door may replace."""
    absent = Enrolment.objects.filter(cohort=cohort, status=EnrolmentStatus.ACCEPTED)
    return list(absent.order_by("person_name", "pk")[:MOST_ABSENT])


# --- people one accompanies ------------------------------------------------------------------------------------------


def assisted_by(user: Any) -> QuerySet[Person]:
    """*Peserta dampingan* of somebody signed in, by name."""
    return Person.objects.living().filter(companion__user=user).order_by("name", "pk")


def accompanied_by(user: Any) -> QuerySet[Enrolment]:
    """What the people one accompanies were brought to, newest first."""
    return Enrolment.objects.brought_by(user).select_related("cohort").order_by("-nominated_at", "-pk")


# --- cohorts somebody may come to by herself -------------------------------------------------------------------------


def open_to_oneself(user: Any, *, on: date) -> QuerySet[Cohort]:
    """Cohorts everybody may join, and those that take applications, next first; not those one is in."""
    mine = Enrolment.objects.of(user).live().values("cohort")
    ways = Q(joins_freely=True) | Q(seat_plan__takes_applications=True)
    rows = Cohort.objects.open().filter(ways, nominate_until__gte=on).exclude(pk__in=mine)
    return rows.select_related("course", "office").order_by("starts_on", "pk")
