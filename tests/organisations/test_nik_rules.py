"""What is read out of a NIK, what is hard and what is only a doubt. All numbers are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.enums import Sex
from lms.organisations.rules.nik import NikParts, doubts_about, masked, parts_of, reasons_against
from lms.organisations.rules.regions import NikRegions

KNOWN = {"620301"}
WOMAN, MAN = "6203014507900003", "6203010507900003"  # both born on 5 July 1990
BORN = date(1990, 7, 5)


def codes(reasons):
    return [reason.code for reason in reasons]


def doubts(nik, birth_on=None, sex=""):
    return codes(doubts_about(nik, birth_on=birth_on, sex=sex, known_regions=KNOWN))


# --- hard --------------------------------------------------------------------


@pytest.mark.parametrize("nik", [WOMAN, "0" * 16, "9" * 16])
def test_sixteen_digits_are_accepted(nik):
    assert reasons_against(nik) == ()


@pytest.mark.parametrize(
    "nik",
    ["", "620301450790000", WOMAN + "1", "6203 0145 0790 0003", "6203014507900O03", "6.2E+15", "٦" * 16, WOMAN + "\n"],
)
def test_anything_else_is_no_nik(nik):
    assert codes(reasons_against(nik)) == ["nik_form"]
    with pytest.raises(ValueError, match=r"^A NIK has 16 digits\.$"):
        parts_of(nik)
    assert masked(nik) == "****************"


# --- parts -------------------------------------------------------------------


def test_the_parts_of_a_womans_nik_have_the_day_less_forty():
    assert parts_of(WOMAN) == NikParts("620301", 5, 7, 90, Sex.FEMALE, "0003")


def test_the_parts_of_a_mans_nik():
    assert parts_of(MAN) == NikParts("620301", 5, 7, 90, Sex.MALE, "0003")


@pytest.mark.parametrize(("day", "sex"), [("01", Sex.MALE), ("31", Sex.MALE), ("41", Sex.FEMALE), ("71", Sex.FEMALE)])
def test_the_first_and_last_day_of_each_sex(day, sex):
    parts = parts_of(f"620301{day}01900003")

    assert parts.sex == sex
    assert parts.has_possible_birth


def test_a_masked_nik_shows_the_first_and_the_last_four_digits():
    assert masked(WOMAN) == "6203********0003"


@pytest.mark.parametrize(
    ("year", "near", "born"),
    [
        ("90", date(1991, 1, 1), date(1990, 7, 5)),
        ("05", date(2004, 1, 1), date(2005, 7, 5)),
        ("05", date(1910, 1, 1), date(1905, 7, 5)),
        ("26", date(2026, 3, 2), date(2026, 7, 5)),
        ("49", date(2000, 1, 1), date(2049, 7, 5)),
    ],
)
def test_the_century_is_the_one_that_comes_nearest(year, near, born):
    assert parts_of(f"6203010507{year}0003").birth_on(near) == born


def test_a_leap_day_that_only_one_century_has_is_read_in_that_century():
    assert parts_of("6203012902000003").birth_on(date(1901, 1, 1)) == date(2000, 2, 29)


def test_an_impossible_date_is_no_date():
    assert parts_of("6203013102900003").birth_on(BORN) is None


# --- doubts ------------------------------------------------------------------


@pytest.mark.parametrize(("nik", "sex"), [(WOMAN, "female"), (MAN, "male")])
def test_a_nik_that_fits_raises_no_doubt(nik, sex):
    assert doubts(nik, BORN, sex) == []


def test_nothing_is_doubted_of_what_was_not_given():
    assert doubts(WOMAN) == []
    assert doubts_about("9999994507900003", birth_on=None, sex="") == ()


@pytest.mark.parametrize(
    ("nik", "birth_on", "sex", "found"),
    [
        (WOMAN, date(1990, 7, 6), "female", ["nik_birth_differs"]),
        (WOMAN, date(1990, 5, 7), "female", ["nik_birth_differs"]),
        (WOMAN, date(1991, 7, 5), "female", ["nik_birth_differs"]),
        (WOMAN, date(1890, 7, 5), "female", []),  # two digits do not tell a century
        (WOMAN, BORN, "male", ["nik_sex_differs"]),
        (MAN, BORN, "female", ["nik_sex_differs"]),
        ("6203013202900003", BORN, "male", ["nik_birth_impossible"]),
        ("6203010000000003", BORN, "female", ["nik_birth_impossible"]),
        ("6203014013900003", BORN, "male", ["nik_birth_impossible"]),
        ("6203017202900003", BORN, "male", ["nik_birth_impossible"]),
        ("6203013002900003", None, "", ["nik_birth_impossible"]),
        ("6203992902990003", None, "", ["nik_birth_impossible", "nik_region_unknown"]),
        ("9999994507900003", BORN, "female", ["nik_region_unknown"]),
        ("6203014507900000", BORN, "female", ["nik_serial_zero"]),
        (
            "9999990607900000",
            BORN,
            "female",
            ["nik_birth_differs", "nik_sex_differs", "nik_region_unknown", "nik_serial_zero"],
        ),
    ],
)
def test_each_doubt_is_named(nik, birth_on, sex, found):
    assert doubts(nik, birth_on, sex) == found


@given(st.text("0123456789", min_size=16, max_size=16), st.dates(), st.sampled_from(["", "male", "female"]))
def test_no_sentence_ever_repeats_a_digit_of_the_number(nik, birth_on, sex):
    for reason in doubts_about(nik, birth_on=birth_on, sex=sex, known_regions=KNOWN):
        assert reason.values == ()
        assert nik[:4] not in str(reason).replace("0000", "")


@given(st.dates(date(1920, 1, 1), date(2026, 12, 31)), st.sampled_from(list(Sex)), st.integers(1, 9999))
def test_a_number_built_from_a_birth_and_a_sex_raises_no_doubt_about_them(born, sex, serial):
    day = born.day + (40 if sex == Sex.FEMALE else 0)
    nik = f"620301{day:02}{born.month:02}{born.year % 100:02}{serial:04}"

    assert doubts(nik, born, sex) == []
    assert parts_of(nik).birth_on(born) == born


# --- areas -------------------------------------------------------------------


def test_a_kecamatan_of_a_former_kabupaten_is_believed():
    regions = NikRegions(frozenset({"62", "62.03", "62.03.01", "91", "91.01"}), frozenset({"91.01"}))

    assert "620301" in regions
    assert "910177" in regions
    assert "620399" not in regions
    assert "910201" not in regions
    assert "" not in regions
    assert "62" not in regions
