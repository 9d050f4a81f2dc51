"""What stands against a letter and against a number. Pure; today comes in."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from certificates.numbering import MAX_LENGTH, Particulars, reasons_against_pattern
from lms.letters.enums import EntryState, LetterKind, LetterState, NumberKind
from lms.refusal import Reason

MAX_RESERVED = 100  # numbers in one go
MAX_NOTE = 150
MAX_REASON = 300
MAX_COPIES = 10
FIRST_YEAR = 2000  # of a book
DEFAULT_PATTERN = "{seri:03}/{perihal}/{unit}/{bulan_romawi}/{tahun}"
# Data of the book, always Indonesian: what ``{perihal}`` says until an office writes its own.
DEFAULT_SUBJECTS = {
    NumberKind.INVITATION: "UND",
    NumberKind.ASSIGNMENT: "ST",
    NumberKind.CONFIRMATION: "PESERTA",
    NumberKind.STATEMENT: "KET",
}


NOBODY_ACCEPTED = Reason("nobody_accepted", _("Nobody is accepted yet."))
NOBODY = {
    LetterKind.INVITATION: Reason("no_seats", _("No kabupaten or kota has seats in this cohort.")),
    LetterKind.STATEMENT: Reason("nobody_came", _("Nobody was seen in a session, so there is nothing to state.")),
}


@dataclass(frozen=True)
class IssuingFacts:
    """``missing``: addressees who have no letter of the kind in force yet."""

    kind: LetterKind
    is_draft: bool
    is_closed: bool
    is_cancelled: bool
    addressees: int
    missing: int


def reasons_against_issuing(facts: IssuingFacts) -> tuple[Reason, ...]:
    if facts.is_draft:
        return (Reason("cohort_draft", _("This cohort is a draft. Open it first.")),)
    if facts.is_cancelled:
        return (Reason("cohort_cancelled", _("This cohort is cancelled.")),)
    if facts.kind == LetterKind.STATEMENT and not facts.is_closed:
        return (Reason("cohort_not_closed", _("Statements are made when the activity is closed.")),)
    if not facts.addressees:
        return (NOBODY.get(facts.kind, NOBODY_ACCEPTED),)
    if not facts.missing:
        return (Reason("all_issued", _("Everybody has this letter already.")),)
    return ()


def reasons_against_book(pattern: str, particulars: Particulars) -> tuple[Reason, ...]:
    """Against how an office writes its numbers, before the first one is given."""
    found = list(reasons_against_pattern(pattern))
    for token, value in (("kode_klasifikasi", particulars.classification), ("perihal", particulars.subject)):
        if f"{{{token}}}" in pattern and not value:
            message = _("The number pattern has {%(token)s}, but no value for it is given.")
            found.append(Reason("token_without_value", message, (("token", token),)))
    return tuple(found)


def reasons_against_reserving(count: int) -> tuple[Reason, ...]:
    if 1 <= count <= MAX_RESERVED:
        return ()
    return (Reason("count_outside", _("Reserve 1 to %(most)s numbers at a time."), (("most", MAX_RESERVED),)),)


def reasons_against_typed(number: str) -> tuple[Reason, ...]:
    if not number or not number.isprintable() or len(number) > MAX_LENGTH:
        message = _("Type the number as it stands in the agenda book, at most %(most)s letters.")
        return (Reason("number_unreadable", message, (("most", MAX_LENGTH),)),)
    return ()


def reasons_against_void(reason: str) -> tuple[Reason, ...]:
    if not reason or len(reason) > MAX_REASON or not reason.isprintable():
        return (Reason("reason_needed", _("Say why, in 1 to %(most)s letters."), (("most", MAX_REASON),)),)
    return ()


def reasons_against_voiding_number(state: EntryState, *, has_letter: bool) -> tuple[Reason, ...]:
    if state == EntryState.VOID:
        return (Reason("already_void", _("This number is void already.")),)
    if has_letter:
        return (Reason("number_in_use", _("A letter in force has this number. Void the letter, then both are void.")),)
    return ()


def reasons_against_voiding_letter(state: LetterState) -> tuple[Reason, ...]:
    if state in (LetterState.VOID, LetterState.REPLACED):
        return (Reason("letter_ended", _("This letter is void or replaced already.")),)
    return ()


def reasons_against_numbering(state: LetterState, *, has_number: bool) -> tuple[Reason, ...]:
    if has_number:
        return (Reason("has_number", _("This letter has its number already.")),)
    return reasons_against_voiding_letter(state)
