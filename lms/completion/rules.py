"""When a trainee has passed, and when a cohort may be closed. Whole numbers only: no percentage is ever rounded."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import CohortStatus
from lms.cohorts.rules import Policy
from lms.completion.enums import Result
from lms.refusal import Reason

# A verdict stores codes and values; these are their words, in the language of whoever reads them.
MESSAGES = {
    "attendance_low": _("Attendance %(attended)s of %(planned)s JP is below %(minimum)s %%."),
    "test_missing": _("The post-test was not taken."),
    "score_low": _("The post-test score %(score)s is below %(minimum)s."),
}


@dataclass(frozen=True)
class VerdictFacts:
    """JP planned in lesson sessions and attended by the trainee, and her best submitted score, if any."""

    planned_jp: int
    attended_jp: int
    score_percent: int | None


@dataclass(frozen=True)
class VerdictOutcome:
    result: Result
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class ClosingFacts:
    """``last_session_ends_at`` is None when the course is held without sessions."""

    status: str
    ends_on: date
    last_session_ends_at: datetime | None
    accepted_people: int


def verdict(facts: VerdictFacts, policy: Policy) -> VerdictOutcome:
    """Passed: enough of the planned JP attended, and the post-test at or above the pass mark.

    Source: ``policy.source``; a cohort without sessions asks for no attendance.
    """
    attendance = reasons_on_attendance(facts, policy)
    test = reasons_on_test(facts, policy)
    if attendance:
        return VerdictOutcome(Result.NOT_MET, attendance + test)
    return VerdictOutcome(Result.ATTENDED if test else Result.PASSED, test)


def reasons_on_attendance(facts: VerdictFacts, policy: Policy) -> tuple[Reason, ...]:
    if facts.attended_jp * 100 >= policy.min_attendance_percent * facts.planned_jp:
        return ()
    values = {"attended": facts.attended_jp, "planned": facts.planned_jp, "minimum": policy.min_attendance_percent}
    return (reason("attendance_low", values),)


def reasons_on_test(facts: VerdictFacts, policy: Policy) -> tuple[Reason, ...]:
    if facts.score_percent is None:
        return (reason("test_missing", {}),)
    if facts.score_percent < policy.pass_score_percent:
        return (reason("score_low", {"score": facts.score_percent, "minimum": policy.pass_score_percent}),)
    return ()


def reasons_against_closing(facts: ClosingFacts, *, on: date, at: datetime) -> tuple[Reason, ...]:
    """A cohort closes once: after its last day, or on that day as soon as its last session has ended.

    ``on`` is the date of ``at`` in the cohort's own zone.
    """
    if facts.status == CohortStatus.CLOSED:
        return (Reason("already_closed", _("This cohort is already closed.")),)
    if facts.status == CohortStatus.CANCELLED:
        return (Reason("cancelled", _("This cohort is cancelled.")),)
    reasons: list[Reason] = []
    if facts.status != CohortStatus.OPEN:
        reasons.append(Reason("not_open", _("This cohort has not been opened yet.")))
    if not is_over(facts.ends_on, facts.last_session_ends_at, on=on, at=at):
        reasons.append(Reason("not_over", _("The training is not over yet. Close the cohort after its last session.")))
    if facts.accepted_people == 0:
        reasons.append(Reason("nobody_accepted", _("No participant has been accepted, so nobody can be judged.")))
    return tuple(reasons)


def is_over(ends_on: date, last_session_ends_at: datetime | None, *, on: date, at: datetime) -> bool:
    """After the last day, or on it once the last session has ended; ``on`` is the local date of ``at``."""
    if on == ends_on:
        return last_session_ends_at is not None and last_session_ends_at <= at
    return on > ends_on


def cannot_print(name: str, why: Reason) -> Reason:
    return Reason("cannot_print", _("Certificate of %(name)s: %(why)s"), (("name", name), ("why", why)))


def reason(code: str, values: dict[str, Any]) -> Reason:
    return Reason(code, MESSAGES[code], tuple(values.items()))
