"""What the lists show: rows of enrolments gathered the way people read them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lms.cohorts.models import Cohort, Quota
from lms.enrolment.eligibility import nominee_facts
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.rules import reasons_against_nomination
from lms.organisations.models import Membership
from lms.refusal import Reason


@dataclass(frozen=True)
class MemberRow:
    """A member who may be chosen, or why not."""

    member: Membership
    value: str
    is_chosen: bool
    is_sent: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Group:
    cohort: Cohort
    is_waiting: bool
    enrolments: tuple[Enrolment, ...]


@dataclass(frozen=True)
class RegionRow:
    """The seats of one kabupaten or kota in a cohort, and its people by what is to be done."""

    quota: Quota
    confirmed: tuple[Enrolment, ...]
    accepted: tuple[Enrolment, ...]
    nominated: tuple[Enrolment, ...]
    ended: tuple[Enrolment, ...]

    @property
    def is_silent(self) -> bool:
        return not (self.confirmed or self.accepted or self.nominated or self.ended)

    @property
    def is_full(self) -> bool:
        return self.quota.taken >= self.quota.seats


def member_rows(cohort: Cohort, members: Sequence[Membership], *, on: date, chosen: Sequence[str]) -> list[MemberRow]:
    facts = nominee_facts(cohort, members, on=on)
    return [
        MemberRow(member, str(member.pk), str(member.pk) in chosen, fact.is_live, reasons_against_nomination(fact))
        for member, fact in zip(members, facts, strict=True)
    ]


def inbox_of(enrolments: Iterable[Enrolment]) -> list[Group]:
    """Groups by cohort, waiting ones apart; the order of the enrolments stays."""
    groups = groupby(enrolments, key=lambda one: (one.status == EnrolmentStatus.NOMINATED, one.cohort))
    return [Group(cohort, is_waiting, tuple(rows)) for (is_waiting, cohort), rows in groups]


def region_rows(cohort: Cohort) -> list[RegionRow]:
    people: dict[tuple[str, str], list[Enrolment]] = defaultdict(list)
    for enrolment in cohort.enrolments.all():
        people[enrolment.region_id, enrolment.status].append(enrolment)

    def of(quota: Quota, *statuses: EnrolmentStatus) -> tuple[Enrolment, ...]:
        return tuple(one for status in statuses for one in people[quota.region_id, status])

    return [
        RegionRow(
            quota,
            confirmed=of(quota, EnrolmentStatus.CONFIRMED),
            accepted=of(quota, EnrolmentStatus.ACCEPTED),
            nominated=of(quota, EnrolmentStatus.NOMINATED),
            ended=of(quota, EnrolmentStatus.DECLINED, EnrolmentStatus.WITHDRAWN),
        )
        for quota in cohort.quotas.select_related("region")
    ]
