from dataclasses import replace
from datetime import date

import pytest

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import CohortFacts
from lms.enrolment.enums import LIVE, EnrolmentStatus
from lms.enrolment.rules import (
    STEPS,
    EnrolmentFacts,
    NomineeFacts,
    SeatFacts,
    reasons_against_acceptance,
    reasons_against_nominating,
    reasons_against_nomination,
    reasons_against_nominations,
    reasons_against_step,
    reasons_against_why,
)

NOMINATED, CONFIRMED, ACCEPTED, DECLINED, WITHDRAWN = EnrolmentStatus
COHORT = CohortFacts(CohortStatus.OPEN, date(2026, 7, 22), date(2026, 7, 24), date(2026, 7, 10), "Asia/Jakarta")
TODAY = date(2026, 6, 10)
SARI = NomineeFacts(
    person_id=1,
    person_name="Sari",
    institution_name="LKS Harapan",
    region_name="Kab. Kapuas",
    is_member=True,
    is_institution_active=True,
    is_institution_registered=True,
    has_quota=True,
    is_live=False,
)
BUDI = replace(SARI, person_id=2, person_name="Budi")


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("status", "on", "expected"),
    [
        (CohortStatus.OPEN, date(2026, 7, 10), []),
        (CohortStatus.OPEN, date(2026, 7, 11), ["nominations_ended"]),
        (CohortStatus.DRAFT, TODAY, ["not_open"]),
        (CohortStatus.CLOSED, TODAY, ["closed"]),
    ],
)
def test_nominations_are_taken_by_an_open_cohort_until_its_last_day(status, on, expected):
    assert codes(reasons_against_nominating(replace(COHORT, status=status), on=on)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"is_member": False}, ["not_a_member"]),
        ({"is_institution_active": False}, ["institution_inactive"]),
        ({"is_institution_registered": False}, ["institution_unregistered"]),
        ({"has_quota": False}, ["no_quota"]),
        ({"is_live": True}, ["nominated_already"]),
        ({"is_member": False, "has_quota": False, "is_live": True}, ["not_a_member", "no_quota", "nominated_already"]),
    ],
)
def test_a_nominee_is_refused_with_every_reason_and_each_names_her(changes, expected):
    reasons = reasons_against_nomination(replace(SARI, **changes))

    assert codes(reasons) == expected
    assert all("Sari" in str(reason) for reason in reasons)


def test_reasons_against_several_name_each_of_them():
    reasons = reasons_against_nominations(
        [replace(SARI, is_member=False), replace(BUDI, is_live=True)], COHORT, on=date(2026, 7, 11)
    )

    assert codes(reasons) == ["nominations_ended", "not_a_member", "nominated_already"]
    assert ["Sari" in str(reasons[1]), "Budi" in str(reasons[2])] == [True, True]


def test_one_person_is_not_nominated_twice_at_once():
    assert codes(reasons_against_nominations([SARI, BUDI, SARI], COHORT, on=TODAY)) == ["chosen_twice"]


def test_nobody_is_no_nomination():
    assert codes(reasons_against_nominations([], COHORT, on=TODAY)) == ["nobody"]


ALLOWED = {
    (NOMINATED, CONFIRMED),
    (NOMINATED, DECLINED),
    (NOMINATED, WITHDRAWN),
    (CONFIRMED, ACCEPTED),
    (CONFIRMED, DECLINED),
    (CONFIRMED, WITHDRAWN),
    (ACCEPTED, DECLINED),
    (ACCEPTED, WITHDRAWN),
}


@pytest.mark.parametrize("status", EnrolmentStatus)
@pytest.mark.parametrize("step", EnrolmentStatus)
def test_a_step_is_allowed_as_the_table_says(status, step):
    reasons = reasons_against_step(EnrolmentFacts("Sari", "Kab. Kapuas", status), step, COHORT)

    assert codes(reasons) == ([] if (status, step) in ALLOWED else ["step_not_allowed"])


def test_steps_begin_at_every_status_and_leave_from_the_live_ones_alone():
    assert set(STEPS) == set(EnrolmentStatus)
    assert {status for status, next_ones in STEPS.items() if next_ones} == set(LIVE)


@pytest.mark.parametrize("status", [CohortStatus.DRAFT, CohortStatus.CLOSED])
def test_nothing_is_decided_in_a_cohort_that_is_not_open(status):
    facts = EnrolmentFacts("Sari", "Kab. Kapuas", NOMINATED)

    assert codes(reasons_against_step(facts, CONFIRMED, replace(COHORT, status=status))) == ["closed"]


@pytest.mark.parametrize(
    ("status", "seat", "expected"),
    [
        (CONFIRMED, SeatFacts(2, 0), []),
        (CONFIRMED, SeatFacts(2, 1), []),
        (CONFIRMED, SeatFacts(2, 2), ["no_seat"]),
        (CONFIRMED, SeatFacts(0, 0), ["no_seat"]),
        (CONFIRMED, None, ["no_quota"]),
        (NOMINATED, SeatFacts(2, 0), ["step_not_allowed"]),
        (NOMINATED, SeatFacts(2, 2), ["step_not_allowed", "no_seat"]),
        (ACCEPTED, SeatFacts(2, 1), ["step_not_allowed"]),
    ],
)
def test_acceptance_needs_a_confirmation_and_a_seat(status, seat, expected):
    reasons = reasons_against_acceptance(EnrolmentFacts("Sari", "Kab. Kapuas", status), COHORT, seat)

    assert codes(reasons) == expected
    assert all("Sari" in str(reason) for reason in reasons)


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        ("Berkas kurang", []),
        ("", ["why_missing"]),
        ("  ", ["why_missing"]),
        ("a" * 300, []),
        ("a" * 301, ["why_too_long"]),
    ],
)
def test_a_no_says_why(why, expected):
    assert codes(reasons_against_why(why)) == expected
