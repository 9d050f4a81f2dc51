from celery import shared_task
from django.utils import timezone

from lms.accounts.models import User
from lms.cohorts.enums import CohortEvent
from lms.cohorts.models import Cohort
from lms.enrolment import operations
from lms.enrolment.operations.reserves import cohorts_to_flow, cohorts_with_lapsed_offers
from lms.journal.events import when
from lms.journal.models import Event
from lms.refusal import Refusal


@when(CohortEvent.CANCELLED)
def end_after_cancelling(event: Event) -> None:
    cohort = Cohort.objects.get(pk=event.subject_id)
    by = User.objects.filter(pk=event.by_id).first()
    operations.end_of_cancelled(cohort, by=by, at=event.at)


@when(CohortEvent.REPEATED)
def take_seats_along(event: Event) -> None:
    source, cohort = Cohort.objects.get(pk=event.data["source"]), Cohort.objects.get(pk=event.subject_id)
    operations.repeat_seats(source, cohort, by=User.objects.get(pk=event.by_id), at=event.at)


@shared_task
def look_after_seats() -> None:
    """Every hour: offers nobody answered end, and unused seats flow on once nominations have ended."""
    at = timezone.now()
    for cohort in cohorts_with_lapsed_offers(at):
        operations.end_lapsed_offers(cohort, at=at)
    for cohort in cohorts_to_flow(at):
        try:
            operations.let_seats_flow(cohort, by=None, at=at)
        except Refusal:
            continue  # not yet: nominations run, or somebody waits for a decision; the page says so
