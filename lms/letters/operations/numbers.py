"""The book of numbers: gapless, one run for each office, kind and year. Every function holds the book's row.

The book is locked last of all (lock order: ... enrolment, number book).
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.numbering import Particulars
from lms.accounts.models import User
from lms.journal.operations import record
from lms.letters import rules
from lms.letters.enums import EntryState, LetterEvent, NumberKind
from lms.letters.models import Letter, NumberBook, NumberEntry
from lms.organisations.models import Office
from lms.refusal import Refusal, constraints_as_refusal, refuse


@dataclass(frozen=True)
class Act:
    """Under which date a number is given, by whom (nobody: the platform itself) and when."""

    on: date
    by: User | None
    at: datetime


def local_date(office: Office, at: datetime) -> date:
    """The date in the office's zone: it decides the year of a number."""
    return timezone.localdate(at, ZoneInfo(office.region.zone))


def locked_book(office: Office, kind: NumberKind, *, year: int) -> NumberBook:
    """The book, held until the transaction ends. A new year takes over how the last one wrote its numbers."""
    books = NumberBook.objects.filter(office=office, kind=kind)
    if not books.filter(year=year).exists():
        last = books.filter(year__lt=year).order_by("-year").first()
        written = {
            "pattern": last.pattern if last else rules.DEFAULT_PATTERN,
            "classification": last.classification if last else "",
            "subject": last.subject if last else rules.DEFAULT_SUBJECTS[kind],
        }
        NumberBook.objects.get_or_create(office=office, kind=kind, year=year, defaults=written)
    return (
        NumberBook.objects.select_for_update(of=("self",))
        .select_related("office")
        .get(office=office, kind=kind, year=year)
    )


def take_number(
    book: NumberBook, act: Act, *, state: EntryState = EntryState.ISSUED, note: str = "", participant: int = 0
) -> NumberEntry:
    """The next number of a locked book. A number typed in before stands for its serial; the counter passes over it.

    ``participant``: her place in the list, where the pattern asks for it; for other letters the serial again.
    """
    while True:
        before = book.entries.filter(serial=book.last_serial).first() if book.last_serial else None
        serial = book.last_serial + 1
        number = book.number_of(serial, on=act.on, participant=participant or serial)
        book.last_serial = serial
        book.save(update_fields=["last_serial"])
        typed = book.entries.filter(number=number, serial__isnull=True).first()
        if typed is None:
            break
        typed.serial, typed.after = serial, before
        with constraints_as_refusal(NumberEntry):
            typed.save(update_fields=["serial", "after"])
    with constraints_as_refusal(NumberEntry):
        return NumberEntry.objects.create(
            book=book,
            serial=serial,
            after=before,
            number=number,
            state=state,
            issued_on=act.on,
            note=note,
            made_at=act.at,
            made_by=act.by,
        )


def take_reserved(book: NumberBook, *, on: date) -> NumberEntry:
    """The oldest reserved number of a locked book. Raises Refusal when none is left."""
    entry = book.entries.filter(state=EntryState.RESERVED).order_by("serial").first()
    if entry is None:
        raise refuse("none_reserved", _("Not enough reserved numbers are left in the book."))
    entry.state, entry.issued_on = EntryState.ISSUED, on
    entry.save(update_fields=["state", "issued_on"])
    return entry


@transaction.atomic
def reserve_numbers(
    office: Office, kind: NumberKind, *, count: int, note: str, by: User, at: datetime
) -> list[NumberEntry]:
    """Set the next numbers aside, for letters to be written later or outside this platform."""
    if reasons := rules.reasons_against_reserving(count):
        raise Refusal(reasons)
    on = local_date(office, at)
    book = locked_book(office, kind, year=on.year)
    act = Act(on, by, at)
    entries = [take_number(book, act, state=EntryState.RESERVED, note=note) for _number in range(count)]
    data = {"first": entries[0].serial, "last": entries[-1].serial}
    record(LetterEvent.NUMBERS_RESERVED, subject=book, by=by, at=at, data=data)
    return entries


def checked_number(number: str) -> str:
    """A number typed in, with single spaces. Raises Refusal."""
    number = " ".join(number.split())
    if reasons := rules.reasons_against_typed(number):
        raise Refusal(reasons)
    return number


@transaction.atomic
def type_number(
    office: Office, kind: NumberKind, *, number: str, on: date, by: User, at: datetime, note: str = ""
) -> NumberEntry:
    """Enter a number that the agenda book or SRIKANDI gave, in the year of its date. Raises Refusal if it is there."""
    number = checked_number(number)
    if on > local_date(office, at):
        raise refuse("date_ahead", _("The date of a number typed in cannot lie ahead."))
    if on.year < rules.FIRST_YEAR:
        raise refuse("date_long_ago", _("There are no books before %(year)s. Check the date."), year=rules.FIRST_YEAR)
    book = locked_book(office, kind, year=on.year)
    with constraints_as_refusal(NumberEntry):
        entry = NumberEntry.objects.create(
            book=book, number=number, state=EntryState.TYPED, issued_on=on, note=note, made_at=at, made_by=by
        )
    record(LetterEvent.NUMBER_TYPED, subject=entry, by=by, at=at)
    return entry


@transaction.atomic
def void_number(entry: NumberEntry, *, reason: str, by: User | None, at: datetime) -> None:
    """Say that a number is of no use. It stays in the book and is never given again."""
    NumberBook.objects.select_for_update().get(pk=entry.book_id)
    entry.refresh_from_db()
    reason = " ".join(reason.split())
    has_letter = Letter.objects.in_force().filter(entry=entry).exists()
    found = rules.reasons_against_voiding_number(EntryState(entry.state), has_letter=has_letter)
    if reasons := (*rules.reasons_against_void(reason), *found):
        raise Refusal(reasons)
    entry.state, entry.void_reason, entry.void_at, entry.void_by = EntryState.VOID, reason, at, by
    entry.save(update_fields=["state", "void_reason", "void_at", "void_by"])
    record(LetterEvent.NUMBER_VOIDED, subject=entry, by=by, at=at)


@transaction.atomic
def change_pattern(
    office: Office, kind: NumberKind, *, pattern: str, particulars: Particulars, by: User, at: datetime
) -> NumberBook:
    """How the numbers of this year are written from now on; those given stay as they are."""
    if reasons := rules.reasons_against_book(pattern, particulars):
        raise Refusal(reasons)
    book = locked_book(office, kind, year=local_date(office, at).year)
    book.pattern, book.classification, book.subject = pattern, particulars.classification, particulars.subject
    book.number_of(book.last_serial + 1, on=local_date(office, at), participant=1)
    book.save(update_fields=["pattern", "classification", "subject"])
    record(LetterEvent.PATTERN_CHANGED, subject=book, by=by, at=at)
    return book
