from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, Quota, regencies_of
from lms.enrolment import rules
from lms.enrolment.enums import EnrolmentEvent
from lms.enrolment.models import KindReservation, SeatPlan
from lms.enrolment.rules import SeatRules
from lms.journal import operations as journal
from lms.organisations.models import PSKSKind
from lms.refusal import Refusal, constraints_as_refusal, refuse


class SeatChoices(TypedDict):
    total: int | None
    per_institution: int | None
    women_percent: int
    cascade: str
    opens_kept_seats: bool
    seed: int
    accept_within_hours: int
    takes_applications: bool
    approval_steps: int


@transaction.atomic
def plan_seats(
    cohort: Cohort,
    reserved: Mapping[str, int],
    own: Mapping[str, int],
    *,
    by: User,
    at: datetime,
    **choices: Unpack[SeatChoices],
) -> SeatPlan:
    """Write the rules by which a draft's seats will be given. ``reserved``: seats by the code of a kind.

    ``own``: seats by the code of a kabupaten or kota that gets another number than the others. Raises Refusal with
    every reason at once.
    """
    cohort.lock()
    if cohort.status != CohortStatus.DRAFT:
        raise refuse("opened", rules.RULES_STAND)
    kept = {code: seats for code, seats in reserved.items() if seats}
    names: dict[str, Any] = dict(PSKSKind.objects.values_list("code", "name_id"))
    own = {code: seats for code, seats in own.items() if seats}
    if reasons := rules.reasons_against_rules(rules_of_choices(cohort, kept, own, choices), names, own):
        raise Refusal(reasons)
    with constraints_as_refusal(SeatPlan, KindReservation, Quota):
        plan, _is_new = SeatPlan.objects.update_or_create(cohort=cohort, defaults=dict(choices))
        plan.reservations.all().delete()
        KindReservation.objects.bulk_create(
            [KindReservation(plan=plan, kind_id=code, seats=seats) for code, seats in sorted(kept.items())]
        )
        Quota.objects.filter(cohort=cohort).delete()
        Quota.objects.bulk_create(
            [Quota(cohort=cohort, region_id=code, seats=seats) for code, seats in sorted(own.items())]
        )
    data = {**choices, "reserved": kept, "own": own}
    journal.record(EnrolmentEvent.SEATS_PLANNED, subject=cohort, by=by, at=at, data=data)
    return plan


@transaction.atomic
def repeat_seats(source: Cohort, cohort: Cohort, *, by: User, at: datetime) -> None:
    """Give a repetition the rules of its source: numbers as they were before seats moved, and no class code.

    Rules somebody wrote meanwhile stay. Where the old ones do not hold any more, she writes new ones.
    """
    cohort.lock()
    plan = SeatPlan.objects.filter(cohort=source).first()
    is_planned = SeatPlan.objects.filter(cohort=cohort).exists()
    if plan is None or is_planned or cohort.status != CohortStatus.DRAFT:
        return
    quotas = source.quotas.values_list("region", "seats") if source.divides_seats else ()
    planned = {region: seats - plan.moved.get(region, 0) for region, seats in quotas}
    own = {region: seats for region, seats in planned.items() if seats != source.seats_per_region}
    choices: dict[str, Any] = {name: getattr(plan, name) for name in SeatChoices.__annotations__}
    with suppress(Refusal):
        plan_seats(cohort, dict(plan.reservations.values_list("kind", "seats")), own, by=by, at=at, **choices)


def rules_of_choices(
    cohort: Cohort, reserved: Mapping[str, int], own: Mapping[str, int], choices: SeatChoices
) -> SeatRules:
    """The rules as they would be when the cohort opens."""
    regions = regencies_of(cohort.office).values_list("pk", flat=True)
    return SeatRules(
        total=choices["total"],
        per_region=rules.seats_of_regions(regions, cohort.seats_per_region, own) if cohort.divides_seats else None,
        per_institution=choices["per_institution"],
        women_percent=choices["women_percent"],
        reserved=reserved,
    )
