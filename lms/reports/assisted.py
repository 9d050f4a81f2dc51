"""What is next for the people somebody accompanies, read for many enrolments at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lms.assessment.models import Attempt
from lms.cohorts.enums import CohortStatus
from lms.completion.models import Verdict
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.learning.models import outlines_of
from lms.learning.rules import LessonEntry, Outline, next_lesson
from lms.reports.enums import NextStep
from lms.reports.rules import TraineeFacts, next_step
from lms.reports.trainees import may_take_test


@dataclass(frozen=True)
class Accompanied:
    """An enrolment of an assisted participant. ``step`` is None when it has ended."""

    enrolment: Enrolment
    step: NextStep | None
    lesson: LessonEntry | None = None
    has_verdict: bool = False


def next_for(enrolments: Iterable[Enrolment], *, at: datetime) -> list[Accompanied]:
    """In their order, each with its cohort; four queries, however many."""
    listed = list(enrolments)
    running = [each for each in listed if each.is_participant and each.cohort.status == CohortStatus.OPEN]
    over = [each for each in listed if each.is_participant and each.cohort.status != CohortStatus.OPEN]
    outlines = outlines_of(running)
    scores = defaultdict(list)
    for place, score in Attempt.objects.submitted().filter(enrolment__in=running).values_list(*SCORED):
        scores[place].append(score)
    verdicts = {each.enrolment_id: each for each in Verdict.objects.filter(enrolment__in=over).select_related(*AWARD)}
    found = []
    for each in listed:
        if each.pk in outlines:
            found.append(_running(each, outlines[each.pk], scores[each.pk], at=at))
        elif each.is_participant:
            found.append(_over(each, verdicts.get(each.pk)))
        else:
            found.append(Accompanied(each, _waiting(each) if each.is_live else None))
    return found


SCORED = ("enrolment", "score_percent")
AWARD = ("award__certificate",)


def _running(enrolment: Enrolment, outline: Outline, scores: list[int], *, at: datetime) -> Accompanied:
    lesson = next_lesson(outline.lessons)
    facts = TraineeFacts(
        is_accepted=True,
        is_closed=False,
        has_lesson_to_read=lesson is not None,
        may_take_test=may_take_test(enrolment.cohort, scores, at=at),
    )
    return Accompanied(enrolment, next_step(facts), lesson)


def _over(enrolment: Enrolment, verdict: Verdict | None) -> Accompanied:
    has_passed_it = verdict is not None and not verdict.reasons
    award = getattr(verdict, "award", None)
    is_issued = award is not None and award.certificate.is_issued
    facts = TraineeFacts(
        is_accepted=True,
        is_closed=True,
        has_certificate=is_issued,
        is_certificate_being_made=has_passed_it and not is_issued,
    )
    return Accompanied(enrolment, next_step(facts), has_verdict=verdict is not None)


def _waiting(enrolment: Enrolment) -> NextStep:
    return next_step(
        TraineeFacts(
            is_accepted=False,
            is_closed=False,
            has_offer=enrolment.status == EnrolmentStatus.OFFERED,
            is_on_reserve=enrolment.status == EnrolmentStatus.RESERVE,
        )
    )
