from dataclasses import replace

import pytest

from lms.enrolment.rules import (
    SeatRules,
    Sitter,
    Tally,
    reasons_against_rules,
    reasons_against_seat,
    reasons_against_tally,
)

KAPUAS = {"62.03": 2, "62.71": 2}
SARI = Sitter("Sari", "62.03", "Kab. Kapuas", 1, "LKS Harapan", "female", "PSKS-04", "LKS")
BUDI = replace(SARI, person_name="Budi", sex="male")


def codes(candidate, seated, rules):
    reasons = reasons_against_seat(candidate, Tally.of(seated), rules)
    assert all(candidate.person_name in str(reason) for reason in reasons)
    return [reason.code for reason in reasons]


def others(number, **more):
    return [replace(BUDI, region="62.71", institution=100 + each, kind="PSKS-05", **more) for each in range(number)]


@pytest.mark.parametrize(
    ("rules", "seated", "expected"),
    [
        (SeatRules(), others(500), []),
        (SeatRules(per_region=KAPUAS), [], []),
        (SeatRules(per_region=KAPUAS), [BUDI], []),
        (SeatRules(per_region=KAPUAS), [BUDI, BUDI], ["no_seat"]),
        (SeatRules(per_region={"62.71": 2}), [], ["no_quota"]),
        (SeatRules(total=2), others(1), []),
        (SeatRules(total=2), others(2), ["cohort_full"]),
        (SeatRules(total=2, per_region=KAPUAS), [BUDI, BUDI], ["no_seat", "cohort_full"]),
        (SeatRules(per_institution=2), [BUDI], []),
        (SeatRules(per_institution=2), [BUDI, BUDI], ["institution_full"]),
        (SeatRules(per_institution=1, per_region=KAPUAS), [BUDI, BUDI], ["no_seat", "institution_full"]),
    ],
)
def test_a_seat_is_refused_by_each_rule_that_stands_against_it(rules, seated, expected):
    assert codes(SARI, seated, rules) == expected


@pytest.mark.parametrize(
    ("percent", "men", "women", "expected"),
    [
        (0, 9, 0, []),
        (30, 6, 0, []),
        (30, 7, 0, ["kept_for_women"]),
        (30, 7, 2, ["kept_for_women"]),
        (30, 6, 3, []),
        (31, 6, 0, ["kept_for_women"]),  # 3.1 seats are four
        (100, 0, 0, ["kept_for_women"]),
    ],
)
def test_seats_for_women_are_rounded_up_and_kept(percent, men, women, expected):
    rules = SeatRules(total=10, women_percent=percent)
    seated = others(men) + others(women, sex="female")

    assert codes(BUDI, seated, rules) == expected
    assert codes(replace(BUDI, sex=""), seated, rules) == expected
    assert codes(SARI, seated, rules) == []


def test_seats_for_kinds_hold_for_every_set_of_kinds():
    """Ten seats, three for LKS and two for TKSK: five may be of no kept kind, seven of LKS or none, and so on."""
    rules = SeatRules(total=10, reserved={"PSKS-04": 3, "PSKS-11": 2})
    tksk, none = replace(BUDI, kind="PSKS-11"), replace(BUDI, kind="PSKS-05")

    assert codes(none, others(5), rules) == ["kept_for_kinds"]
    assert codes(BUDI, others(5), rules) == []
    assert codes(BUDI, others(5) + [BUDI] * 3, rules) == ["kept_for_kinds"]
    assert codes(tksk, others(5) + [BUDI] * 3, rules) == []
    assert codes(BUDI, others(4) + [BUDI] * 3, rules) == []
    assert codes(none, others(5) + [BUDI] * 3 + [tksk] * 2, rules) == ["cohort_full"]


def test_one_person_may_fill_a_seat_for_women_and_one_for_her_kind():
    rules = SeatRules(total=2, women_percent=50, reserved={"PSKS-04": 1})

    assert codes(replace(BUDI, kind="PSKS-05"), [SARI], rules) == []
    assert codes(replace(BUDI, kind="PSKS-05"), [], rules) == []
    assert codes(replace(BUDI, kind="PSKS-05"), others(1), rules) == ["kept_for_women", "kept_for_kinds"]


def test_companions_never_count():
    companion = replace(SARI, role="companion")
    rules = SeatRules(total=1, per_region={"62.03": 1}, per_institution=1)

    assert codes(companion, [BUDI], rules) == []
    assert codes(SARI, [companion] * 5, rules) == []


def test_who_belongs_to_no_region_takes_a_seat_of_the_whole():
    rules = SeatRules(per_region=KAPUAS)
    nobodys = replace(SARI, region="", region_name="", institution=None)

    assert codes(nobodys, others(2), rules) == []
    assert codes(nobodys, [*others(2), BUDI, BUDI], rules) == ["cohort_full"]


def test_a_plan_keeps_no_more_seats_than_there_are():
    names = {"PSKS-04": "LKS"}

    assert reasons_against_rules(SeatRules(total=3, reserved={"PSKS-04": 3}), names) == ()
    assert [each.code for each in reasons_against_rules(SeatRules(total=3, reserved={"PSKS-04": 4}), names)] == [
        "kept_too_many"
    ]
    assert [each.code for each in reasons_against_rules(SeatRules(reserved={"x": 1}), names)] == ["kind_unknown"]


def test_broken_rules_are_named():
    rules = SeatRules(total=4, per_institution=1, women_percent=50, reserved={"PSKS-04": 2})

    assert reasons_against_tally(Tally.of([SARI]), rules) == ()
    assert len(reasons_against_tally(Tally.of([BUDI, BUDI, *others(3)]), rules)) == 4
