"""What is next for a trainee, read from her enrolments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.assessment.models import Attempt
from lms.assessment.rules import has_passed
from lms.attendance.models import Presence, session_facts
from lms.attendance.operations import check_in_window
from lms.attendance.rules import reasons_against_check_in
from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.models import Cohort, Session
from lms.completion.models import Award, Verdict
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.learning.models import outline_of
from lms.learning.rules import LessonEntry, Outline, next_lesson
from lms.letters.enums import LetterKind, LetterState
from lms.letters.models import Letter
from lms.reports.enums import NextStep
from lms.reports.rules import URGENCY, TraineeFacts, next_step

LATEST = 5  # enrolments looked at; older ones are in the list of certificates


@dataclass(frozen=True)
class Standpoint:
    """One enrolment with its next step and what that step needs to be shown."""

    enrolment: Enrolment
    step: NextStep
    session: Session | None = None
    upcoming: Session | None = None
    outline: Outline | None = None
    lesson: LessonEntry | None = None
    best_score: int | None = None
    verdict: Verdict | None = None
    award: Award | None = None
    statement: Letter | None = None


def standpoints(user: Any, *, at: datetime) -> list[Standpoint]:
    """The latest enrolments of a trainee, the one that asks most of her today first."""
    enrolments = Enrolment.objects.of(user).live().select_related("cohort").order_by("-cohort__starts_on", "-pk")
    found = [standpoint(enrolment, at=at) for enrolment in enrolments[:LATEST]]
    return sorted(found, key=lambda each: URGENCY.index(each.step))


def standpoint(enrolment: Enrolment, *, at: datetime) -> Standpoint:
    if not enrolment.is_participant:
        waiting = TraineeFacts(
            is_accepted=False,
            is_closed=False,
            has_offer=enrolment.status == EnrolmentStatus.OFFERED,
            is_on_reserve=enrolment.status == EnrolmentStatus.RESERVE,
        )
        return Standpoint(enrolment, next_step(waiting))
    if enrolment.cohort.status == CohortStatus.CLOSED:
        return after_closing(enrolment)
    return while_open(enrolment, at=at)


def after_closing(enrolment: Enrolment) -> Standpoint:
    verdict = Verdict.objects.filter(enrolment=enrolment).select_related("award__certificate__revocation").first()
    award = getattr(verdict, "award", None)
    passed = verdict is not None and not verdict.reasons
    is_issued = award is not None and award.certificate.is_issued
    facts = TraineeFacts(
        is_accepted=True, is_closed=True, has_certificate=is_issued, is_certificate_being_made=passed and not is_issued
    )
    numbered = enrolment.letters.filter(entry__isnull=False)  # before that nobody but its sender opens it
    statement = numbered.filter(kind=LetterKind.STATEMENT, state=LetterState.ISSUED).first()
    return Standpoint(enrolment, next_step(facts), verdict=verdict, award=award, statement=statement)


def while_open(enrolment: Enrolment, *, at: datetime) -> Standpoint:
    cohort = enrolment.cohort
    sessions = list(Session.objects.filter(cohort=cohort, ends_at__gte=at - timedelta(days=1)).select_related("cohort"))
    session = session_to_check_in(enrolment, sessions, at=at)
    outline = outline_of(enrolment)
    lesson = next_lesson(outline.lessons)
    submitted = Attempt.objects.submitted().filter(enrolment=enrolment)
    scores = list(submitted.values_list("score_percent", flat=True))
    facts = TraineeFacts(
        is_accepted=True,
        is_closed=False,
        has_session_to_check_in=session is not None,
        has_lesson_to_read=lesson is not None,
        may_take_test=may_take_test(cohort, scores, at=at),
    )
    upcoming = next((each for each in sessions if each.starts_at > at and each.kind != SessionKind.BREAK), None)
    return Standpoint(enrolment, next_step(facts), session, upcoming, outline, lesson, max(scores, default=None))


def may_take_test(cohort: Cohort, scores: list[int], *, at: datetime) -> bool:
    """Whether the post-test is her next step, after attempts with these scores in percent."""
    if not cohort.gives_certificate or cohort.local_date(at) < cohort.starts_on:
        return False
    policy = cohort.frozen_policy()
    return len(scores) < policy.max_test_attempts and not has_passed(max(scores, default=None), policy)


def session_to_check_in(enrolment: Enrolment, sessions: Iterable[Session], *, at: datetime) -> Session | None:
    """The session whose check-in is open now and in which she has no mark yet, nor in a parallel one."""
    marked = set(Presence.objects.filter(enrolment=enrolment).values_list("session", flat=True))
    window, sessions = check_in_window(), list(sessions)
    came = [each for each in sessions if each.pk in marked and each.group]
    for session in sessions:
        if any(each.starts_at < session.ends_at and session.starts_at < each.ends_at for each in came):
            continue
        if session.pk not in marked and not reasons_against_check_in(session_facts(session), window, at=at):
            return session
    return None
