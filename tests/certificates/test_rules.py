"""Numbers, codes, validity and wording: pure, by tables of cases."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.codes import ALPHABET, LENGTH, grouped, new_code, read_code
from certificates.enums import Status
from certificates.numbering import MAX_LENGTH, Particulars, format_number, reasons_against_pattern
from certificates.validity import Validity, validity_of
from certificates.wording import day, joined, period
from lms.refusal import Refusal

PATTERN = "{seri:03}/BIMTEK-LKS/{unit}/{bulan_romawi}/{tahun}"
JULY = date(2026, 7, 24)

# --- numbers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "serial", "on", "number"),
    [
        (PATTERN, 1, JULY, "001/BIMTEK-LKS/DINSOS-KALTENG/VII/2026"),
        (PATTERN, 999, date(2026, 12, 31), "999/BIMTEK-LKS/DINSOS-KALTENG/XII/2026"),
        (PATTERN, 1000, date(2027, 1, 1), "1000/BIMTEK-LKS/DINSOS-KALTENG/I/2027"),
        ("{seri}/{tahun}", 7, JULY, "7/2026"),
        ("{tahun}-{bulan}-{seri:05}", 7, JULY, "2026-07-00007"),
        ("{seri}.{seri_x}", 7, JULY, None),
        ("№ {seri}/{tahun}", 7, JULY, "№ 7/2026"),
    ],
)
def test_a_number_follows_its_pattern(pattern, serial, on, number):
    if number is None:
        with pytest.raises(Refusal):
            format_number(pattern, serial=serial, unit="DINSOS-KALTENG", on=on)
    else:
        assert format_number(pattern, serial=serial, unit="DINSOS-KALTENG", on=on) == number


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        (PATTERN, []),
        ("", ["serial_once", "year_missing"]),
        ("{seri}/{seri}/{tahun}", ["serial_once"]),
        ("{seri:03}", ["year_missing"]),
        ("{seri:0}/{tahun}", ["token_unknown", "serial_once"]),
        ("{seri:10}/{tahun}", ["token_unknown", "serial_once"]),
        ("{seri}/{tahun}/{nama}", ["token_unknown"]),
        ("{seri}/{tahun}/{0.__class__}", ["token_unknown"]),
        ("{seri}/{tahun}/{", ["brace_alone"]),
        ("{seri}/{tahun}/{{unit}}", ["brace_alone"]),
        ("{seri}/{tahun}\n", ["pattern_unprintable"]),
        ("{seri}/{tahun}\x00", ["pattern_unprintable"]),
    ],
)
def test_a_pattern_that_cannot_number_says_why(pattern, codes):
    reasons = reasons_against_pattern(pattern)

    assert [reason.code for reason in reasons] == codes
    assert all(str(reason) for reason in reasons)


@pytest.mark.parametrize(
    ("pattern", "particulars", "number"),
    [
        ("{seri}/{kode_klasifikasi}/{tahun}", Particulars(classification="400.9.1"), "7/400.9.1/2026"),
        ("{kode_klasifikasi}/{seri:03}/{tahun}", Particulars(classification="400.9"), "400.9/007/2026"),
        ("{seri}/{perihal}/{unit}/{tahun}", Particulars(subject="UND"), "7/UND/DINSOS/2026"),
        ("{seri}/{tahun}/{nomor_peserta:03}", Particulars(participant=12), "7/2026/012"),
        ("{seri}/{tahun}/{nomor_peserta}", Particulars(participant=12), "7/2026/12"),
    ],
)
def test_the_number_of_a_letter_says_more(pattern, particulars, number):
    assert format_number(pattern, serial=7, unit="DINSOS", on=JULY, particulars=particulars) == number


@pytest.mark.parametrize("token", ["kode_klasifikasi", "perihal", "nomor_peserta", "nomor_peserta:03"])
def test_a_pattern_cannot_ask_for_what_is_not_given(token):
    with pytest.raises(Refusal) as refusal:
        format_number(f"{{seri}}/{{{token}}}/{{tahun}}", serial=7, unit="DINSOS", on=JULY)

    assert [reason.code for reason in refusal.value.reasons] == ["token_without_value"]
    assert f"{{{token}}}" in str(refusal.value.reasons[0])


def test_a_number_that_grows_too_long_is_refused():
    with pytest.raises(Refusal, match="number_too_long"):
        format_number("{seri}/{tahun}/" + "x" * MAX_LENGTH, serial=1, unit="", on=JULY)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_different_serials_never_have_one_number(first, second):
    numbers = {format_number(PATTERN, serial=serial, unit="U", on=JULY) for serial in (first, second)}

    assert len(numbers) == len({first, second})


@given(st.text(max_size=60))
def test_any_pattern_is_used_or_refused_with_reasons(pattern):
    if reasons_against_pattern(pattern):
        with pytest.raises(Refusal):
            format_number(pattern, serial=1, unit="U", on=JULY)
    else:
        assert format_number(pattern, serial=1, unit="U", on=JULY)


# --- codes --------------------------------------------------------------------


def test_a_code_has_at_least_a_hundred_random_bits_of_letters_that_are_not_mistaken():
    assert len(ALPHABET) ** LENGTH >= 2**100
    assert set("ILOU") & set(ALPHABET) == set()
    assert len({new_code() for _ in range(1000)}) == 1000


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_a_code_is_read_as_it_is_printed_typed_or_spoken(code):
    spoken = grouped(code).lower().replace("1", "l").replace("0", "o")

    assert [read_code(way) for way in (code, grouped(code), f" {code.lower()}\n", spoken, " ".join(code))] == [code] * 5


def test_a_code_is_printed_in_groups_of_four():
    assert grouped("7H3KQ9ZT2M5VXB8CD4PNRW6Y") == "7H3K-Q9ZT-2M5V-XB8C-D4PN-RW6Y"


@pytest.mark.parametrize(
    "text", ["", "0" * 23, "0" * 25, "U" * 24, "0" * 23 + "\x00", "/" * 24, "٣" * 24, "x" * 10_000]
)
def test_what_cannot_be_a_code_is_none(text):
    assert read_code(text) is None


# --- validity -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "on", "expected"),
    [
        ({"is_stored": True}, JULY, Validity(Status.VALID, JULY)),
        ({"is_stored": True}, date(2036, 1, 1), Validity(Status.VALID, JULY)),
        ({"is_stored": True}, date(2026, 7, 23), Validity(Status.BEING_MADE, JULY)),
        ({"is_stored": False}, JULY, Validity(Status.BEING_MADE)),
        ({"is_stored": True, "revoked_on": date(2026, 8, 3), "revoked_reason": "Salah."}, date(2026, 8, 2),
         Validity(Status.VALID, JULY)),
        ({"is_stored": True, "revoked_on": date(2026, 8, 3), "revoked_reason": "Salah."}, date(2026, 8, 3),
         Validity(Status.REVOKED, date(2026, 8, 3), "Salah.")),
        ({"is_stored": True, "revoked_on": JULY, "revoked_reason": "Salah."}, JULY,
         Validity(Status.REVOKED, JULY, "Salah.")),
    ],
)  # fmt: skip
def test_validity_on_a_day(facts, on, expected):
    assert validity_of(issued_on=JULY, on=on, **facts) == expected


# --- wording ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (JULY, JULY, "24 Juli 2026"),
        (date(2026, 7, 22), JULY, "22 s.d. 24 Juli 2026"),
        (date(2026, 7, 30), date(2026, 8, 1), "30 Juli s.d. 1 Agustus 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Desember 2026 s.d. 2 Januari 2027"),
    ],
)
def test_a_period_says_month_and_year_once(first, last, words):
    assert period(first, last) == words


def test_empty_parts_leave_no_separator():
    assert (day(JULY), joined("", "LKS", "", by=", ")) == ("24 Juli 2026", "LKS")
