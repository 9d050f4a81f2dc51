"""Who registers an institution, which step may follow which, what stands against it, and the service clock. Pure."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lms.organisations.enums import Level
from lms.organisations.rules.regions import above_codes
from lms.organisations.rules.workdays import add_working_days, working_days_between
from lms.refusal import Reason
from lms.registration.enums import EDITABLE, ApplicationStatus, ItemState

MAX_WHY = 500
MAX_ANSWER = 2_000
MAX_OPEN_OF_ONE_PERSON = 5
MAX_CODE_STEM = 34  # of 40, so that a number fits behind

# Each status and the ones that may follow it.
STEPS: dict[ApplicationStatus, frozenset[ApplicationStatus]] = {
    ApplicationStatus.DRAFT: frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.SUBMITTED: frozenset(
        {
            ApplicationStatus.RETURNED,
            ApplicationStatus.APPROVED,
            ApplicationStatus.REJECTED,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.RETURNED: frozenset(
        {ApplicationStatus.SUBMITTED, ApplicationStatus.REJECTED, ApplicationStatus.WITHDRAWN}
    ),
    ApplicationStatus.APPROVED: frozenset(),
    ApplicationStatus.REJECTED: frozenset(),
    ApplicationStatus.WITHDRAWN: frozenset(),
}

STALE = Reason("stale", _("Somebody changed this meanwhile, perhaps you in another window. Look at it again, please."))


@dataclass(frozen=True)
class ItemFacts:
    label: str
    is_required: bool
    state: ItemState


# --- what is asked for -------------------------------------------------------


def new_code(label: str, taken: Container[str]) -> str:
    """The lasting code of a new requirement, made of its name: ``surat-domisili``, or ``surat-domisili-2``."""
    stem = slugify(label)[:MAX_CODE_STEM].strip("-_") or "syarat"
    return next(code for number in count(1) if (code := stem if number == 1 else f"{stem}-{number}") not in taken)


# --- who registers it --------------------------------------------------------


@dataclass(frozen=True)
class Responsibility:
    """Whose dinsos decides: the level, and the code of the region."""

    level: Level
    region_code: str


def responsible_office(seat: str, work_area: Iterable[str]) -> Responsibility:
    """Work in the kabupaten/kota of its seat alone: that dinsos. In several of the province: the province's.

    Source: Permensos 5/2024; UU 11/2009 art. 46.
    """
    if set(work_area) <= {seat}:
        return Responsibility(Level.REGENCY, seat)
    return Responsibility(Level.PROVINCE, above_codes(seat)[-1])


def reasons_against_work_area(seat: str, work_area: Sequence[str]) -> tuple[Reason, ...]:
    """What stands against registering it here: several provinces are the ministry's, the seat belongs to the area."""
    found = []
    province = above_codes(seat)[-1]
    if any(above_codes(code)[-1:] != (province,) for code in work_area):
        message = _("An institution that works in several provinces is registered by the ministry (Kemensos).")
        found.append(Reason("several_provinces", message))
    if seat not in work_area:
        message = _("Choose the kabupaten or kota of the seat too. The institution works there as well.")
        found.append(Reason("seat_outside", message))
    return tuple(found)


# --- steps -------------------------------------------------------------------


def may_follow(status: ApplicationStatus, step: ApplicationStatus) -> bool:
    return step in STEPS[status]


def reasons_against_step(status: ApplicationStatus, step: ApplicationStatus) -> tuple[Reason, ...]:
    if may_follow(status, step):
        return ()
    message = _("This application is in the state “%(status)s”, so this step is not possible.")
    return (Reason("step_not_allowed", message, (("status", status.label),)),)


def reasons_against_starting(open_applications: int) -> tuple[Reason, ...]:
    if open_applications < MAX_OPEN_OF_ONE_PERSON:
        return ()
    message = _("You have %(number)s applications under way. Finish or withdraw one before you begin another.")
    return (Reason("too_many_open", message, (("number", open_applications),)),)


def reasons_against_editing(status: ApplicationStatus, state: ItemState) -> tuple[Reason, ...]:
    """A draft may change as a whole; what came back, only in the items that came back."""
    if status not in EDITABLE:
        message = _("This application is in the state “%(status)s”, so nothing in it can be changed.")
        return (Reason("locked", message, (("status", status.label),)),)
    if status == ApplicationStatus.RETURNED and state not in (ItemState.RETURNED, ItemState.MENDED):
        return (Reason("item_locked", _("Only what came back to you can be done again. This part stays as it is.")),)
    return ()


