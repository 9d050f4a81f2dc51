"""Working days of an office: weekends, runs of holidays, Lebaran. The days are those of the loaded data."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.models import Holiday
from lms.organisations.operations.holidays import holidays_in, load_holidays
from lms.organisations.operations.loading import data_rows
from lms.organisations.rules.workdays import add_working_days, is_working_day, working_days_between
from tests.factories.organisations import RegencyFactory

NATIONAL = frozenset(date.fromisoformat(row["date"]) for row in data_rows("holidays.csv"))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-07-01", 1, "2026-07-02"),  # Wednesday: counts from Thursday
        ("2026-07-01", 5, "2026-07-08"),  # over a weekend
        ("2026-07-03", 1, "2026-07-06"),  # Friday: counts from Monday
        ("2026-07-04", 1, "2026-07-06"),  # Saturday
        ("2026-07-05", 1, "2026-07-06"),  # Sunday
        ("2026-07-03", 0, "2026-07-03"),  # no term at all
        ("2026-05-13", 1, "2026-05-18"),  # Ascension on Thursday, cuti bersama on Friday, weekend
        ("2026-03-17", 1, "2026-03-25"),  # Nyepi and Lebaran: 18 to 24 March without service
        ("2026-03-18", 1, "2026-03-25"),  # handed in on the first of those days
        ("2026-03-13", 5, "2026-03-27"),  # 16, 17, then 25, 26, 27 March
        ("2025-03-27", 1, "2025-04-08"),  # 28 March to 7 April 2025
        ("2024-04-05", 3, "2024-04-18"),  # 8 to 15 April 2024
        ("2025-12-31", 1, "2026-01-02"),  # over New Year
    ],
)
def test_a_term_counts_from_the_next_working_day(start, days, end):
    assert add_working_days(date.fromisoformat(start), days, NATIONAL) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-07-01", "2026-07-01", 0),
        ("2026-07-01", "2026-07-02", 1),
        ("2026-07-03", "2026-07-05", 0),
        ("2026-07-03", "2026-07-06", 1),
        ("2026-07-06", "2026-07-03", 0),
        ("2026-03-17", "2026-03-24", 0),
        ("2026-03-13", "2026-03-27", 5),
    ],
)
def test_the_working_days_that_passed_are_counted_without_the_first(start, end, days):
    assert working_days_between(date.fromisoformat(start), date.fromisoformat(end), NATIONAL) == days


@given(start=st.dates(date(2024, 1, 1), date(2026, 10, 1)), days=st.integers(0, 40))
def test_a_term_is_as_long_as_it_was_asked_for_and_ends_on_a_working_day(start, days):
    end = add_working_days(start, days, NATIONAL)

    assert working_days_between(start, end, NATIONAL) == days
    assert days == 0 or is_working_day(end, NATIONAL)


def test_a_term_has_no_negative_length():
    with pytest.raises(ValueError):
        add_working_days(date(2026, 7, 1), -1, NATIONAL)


def test_the_years_hold_as_many_days_as_their_decrees():
    days = data_rows("holidays.csv")

    shared = [row["date"][:4] for row in days if row["name"].startswith("Cuti bersama")]
    holidays = [row["date"][:4] for row in days if not row["name"].startswith("Cuti bersama")]
    assert [shared.count(year) for year in ("2024", "2025", "2026", "2027")] == [10, 11, 8, 0]
    # 17 a year by decree; in 2024 also the two days of voting; of 2027 only those with a fixed date are known
    assert [holidays.count(year) for year in ("2024", "2025", "2026", "2027")] == [19, 17, 17, 5]
    assert len(NATIONAL) == len(days)


# --- rows --------------------------------------------------------------------


def test_holidays_load_once_and_leave_days_added_by_hand(db):
    by_hand = Holiday.objects.create(day=date(2026, 7, 1), name="Hari jadi", region=RegencyFactory())
    also_by_hand = Holiday.objects.create(day=date(2026, 11, 30), name="Pemungutan suara ulang")

    first, second = load_holidays(), load_holidays()

    assert (first.total, first.changed) == (87, 87)
    assert (second.total, second.changed) == (87, 0)
    assert Holiday.objects.filter(pk__in=[by_hand.pk, also_by_hand.pk]).count() == 2


def test_a_misspelt_holiday_is_mended_by_the_next_load(db):
    load_holidays()
    Holiday.objects.filter(day=date(2026, 8, 17)).update(name="Salah tulis")

    assert load_holidays().changed == 1
    assert Holiday.objects.get(day=date(2026, 8, 17)).name == "Proklamasi Kemerdekaan"


def test_an_office_closes_on_the_days_of_the_nation_and_on_its_own(db, django_assert_num_queries):
    own, other = RegencyFactory(), RegencyFactory(code="62.71", name="Kota Palangkaraya")
    for offset, region in enumerate([None, own, other]):
        Holiday.objects.create(day=date(2026, 7, 1) + timedelta(days=offset), name="Libur", region=region)

    with django_assert_num_queries(1):
        assert holidays_in(["62.03", "62"]) == {date(2026, 7, 1), date(2026, 7, 2)}
    assert holidays_in() == {date(2026, 7, 1)}
