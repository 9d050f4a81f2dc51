"""The register's side of undoing: what rows hold now, removing them, putting fields back; all of it journalled."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from lms.accounts.models import User
from lms.exchange.models import ImportChange, ImportRun
from lms.exchange.planning.plans import NIK
from lms.journal.models import Event
from lms.journal.operations import record_many
from lms.organisations.encryption import lookup_hash, lookup_hashes, open_sealed
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Institution, Membership, Person
from lms.organisations.operations.people import NIK_FIELD

REMOVED = {
    Institution: OrganisationEvent.INSTITUTION_REMOVED,
    Person: OrganisationEvent.PERSON_REMOVED,
    Membership: OrganisationEvent.MEMBER_REMOVED,
}
CHANGED = {
    Institution: OrganisationEvent.INSTITUTION_CHANGED,
    Person: OrganisationEvent.PERSON_CHANGED,
    Membership: OrganisationEvent.MEMBER_CORRECTED,
}
# Looking is no change.
VIEWS = (OrganisationEvent.PERSON_VIEWED, OrganisationEvent.NIK_VIEWED, OrganisationEvent.NIK_RESEALED)
WORK_AREA = "work_area"


def later_events(label: str, ids: Iterable[int], run: ImportRun) -> set[int]:
    """Rows of which something was recorded after the run."""
    events = Event.objects.filter(
        subject_type=label, subject_id__in=[str(pk) for pk in ids], at__gt=run.finished_at
    ).exclude(name__in=VIEWS)
    return {int(pk) for pk in events.values_list("subject_id", flat=True)}


def changed_again(row: Any, change: ImportChange) -> list[str]:
    """The fields that are no longer as the import left them, or that cannot become again what they were."""
    names = []
    for name, left in change.after.items():
        if name == NIK:
            is_same = _is_same_nik(row, left) and row.nik_confirmed_at is None and _is_free(row, change.before[NIK])
        elif name == WORK_AREA:
            is_same = sorted(row.work_area.values_list("pk", flat=True)) == sorted(left)
        else:
            is_same = json.loads(json.dumps(getattr(row, name), cls=DjangoJSONEncoder)) == left
        if not is_same:
            names.append(name)
    return sorted(names)


def _is_same_nik(person: Person, kept: str) -> bool:
    """Of two seals, which differ even for the same number."""
    return bool(person.nik_sealed) and _opened(person, person.nik_sealed) == _opened(person, kept)


def _is_free(person: Person, kept: str) -> bool:
    if not kept:
        return True
    holders = Person.objects.filter(nik_lookup__in=lookup_hashes(_opened(person, kept)))
    return not holders.exclude(pk=person.pk).exists()


def _opened(person: Person, sealed: str) -> str:
    return open_sealed(sealed, row=person.uuid, field=NIK_FIELD)


def remove(rows: list[Any], *, run: ImportRun, by: User, at: datetime) -> None:
    if not rows:
        return
    model = type(rows[0])
    states = [{**_state(row), "undone_import": run.pk} for row in rows]
    record_many(REMOVED[model], subjects=rows, by=by, at=at, data=states)
    model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def restore(steps: list[tuple[Any, dict[str, Any]]], *, run: ImportRun, by: User, at: datetime) -> None:
    """Put fields back; what gives a post free goes before what takes one again."""
    for takes in (False, True):
        _restore([(row, fields) for row, fields in steps if _takes_post(fields) == takes], run=run, by=by, at=at)


def _takes_post(fields: dict[str, Any]) -> bool:
    return fields.get("ends_on", "") is None or fields.get("is_primary") is True


def _restore(steps: list[tuple[Any, dict[str, Any]]], *, run: ImportRun, by: User, at: datetime) -> None:
    if not steps:
        return
    groups: dict[tuple[str, ...], list[Any]] = defaultdict(list)  # the same columns of many rows are one statement
    data = []
    for row, fields in steps:
        before = _state(row)
        groups[tuple(sorted(_put_back(row, fields)))].append(row)
        details = {"fields": sorted(fields), "undone_import": run.pk}
        data.append({**_state(row), "before": before, **details} if isinstance(row, Membership) else details)
    for names, rows in groups.items():
        if names:
            type(rows[0])._default_manager.bulk_update(rows, names)
    subjects = [row for row, _fields in steps]
    record_many(CHANGED[type(subjects[0])], subjects=subjects, by=by, at=at, data=data)


def _put_back(row: Any, fields: dict[str, Any]) -> list[str]:
    """Answers the columns to save."""
    names = []
    for name, value in fields.items():
        if name == NIK:
            row.nik_sealed = value
            row.nik_lookup = lookup_hash(_opened(row, value)) if value else None
            names += ["nik_sealed", "nik_lookup"]
        elif name == WORK_AREA:
            row.work_area.set(value)
        else:
            column: models.Field[Any, Any] = row._meta.get_field(name)
            setattr(row, column.attname, column.to_python(value))
            names.append(column.attname)
    return names


def _state(row: Any) -> dict[str, Any]:
    return row.state() if isinstance(row, Membership) else {}
