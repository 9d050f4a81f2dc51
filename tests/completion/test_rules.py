from datetime import UTC, date, datetime

import pytest

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import Policy
from lms.completion.enums import Result
from lms.completion.rules import (
    MESSAGES,
    ClosingFacts,
    VerdictFacts,
    reasons_against_closing,
    verdict,
)
from lms.refusal import reasons_from_data, reasons_to_data

POLICY = Policy(80, 70, 3, 45, "aturan contoh")


@pytest.mark.parametrize(
    ("planned", "attended", "score", "result", "codes"),
    [
        (1000, 800, 70, Result.PASSED, []),  # exactly at both edges
        (1000, 799, 70, Result.NOT_MET, ["attendance_low"]),  # 79.9 %
        (1000, 800, 69, Result.ATTENDED, ["score_low"]),
        (1000, 800, None, Result.ATTENDED, ["test_missing"]),
        (1000, 799, 69, Result.NOT_MET, ["attendance_low", "score_low"]),
        (1000, 0, None, Result.NOT_MET, ["attendance_low", "test_missing"]),
        (24, 24, 100, Result.PASSED, []),
        (24, 20, 70, Result.PASSED, []),  # 83.3 %
        (24, 19, 70, Result.NOT_MET, ["attendance_low"]),  # 79.2 %
        (0, 0, 70, Result.PASSED, []),  # held without sessions: no attendance is asked
        (0, 0, None, Result.ATTENDED, ["test_missing"]),
        (24, 24, 0, Result.ATTENDED, ["score_low"]),  # a score of nought was taken, not missing
    ],
)
def test_the_verdict_follows_attendance_and_score(planned, attended, score, result, codes):
    outcome = verdict(VerdictFacts(planned, attended, score), POLICY)

    assert (outcome.result, [reason.code for reason in outcome.reasons]) == (result, codes)


def test_a_reason_says_what_was_reached_and_what_was_needed():
    outcome = verdict(VerdictFacts(24, 19, 69), POLICY)

    assert [dict(reason.values) for reason in outcome.reasons] == [
        {"attended": 19, "planned": 24, "minimum": 80},
        {"score": 69, "minimum": 70},
    ]
    assert "%(" not in "".join(str(reason) for reason in outcome.reasons)


def test_reasons_come_back_from_data_as_they_went():
    reasons = verdict(VerdictFacts(24, 19, None), POLICY).reasons

    assert reasons_from_data(reasons_to_data(reasons), MESSAGES) == reasons


def test_every_code_a_verdict_can_give_has_words():
    given = {reason.code for score in (None, 0) for reason in verdict(VerdictFacts(10, 0, score), POLICY).reasons}

    assert given == set(MESSAGES)


LAST_DAY = date(2026, 7, 24)
LAST_SESSION = datetime(2026, 7, 24, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "people", "session", "on", "at", "codes"),
    [
        (CohortStatus.OPEN, 1, LAST_SESSION, LAST_DAY, LAST_SESSION, []),
        (CohortStatus.OPEN, 1, LAST_SESSION, LAST_DAY, LAST_SESSION.replace(minute=29), ["not_over"]),
        (CohortStatus.OPEN, 1, LAST_SESSION, date(2026, 7, 23), LAST_SESSION, ["not_over"]),
        (CohortStatus.OPEN, 1, None, LAST_DAY, LAST_SESSION, ["not_over"]),  # no sessions: the day counts whole
        (CohortStatus.OPEN, 1, None, date(2026, 7, 25), LAST_SESSION, []),
        (CohortStatus.OPEN, 0, LAST_SESSION, date(2026, 7, 25), LAST_SESSION, ["nobody_accepted"]),
        (CohortStatus.DRAFT, 0, None, LAST_DAY, LAST_SESSION, ["not_open", "not_over", "nobody_accepted"]),
        (CohortStatus.CLOSED, 1, LAST_SESSION, date(2026, 7, 25), LAST_SESSION, ["already_closed"]),
        (CohortStatus.CANCELLED, 1, LAST_SESSION, date(2026, 7, 25), LAST_SESSION, ["cancelled"]),
    ],
)
def test_a_cohort_closes_once_and_when_it_is_over(status, people, session, on, at, codes):
    facts = ClosingFacts(status, LAST_DAY, session, people)

    assert [reason.code for reason in reasons_against_closing(facts, on=on, at=at)] == codes
