from datetime import date

import pytest

from lms.organisations.enums import Level
from lms.registration.enums import ApplicationStatus, ItemState
from lms.registration.rules import (
    STEPS,
    Clock,
    ItemFacts,
    Responsibility,
    days_left,
    due_on,
    may_follow,
    reasons_against_answer,
    reasons_against_approval,
    reasons_against_decider,
    reasons_against_editing,
    reasons_against_examining,
    reasons_against_outline,
    reasons_against_sending,
    reasons_against_sending_back,
    reasons_against_starting,
    reasons_against_why,
    reasons_against_work_area,
    responsible_office,
    used_when_stopped,
)

S, I = ApplicationStatus, ItemState  # noqa: E741 -- short names for tables


def codes(reasons):
    return [reason.code for reason in reasons]


def item(state, *, is_required=True):
    return ItemFacts("AD/ART", is_required, state)


@pytest.mark.parametrize(
    ("work_area", "expected"),
    [
        (["62.03"], Responsibility(Level.REGENCY, "62.03")),
        ([], Responsibility(Level.REGENCY, "62.03")),
        (["62.03", "62.71"], Responsibility(Level.PROVINCE, "62")),
        (["62.71"], Responsibility(Level.PROVINCE, "62")),
    ],
)
def test_the_work_area_says_whose_dinsos_decides(work_area, expected):
    assert responsible_office("62.03", work_area) == expected


@pytest.mark.parametrize(
    ("work_area", "expected"),
    [
        (["62.03"], []),
        (["62.03", "62.71"], []),
        (["62.71"], ["seat_outside"]),
        (["62.03", "63.01"], ["several_provinces"]),
        (["63.01"], ["several_provinces", "seat_outside"]),
        (["62.03", "620.3"], ["several_provinces"]),
    ],
)
def test_a_work_area_holds_the_seat_and_lies_in_one_province(work_area, expected):
    assert codes(reasons_against_work_area("62.03", work_area)) == expected


@pytest.mark.parametrize(
    ("status", "following"),
    [
        (S.DRAFT, {S.SUBMITTED, S.WITHDRAWN}),
        (S.SUBMITTED, {S.RETURNED, S.APPROVED, S.REJECTED, S.WITHDRAWN}),
        (S.RETURNED, {S.SUBMITTED, S.REJECTED, S.WITHDRAWN}),
        (S.APPROVED, set()),
        (S.REJECTED, set()),
        (S.WITHDRAWN, set()),
    ],
)
def test_each_status_and_what_may_follow(status, following):
    assert {step for step in S if may_follow(status, step)} == following
    assert set(STEPS) == set(S)


@pytest.mark.parametrize(
    ("status", "state", "expected"),
    [
        (S.DRAFT, I.MISSING, []),
        (S.DRAFT, I.GIVEN, []),
        (S.RETURNED, I.RETURNED, []),
        (S.RETURNED, I.MENDED, []),
        (S.RETURNED, I.ACCEPTED, ["item_locked"]),
        (S.RETURNED, I.GIVEN, ["item_locked"]),
        (S.RETURNED, I.MISSING, ["item_locked"]),
        (S.SUBMITTED, I.RETURNED, ["locked"]),
        (S.APPROVED, I.GIVEN, ["locked"]),
        (S.WITHDRAWN, I.GIVEN, ["locked"]),
    ],
)
def test_only_what_came_back_is_done_again(status, state, expected):
    assert codes(reasons_against_editing(status, state)) == expected


@pytest.mark.parametrize(("status", "expected"), [(S.DRAFT, []), (S.RETURNED, ["outline_locked"])])
def test_kind_seat_and_area_are_settled_with_the_first_sending(status, expected):
    assert codes(reasons_against_outline(status)) == expected


@pytest.mark.parametrize(
    ("status", "items", "has_area", "expected"),
    [
        (S.DRAFT, [item(I.GIVEN)], True, []),
        (S.DRAFT, [item(I.MISSING, is_required=False)], True, []),
        (S.DRAFT, [item(I.MISSING), item(I.MISSING)], False, ["no_area", "item_missing", "item_missing"]),
        (S.RETURNED, [item(I.MENDED), item(I.ACCEPTED)], True, []),
        (S.RETURNED, [item(I.RETURNED)], True, ["item_returned"]),
        (S.RETURNED, [item(I.RETURNED, is_required=False)], True, []),
        (S.SUBMITTED, [item(I.GIVEN)], True, ["step_not_allowed"]),
        (S.APPROVED, [item(I.GIVEN)], True, ["step_not_allowed"]),
    ],
)
def test_what_stands_against_sending(status, items, has_area, expected):
    assert codes(reasons_against_sending(status, items, has_area=has_area)) == expected


