from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction

from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, regencies_of
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
    cohort: Cohort, reserved: Mapping[str, int], *, by: User, at: datetime, **choices: Unpack[SeatChoices]
) -> SeatPlan:
    """Write the rules by which a draft's seats will be given. ``reserved``: seats by the code of a kind.

    Raises Refusal with every reason at once.
    """
    cohort.lock()
    if cohort.status != CohortStatus.DRAFT:
        raise refuse("opened", rules.RULES_STAND)
    kept = {code: seats for code, seats in reserved.items() if seats}
    names: dict[str, Any] = dict(PSKSKind.objects.values_list("code", "name_id"))
    if reasons := rules.reasons_against_rules(rules_of_choices(cohort, kept, choices), names):
        raise Refusal(reasons)
    with constraints_as_refusal(SeatPlan, KindReservation):
        plan, _is_new = SeatPlan.objects.update_or_create(cohort=cohort, defaults=dict(choices))
        plan.reservations.all().delete()
        KindReservation.objects.bulk_create(
            [KindReservation(plan=plan, kind_id=code, seats=seats) for code, seats in sorted(kept.items())]
        )
    journal.record(EnrolmentEvent.SEATS_PLANNED, subject=cohort, by=by, at=at, data={**choices, "reserved": kept})
    return plan


def rules_of_choices(cohort: Cohort, reserved: Mapping[str, int], choices: SeatChoices) -> SeatRules:
    """The rules as they would be when the cohort opens."""
    regions = {region.pk: cohort.seats_per_region for region in regencies_of(cohort.office)}
    is_divided = not (cohort.joins_freely or cohort.is_self_paced)
    return SeatRules(
        total=choices["total"],
        per_region=regions if is_divided else None,
        per_institution=choices["per_institution"],
        women_percent=choices["women_percent"],
        reserved=reserved,
    )
