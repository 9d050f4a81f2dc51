from dataclasses import replace

import pytest

from lms.duplicates.rules.merging import (
    MergeFacts,
    Side,
    area_of,
    is_first_kept,
    reasons_against_merge,
    reasons_against_undo,
    settled,
    to_choose,
)

A, B = Side(1, "Siti"), Side(2, "Sitti")
BLANK = {
    "name": "",
    "sex": "",
    "birth_place": "",
    "birth_on": None,
    "nip": "",
    "phone": "",
    "email": "",
    "region_id": None,
    "district_id": None,
}


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("kept", "gone", "expected"),
    [
        (A, B, []),
        (A, A, ["merge_same"]),
        (replace(A, is_merged=True), B, ["merge_merged"]),
        (A, replace(B, is_erased=True), ["merge_erased"]),
        (A, replace(B, is_own=True), ["merge_own"]),
        (replace(A, has_account=True), replace(B, has_account=True), ["merge_accounts"]),
        (replace(A, companion=2), B, ["merge_companion"]),
        (A, replace(B, companion=1), ["merge_companion"]),
        (replace(A, nik="n1"), replace(B, nik="n2"), ["merge_niks"]),
        (replace(A, nik="n1"), B, []),
    ],
)
def test_what_stands_against_a_merge(kept, gone, expected):
    assert codes(reasons_against_merge(kept, gone, is_nik_chosen=False)) == expected


def test_two_niks_may_be_merged_when_one_is_said_to_be_wrong():
    assert reasons_against_merge(replace(A, nik="n1"), replace(B, nik="n2"), is_nik_chosen=True) == ()


STANDING = MergeFacts("Siti", "Sitti", False, False, False, "", "")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"is_undone": True}, ["undo_done"]),
        ({"kept_merged_into": "Aminah"}, ["undo_merged"]),
        ({"later": "Aminah"}, ["undo_later"]),
        ({"is_erased": True}, ["undo_erased"]),
        ({"is_own": True}, ["undo_own"]),
    ],
)
def test_what_stands_against_undoing(change, expected):
    assert codes(reasons_against_undo(replace(STANDING, **change))) == expected


@pytest.mark.parametrize(
    ("kept", "gone", "choices", "changes"),
    [
        ({"name": "A"}, {"name": "B"}, {}, {}),
        ({"name": "A"}, {"name": "B"}, {"name": "gone"}, {"name": "B"}),
        ({}, {"phone": "+62811"}, {}, {"phone": "+62811"}),
        ({"phone": "+62811"}, {}, {"phone": "gone"}, {}),
        ({}, {"region_id": "62.03", "district_id": "62.03.05"}, {}, {"region_id": "62.03", "district_id": "62.03.05"}),
        ({"region_id": "62.03"}, {"region_id": "62.03", "district_id": "62.03.05"}, {}, {"district_id": "62.03.05"}),
        (
            {"region_id": "62.03", "district_id": "62.03.05"},
            {"region_id": "62.05"},
            {"region": "gone"},
            {"region_id": "62.05", "district_id": None},
        ),
        ({"region_id": "62.03", "district_id": "62.03.05"}, {"region_id": "62.03"}, {"region": "gone"}, {}),
        ({"region_id": "62.03", "district_id": "62.03.05"}, {"region_id": "62.05", "district_id": "62.05.01"}, {}, {}),
    ],
)
def test_which_values_the_remaining_row_gets(kept, gone, choices, changes):
    assert settled(BLANK | kept, BLANK | gone, choices) == changes


def test_only_what_both_say_differently_is_chosen():
    a = BLANK | {"name": "A", "sex": "male", "phone": "+62811", "region_id": "62.03", "district_id": "62.03.05"}
    b = BLANK | {"name": "B", "sex": "male", "email": "b@contoh.id", "region_id": "62.03", "district_id": "62.03.01"}

    assert to_choose(a, b) == ["name", "region"]


def test_the_row_with_an_account_remains_and_else_the_older():
    assert is_first_kept(A, B)
    assert not is_first_kept(A, replace(B, has_account=True))


@pytest.mark.parametrize(
    ("areas", "places", "area"),
    [
        (["62.03"], [{"62.03"}, {"62.03", "62.05"}], "62.03"),
        (["62", "62.03"], [{"62.03"}, {"62.03"}], "62.03"),
        (["62", "62.03"], [{"62.03"}, {"62.05"}], "62"),
        (["62.03", "62.05"], [{"62.03"}, {"62.05"}], "62"),
        ([], [{"62.03"}, {"62.03"}], "62"),
    ],
)
def test_a_merge_is_seen_where_both_were_kept(areas, places, area):
    assert area_of(areas, "62", map(frozenset, places)) == area