@pytest.mark.parametrize(
    ("status", "items", "expected"),
    [
        (S.SUBMITTED, [item(I.ACCEPTED), item(I.MISSING, is_required=False)], []),
        (S.SUBMITTED, [item(I.ACCEPTED), item(I.GIVEN)], ["item_not_accepted"]),
        (S.SUBMITTED, [item(I.RETURNED)], ["item_not_accepted"]),
        (S.RETURNED, [item(I.ACCEPTED)], ["step_not_allowed"]),
        (S.APPROVED, [item(I.ACCEPTED)], ["step_not_allowed"]),
    ],
)
def test_what_stands_against_approval(status, items, expected):
    assert codes(reasons_against_approval(status, items)) == expected


@pytest.mark.parametrize(
    ("status", "items", "expected"),
    [
        (S.SUBMITTED, [item(I.RETURNED)], []),
        (S.SUBMITTED, [item(I.ACCEPTED)], ["nothing_returned"]),
        (S.RETURNED, [item(I.RETURNED)], ["step_not_allowed"]),
    ],
)
def test_what_stands_against_sending_back(status, items, expected):
    assert codes(reasons_against_sending_back(status, items)) == expected


@pytest.mark.parametrize(
    ("status", "state", "expected"),
    [
        (S.SUBMITTED, I.GIVEN, []),
        (S.SUBMITTED, I.ACCEPTED, []),
        (S.SUBMITTED, I.RETURNED, []),
        (S.SUBMITTED, I.MISSING, ["item_missing"]),
        (S.DRAFT, I.GIVEN, ["step_not_allowed"]),
        (S.RETURNED, I.RETURNED, ["step_not_allowed"]),
        (S.APPROVED, I.ACCEPTED, ["step_not_allowed"]),
    ],
)
def test_parts_are_examined_while_the_office_has_the_application(status, state, expected):
    assert codes(reasons_against_examining(status, state)) == expected


def test_nobody_decides_on_her_own_application():
    assert codes(reasons_against_decider(7, 7)) == ["own_application"]
    assert reasons_against_decider(7, 8) == ()


@pytest.mark.parametrize(("number", "expected"), [(0, []), (4, []), (5, ["too_many_open"])])
def test_one_person_has_at_most_five_open_applications(number, expected):
    assert codes(reasons_against_starting(number)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45 perempuan, 30 laki-laki, per 31 Desember 2025", []),
        ("1.234 orang", []),
        ("6203015507900001", ["long_number"]),
        ("rek. 0123-4567-890", ["long_number"]),
        ("0812 3456 7890", ["long_number"]),
        ("Ada", []),
    ],
)
def test_an_answer_holds_no_number_of_an_account_a_card_or_a_telephone(text, expected):
    assert codes(reasons_against_answer(text)) == expected


@pytest.mark.parametrize(
    ("why", "expected"), [("Foto buram", []), ("  ", ["why_missing"]), ("a" * 501, ["why_too_long"])]
)
def test_a_reason_is_given_in_words(why, expected):
    assert codes(reasons_against_why(why)) == expected


HOLIDAYS = {date(2026, 6, 16)}  # a Tuesday


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (Clock(5, 0, date(2026, 6, 10)), date(2026, 6, 18)),  # over a weekend and a holiday
        (Clock(5, 2, date(2026, 6, 10)), date(2026, 6, 15)),  # two days were used before it came back
        (Clock(5, 0, None), None),
        (Clock(5, 5, date(2026, 6, 12)), date(2026, 6, 15)),  # used up: one day at least to look at what was mended
        (Clock(5, 9, date(2026, 6, 12)), date(2026, 6, 15)),
    ],
)
def test_the_last_day_leaves_out_weekends_holidays_and_the_applicants_days(clock, expected):
    assert due_on(clock, HOLIDAYS) == expected


@pytest.mark.parametrize(
    ("clock", "on", "expected"),
    [
        (Clock(5, 0, date(2026, 6, 10)), date(2026, 6, 10), 0),
        (Clock(5, 0, date(2026, 6, 10)), date(2026, 6, 12), 2),
        (Clock(5, 2, date(2026, 6, 12)), date(2026, 6, 17), 4),  # Monday and Wednesday; Tuesday is a holiday
        (Clock(5, 3, None), date(2026, 6, 17), 3),
    ],
)
def test_a_clock_that_stops_keeps_what_was_used(clock, on, expected):
    assert used_when_stopped(clock, on, HOLIDAYS) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 6, 10), 4),
        (date(2026, 6, 17), 0),
        (date(2026, 6, 18), -1),
        (date(2026, 6, 22), -3),
    ],
)
def test_working_days_left_until_the_last_day(on, expected):
    assert days_left(date(2026, 6, 17), on, HOLIDAYS) == expected


def test_on_a_weekend_after_the_last_day_the_time_is_over():
    friday, saturday = date(2026, 6, 19), date(2026, 6, 20)

    assert (days_left(friday, friday, HOLIDAYS), days_left(friday, saturday, HOLIDAYS)) == (0, -1)
