"""Who may be nominated, which step may follow which, and what stands against a seat. Pure; today comes in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import CohortFacts, reasons_against_deadline
from lms.enrolment.enums import EnrolmentStatus
from lms.refusal import Reason

MAX_WHY = 300

# Each status and the ones that may follow it.
STEPS: dict[EnrolmentStatus, frozenset[EnrolmentStatus]] = {
    EnrolmentStatus.NOMINATED: frozenset(
        {EnrolmentStatus.CONFIRMED, EnrolmentStatus.DECLINED, EnrolmentStatus.WITHDRAWN}
    ),
    EnrolmentStatus.CONFIRMED: frozenset(
        {EnrolmentStatus.ACCEPTED, EnrolmentStatus.DECLINED, EnrolmentStatus.WITHDRAWN}
    ),
    EnrolmentStatus.ACCEPTED: frozenset({EnrolmentStatus.DECLINED, EnrolmentStatus.WITHDRAWN}),
    EnrolmentStatus.DECLINED: frozenset(),
    EnrolmentStatus.WITHDRAWN: frozenset(),
}


@dataclass(frozen=True)
class NomineeFacts:
    """A member and her institution, on the day of the nomination, towards one cohort."""

    person_id: int
    person_name: str
    institution_name: str
    region_name: str
    is_member: bool
    is_institution_active: bool
    is_institution_registered: bool
    has_quota: bool
    is_live: bool


@dataclass(frozen=True)
class EnrolmentFacts:
    person_name: str
    region_name: str
    status: EnrolmentStatus


@dataclass(frozen=True)
class SeatFacts:
    seats: int
    taken: int


def may_follow(status: EnrolmentStatus, step: EnrolmentStatus) -> bool:
    return step in STEPS[status]


def reasons_against_nominating(cohort: CohortFacts, *, on: date) -> tuple[Reason, ...]:
    """What stands against any nomination for this cohort. ``on`` is the cohort's local date."""
    if cohort.status == CohortStatus.DRAFT:
        return (Reason("not_open", _("This cohort is not open for nominations yet.")),)
    if cohort.status == CohortStatus.CLOSED:
        return (Reason("closed", _("This cohort is closed.")),)
    return reasons_against_deadline(cohort, on=on)


def reasons_against_nomination(nominee: NomineeFacts) -> tuple[Reason, ...]:
    """What stands against this person; each reason names her."""
    values = (
        ("person", nominee.person_name),
        ("institution", nominee.institution_name),
        ("region", nominee.region_name),
    )
    checks = (
        (nominee.is_member, "not_a_member", _("%(person)s is no member of %(institution)s today.")),
        (
            nominee.is_institution_active,
            "institution_inactive",
            _("%(person)s cannot be nominated: %(institution)s is not active."),
        ),
        (
            nominee.is_institution_registered,
            "institution_unregistered",
            _("%(person)s cannot be nominated: %(institution)s has no registration paper in date."),
        ),
        (
            nominee.has_quota,
            "no_quota",
            _("%(person)s cannot be nominated: this cohort keeps no seats for %(region)s."),
        ),
        (not nominee.is_live, "nominated_already", _("%(person)s is nominated for this cohort already.")),
    )
    return tuple(Reason(code, message, values) for is_well, code, message in checks if not is_well)


def reasons_against_nominations(
    nominees: Sequence[NomineeFacts], cohort: CohortFacts, *, on: date
) -> tuple[Reason, ...]:
    """What stands against sending these people together: all reasons of all, and nobody twice."""
    found = [*reasons_against_nominating(cohort, on=on)]
    if not nominees:
        found.append(Reason("nobody", _("Choose at least one member.")))
    for nominee in nominees:
        found += reasons_against_nomination(nominee)
    times = Counter(nominee.person_id for nominee in nominees)
    for nominee in {nominee.person_id: nominee for nominee in nominees}.values():
        if times[nominee.person_id] > 1:
            message = _("%(person)s is chosen twice. Choose her in one institution and position.")
            found.append(Reason("chosen_twice", message, (("person", nominee.person_name),)))
    return tuple(found)


def reasons_against_step(enrolment: EnrolmentFacts, step: EnrolmentStatus, cohort: CohortFacts) -> tuple[Reason, ...]:
    found = []
    if cohort.status != CohortStatus.OPEN:
        found.append(Reason("closed", _("This cohort is closed.")))
    if not may_follow(enrolment.status, step):
        message = _("The nomination of %(person)s is in the state “%(status)s”, so this step is not possible.")
        values = (("person", enrolment.person_name), ("status", enrolment.status.label))
        found.append(Reason("step_not_allowed", message, values))
    return tuple(found)


def reasons_against_decider(person_user_id: int | None, decider_id: int) -> tuple[Reason, ...]:
    """Nobody grants anything to herself. Source: house security rules 1."""
    if person_user_id != decider_id:
        return ()
    return (Reason("own_nomination", _("This is your own nomination. Ask a colleague to decide on it.")),)


def reasons_against_acceptance(
    enrolment: EnrolmentFacts, cohort: CohortFacts, seat: SeatFacts | None
) -> tuple[Reason, ...]:
    """``seat`` is the quota of the nominee's kabupaten or kota, read under its lock."""
    found = [*reasons_against_step(enrolment, EnrolmentStatus.ACCEPTED, cohort)]
    values = (("person", enrolment.person_name), ("region", enrolment.region_name))
    if seat is None:
        message = _("%(person)s cannot be accepted: this cohort keeps no seats for %(region)s.")
        found.append(Reason("no_quota", message, values))
    elif seat.taken >= seat.seats:
        message = _("%(person)s cannot be accepted: all %(seats)s seats of %(region)s are taken.")
        found.append(Reason("no_seat", message, (*values, ("seats", seat.seats))))
    return tuple(found)


def reasons_against_why(why: str) -> tuple[Reason, ...]:
    if not why.strip():
        return (Reason("why_missing", _("Say why, so that the institution knows what to do next.")),)
    if len(why) > MAX_WHY:
        return (Reason("why_too_long", _("The reason may have at most %(most)s characters."), (("most", MAX_WHY),)),)
    return ()
