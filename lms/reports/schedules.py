"""When a participant has to be where: the sessions to come of all her cohorts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, Session
from lms.cohorts.timetables import Day, days_of
from lms.enrolment.models import Enrolment


@dataclass(frozen=True)
class Plan:
    cohort: Cohort
    days: list[Day]


def plans_of(user: Any, *, at: datetime) -> list[Plan]:
    """Open cohorts she takes part in or brings somebody to, next first, each with the sessions that are not over."""
    own = Enrolment.objects.learnt_by(user).values("cohort")
    cohorts = list(Cohort.objects.filter(pk__in=own, status=CohortStatus.OPEN).order_by("starts_on", "pk"))
    to_come = defaultdict(list)
    for session in Session.objects.filter(cohort__in=cohorts, ends_at__gt=at).order_by("starts_at", "pk"):
        to_come[session.cohort_id].append(session)
    return [Plan(cohort, days_of(to_come[cohort.pk], cohort.tzinfo)) for cohort in cohorts]
