"""What other rooms find out about participants: who came, who is through, and that a cohort is called off."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.models import Cohort, Quota
from lms.enrolment.enums import LIVE, PARTICIPATING, EnrolmentEvent, EnrolmentStatus
from lms.enrolment.models import Enrolment, SeatPlan
from lms.journal import operations as journal

# Data, kept with the enrolment: always in Indonesian.
CANCELLED_WHY = "Kegiatan ini dibatalkan oleh penyelenggara."


@transaction.atomic
def mark_present(enrolment_ids: Collection[int], *, by: User | None, at: datetime) -> int:
    """Participants were seen for the first time; who was seen before stays as she is. The caller locks the cohort."""
    new = list(Enrolment.objects.filter(pk__in=enrolment_ids, status=EnrolmentStatus.ACCEPTED).order_by("pk"))
    return _mark(new, EnrolmentStatus.PRESENT, EnrolmentEvent.PRESENT, by=by, at=at)


@transaction.atomic
def mark_completed(enrolment_ids: Collection[int], *, by: User | None, at: datetime) -> int:
    """Participants of a cohort that is closed. The caller locks the cohort; a second time changes nothing."""
    open_ones = [status for status in PARTICIPATING if status != EnrolmentStatus.COMPLETED]
    new = list(Enrolment.objects.filter(pk__in=enrolment_ids, status__in=open_ones).order_by("pk"))
    return _mark(new, EnrolmentStatus.COMPLETED, EnrolmentEvent.COMPLETED, by=by, at=at)


@transaction.atomic
def end_of_cancelled(cohort: Cohort, *, by: User | None, at: datetime) -> int:
    """All who are in a cohort that was called off are out of it, and its seats are free. Twice changes nothing."""
    cohort.lock()
    live = [status for status in LIVE if status != EnrolmentStatus.COMPLETED]
    people = list(Enrolment.objects.filter(cohort=cohort, status__in=live).order_by("pk"))
    if not people:
        return 0
    _rows(people).update(status=EnrolmentStatus.WITHDRAWN, ended_at=at, ended_by=by, ended_why=CANCELLED_WHY)
    Quota.objects.filter(cohort=cohort).update(taken=0)
    SeatPlan.objects.filter(cohort=cohort).update(taken=0)
    data = [{"cohort": "cancelled"} for _person in people]
    journal.record_many(EnrolmentEvent.WITHDRAWN, subjects=people, by=by, at=at, data=data)
    return len(people)


def _mark(
    people: list[Enrolment], status: EnrolmentStatus, event: EnrolmentEvent, *, by: User | None, at: datetime
) -> int:
    if not people:
        return 0
    moment = "present_at" if status == EnrolmentStatus.PRESENT else "completed_at"
    _rows(people).update(status=status, **{moment: at})
    journal.record_many(event, subjects=people, by=by, at=at)
    return len(people)


def _rows(people: Iterable[Enrolment]):
    return Enrolment.objects.filter(pk__in=[person.pk for person in people])
