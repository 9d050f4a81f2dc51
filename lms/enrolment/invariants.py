from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from lms.cohorts.enums import CohortStatus, Delivery
from lms.cohorts.models import Cohort, Quota
from lms.enrolment.models import Enrolment, SeatPlan
from lms.enrolment.operations.seating import rules_of, sitters_of
from lms.enrolment.rules import Tally, reasons_against_tally
from lms.journal.invariants import invariant


@invariant("seats-taken")
def seats_taken_are_accepted_people(*, at: datetime) -> Iterator[str]:
    """A quota says as many seats are taken as people hold one in its cohort and region."""
    counted = (
        Enrolment.objects.holding()
        .filter(region__isnull=False, cohort__joins_freely=False)
        .exclude(cohort__delivery=Delivery.SELF_PACED)
        .order_by()
        .values_list("cohort_id", "region_id")
        .annotate(Count("pk"))
    )
    accepted = {(cohort, region): people for cohort, region, people in counted}
    for quota in Quota.objects.order_by("pk"):
        people = accepted.pop((quota.cohort_id, quota.region_id), 0)
        if people != quota.taken:
            yield f"quota {quota.pk}: {quota.taken} seats taken, {people} people accepted"
        if people > quota.seats:
            yield f"quota {quota.pk}: {people} people on {quota.seats} seats"
    for (cohort, region), people in sorted(accepted.items()):
        yield f"cohort {cohort}, region {region}: {people} people accepted without a quota"


@invariant("seat-plans")
def plans_are_kept(*, at: datetime) -> Iterator[str]:
    """Who holds a seat breaks no rule of the plan, and the plan counts them right."""
    for plan in SeatPlan.objects.exclude(cohort__status=CohortStatus.DRAFT).select_related("cohort").order_by("pk"):
        cohort: Cohort = plan.cohort
        tally = Tally.of(sitters_of(cohort))
        if tally.people != plan.taken:
            yield f"plan {plan.pk}: {plan.taken} seats taken, {tally.people} people hold one"
        for sentence in reasons_against_tally(tally, rules_of(cohort, plan, cohort.quotas.all())):
            yield f"plan {plan.pk}: {sentence}"
