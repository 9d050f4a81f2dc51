from typing import Any

from lms.exchange.enums import Outcome
from lms.exchange.planning import Plan
from lms.exchange.writing.changes import BATCH, Pen, keep_changes, of_outcome, save_changes
from lms.journal.operations import record_many
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Membership


def write_memberships(plans: list[Plan], pen: Pen) -> None:
    """What gives a post free goes first, then other changes, then new ones: so no step of a good plan is refused."""
    new, changed = of_outcome(plans, Outcome.NEW), of_outcome(plans, Outcome.CHANGED)
    before = {plan.row: plan.target.state() for plan in changed}
    for plan in changed:
        for name, value in plan.values.items():
            setattr(plan.target, name, value)
    save_changes([plan for plan in changed if _gives_free(plan)], _columns)
    save_changes([plan for plan in changed if not _gives_free(plan)], _columns)
    for plan in new:
        plan.target = Membership(**plan.values)
    Membership.objects.bulk_create([plan.target for plan in new], batch_size=BATCH)
    _record(new, changed, before, pen)
    keep_changes(pen, [*new, *changed])


def _columns(plan: Plan) -> list[str]:
    return list(plan.values)


def _gives_free(plan: Plan) -> bool:
    return "ends_on" in plan.values or plan.values.get("is_primary") is False


def _record(new: list[Plan], changed: list[Plan], before: dict[int, dict[str, Any]], pen: Pen) -> None:
    def record(event: OrganisationEvent, plans: list[Plan], more: list[dict[str, Any]]) -> None:
        states = [{**plan.target.state(), **each, **pen.origin} for plan, each in zip(plans, more, strict=True)]
        record_many(event, subjects=[plan.target for plan in plans], by=pen.by, at=pen.at, data=states)

    record(OrganisationEvent.MEMBER_ADDED, new, [{} for _plan in new])
    ended = [plan for plan in changed if list(plan.values) == ["ends_on"] and plan.before["ends_on"] is None]
    record(OrganisationEvent.MEMBER_ENDED, ended, [{} for _plan in ended])
    is_ended = {plan.row for plan in ended}
    corrected = [plan for plan in changed if plan.row not in is_ended]
    details = [{"before": before[plan.row], "fields": sorted(plan.values)} for plan in corrected]
    record(OrganisationEvent.MEMBER_CORRECTED, corrected, details)
