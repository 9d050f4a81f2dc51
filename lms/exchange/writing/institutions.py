from typing import Any

from lms.exchange.enums import Outcome
from lms.exchange.planning import Plan
from lms.exchange.writing.changes import BATCH, Pen, keep_changes, of_outcome, save_changes
from lms.journal.operations import record_many
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Institution
from lms.organisations.operations.numbering import next_numbers

WORK_AREA = "work_area"


def write_institutions(plans: list[Plan], pen: Pen) -> None:
    new, changed = of_outcome(plans, Outcome.NEW), of_outcome(plans, Outcome.CHANGED)
    _create(new, pen)
    for plan in changed:
        for name in _columns(plan):
            setattr(plan.target, name, plan.values[name])
    save_changes(changed, _columns)
    _set_work_areas([*new, *changed])
    _record(new, changed, pen)
    keep_changes(pen, [*new, *changed])


def _columns(plan: Plan) -> list[str]:
    return [name for name in plan.values if name != WORK_AREA]


def _create(plans: list[Plan], pen: Pen) -> None:
    unnumbered = [plan for plan in plans if "number" not in plan.values]
    numbers = next_numbers((_place(plan) for plan in unnumbered), avoiding=pen.taken_numbers)
    for plan in plans:
        plan.target = Institution(**{name: plan.values[name] for name in _columns(plan)})
        if plan.target.number is None:
            plan.target.number = numbers[_place(plan)].pop(0)
    Institution.objects.bulk_create([plan.target for plan in plans], batch_size=BATCH)


def _place(plan: Plan) -> tuple[str, str]:
    return plan.values["region_id"], plan.values["kind_id"]


def _set_work_areas(plans: list[Plan]) -> None:
    link = Institution.work_area.through
    concerned = [plan for plan in plans if WORK_AREA in plan.values]
    link.objects.filter(institution_id__in=[plan.target.pk for plan in concerned]).delete()
    rows = [
        link(institution_id=plan.target.pk, region_id=code) for plan in concerned for code in plan.values[WORK_AREA]
    ]
    link.objects.bulk_create(rows, batch_size=BATCH)


def _record(new: list[Plan], changed: list[Plan], pen: Pen) -> None:
    def record(event: OrganisationEvent, plans: list[Plan], data: list[dict[str, Any]]) -> None:
        record_many(event, subjects=[plan.target for plan in plans], by=pen.by, at=pen.at, data=data)

    record(OrganisationEvent.REGISTERED, new, [pen.origin for _plan in new])
    plain = [plan for plan in changed if set(plan.values) - {"status"}]
    fields = [{"fields": sorted(set(plan.values) - {"status"}), **pen.origin} for plan in plain]
    record(OrganisationEvent.INSTITUTION_CHANGED, plain, fields)
    moved = [plan for plan in changed if "status" in plan.values]
    steps = [{"from": plan.before["status"], "to": plan.values["status"], **pen.origin} for plan in moved]
    record(OrganisationEvent.INSTITUTION_STATUS, moved, steps)
