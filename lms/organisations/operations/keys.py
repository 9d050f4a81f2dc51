"""Rotation of the keys of encrypted fields, in batches that each stand alone: a kill loses nothing, a repeat goes on.

Old encryption keys stay in the ring, for older backups are sealed with them. Source: house security rules 2.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, models, transaction

from lms.journal.operations import record
from lms.organisations.encryption import (
    BrokenSeal,
    encrypted_fields,
    key_ring,
    lookup_hash,
    needs_resealing,
    open_sealed,
    seal,
    write_key_ring,
)
from lms.organisations.enums import OrganisationEvent

BATCH = 500


@dataclass(frozen=True)
class RotationReport:
    """Counts of rows, and the ids of those a person must look at: they did not open, or two hold the same value."""

    seen: int = 0
    changed: int = 0
    broken: tuple[str, ...] = ()
    clashing: tuple[str, ...] = ()

    def __add__(self, other: "RotationReport") -> "RotationReport":
        return RotationReport(
            self.seen + other.seen,
            self.changed + other.changed,
            self.broken + other.broken,
            self.clashing + other.clashing,
        )

    @property
    def is_clean(self) -> bool:
        return not self.broken and not self.clashing


@dataclass(frozen=True)
class Column:
    """A column to be renewed from a sealed one: itself, or the lookup beside it."""

    model: type[models.Model]
    sealed: str
    renewed: str
    value: Callable[[Any, str], str]  # from the row and the opened text

    def rows(self, after: int) -> models.QuerySet[Any]:
        filled = self.model._base_manager.filter(pk__gt=after).exclude(**{self.sealed: ""})
        return filled.only("pk", "uuid", self.sealed, self.renewed).order_by("pk")


def add_encryption_key() -> None:
    """From now on a new key seals; what older keys sealed still opens."""
    write_key_ring(key_ring().with_new_encryption())


def add_lookup_key() -> None:
    """From now on a new key makes the hashes; the older ones still find rows until all are recomputed."""
    write_key_ring(key_ring().with_new_lookup())


def reseal_all(*, at: datetime, dry_run: bool = False) -> dict[str, RotationReport]:
    """Seal every encrypted field with the newest key; what it sealed already is left as it is."""
    reports = {}
    for model, field in encrypted_fields():
        column = Column(model, field.name, field.name, partial(_sealed_anew, field.name))
        reports[f"{model._meta.label}.{field.name}"] = _renew(column, at=at, dry_run=dry_run)
    return reports


def recompute_lookups(*, at: datetime, dry_run: bool = False) -> dict[str, RotationReport]:
    """Make every lookup hash anew with the current key, then forget the retired ones, if nothing was left behind."""
    reports = {}
    for model, field in encrypted_fields():
        if lookup := lookup_beside(model, field.name):
            column = Column(model, field.name, lookup, _hashed_anew)
            reports[f"{model._meta.label}.{lookup}"] = _renew(column, at=at, dry_run=dry_run)
    if not dry_run and key_ring().retired_lookups and all(report.is_clean for report in reports.values()):
        write_key_ring(key_ring().without_retired_lookups())
    return reports


def lookup_beside(model: type[models.Model], sealed: str) -> str | None:
    """``nik_lookup`` beside ``nik_sealed``."""
    name = f"{sealed.removesuffix('_sealed')}_lookup"
    try:
        return str(model._meta.get_field(name).name)
    except FieldDoesNotExist:
        return None


def _sealed_anew(name: str, row: Any, text: str) -> str:
    return seal(text, row=row.uuid, field=name)


def _hashed_anew(row: Any, text: str) -> str:
    return lookup_hash(text)


def _renew(column: Column, *, at: datetime, dry_run: bool) -> RotationReport:
    report, after = RotationReport(), 0
    while True:
        done, last = _renew_batch(column, after, at=at, dry_run=dry_run)
        if last is None:
            return report
        report, after = report + done, last


@transaction.atomic
def _renew_batch(column: Column, after: int, *, at: datetime, dry_run: bool) -> tuple[RotationReport, int | None]:
    """The next rows after an id, under lock, so that a value set meanwhile is not overwritten by an older one."""
    rows = list(column.rows(after).select_for_update()[:BATCH])
    if not rows:
        return RotationReport(), None
    changed, broken = [], []
    for row in rows:
        token = getattr(row, column.sealed)
        if column.renewed == column.sealed and not needs_resealing(token):
            continue
        try:
            value = column.value(row, open_sealed(token, row=row.uuid, field=column.sealed))
        except BrokenSeal:  # counted and told at the end: the other rows must not keep an old key because of it
            broken.append(str(row.pk))
            continue
        if getattr(row, column.renewed) != value:
            setattr(row, column.renewed, value)
            changed.append(row)
    clashing = [] if dry_run else _save(column, changed)
    saved = [row for row in changed if str(row.pk) not in clashing]
    if saved and not dry_run:
        data = {"field": column.renewed, "rows": len(saved), "first": saved[0].pk, "last": saved[-1].pk}
        record(OrganisationEvent.NIK_RESEALED, subject=saved[-1], by=None, at=at, data=data)
    return RotationReport(len(rows), len(saved), tuple(broken), tuple(clashing)), rows[-1].pk


def _save(column: Column, rows: list[Any]) -> list[str]:
    """Write the column; answers the ids of rows whose new value another row holds already."""
    try:
        with transaction.atomic():
            column.model._base_manager.bulk_update(rows, [column.renewed])
        return []
    except IntegrityError:
        clashing = []
        for row in rows:
            try:
                with transaction.atomic():
                    row.save(update_fields=[column.renewed])
            except IntegrityError:
                clashing.append(str(row.pk))
        return clashing
