import csv
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.models import PSKSKind, Region
from lms.organisations.operations.loading import LoadReport
from lms.refusal import constraints_as_refusal
from lms.registration.enums import Fact, RequirementEvent
from lms.registration.models import Requirement
from lms.registration.operations.locking import refuse_stale
from lms.registration.rules import new_code

DATA = Path(__file__).parent.parent / "data" / "requirements.csv"


@transaction.atomic
def load_requirements() -> LoadReport:
    """What applicants hand in, from the data file: what is not there yet is added.

    A row that is there belongs to the installation, which may have changed it or switched it off; it stays as it is.
    Needs the kinds of PSKS.
    """
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = set(Requirement.objects.kept_in(None).values_list("code", flat=True))
    kinds = PSKSKind.objects.in_bulk()
    new = [_requirement(row, kinds) for row in rows if row["code"] not in known]
    Requirement.objects.bulk_create(new)
    return LoadReport(len(rows), len(new))


def _requirement(row: dict[str, str], kinds: dict[str, PSKSKind]) -> Requirement:
    plain = {name: row[name] for name in ("code", "level", "legal", "label_id", "label_en", "help_id", "help_en")}
    return Requirement(
        kind=kinds[row["kind"]] if row["kind"] else None,
        position=int(row["position"]),
        needs_file=row["needs_file"] == "yes",
        is_required=row["is_required"] == "yes",
        **plain,
    )


@transaction.atomic
def add_requirement(*, region: Region | None, by: User, at: datetime, **details: Any) -> Requirement:
    """Handed in with each application that begins from now on, in the nation or in one province."""
    taken = {*Fact.values, *Requirement.objects.values_list("code", flat=True)}
    with constraints_as_refusal(Requirement):
        row = Requirement.objects.create(region=region, code=new_code(details["label_id"], taken), **details)
    _record(RequirementEvent.ADDED, row, by, at)
    return row


@transaction.atomic
def change_requirement(
    row: Requirement, *, region: Region | None, version: int, by: User, at: datetime, **changes: Any
) -> Requirement:
    """Another wording or another circle of applicants. A province changes the nation's row for itself alone."""
    _lock(row)
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not changed:
        return row
    refuse_stale(row, version)
    own = _write(row, region, changed)
    _record(RequirementEvent.CHANGED, own, by, at, fields=sorted(changed))
    return own


@transaction.atomic
def switch_requirement(
    row: Requirement, *, is_active: bool, region: Region | None, version: int, by: User, at: datetime
) -> None:
    """No longer asked for, or asked for again. Applications under way keep what they were asked for."""
    _lock(row)
    if row.is_active == is_active:
        return
    refuse_stale(row, version)
    own = _write(row, region, {"is_active": is_active})
    _record(RequirementEvent.SWITCHED_ON if is_active else RequirementEvent.SWITCHED_OFF, own, by, at)


def _lock(row: Requirement) -> None:
    Requirement.objects.select_for_update().get(pk=row.pk)
    row.refresh_from_db()


def _write(row: Requirement, region: Region | None, changed: dict[str, Any]) -> Requirement:
    """Into the row itself where it is the region's own, else into a copy that stands in its place there."""
    for name, value in changed.items():
        setattr(row, name, value)
    with constraints_as_refusal(Requirement):
        if row.region_id == (region.pk if region else None):
            row.version += 1
            row.save(update_fields=[*changed, "version"])
            return row
        copied = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
        return Requirement.objects.create(**{**copied, "id": None, "region": region, "version": 1})


def _record(event: RequirementEvent, row: Requirement, by: User, at: datetime, **data: Any) -> None:
    record(event, subject=row, by=by, at=at, data={"code": row.code, "region": row.region_id, **data})