def reasons_against_outline(status: ApplicationStatus) -> tuple[Reason, ...]:
    """Kind, seat and work area decide who examines what: they are settled with the first sending."""
    if status == ApplicationStatus.DRAFT:
        return ()
    message = _("Kind, seat and work area are settled once the application was sent. Withdraw it to begin anew.")
    return (Reason("outline_locked", message),)


def reasons_against_sending(
    status: ApplicationStatus, items: Sequence[ItemFacts], *, has_area: bool
) -> tuple[Reason, ...]:
    found = [*reasons_against_step(status, ApplicationStatus.SUBMITTED)]
    if not has_area:
        found.append(Reason("no_area", _("Say where the institution works.")))
    for item in items:
        if item.is_required and item.state in (ItemState.MISSING, ItemState.RETURNED):
            message = (
                _("Not filled in yet: %(item)s.") if item.state == ItemState.MISSING else _("To be mended: %(item)s.")
            )
            found.append(Reason(f"item_{item.state}", message, (("item", item.label),)))
    return tuple(found)


def reasons_against_answer(text: str) -> tuple[Reason, ...]:
    """Counts and sentences, never the number of an account, a card or a person. Source: domain rules 9."""
    if re.search(r"[0-9](?:[ .-]?[0-9]){8,}", text):
        message = _("Do not write numbers of accounts, cards or telephones here. They are not needed.")
        return (Reason("long_number", message),)
    return ()


# --- examining and deciding --------------------------------------------------


def reasons_against_decider(applicant_id: int, decider_id: int) -> tuple[Reason, ...]:
    """Nobody grants anything to herself. Source: house security rules 1."""
    if applicant_id != decider_id:
        return ()
    return (Reason("own_application", _("This is your own application. Ask a colleague to decide on it.")),)


def reasons_against_examining(status: ApplicationStatus, state: ItemState) -> tuple[Reason, ...]:
    if status != ApplicationStatus.SUBMITTED:
        return reasons_against_step(status, ApplicationStatus.RETURNED)
    if state == ItemState.MISSING:
        return (Reason("item_missing", _("Nothing was handed in here, so there is nothing to examine.")),)
    return ()


def reasons_against_sending_back(status: ApplicationStatus, items: Sequence[ItemFacts]) -> tuple[Reason, ...]:
    found = [*reasons_against_step(status, ApplicationStatus.RETURNED)]
    if not any(item.state == ItemState.RETURNED for item in items):
        found.append(Reason("nothing_returned", _("Choose first what is to be mended, and say why.")))
    return tuple(found)


def reasons_against_approval(status: ApplicationStatus, items: Sequence[ItemFacts]) -> tuple[Reason, ...]:
    found = [*reasons_against_step(status, ApplicationStatus.APPROVED)]
    for item in items:
        if item.is_required and item.state != ItemState.ACCEPTED:
            found.append(Reason("item_not_accepted", _("Not accepted yet: %(item)s."), (("item", item.label),)))
    return tuple(found)


def reasons_against_why(why: str) -> tuple[Reason, ...]:
    if not why.strip():
        return (Reason("why_missing", _("Say why, so that the institution knows what to do next.")),)
    if len(why) > MAX_WHY:
        return (Reason("why_too_long", _("The reason may have at most %(most)s characters."), (("most", MAX_WHY),)),)
    return ()


# --- the service clock -------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    """The published term in working days, how many were used before the last pause, and since when it runs again.

    ``runs_from`` is None while the application lies with the applicant: her days are not the office's.
    """

    term_days: int
    used_days: int
    runs_from: date | None


def due_on(clock: Clock, holidays: Container[date]) -> date | None:
    """The last day to decide. Who mended something gets an answer within a day at least, even after the term."""
    if clock.runs_from is None:
        return None
    return add_working_days(clock.runs_from, max(clock.term_days - clock.used_days, 1), holidays)


def used_when_stopped(clock: Clock, on: date, holidays: Container[date]) -> int:
    """Working days used up when the clock stops on a day."""
    if clock.runs_from is None:
        return clock.used_days
    return clock.used_days + working_days_between(clock.runs_from, on, holidays)


def days_left(due: date, on: date, holidays: Container[date]) -> int:
    """Working days until the last day; 0 on that day, negative when it is over, also on a weekend after it."""
    if on > due:
        return min(-working_days_between(due, on, holidays), -1)
    return working_days_between(on, due, holidays)
