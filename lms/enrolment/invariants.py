from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from lms.cohorts.models import Quota
from lms.enrolment.models import Enrolment
from lms.journal.invariants import invariant


@invariant("seats-taken")
def seats_taken_are_accepted_people(*, at: datetime) -> Iterator[str]:
    """A quota says as many seats are taken as people are accepted in its cohort and region."""
    counted = Enrolment.objects.accepted().order_by().values_list("cohort_id", "region_id").annotate(Count("pk"))
    accepted = {(cohort, region): people for cohort, region, people in counted}
    for quota in Quota.objects.order_by("pk"):
        people = accepted.pop((quota.cohort_id, quota.region_id), 0)
        if people != quota.taken:
            yield f"quota {quota.pk}: {quota.taken} seats taken, {people} people accepted"
    for (cohort, region), people in sorted(accepted.items()):
        yield f"cohort {cohort}, region {region}: {people} people accepted without a quota"
