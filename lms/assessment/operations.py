from collections.abc import Mapping
from datetime import datetime
from random import Random, SystemRandom

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.assessment import rules
from lms.assessment.enums import AssessmentEvent
from lms.assessment.models import Attempt, attempt_facts, bank_of
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.journal.operations import record
from lms.refusal import Refusal, refuse

CHANCE = SystemRandom()  # the random source of the operating system, as the ``secrets`` module uses it
ALREADY_SUBMITTED = _("You have already sent this test. Its answers can no longer be changed.")


@transaction.atomic
def start_attempt(enrolment: Enrolment, *, at: datetime, by: User | None = None, rng: Random = CHANCE) -> Attempt:
    """Draw and freeze the questions of a new sitting. Raises Refusal with every reason against it.

    ``by`` is who records for an assisted participant, else the trainee herself.
    """
    cohort = Cohort.objects.select_for_update().get(pk=enrolment.cohort_id)  # it must not close meanwhile
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)  # attempts are counted under this lock
    bank = bank_of(cohort)
    facts = attempt_facts(enrolment, cohort, bank_size=len(bank))
    needed = settings.PILAR_TEST_QUESTIONS
    if reasons := rules.reasons_against_attempt(
        facts, cohort.frozen_policy(), on=cohort.local_date(at), needed_questions=needed
    ):
        raise Refusal(reasons)
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        number=facts.submitted + 1,
        questions=[rules.freeze(question, rng) for question in rules.draw(bank, needed, rng)],
        started_at=at,
    )
    _journal(AssessmentEvent.STARTED, attempt, by, at)
    return attempt


@transaction.atomic
def save_answers(attempt: Attempt, answers: Mapping[str, str], *, at: datetime) -> Attempt:
    """Keep the answers chosen so far, to go on later. Nothing is judged and nothing journalled."""
    _lock(attempt)
    if attempt.submitted_at is not None:
        raise refuse("already_submitted", ALREADY_SUBMITTED)
    if reasons := rules.reasons_against_answers(attempt.questions, answers, partial=True):
        raise Refusal(reasons)
    attempt.answers = dict(answers)
    attempt.save(update_fields=["answers"])
    return attempt


@transaction.atomic
def submit_attempt(attempt: Attempt, answers: Mapping[str, str], *, at: datetime, by: User | None = None) -> Attempt:
    """Close the sitting and judge it. The same answers once more change nothing; others are refused."""
    _lock(attempt)
    if attempt.submitted_at is not None:
        if attempt.answers == dict(answers):
            return attempt
        raise refuse("already_submitted", ALREADY_SUBMITTED)
    if reasons := rules.reasons_against_answers(attempt.questions, answers):
        raise Refusal(reasons)
    attempt.answers = dict(answers)
    attempt.submitted_at = at
    attempt.score_percent = rules.score(attempt.questions, answers)
    attempt.save(update_fields=["answers", "submitted_at", "score_percent"])
    _journal(AssessmentEvent.SUBMITTED, attempt, by, at)
    return attempt


def _lock(attempt: Attempt) -> None:
    """Lock cohort and attempt, in that order, and read them anew: both may have been closed meanwhile."""
    cohort = Cohort.objects.select_for_update().get(pk=attempt.enrolment.cohort_id)
    enrolment = Enrolment.objects.get(pk=attempt.enrolment_id)
    Attempt.objects.select_for_update().get(pk=attempt.pk)
    attempt.refresh_from_db(fields=["answers", "submitted_at", "score_percent"])
    if attempt.submitted_at is None and cohort.status != CohortStatus.OPEN:
        raise refuse("cohort_closed", _("This cohort is closed, so the test can no longer be taken."))
    if not enrolment.is_participant:
        raise refuse("not_accepted", _("You have no place in this cohort."))


def _journal(event: AssessmentEvent, attempt: Attempt, by: User | None, at: datetime) -> None:
    enrolment = attempt.enrolment
    data = {"enrolment": enrolment.pk, "number": attempt.number}
    record(event, subject=attempt, by=by or enrolment.person.user, at=at, data=data)
