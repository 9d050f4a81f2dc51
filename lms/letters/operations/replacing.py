"""What changed later makes a new letter that names the old one. The old one stays as it was sent."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.journal.operations import record
from lms.letters import rules
from lms.letters.documents import addressee_key, addressees, as_sent_by, in_force, key_of, said_before
from lms.letters.enums import EntryState, LetterEvent, LetterKind, LetterState, NumberKind
from lms.letters.facts import LetterFacts, Terms
from lms.letters.models import Letter, NumberEntry
from lms.letters.operations.numbers import Act, local_date, locked_book, take_number
from lms.refusal import Refusal, constraints_as_refusal, refuse

Today = dict[tuple[str | None, int | None], LetterFacts]


@transaction.atomic
def reissue_letter(letter: Letter, *, by: User, at: datetime) -> Letter:
    """Make a letter anew from what is known today, under a new number. Raises Refusal."""
    letter.cohort.lock()
    letter.refresh_from_db()
    if reasons := rules.reasons_against_voiding_letter(LetterState(letter.state)):
        raise Refusal(reasons)
    if letter.cohort.status == CohortStatus.CANCELLED:
        raise refuse("cohort_cancelled", _("This cohort is cancelled."))
    facts = facts_today(letter.cohort, LetterKind(letter.kind)).get(addressee_key(letter))
    if facts is None:
        raise refuse("no_addressee", _("Whom this letter is for has no part in the cohort any more. Void it."))
    return _replace(letter, facts, act=_act(letter, by, at))


@transaction.atomic
def replace_outdated(
    cohort: Cohort, *, at: datetime, kinds: tuple[LetterKind, ...] = tuple(LetterKind)
) -> list[Letter]:
    """A new letter for each in force that says something else than it would today. Run twice, it finds nothing.

    What happens late, when the cohort is cancelled already, takes no more numbers: its letters become void.
    """
    cohort.lock()
    if cohort.status == CohortStatus.CANCELLED:
        return []
    made = []
    for kind in kinds:
        letters = list(in_force(cohort, kind))
        today = facts_today(cohort, kind) if letters else {}
        for letter in letters:
            facts = today.get(addressee_key(letter))
            if facts is not None and not as_sent_by(letter, facts).says_the_same(letter.frozen_facts):
                made.append(_replace(letter, facts, act=_act(letter, None, at)))
    return made


@transaction.atomic
def hand_over_letters(gone: Enrolment, successor: Enrolment, *, at: datetime) -> None:
    """Somebody else comes in her place: her assignment letter is replaced by one for the successor.

    A dinsos or an institution assigns its own people only.
    """
    cohort = gone.cohort
    cohort.lock()
    served = {letter.enrolment_id for letter in in_force(cohort, LetterKind.ASSIGNMENT)}
    for letter in in_force(cohort, LetterKind.ASSIGNMENT).filter(enrolment=gone):
        facts = facts_today(cohort, LetterKind.ASSIGNMENT).get((None, successor.pk))
        is_theirs = letter.is_of_organiser or _sends(letter, successor)
        if facts is not None and successor.pk not in served and is_theirs:
            _replace(letter, facts, act=_act(letter, None, at), enrolment=successor)


def _sends(letter: Letter, enrolment: Enrolment) -> bool:
    if letter.office:
        return enrolment.region_id == letter.office.region_id
    return enrolment.membership is not None and enrolment.membership.institution_id == letter.institution_id


def facts_today(cohort: Cohort, kind: LetterKind) -> Today:
    return {key_of(keys): facts for facts, keys in addressees(cohort, kind, Terms())}


def _act(letter: Letter, by: User | None, at: datetime) -> Act:
    return Act(local_date(letter.book_office, at), by, at)


def _replace(old: Letter, facts: LetterFacts, *, act: Act, enrolment: Enrolment | None = None) -> Letter:
    """The new row carries what the officer added to the old one, and names it."""
    facts = replace(as_sent_by(old, facts), terms=old.frozen_facts.terms, replaces=said_before(old))
    old.state = LetterState.REPLACED
    old.save(update_fields=["state"])
    letter = Letter(
        cohort=old.cohort,
        kind=old.kind,
        region=old.region,
        enrolment=enrolment or old.enrolment,
        office=old.office,
        institution=old.institution,
        facts=facts.to_data(),
        entry=_next_entry(old, act),
        replaces=old,
        issued_on=act.on,
        made_at=act.at,
        made_by=act.by,
    )
    with constraints_as_refusal(Letter):
        letter.save()
    record(LetterEvent.REPLACED, subject=old, by=act.by, at=act.at, data={"by_letter": letter.pk})
    record(LetterEvent.INTENDED, subject=letter, by=act.by, at=act.at)
    return letter


def _next_entry(old: Letter, act: Act) -> NumberEntry | None:
    """From our book where the old number came from it; a number typed in must be typed in again."""
    if old.entry is None or old.entry.state == EntryState.TYPED:
        return None
    book = locked_book(old.book_office, NumberKind(old.kind), year=act.on.year)
    return take_number(book, act)
