"""Who may be nominated, which step may follow which, and what stands against a seat. Pure; today comes in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import CohortFacts, reasons_against_deadline
from lms.enrolment.enums import ENDED, EnrolmentStatus
from lms.refusal import Reason

MAX_WHY = 300
WITHDRAWN, REPLACED = EnrolmentStatus.WITHDRAWN, EnrolmentStatus.REPLACED

CLOSED = Reason("closed", _("This cohort is closed."))
CANCELLED = Reason("cancelled", _("This cohort is cancelled."))

RULES_STAND = _("The rules of the seats stand since the cohort opened. They were published with the invitation.")
SEATS_STAY = _("The plan of this cohort lets unused seats stay empty.")

# Each status and the ones that may follow it.
STEPS: dict[EnrolmentStatus, frozenset[EnrolmentStatus]] = {
    EnrolmentStatus.NOMINATED: frozenset({EnrolmentStatus.CONFIRMED, EnrolmentStatus.DECLINED, WITHDRAWN}),
    EnrolmentStatus.CONFIRMED: frozenset(
        {EnrolmentStatus.ACCEPTED, EnrolmentStatus.RESERVE, EnrolmentStatus.DECLINED, WITHDRAWN}
    ),
    EnrolmentStatus.RESERVE: frozenset(
        {EnrolmentStatus.OFFERED, EnrolmentStatus.ACCEPTED, EnrolmentStatus.DECLINED, WITHDRAWN}
    ),
    EnrolmentStatus.OFFERED: frozenset({EnrolmentStatus.ACCEPTED, EnrolmentStatus.DECLINED, WITHDRAWN, REPLACED}),
    EnrolmentStatus.ACCEPTED: frozenset(
        {EnrolmentStatus.PRESENT, EnrolmentStatus.COMPLETED, EnrolmentStatus.DECLINED, WITHDRAWN, REPLACED}
    ),
    EnrolmentStatus.PRESENT: frozenset({EnrolmentStatus.COMPLETED, WITHDRAWN}),
    EnrolmentStatus.COMPLETED: frozenset(),
    **{ended: frozenset() for ended in ENDED},
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
    is_approved_in_one_step: bool = False  # an application that goes to the organiser at once


def may_follow(enrolment: EnrolmentFacts, step: EnrolmentStatus) -> bool:
    if enrolment.is_approved_in_one_step and enrolment.status == EnrolmentStatus.NOMINATED:
        step = EnrolmentStatus.CONFIRMED if step == EnrolmentStatus.ACCEPTED else step
    return step in STEPS[enrolment.status]


def reasons_against_nominating(cohort: CohortFacts, *, on: date) -> tuple[Reason, ...]:
    """What stands against any nomination for this cohort. ``on`` is the cohort's local date."""
    if cohort.status == CohortStatus.DRAFT:
        return (Reason("not_open", _("This cohort is not open for nominations yet.")),)
    if cohort.status == CohortStatus.CLOSED:
        return (CLOSED,)
    if cohort.status == CohortStatus.CANCELLED:
        return (CANCELLED,)
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
        found.append(CANCELLED if cohort.status == CohortStatus.CANCELLED else CLOSED)
    if not may_follow(enrolment, step):
        message = _("The nomination of %(person)s is in the state “%(status)s”, so this step is not possible.")
        values = (("person", enrolment.person_name), ("status", enrolment.status.label))
        found.append(Reason("step_not_allowed", message, values))
    return tuple(found)


def may_withdraw(enrolment: EnrolmentFacts) -> bool:
    """Who was seen is in the register of attendance, and nobody but the organiser corrects that."""
    return enrolment.status != EnrolmentStatus.PRESENT and may_follow(enrolment, WITHDRAWN)


def reasons_against_withdrawing(enrolment: EnrolmentFacts, cohort: CohortFacts) -> tuple[Reason, ...]:
    """What stands against taking somebody back, for everybody but the organiser."""
    if enrolment.status == EnrolmentStatus.PRESENT:
        message = _("%(person)s was present already. Only the organiser can take her off the list.")
        return (Reason("present_already", message, (("person", enrolment.person_name),)),)
    return reasons_against_step(enrolment, WITHDRAWN, cohort)


def reasons_against_decider(person_user_id: int | None, decider_id: int) -> tuple[Reason, ...]:
    """Nobody grants anything to herself. Source: house security rules 1."""
    if person_user_id != decider_id:
        return ()
    return (Reason("own_nomination", _("This is your own nomination. Ask a colleague to decide on it.")),)


def reasons_against_waiting(enrolment: EnrolmentFacts, against_seat: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reserve list is for whom there is no seat."""
    if against_seat:
        return ()
    message = _("There is a seat for %(person)s. Accept this nomination.")
    return (Reason("seat_left", message, (("person", enrolment.person_name),)),)


def reasons_against_offering(cohort: CohortFacts, *, on: date) -> tuple[Reason, ...]:
    """Seats are offered until the day before the first: afterwards somebody is replaced at the door."""
    if cohort.status != CohortStatus.OPEN:
        return (CANCELLED if cohort.status == CohortStatus.CANCELLED else CLOSED,)
    if on >= cohort.starts_on:
        return (Reason("begun", _("This cohort has begun. Replace people one by one now.")),)
    return ()


def reasons_against_flow(cohort: CohortFacts, *, undecided: int, on: date) -> tuple[Reason, ...]:
    """Unused seats flow on after the last day of nominations, when every confirmed nominee is decided on."""
    found = [*reasons_against_offering(cohort, on=on)]
    if on <= cohort.nominate_until:
        message = _("Nominations have not ended yet. Unused seats flow on afterwards.")
        found.append(Reason("nominations_run", message))
    if undecided:
        message = _(
            "%(undecided)s confirmed nominees wait for your decision. Accept them or put them on the reserve list."
        )
        found.append(Reason("undecided", message, (("undecided", undecided),)))
    return tuple(found)


def reasons_against_answer(enrolment: EnrolmentFacts, until: datetime | None, *, at: datetime) -> tuple[Reason, ...]:
    """An offered seat is answered while the offer lasts."""
    if enrolment.status == EnrolmentStatus.OFFERED and until is not None and until > at:
        return ()
    return (Reason("no_offer", _("No seat is offered to %(person)s now."), (("person", enrolment.person_name),)),)


def reasons_against_why(why: str) -> tuple[Reason, ...]:
    if not why.strip():
        return (Reason("why_missing", _("Say why, so that the institution knows what to do next.")),)
    if len(why) > MAX_WHY:
        return (Reason("why_too_long", _("The reason may have at most %(most)s characters."), (("most", MAX_WHY),)),)
    return ()
