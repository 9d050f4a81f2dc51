"""How a letter ends: void, its number with it. Rows and bytes stay."""

from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.journal.operations import record
from lms.letters import rules
from lms.letters.enums import EntryState, LetterEvent, LetterState
from lms.letters.models import Letter
from lms.refusal import Refusal

# Data of the book, always Indonesian.
WITHDRAWN = "Peserta tidak jadi mengikuti kegiatan."
CANCELLED = "Kegiatan dibatalkan"


@transaction.atomic
def void_letter(letter: Letter, *, reason: str, by: User | None, at: datetime) -> None:
    """Say that a letter does not hold; its number is void with it and is never given again."""
    letter.cohort.lock()
    letter.refresh_from_db()
    reason = " ".join(reason.split())
    found = rules.reasons_against_voiding_letter(LetterState(letter.state))
    if reasons := (*rules.reasons_against_void(reason), *found):
        raise Refusal(reasons)
    letter.state, letter.void_reason = LetterState.VOID, reason
    letter.save(update_fields=["state", "void_reason"])
    if entry := letter.entry:
        entry.state, entry.void_reason, entry.void_at, entry.void_by = EntryState.VOID, reason, at, by
        entry.save(update_fields=["state", "void_reason", "void_at", "void_by"])
    record(LetterEvent.VOIDED, subject=letter, by=by, at=at)


@transaction.atomic
def end_letters_of(enrolment: Enrolment, *, at: datetime) -> None:
    """Whoever has left needs no assignment letter. Nobody to be found: nothing to do."""
    cohort = enrolment.cohort
    cohort.lock()
    reason = reason_of(cohort) if cohort.status == CohortStatus.CANCELLED else WITHDRAWN
    for letter in Letter.objects.in_force().filter(enrolment=enrolment).select_related("cohort", "entry"):
        void_letter(letter, reason=reason, by=None, at=at)


@transaction.atomic
def end_letters_of_cancelled(cohort: Cohort, *, by: User | None, at: datetime) -> int:
    """No letter of a cohort that was called off holds any more. How many became void; run twice, none."""
    cohort.lock()
    letters = list(Letter.objects.in_force().filter(cohort=cohort).select_related("cohort", "entry").order_by("pk"))
    for letter in letters:
        void_letter(letter, reason=reason_of(cohort), by=by, at=at)
    return len(letters)


def reason_of(cohort: Cohort) -> str:
    """Why a cancelled cohort's letters are void: what its participants read, as one line that fits the book."""
    why = " ".join(str(cohort.cancelled_why).split())
    line = "".join(sign for sign in f"{CANCELLED}: {why}" if sign.isprintable())
    return line if len(line) <= rules.MAX_REASON else f"{line[: rules.MAX_REASON - 1]}…"
