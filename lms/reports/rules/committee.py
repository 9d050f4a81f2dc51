"""What a committee still has to do for a cohort, from the plan to the certificates. Pure; today comes in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import day_in_words

BADGES_BEFORE = timedelta(days=7)


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    LATER = "later"
    SKIPPED = "skipped"  # not done here, and nobody asks for it any more


@dataclass(frozen=True)
class Step:
    """One line of the list: what it is, how it stands, in a sentence. ``code`` leads to its page."""

    code: str
    label: Any
    state: StepState
    sentence: Any


@dataclass(frozen=True)
class Skipped:
    """What is said in place of what was done, when nothing was."""

    sentence: Any


NONE_MADE = Skipped(_("None was made here."))


@dataclass(frozen=True)
class PreparationFacts:
    """How far a cohort is. Counts of people, letters and sessions; days in the cohort's zone."""

    status: CohortStatus
    nominate_until: date
    starts_on: date
    is_over: bool
    missing_to_open: int
    has_terms: bool
    committee: int
    regions: int
    invited: int
    silent: int
    seats: int
    taken: int
    to_confirm: int
    to_accept: int
    on_reserve: int
    participants: int
    assigned: int
    is_confirmed: bool
    badges: int
    unmarked_sessions: int
    certificates_to_come: int
    is_list_outdated: bool = False
    gives_certificate: bool = True


def steps_of(facts: PreparationFacts, *, on: date) -> tuple[Step, ...]:
    """Every step in the order of the work. What is over is not asked for again."""
    if facts.status == CohortStatus.CANCELLED:
        return ()
    if facts.status == CohortStatus.DRAFT:
        return tuple(_planning(facts))
    return (*_planning(facts), *_inviting(facts, on), *_seating(facts, on), *_sending(facts, on), *_holding(facts))


def _planning(facts: PreparationFacts) -> Iterator[Step]:
    is_draft = facts.status == CohortStatus.DRAFT
    yield _step(
        "terms",
        _("Terms of reference (KAK)"),
        is_due=is_draft and not facts.has_terms,
        due=_("Write why, for whom and with what means the activity is held."),
        done=_("They are written.") if facts.has_terms else Skipped(_("They were not written here.")),
    )
    yield _step(
        "committee",
        _("Committee"),
        is_due=is_draft and not facts.committee,
        due=_("Name who runs the activity, with the number of the decree."),
        done=ngettext_lazy("%(n)s person is named.", "%(n)s people are named.", "n") % {"n": facts.committee}
        if facts.committee
        else Skipped(_("Nobody was named here.")),
    )
    yield _step(
        "opening",
        _("Opening"),
        is_due=is_draft,
        due=ngettext_lazy(
            "%(n)s thing is missing before it can open.", "%(n)s things are missing before it can open.", "n"
        )
        % {"n": facts.missing_to_open}
        if facts.missing_to_open
        else _("Everything is there. Open the cohort for nominations."),
        done=_("The cohort is open; modules, JP and rules are fixed.")
        if facts.gives_certificate
        else _("The activity is open; its timetable is fixed."),
    )


def _inviting(facts: PreparationFacts, on: date) -> Iterator[Step]:
    if not facts.regions:
        return
    is_running = facts.status == CohortStatus.OPEN and on <= facts.nominate_until
    yield _step(
        "invitations",
        _("Invitations"),
        is_due=is_running and facts.invited < facts.regions,
        due=ngettext_lazy(
            "%(n)s kabupaten or kota has no letter of invitation that is up to date.",
            "%(n)s kabupaten and kota have no letter of invitation that is up to date.",
            "n",
        )
        % {"n": facts.regions - facts.invited},
        done=_letters_made(facts.invited),
    )
    waits = is_running and facts.silent + facts.to_confirm > 0
    silence = ngettext_lazy(
        "%(n)s kabupaten or kota has nominated nobody yet.", "%(n)s kabupaten and kota have nominated nobody yet.", "n"
    ) % {"n": facts.silent}
    until = _("Everybody has nominated; until %(day)s more may come.") % {"day": day_in_words(facts.nominate_until)}
    yield _step(
        "nominations",
        _("Nominations"),
        is_due=False,
        is_later=waits,
        due=silence if facts.silent else until,
        done=_("Everybody has answered.") if is_running else _("Nominations have ended."),
    )


