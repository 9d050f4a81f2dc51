"""From facts to a numbered letter, and from its bytes to an issued one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from certificates.storing import StoredDocument
from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.journal.operations import record, record_many
from lms.letters import rules
from lms.letters.documents import Addressee, addressee_key, addressees, in_force, key_of
from lms.letters.enums import LetterEvent, LetterKind, LetterState, Numbering, NumberKind
from lms.letters.facts import Terms
from lms.letters.models import Letter, NumberEntry
from lms.letters.operations.numbers import (
    Act,
    checked_number,
    local_date,
    locked_book,
    take_number,
    take_reserved,
    type_number,
)
from lms.letters.rules import IssuingFacts
from lms.organisations.models import Office
from lms.refusal import Refusal, constraints_as_refusal


@transaction.atomic
def issue_letters(
    cohort: Cohort, kind: LetterKind, *, terms: Terms, numbering: Numbering, by: User | None, at: datetime
) -> list[Letter]:
    """A letter for each addressee who has none in force: frozen, numbered, and drawn in the background.

    Raises Refusal with every reason at once; then no number is taken.
    """
    cohort.lock()
    wanted = addressees(cohort, kind, terms)
    waiting = missing(cohort, kind, wanted)
    if reasons := rules.reasons_against_issuing(issuing_facts(cohort, kind, wanted, waiting)):
        raise Refusal(reasons)
    return make_letters(cohort, kind, waiting, numbering=numbering, by=by, at=at)


def make_letters(
    cohort: Cohort,
    kind: LetterKind,
    waiting: Sequence[Addressee],
    *,
    numbering: Numbering,
    by: User | None,
    at: datetime,
) -> list[Letter]:
    """The letters for these addressees of a locked cohort. ``office`` among the keys of one names who sends it."""
    office = next((keys["office"] for _facts, keys in waiting if "office" in keys), cohort.office)
    act = Act(local_date(office, at), by, at)
    entries = _entries(office, kind, numbering, act, count=len(waiting))
    letters = []
    for entry, (facts, keys) in zip(entries, waiting, strict=True):
        letter = Letter(cohort=cohort, kind=kind, facts=facts.to_data(), entry=entry, issued_on=act.on, **keys)
        letter.made_at, letter.made_by = at, by
        with constraints_as_refusal(Letter):
            letter.save()
        letters.append(letter)
    record_many(LetterEvent.INTENDED, subjects=letters, by=by, at=at)
    return letters


def missing(cohort: Cohort, kind: LetterKind, wanted: Sequence[Addressee]) -> list[Addressee]:
    """The addressees without a letter in force."""
    served = {addressee_key(letter) for letter in in_force(cohort, kind)}
    return [(facts, keys) for facts, keys in wanted if key_of(keys) not in served]


def issuing_facts(
    cohort: Cohort, kind: LetterKind, wanted: Sequence[Addressee], waiting: Sequence[Addressee]
) -> IssuingFacts:
    return IssuingFacts(
        kind=kind,
        is_draft=cohort.status == CohortStatus.DRAFT,
        is_closed=cohort.status == CohortStatus.CLOSED,
        is_cancelled=cohort.status == CohortStatus.CANCELLED,
        addressees=len(wanted),
        missing=len(waiting),
    )


def _entries(
    office: Office, kind: LetterKind, numbering: Numbering, act: Act, *, count: int
) -> Sequence[NumberEntry | None]:
    if numbering == Numbering.LATER:
        return [None] * count
    book = locked_book(office, NumberKind(kind), year=act.on.year)
    if numbering == Numbering.RESERVED:
        return [take_reserved(book, on=act.on) for _number in range(count)]
    return [take_number(book, act, participant=place) for place in range(1, count + 1)]


@transaction.atomic
def give_number(letter: Letter, *, typed: str, by: User, at: datetime) -> None:
    """The number that followed: the one typed in, or the next of the book. The letter is drawn anew with it."""
    letter.cohort.lock()
    letter.refresh_from_db()
    state = LetterState(letter.state)
    if reasons := rules.reasons_against_numbering(state, has_number=bool(letter.number)):
        raise Refusal(reasons)
    office, kind = letter.book_office, NumberKind(letter.kind)
    if letter.institution_id:
        letter.typed_number = checked_number(typed)
    elif typed:
        letter.entry = type_number(office, kind, number=typed, on=letter.issued_on, by=by, at=at)
    else:
        act = Act(local_date(office, at), by, at)
        letter.issued_on = act.on
        letter.entry = take_number(locked_book(office, kind, year=act.on.year), act)
    letter.state, letter.stored_at = LetterState.INTENDED, None
    letter.document, letter.document_sha256 = "", ""
    letter.save(
        update_fields=["entry", "typed_number", "issued_on", "state", "document", "document_sha256", "stored_at"]
    )
    record(LetterEvent.NUMBERED, subject=letter, by=by, at=at)
    record(LetterEvent.INTENDED, subject=letter, by=by, at=at)


@transaction.atomic
def keep_letter(letter: Letter, file: StoredDocument, *, number: str, at: datetime) -> None:
    """The drawn and kept bytes become the letter's; of two, the first stays.

    ``number`` is what was drawn: a number given meanwhile is drawn again by the delivery that came with it.
    """
    letter.cohort.lock()
    locked = Letter.objects.select_related("entry").get(pk=letter.pk)
    if locked.document or locked.number != number:
        return
    locked.document.name, locked.document_sha256, locked.stored_at = file.name, file.sha256, at
    if locked.state == LetterState.INTENDED:  # replaced or void meanwhile: it keeps its bytes all the same
        locked.state = LetterState.ISSUED
    locked.save(update_fields=["document", "document_sha256", "stored_at", "state"])
    record(LetterEvent.ISSUED, subject=locked, by=None, at=at)
