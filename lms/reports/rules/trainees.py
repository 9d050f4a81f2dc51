"""What a trainee should do next. Pure: the first thing that applies wins."""

from dataclasses import dataclass

from lms.reports.enums import NextStep


@dataclass(frozen=True)
class TraineeFacts:
    """Where one enrolment stands now."""

    is_accepted: bool
    is_closed: bool
    has_offer: bool = False
    is_on_reserve: bool = False
    has_session_to_check_in: bool = False
    has_lesson_to_read: bool = False
    may_take_test: bool = False
    has_certificate: bool = False
    is_certificate_being_made: bool = False


def next_step(facts: TraineeFacts) -> NextStep:
    """An offered seat first, then being in the room, reading and the test; after closing, what came of it."""
    if facts.has_offer:
        return NextStep.OFFER
    if not facts.is_accepted:
        return NextStep.RESERVE if facts.is_on_reserve else NextStep.DECISION
    if facts.is_closed:
        return _after_closing(facts)
    if facts.has_session_to_check_in:
        return NextStep.CHECK_IN
    if facts.has_lesson_to_read:
        return NextStep.LESSON
    return NextStep.TEST if facts.may_take_test else NextStep.CLOSING


def _after_closing(facts: TraineeFacts) -> NextStep:
    if facts.has_certificate:
        return NextStep.CERTIFICATE
    return NextStep.CERTIFICATE_COMING if facts.is_certificate_being_made else NextStep.RESULT


# Which enrolment is spoken of when there are several: the one that asks most of the trainee today.
URGENCY = tuple(NextStep)