def _seating(facts: PreparationFacts, on: date) -> Iterator[Step]:
    if not facts.regions:
        return
    can_decide = facts.status == CohortStatus.OPEN and not facts.is_over
    taken = _("%(taken)s of %(seats)s seats are taken.") % {"taken": facts.taken, "seats": facts.seats}
    yield _step(
        "participants",
        _("Participants"),
        is_due=can_decide and facts.to_accept > 0,
        is_later=can_decide and facts.taken < facts.seats,
        due=ngettext_lazy("%(n)s nominee waits for your decision.", "%(n)s nominees wait for your decision.", "n")
        % {"n": facts.to_accept}
        if facts.to_accept
        else taken,
        done=taken,
    )


def _sending(facts: PreparationFacts, on: date) -> Iterator[Step]:
    is_before = facts.status == CohortStatus.OPEN and not facts.is_over
    unassigned = max(facts.participants - facts.assigned, 0)
    nominating = on <= facts.nominate_until
    yield _step(
        "confirmation",
        _("List of participants"),
        is_due=is_before and not nominating and facts.participants > 0 and not facts.is_confirmed,
        is_later=is_before and not facts.is_confirmed,
        due=_("The participants have changed since the list was made. Make it anew.")
        if facts.is_list_outdated
        else _("When nominations have ended, make the letter that names the participants."),
        done=_("It is made.") if facts.is_confirmed else Skipped(_("It was not made here.")),
    )
    yield _step(
        "assignments",
        _("Assignment letters"),
        is_due=is_before and not nominating and unassigned > 0,
        is_later=is_before and (unassigned > 0 or not facts.participants),
        due=ngettext_lazy(
            "%(n)s participant has none that is up to date.", "%(n)s participants have none that is up to date.", "n"
        )
        % {"n": unassigned}
        if facts.participants
        else _("They follow when participants are accepted."),
        done=_letters_made(facts.assigned),
    )
    is_near = on >= facts.starts_on - BADGES_BEFORE
    yield _step(
        "badges",
        _("Name badges and forms"),
        is_due=is_before and is_near and facts.badges < facts.participants,
        is_later=is_before and (facts.badges < facts.participants or not facts.participants),
        due=_("Print badges, names for the desks and biodata forms in the last week."),
        done=ngettext_lazy("%(n)s badge is made.", "%(n)s badges are made.", "n") % {"n": facts.badges}
        if facts.badges
        else NONE_MADE,
    )


def _holding(facts: PreparationFacts) -> Iterator[Step]:
    is_open = facts.status == CohortStatus.OPEN
    unmarked = ngettext_lazy(
        "%(n)s session that is over lacks marks.", "%(n)s sessions that are over lack marks.", "n"
    ) % {"n": facts.unmarked_sessions}
    yield _step(
        "attendance",
        _("Attendance"),
        is_due=is_open and facts.unmarked_sessions > 0,
        is_later=is_open and not facts.is_over,
        due=unmarked if facts.unmarked_sessions else _("No session that is over lacks a mark."),
        done=Skipped(unmarked) if facts.unmarked_sessions else _("Every session has its marks."),
    )
    yield _step(
        "closing",
        _("Closing and certificates") if facts.gives_certificate else _("Closing and statements"),
        is_due=(is_open and facts.is_over) or facts.certificates_to_come > 0,
        is_later=is_open,
        due=_being_made(facts)
        if facts.certificates_to_come
        else (_("It is over. Close the cohort.") if facts.is_over else _("When the last session is over.")),
        done=_("The cohort is closed."),
    )


def _being_made(facts: PreparationFacts) -> Any:
    certificates = ngettext_lazy("%(n)s certificate is being made.", "%(n)s certificates are being made.", "n")
    statements = ngettext_lazy("%(n)s statement is being made.", "%(n)s statements are being made.", "n")
    return (certificates if facts.gives_certificate else statements) % {"n": facts.certificates_to_come}


def _letters_made(number: int) -> Any:
    made = ngettext_lazy("%(n)s letter is made.", "%(n)s letters are made.", "n") % {"n": number}
    return made if number else NONE_MADE


def _step(code: str, label: Any, *, is_due: bool, due: Any, done: Any, is_later: bool = False) -> Step:
    if is_due:
        return Step(code, label, StepState.NOW, due)
    if is_later:
        return Step(code, label, StepState.LATER, due)
    if isinstance(done, Skipped):
        return Step(code, label, StepState.SKIPPED, done.sentence)
    return Step(code, label, StepState.DONE, done)
