from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import CohortFacts
from lms.enrolment.enums import LIVE, EnrolmentStatus
from lms.enrolment.rules import (
    STEPS,
    EnrolmentFacts,
    NomineeFacts,
    reasons_against_answer,
    reasons_against_flow,
    reasons_against_nominating,
    reasons_against_nomination,
    reasons_against_nominations,
    reasons_against_step,
    reasons_against_waiting,
    reasons_against_why,
)
from lms.refusal import Reason

NOMINATED, CONFIRMED, RESERVE, OFFERED, ACCEPTED, PRESENT, COMPLETED, DECLINED, REPLACED, WITHDRAWN = EnrolmentStatus
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
        (CohortStatus.CANCELLED, TODAY, ["cancelled"]),
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


FOLLOWS = {
    NOMINATED: {CONFIRMED, DECLINED, WITHDRAWN},
    CONFIRMED: {ACCEPTED, RESERVE, DECLINED, WITHDRAWN},
    RESERVE: {OFFERED, ACCEPTED, DECLINED, WITHDRAWN},
    OFFERED: {ACCEPTED, DECLINED, WITHDRAWN, REPLACED},
    ACCEPTED: {PRESENT, COMPLETED, DECLINED, WITHDRAWN, REPLACED},
    PRESENT: {COMPLETED, WITHDRAWN},
}


@pytest.mark.parametrize("status", EnrolmentStatus)
@pytest.mark.parametrize("step", EnrolmentStatus)
def test_a_step_is_allowed_as_the_table_says(status, step):
    reasons = reasons_against_step(EnrolmentFacts("Sari", "Kab. Kapuas", status), step, COHORT)

    assert codes(reasons) == ([] if step in FOLLOWS.get(status, set()) else ["step_not_allowed"])


def test_steps_begin_at_every_status_and_leave_from_the_live_ones_alone():
    assert set(STEPS) == set(EnrolmentStatus)
    assert {status for status, next_ones in STEPS.items() if next_ones} == set(LIVE) - {COMPLETED}


def test_an_application_in_one_step_goes_from_the_nomination_to_the_seat():
    plain, at_once = (EnrolmentFacts("Sari", "Kab. Kapuas", NOMINATED, in_one) for in_one in (False, True))

    assert codes(reasons_against_step(plain, ACCEPTED, COHORT)) == ["step_not_allowed"]
    assert codes(reasons_against_step(at_once, ACCEPTED, COHORT)) == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(CohortStatus.DRAFT, "closed"), (CohortStatus.CLOSED, "closed"), (CohortStatus.CANCELLED, "cancelled")],
)
def test_nothing_is_decided_in_a_cohort_that_is_not_open(status, code):
    facts = EnrolmentFacts("Sari", "Kab. Kapuas", NOMINATED)

    assert codes(reasons_against_step(facts, CONFIRMED, replace(COHORT, status=status))) == [code]


@pytest.mark.parametrize(
    ("changes", "undecided", "on", "expected"),
    [
        ({}, 0, date(2026, 7, 11), []),
        ({}, 0, date(2026, 7, 10), ["nominations_run"]),
        ({}, 3, date(2026, 7, 11), ["undecided"]),
        ({}, 3, date(2026, 7, 9), ["nominations_run", "undecided"]),
        ({}, 0, date(2026, 7, 22), ["begun"]),
        ({"status": CohortStatus.CLOSED}, 0, date(2026, 7, 11), ["closed"]),
        ({"status": CohortStatus.CANCELLED}, 0, date(2026, 7, 11), ["cancelled"]),
    ],
)
def test_seats_flow_between_the_deadline_and_the_first_day(changes, undecided, on, expected):
    assert codes(reasons_against_flow(replace(COHORT, **changes), undecided=undecided, on=on)) == expected


@pytest.mark.parametrize(
    ("status", "until", "expected"),
    [
        (OFFERED, datetime(2026, 7, 12, 3, tzinfo=UTC), []),
        (OFFERED, datetime(2026, 7, 12, 2, tzinfo=UTC), ["no_offer"]),
        (ACCEPTED, datetime(2026, 7, 12, 3, tzinfo=UTC), ["no_offer"]),
        (RESERVE, None, ["no_offer"]),
    ],
)
def test_an_offer_is_answered_while_it_lasts(status, until, expected):
    facts = EnrolmentFacts("Sari", "Kab. Kapuas", status)

    assert codes(reasons_against_answer(facts, until, at=datetime(2026, 7, 12, 2, tzinfo=UTC))) == expected


def test_the_reserve_list_is_for_whom_there_is_no_seat():
    facts = EnrolmentFacts("Sari", "Kab. Kapuas", CONFIRMED)

    assert codes(reasons_against_waiting(facts, ())) == ["seat_left"]
    assert codes(reasons_against_waiting(facts, (Reason("no_seat", "penuh"),))) == []


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
