import pytest

from lms.reports.enums import NextStep
from lms.reports.rules import TraineeFacts, next_step


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"is_accepted": False, "is_closed": False}, NextStep.DECISION),
        ({"has_session_to_check_in": True, "has_lesson_to_read": True, "may_take_test": True}, NextStep.CHECK_IN),
        ({"has_lesson_to_read": True, "may_take_test": True}, NextStep.LESSON),
        ({"may_take_test": True}, NextStep.TEST),
        ({}, NextStep.CLOSING),
        ({"is_closed": True, "has_certificate": True}, NextStep.CERTIFICATE),
        ({"is_closed": True, "is_certificate_being_made": True}, NextStep.CERTIFICATE_COMING),
        ({"is_closed": True, "has_lesson_to_read": True}, NextStep.RESULT),
    ],
)
def test_the_first_thing_that_applies_is_next(facts, step):
    assert next_step(TraineeFacts(**{"is_accepted": True, "is_closed": False} | facts)) == step
