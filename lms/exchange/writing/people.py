from typing import Any

from lms.exchange.enums import Outcome
from lms.exchange.planning import Plan
from lms.exchange.planning.plans import NIK
from lms.exchange.writing.changes import BATCH, Pen, keep_changes, of_outcome, save_changes
from lms.journal.operations import record_many
from lms.organisations.encryption import seal
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Person
from lms.organisations.operations.people import NIK_FIELD

NIK_COLUMNS = ("nik_sealed", "nik_lookup", "nik_confirmed_by", "nik_confirmed_at")


def write_people(plans: list[Plan], pen: Pen) -> None:
    new, changed = of_outcome(plans, Outcome.NEW), of_outcome(plans, Outcome.CHANGED)
    for plan in new:
        plan.target = Person()
    for plan in changed:
        if NIK in plan.values:
            plan.before |= {
                "nik_confirmed_by": plan.target.nik_confirmed_by_id,
                "nik_confirmed_at": plan.target.nik_confirmed_at,
            }
    for plan in (*new, *changed):
        _fill(plan)
    Person.objects.bulk_create([plan.target for plan in new], batch_size=BATCH)
    save_changes(changed, _columns)
    _record(new, changed, pen)
    keep_changes(pen, [*new, *changed], _sealed)


def _fill(plan: Plan) -> None:
    """Set the fields; a NIK goes in sealed, as not yet confirmed by anybody who saw the card."""
    person = plan.target
    for name, value in plan.values.items():
        if name != NIK:
            setattr(person, name, value)
    if nik := plan.values.get(NIK):
        person.nik_sealed = seal(nik, row=person.uuid, field=NIK_FIELD)
        person.nik_lookup = plan.nik_lookup
        person.nik_confirmed_by_id = person.nik_confirmed_at = None


def _columns(plan: Plan) -> list[str]:
    plain = [name for name in plan.values if name != NIK]
    return [*plain, *NIK_COLUMNS] if NIK in plan.values else plain


def _sealed(plan: Plan) -> dict[str, Any]:
    """What was written, with the NIK as it lies in the database."""
    return {name: plan.target.nik_sealed if name == NIK else value for name, value in plan.values.items()}


def _record(new: list[Plan], changed: list[Plan], pen: Pen) -> None:
    def record(event: OrganisationEvent, plans: list[Plan], data: list[dict[str, Any]]) -> None:
        record_many(event, subjects=[plan.target for plan in plans], by=pen.by, at=pen.at, data=data)

    record(OrganisationEvent.PERSON_ADDED, new, [pen.origin for _plan in new])
    plain = [plan for plan in changed if set(plan.values) - {NIK}]
    fields = [{"fields": sorted(set(plan.values) - {NIK}), **pen.origin} for plan in plain]
    record(OrganisationEvent.PERSON_CHANGED, plain, fields)
    known = [plan for plan in (*new, *changed) if NIK in plan.values]
    record(OrganisationEvent.NIK_SET, known, [{"is_confirmed": False, **pen.origin} for _plan in known])
