"""Reference data from ``data/`` into rows: insert what is new, update what differs, count both."""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.db import models

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class LoadReport:
    total: int
    changed: int

    def __add__(self, other: "LoadReport") -> "LoadReport":
        return LoadReport(self.total + other.total, self.changed + other.changed)


def data_rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_rows(model: type[models.Model], rows: list[models.Model], fields: list[str]) -> LoadReport:
    """By primary key. A second run changes nothing; rows that are not in ``rows`` stay as they are."""
    names = [model._meta.get_field(field).attname for field in fields]  # type: ignore[union-attr]  # plain fields
    known = {row[0]: row[1:] for row in model._default_manager.values_list("pk", *names)}
    wanted = {row.pk: tuple(getattr(row, name) for name in names) for row in rows}
    changed = [row for row in rows if known.get(row.pk) != wanted[row.pk]]
    model._default_manager.bulk_create(
        changed, update_conflicts=True, unique_fields=["code"], update_fields=fields, batch_size=500
    )
    return LoadReport(len(rows), len(changed))
