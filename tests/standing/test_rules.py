from datetime import date

import pytest

from lms.refusal import reasons_from_data, reasons_to_data
from lms.standing.rules import (
    MESSAGES,
    CertificationPolicy,
    Holder,
    certification,
    years_later,
)

POLICY = CertificationPolicy(min_persons=2, min_board=1, max_age_years=3, source="aturan contoh")
ON = date(2026, 11, 22)
ISSUED = date(2026, 7, 24)
OLD = date(2023, 11, 22)  # three years old today: its last day
TOO_OLD = date(2023, 11, 21)


@pytest.mark.parametrize(
    ("holders", "is_certified", "codes", "until"),
    [
        ([], False, ["holders_few", "board_few"], None),
        ([Holder(1, True, ISSUED)], False, ["holders_few"], None),
        ([Holder(1, False, ISSUED), Holder(2, False, ISSUED)], False, ["board_few"], None),
        ([Holder(1, True, ISSUED), Holder(2, False, ISSUED)], True, [], date(2029, 7, 24)),
        ([Holder(1, True, OLD), Holder(2, False, ISSUED)], True, [], ON),
        ([Holder(1, True, TOO_OLD), Holder(2, False, ISSUED)], False, ["holders_few", "board_few"], None),
        # one person in two positions counts once, and on the board if either is
        ([Holder(1, True, ISSUED), Holder(1, False, ISSUED)], False, ["holders_few"], None),
        ([Holder(1, True, ISSUED), Holder(1, False, ISSUED), Holder(2, False, ISSUED)], True, [], date(2029, 7, 24)),
        # a newer certificate of the same person carries further
        ([Holder(1, True, OLD), Holder(1, True, ISSUED), Holder(2, False, ISSUED)], True, [], date(2029, 7, 24)),
        # three holders: it falls with the second-last, or with the only board member
        (
            [Holder(1, True, ISSUED), Holder(2, False, OLD), Holder(3, False, date(2026, 1, 5))],
            True,
            [],
            date(2029, 1, 5),
        ),
        ([Holder(1, True, OLD), Holder(2, False, ISSUED), Holder(3, False, ISSUED)], True, [], ON),
        # a membership that ends takes its holder with it
        ([Holder(1, True, ISSUED, date(2027, 3, 1)), Holder(2, False, ISSUED)], True, [], date(2027, 3, 1)),
        ([Holder(1, True, date(2026, 11, 23)), Holder(2, False, ISSUED)], False, ["holders_few", "board_few"], None),
    ],
)
def test_an_institution_is_certified_by_its_present_members(holders, is_certified, codes, until):
    outcome = certification(holders, POLICY, ON)

    assert (outcome.is_certified, [r.code for r in outcome.reasons], outcome.valid_until) == (
        is_certified,
        codes,
        until,
    )


def test_the_day_after_the_last_one_it_is_certified_no_more():
    holders = [Holder(1, True, ISSUED), Holder(2, False, ISSUED)]

    on_the_last = certification(holders, POLICY, date(2029, 7, 24))
    a_day_later = certification(holders, POLICY, date(2029, 7, 25))

    assert (on_the_last.is_certified, a_day_later.is_certified) == (True, False)
    assert (a_day_later.holders, a_day_later.board_holders) == (0, 0)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 7, 24), date(2029, 7, 24)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2021, 2, 28), date(2024, 2, 28)),
    ],
)
def test_years_are_counted_by_the_calendar(day, later):
    assert years_later(day, 3) == later


def test_reasons_come_back_from_data_as_they_went():
    reasons = certification([Holder(1, False, ISSUED)], POLICY, ON).reasons

    assert reasons_from_data(reasons_to_data(reasons), MESSAGES) == reasons
    assert {reason.code for reason in reasons} == set(MESSAGES)
    assert dict(reasons[0].values) == {"holders": 1, "minimum": 2}
