"""The book of numbers: gapless, nothing given twice, nothing taken out."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.numbering import Particulars
from lms.journal.models import Event
from lms.letters.enums import EntryState, NumberKind
from lms.letters.invariants import letters_and_their_numbers_agree, numbers_are_unique_and_without_gap
from lms.letters.models import NumberBook, NumberEntry
from lms.letters.operations import change_pattern, locked_book, reserve_numbers, take_number, type_number, void_number
from lms.letters.operations.numbers import Act, local_date
from lms.refusal import Refusal
from tests.factories.letters import AT, ON, LetterFactory, NumberBookFactory, NumberEntryFactory
from tests.factories.organisations import OfficeFactory, ProvinceFactory

pytestmark = pytest.mark.django_db

KIND = NumberKind.INVITATION


@pytest.fixture
def office():
    return OfficeFactory(unit_code="DINSOS-KALTENG")


def reserve(office, by, count=1, *, at=AT, kind=KIND):
    return [entry.number for entry in reserve_numbers(office, kind, count=count, note="Cadangan", by=by, at=at)]


def codes_of(refusal):
    return [reason.code for reason in refusal.value.reasons]


def faults():
    return [*numbers_are_unique_and_without_gap(at=AT), *letters_and_their_numbers_agree(at=AT)]


def test_numbers_follow_one_another_in_a_book(office, by):
    assert reserve(office, by, 2) == ["001/UND/DINSOS-KALTENG/VII/2026", "002/UND/DINSOS-KALTENG/VII/2026"]
    assert reserve(office, by) == ["003/UND/DINSOS-KALTENG/VII/2026"]
    assert list(NumberEntry.objects.values_list("serial", "state")) == [(n, "reserved") for n in (1, 2, 3)]
    assert Event.objects.filter(name="letter.numbers_reserved").count() == 2
    assert faults() == []


def test_each_office_kind_and_year_has_a_book_of_its_own(office, by):
    aceh = OfficeFactory(region=ProvinceFactory(code="11", name="Aceh"), unit_code="DINSOS-ACEH")

    reserve(office, by)

    assert reserve(aceh, by) == ["001/UND/DINSOS-ACEH/VII/2026"]
    assert reserve(office, by, kind=NumberKind.ASSIGNMENT) == ["001/ST/DINSOS-KALTENG/VII/2026"]
    assert reserve(office, by, at=datetime(2027, 1, 4, tzinfo=UTC)) == ["001/UND/DINSOS-KALTENG/I/2027"]


def test_the_year_is_that_of_the_date_in_the_zone_of_the_office(office):
    east = OfficeFactory(region=ProvinceFactory(code="94", name="Papua", zone="Asia/Jayapura"), unit_code="PAPUA")
    at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # 23.30 WIB, already 01.30 WIT

    assert (local_date(office, at), local_date(east, at)) == (date(2026, 12, 31), date(2027, 1, 1))


def test_a_new_year_writes_its_numbers_as_the_last_did(office, by):
    NumberBookFactory(office=office, pattern="{kode_klasifikasi}/{seri}/{tahun}", classification="400.9", year=2025)

    assert reserve(office, by) == ["400.9/1/2026"]


@pytest.mark.parametrize("count", [0, -1, 101])
def test_a_block_has_a_sensible_size(office, by, count):
    with pytest.raises(Refusal) as refusal:
        reserve(office, by, count)

    assert codes_of(refusal) == ["count_outside"]
    assert not NumberEntry.objects.exists()


def test_a_number_is_typed_in_from_the_agenda_book(office, by):
    entry = type_number(office, KIND, number=" 400.9.1/09/01/2026 ", on=ON, by=by, at=AT)

    assert (entry.number, entry.state, entry.serial) == ("400.9.1/09/01/2026", EntryState.TYPED, None)
    assert reserve(office, by) == ["001/UND/DINSOS-KALTENG/VII/2026"]
    assert faults() == []


def test_a_number_stands_once_in_a_book_but_may_stand_in_another(office, by):
    type_number(office, KIND, number="5/2026", on=ON, by=by, at=AT)

    with pytest.raises(Refusal) as refusal:
        type_number(office, KIND, number="5/2026", on=ON, by=by, at=AT)

    assert codes_of(refusal) == ["letters_numberentry_number_once"]
    assert type_number(office, NumberKind.ASSIGNMENT, number="5/2026", on=ON, by=by, at=AT).pk
    assert type_number(office, KIND, number="5/2026", on=date(2025, 7, 1), by=by, at=AT).book.year == 2025


@pytest.mark.parametrize("number", ["", "   ", "x" * 121, "5\x00/2026"])
def test_an_unreadable_number_is_refused(office, by, number):
    with pytest.raises(Refusal) as refusal:
        type_number(office, KIND, number=number, on=ON, by=by, at=AT)

    assert codes_of(refusal) == ["number_unreadable"]


def test_a_number_typed_in_cannot_lie_ahead(office, by):
    with pytest.raises(Refusal) as refusal:
        type_number(office, KIND, number="5/2026", on=date(2026, 7, 2), by=by, at=AT)

    assert codes_of(refusal) == ["date_ahead"]


def test_the_counter_passes_over_a_number_that_was_typed_in(office, by):
    reserve(office, by)
    typed = type_number(office, KIND, number="002/UND/DINSOS-KALTENG/VII/2026", on=ON, by=by, at=AT)

    assert reserve(office, by) == ["003/UND/DINSOS-KALTENG/VII/2026"]

    typed.refresh_from_db()
    assert (typed.serial, typed.after.serial, typed.state) == (2, 1, EntryState.TYPED)
    assert faults() == []


def test_a_pattern_that_would_write_a_number_again_is_refused_and_moves_no_line(office, by):
    change_pattern(office, KIND, pattern="{perihal}{seri}/{tahun}", particulars=Particulars("", "1"), by=by, at=AT)
    assert reserve(office, by) == ["11/2026"]
    change_pattern(office, KIND, pattern="{seri}/{tahun}", particulars=Particulars(), by=by, at=AT)
    reserve(office, by, 9)

    with pytest.raises(Refusal) as refusal:
        reserve(office, by)

    assert codes_of(refusal) == ["letters_numberentry_number_once"]
    assert NumberEntry.objects.get(number="11/2026").serial == 1
    assert faults() == []


def test_a_void_number_stays_in_the_book_and_is_never_given_again(office, by):
    reserve(office, by, 2)
    second = NumberEntry.objects.get(serial=2)

    void_number(second, reason="Salah  ketik.", by=by, at=AT)

    second.refresh_from_db()
    assert (second.state, second.void_reason, second.void_by) == (EntryState.VOID, "Salah ketik.", by)
    assert reserve(office, by) == ["003/UND/DINSOS-KALTENG/VII/2026"]
    with pytest.raises(Refusal) as refusal:
        type_number(office, KIND, number=second.number, on=ON, by=by, at=AT)
    assert codes_of(refusal) == ["letters_numberentry_number_once"]
    assert faults() == []


def test_voiding_wants_a_reason_and_happens_once(office, by):
    reserve(office, by)
    entry = NumberEntry.objects.get()

    with pytest.raises(Refusal) as refusal:
        void_number(entry, reason=" ", by=by, at=AT)
    assert codes_of(refusal) == ["reason_needed"]
    void_number(entry, reason="Salah ketik.", by=by, at=AT)
    with pytest.raises(Refusal) as refusal:
        void_number(entry, reason="Lagi.", by=by, at=AT)
    assert codes_of(refusal) == ["already_void"]


def test_the_number_of_a_letter_in_force_is_voided_with_the_letter_alone(by):
    letter = LetterFactory(issued=True)

    with pytest.raises(Refusal) as refusal:
        void_number(letter.entry, reason="Salah ketik.", by=by, at=AT)

    assert codes_of(refusal) == ["number_in_use"]


def test_an_office_decides_how_its_numbers_are_written(office, by):
    reserve(office, by)
    more = Particulars(classification="400.9.1", subject="UND")

    change_pattern(office, KIND, pattern="{kode_klasifikasi}/{seri}/{tahun}", particulars=more, by=by, at=AT)

    assert reserve(office, by) == ["400.9.1/2/2026"]
    assert Event.objects.filter(name="letter.pattern_changed").count() == 1


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("{seri}", ["year_missing"]),
        ("{kode_klasifikasi}/{seri}/{tahun}", ["token_without_value"]),
        ("{seri}/{tahun}/{nik}", ["token_unknown"]),
        ("x" * 120 + "{seri}/{tahun}", ["number_too_long"]),
    ],
)
def test_a_pattern_that_cannot_number_is_refused(office, by, pattern, codes):
    with pytest.raises(Refusal) as refusal:
        change_pattern(office, KIND, pattern=pattern, particulars=Particulars(), by=by, at=AT)

    assert codes_of(refusal) == codes


# --- the database keeps it ------------------------------------------------------


def refused(name, act):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
        connection.check_constraints()
    return name in str(error.value) or connection.vendor == "sqlite"


def chain(office, by, count):
    reserve(office, by, count)
    return list(NumberEntry.objects.order_by("serial"))


def test_the_database_takes_no_number_out_of_the_middle(office, by):
    first, _second, _third = chain(office, by, 3)

    assert refused("after_id", lambda: NumberEntry.objects.filter(pk=first.pk)._raw_delete("default"))


def test_the_database_takes_no_serial_twice_and_leaves_none_out(office, by):
    first, second = chain(office, by, 2)
    book = first.book
    line = {"book": book, "state": EntryState.RESERVED, "issued_on": ON, "made_at": AT}

    assert refused("serial_once", lambda: NumberEntry.objects.create(serial=1, number="x", **line))
    assert refused("follows_another", lambda: NumberEntry.objects.create(serial=4, number="x", **line))
    assert refused("follows_another", lambda: NumberEntry.objects.create(number="x", **line))
    assert refused("after", lambda: NumberEntry.objects.create(serial=3, after=first, number="x", **line))
    assert refused(
        "number_once", lambda: NumberEntry.objects.create(serial=3, after=second, number=first.number, **line)
    )
    assert refused("has_a_number", lambda: NumberEntry.objects.create(serial=3, after=second, number="", **line))


def test_the_database_knows_no_void_without_reason(office):
    entry = NumberEntryFactory()

    assert refused("reason", lambda: NumberEntry.objects.filter(pk=entry.pk).update(state=EntryState.VOID))
    assert refused("reason", lambda: NumberEntry.objects.filter(pk=entry.pk).update(void_reason="x"))


def test_the_database_keeps_one_book_of_sensible_years(office):
    book = NumberBookFactory(office=office)

    assert refused("once", lambda: NumberBook.objects.create(office=office, kind=KIND, year=2026, pattern="x"))
    assert refused("year", lambda: NumberBook.objects.filter(pk=book.pk).update(year=26))


def test_the_invariant_says_what_is_wrong_with_a_book(office, by):
    last = chain(office, by, 3)[-1]

    NumberEntry.objects.filter(pk=last.pk)._raw_delete("default")

    assert faults() == [
        f"number book {last.book_id}: the counter says 3, 2 serials exist, the highest is 2",
    ]


def test_a_number_given_without_a_letter_is_a_fault(office, by):
    entry = take_number(locked_book(office, KIND, year=2026), Act(ON, by, AT))

    assert faults() == [f"number entry {entry.pk} is given to a letter, and there is none"]
