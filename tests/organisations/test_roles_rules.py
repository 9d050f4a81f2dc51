from datetime import date

import pytest

from lms.accounts.roles import Role
from lms.organisations.enums import GrantState
from lms.organisations.rules.links import first_name, hash_of
from lms.organisations.rules.people import masked_reach
from lms.organisations.rules.roles import (
    Holding,
    Scopes,
    Term,
    day_after,
    reasons_against_end,
    reasons_against_handing_over,
    reasons_against_level,
    reasons_against_scopes,
)

TODAY = date(2026, 6, 10)
ALL = Scopes(can_edit=True, sees_sums=True, sees_names=True)
READER = Scopes(can_edit=False, sees_sums=True, sees_names=True)
SUMS = Scopes(can_edit=False, sees_sums=True, sees_names=False)
NOTHING = Scopes(can_edit=False, sees_sums=False, sees_names=False)
LONG = Term(date(2024, 1, 1), None)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("role", "level", "answer"),
    [
        (Role.REGENCY_OFFICER, "regency", []),
        (Role.REGENCY_OFFICER, "province", ["place_not_a_regency"]),
        (Role.REGENCY_OFFICER, "district", ["place_not_a_regency"]),
        (Role.PROVINCE_OFFICER, "province", []),
        (Role.PROVINCE_OFFICER, "regency", ["place_not_a_province"]),
        (Role.TRAINER, "province", []),
        (Role.TRAINER, "regency", []),
        (Role.TRAINER, "district", ["place_too_small"]),
        (Role.MINISTRY_OFFICER, None, []),
        (Role.INSTITUTION_ADMIN, None, []),
    ],
)
def test_a_role_of_a_region_is_held_at_its_own_level(role, level, answer):
    assert codes(reasons_against_level(role, level)) == answer


@pytest.mark.parametrize(
    ("inner", "outer", "answer"),
    [(ALL, ALL, True), (READER, ALL, True), (ALL, READER, False), (SUMS, READER, True), (READER, SUMS, False)],
)
def test_scopes_lie_within_others_when_none_is_new(inner, outer, answer):
    assert inner.is_within(outer) is answer


def test_scopes_are_narrowed_one_by_one():
    assert ALL.narrowed_to(SUMS) == SUMS
    assert SUMS.narrowed_to(Scopes(True, False, True)) == NOTHING


def test_a_role_that_may_do_nothing_is_no_role():
    assert codes(reasons_against_scopes(NOTHING)) == ["no_scope"]
    assert reasons_against_scopes(SUMS) == ()


@pytest.mark.parametrize(
    ("term", "state"),
    [
        (Term(date(2026, 6, 10), None), GrantState.IN_FORCE),
        (Term(date(2026, 6, 11), None), GrantState.COMING),
        (Term(date(2026, 1, 1), date(2026, 6, 10)), GrantState.ENDED),
        (Term(date(2026, 1, 1), date(2026, 6, 11)), GrantState.IN_FORCE),
        (Term(date(2026, 7, 1), date(2026, 7, 1)), GrantState.ENDED),
    ],
)
def test_a_role_works_from_its_first_day_until_the_day_before_its_end(term, state):
    assert term.state_on(TODAY) == state


NEXT_WEEK = Term(date(2026, 6, 15), date(2026, 6, 20))


@pytest.mark.parametrize(
    ("held", "scopes", "term", "answer"),
    [
        (Holding(ALL, LONG, False), ALL, NEXT_WEEK, []),
        (Holding(ALL, LONG, False), SUMS, NEXT_WEEK, []),
        (Holding(ALL, LONG, False), ALL, Term(TODAY, date(2026, 6, 11)), []),
        (Holding(ALL, LONG, True), ALL, NEXT_WEEK, ["handed_on"]),
        (Holding(READER, LONG, False), ALL, NEXT_WEEK, ["wider_than_held"]),
        (Holding(ALL, LONG, False), NOTHING, NEXT_WEEK, ["no_scope"]),
        (Holding(ALL, LONG, False), ALL, Term(date(2026, 6, 9), date(2026, 6, 20)), ["begins_in_the_past"]),
        (Holding(ALL, LONG, False), ALL, Term(TODAY, None), ["ends_before_it_starts"]),
        (Holding(ALL, LONG, False), ALL, Term(TODAY, TODAY), ["ends_before_it_starts"]),
        (Holding(ALL, Term(date(2024, 1, 1), date(2026, 6, 18)), False), ALL, NEXT_WEEK, ["longer_than_held"]),
        (Holding(ALL, Term(date(2024, 1, 1), date(2026, 6, 20)), False), ALL, NEXT_WEEK, []),
        (
            Holding(ALL, Term(date(2024, 1, 1), date(2026, 6, 10)), False),
            ALL,
            NEXT_WEEK,
            ["not_in_force", "longer_than_held"],
        ),
        (
            Holding(READER, LONG, True),
            ALL,
            Term(date(2026, 6, 1), None),
            ["handed_on", "wider_than_held", "begins_in_the_past", "ends_before_it_starts"],
        ),
    ],
)
def test_a_role_is_handed_over_not_wider_not_longer_and_not_on(held, scopes, term, answer):
    assert codes(reasons_against_handing_over(held, scopes, term, today=TODAY)) == answer


@pytest.mark.parametrize(
    ("term", "on", "answer"),
    [
        (LONG, TODAY, []),
        (LONG, date(2026, 7, 1), []),
        (LONG, date(2026, 6, 9), ["ends_in_the_past"]),
        (Term(date(2024, 1, 1), date(2026, 6, 12)), date(2026, 6, 12), ["ends_already"]),
        (Term(date(2024, 1, 1), date(2026, 6, 12)), date(2026, 6, 11), []),
    ],
)
def test_a_role_ends_today_or_later_and_only_earlier_than_said(term, on, answer):
    assert codes(reasons_against_end(term, on, today=TODAY)) == answer


def test_the_last_day_is_still_a_day_of_the_role():
    assert (day_after(date(2026, 2, 28)), day_after(None)) == (date(2026, 3, 1), None)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Siti Aminah", "Siti"),
        ("Dr. Hj. Siti Aminah, M.Si.", "Siti"),
        ("Drs. H.", "Drs."),
        ("", ""),
        ("Noor", "Noor"),
    ],
)
def test_a_first_name_is_the_first_word_that_is_no_title(name, first):
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("reach", "shown"),
    [("noor@contoh.id", "n***@contoh.id"), ("+6281234567890", "0812******90"), (None, ""), ("", "")],
)
def test_addresses_and_numbers_are_shown_masked(reach, shown):
    assert masked_reach(reach) == shown


def test_the_kept_hash_has_one_length_whatever_was_sent():
    assert {len(hash_of(token)) for token in ["", "x", "a" * 100_000, "\x00", "\ud83d"]} == {64}
