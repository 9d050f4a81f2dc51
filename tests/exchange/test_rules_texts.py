"""Text of cells: what is cleaned, what is refused, and the mark against formulas, which comes off again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exchange.rules import masked, neutralised, normalised, quoted, unmarked
from lms.exchange.rules.findings import PROBLEMS, REPAIRS, day_in_words, located, problem, repair
from lms.exchange.rules.texts import CONTROL, cleaned
from tests.naughty import NAUGHTY

# Anything a database may hold: no control characters, no halves of characters.
TEXT = st.text().filter(lambda text: not CONTROL.search(text))
TRICKY = st.text("'=+-@\t\r\n –—＝aÅé\u0301\u0338\u200b\xa0\ufeff.1").filter(lambda text: not CONTROL.search(text))


def read(text):
    clean = cleaned(text)
    return clean.value, [each.code for each in clean.repairs], [each.code for each in clean.errors]


@pytest.mark.parametrize(
    ("text", "value", "repairs"),
    [
        ("Panti Harapan", "Panti Harapan", []),
        ("  Panti \n Harapan\xa0", "Panti Harapan", ["spaces"]),
        ("Siti\u200b Aminah\ufeff", "Siti Aminah", ["invisible"]),
        ("Rene\u0301", "René", ["invisible"]),
        ("\u202eitiS", "itiS", ["invisible"]),
        ("'0812", "0812", ["apostrophe"]),
        ("'Siti", "Siti", ["apostrophe"]),
        ("'=1+1", "=1+1", []),
        ("'+62812", "+62812", []),
        ("''Aisyiyah", "'Aisyiyah", []),
        ("-", None, ["dash_is_empty"]),
        (" — ", None, ["spaces", "dash_is_empty"]),
        ("'-", "-", []),
        ("-5", "-5", []),
        ("=1+1", "=1+1", []),
        ("'", "", ["apostrophe"]),
    ],
)
def test_a_text_is_cleaned_and_the_change_is_told(text, value, repairs):
    assert read(text) == (value, repairs, [])


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\x1b[31m", "\ud83d", "a\x7f", "a\x85b"])
def test_what_cannot_be_printed_is_refused(text):
    assert read(text) == (None, [], ["control_character"])


@given(TEXT | TRICKY)
def test_normalising_twice_changes_nothing(text):
    once = normalised(text)

    assert normalised(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@given(TEXT | TRICKY)
def test_what_is_exported_is_read_back_as_it_was(text):
    kept = normalised(text)

    assert unmarked(neutralised(text)) == (kept, True)
    assert unmarked(quoted(text)) == (kept, True)
    assert cleaned(neutralised(text)) == (kept, (), ())
    assert cleaned(quoted(text)) == (kept, (), ())


@given(TEXT | TRICKY)
def test_no_exported_text_begins_like_a_formula(text):
    assert not neutralised(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_texts_come_back_or_are_refused(text):
    clean = cleaned(text) if text else None

    if clean and not clean.errors and clean.value:
        assert cleaned(neutralised(clean.value)).value == clean.value


# What may be shown


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("nik", "6203010101900003", "6203********0003"),
        ("nik", 6203010101900003.0, "6203********0003"),
        ("nik", "6203 0101.0190-0003", "6203 ****.****-0003"),
        ("nik", "620301010190003", "6203*******0003"),
        ("nik", "6203********0003", "6203********0003"),
        ("name", "Siti 6203010101900003 Aminah", "Siti 6203********0003 Aminah"),
        ("name", "Siti Aminah", "Siti Aminah"),
        ("phone", "+6281234567890", "+6281234567890"),
        ("nik", "6.2E+15", "6.2E+15"),
    ],
)
def test_a_nik_is_never_shown_whole(field, value, shown):
    assert masked(field, value) == shown


@given(
    st.text("0123456789", min_size=16, max_size=16), st.sampled_from(["nik", "name", "npwp", ""]), st.text(max_size=5)
)
def test_no_field_shows_sixteen_digits(digits, field, around):
    assert digits not in masked(field, f"{around}{digits}{around}")
    assert digits not in str(problem("not_digits", field, value=digits))
    assert digits not in repr(repair("digits_cleaned", field, digits, digits))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2019-07-22", "22/07/2019"), ("22 Juli 2019", "22 Juli 2019"), ("2019-07-22-01", "2019-07-22-01")],
)
def test_a_day_is_shown_as_people_write_it(text, shown):
    assert day_in_words(text) == shown


def test_every_problem_and_repair_has_words():
    values = dict.fromkeys(("value", "candidates", "length", "limit", "least", "most"), "1")

    assert all(str(words) % values for words in PROBLEMS.values())
    assert all(str(words) for words in REPAIRS.values())


def test_a_problem_is_told_with_its_place():
    reason = problem("nik_length", "nik", length=15)

    assert located(reason, row=12, column="F (NIK)") == "Row 12, column F (NIK): A NIK has 16 digits; this one has 15."
