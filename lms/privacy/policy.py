"""The retention policy at work: the same file lists what is kept, takes out one's own data, erases and forgets.

It works on models by their names in ``docs/data-retention.toml``, so that this room knows no room above it.
``person`` (or ``account``) is the path from a row to whose it is; ``extras`` are fields emptied when a person asks for
deletion; ``forget = {days, since}`` deletes rows whose moment ``since`` is older. Source: docs/data-retention.toml.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models

from lms.organisations.models import Person
from lms.retention import policy

SEALED = ("S3",)  # identity data leave the platform masked or not at all


@dataclass(frozen=True)
class Term:
    """Rows of ``model`` that are forgotten ``days`` after their moment ``since``."""

    model: type[models.Model]
    days: int
    since: str

    def outlived(self, at: datetime) -> models.QuerySet[Any]:
        rows = self.model._default_manager.filter(**{f"{self.since}__lt": at - timedelta(days=self.days)})
        return rows.order_by("pk")


def entries() -> Iterator[tuple[type[models.Model], dict[str, Any]]]:
    for app, listed in policy().items():
        for name, entry in listed.items():
            yield apps.get_model(app, name), entry


def terms() -> list[Term]:
    return [
        Term(model, entry["forget"]["days"], entry["forget"]["since"])
        for model, entry in entries()
        if "forget" in entry
    ]


def rows_of(person: Person, model: type[models.Model], entry: dict[str, Any]) -> models.QuerySet[Any] | None:
    """The rows of ``model`` that are this person's; None when the policy ties the model to nobody."""
    rows = model._default_manager.order_by("pk")
    if "person" in entry:
        return rows.filter(**{entry["person"]: person.pk})
    if "account" in entry and person.user_id:
        return rows.filter(**{entry["account"]: person.user_id})
    return None


def own_data(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Everything the register holds of a person, by model; S3 fields are named and not shown. One query a model."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model, entry in entries():
        rows = rows_of(person, model, entry)
        if rows is not None and (listed := [_as_data(row, entry) for row in rows]):
            found[model._meta.label] = listed
    return found


def _as_data(row: models.Model, entry: dict[str, Any]) -> dict[str, Any]:
    hidden = {name for name, kind in entry.get("personal", {}).items() if kind in SEALED} | set(entry.get("secret", []))
    data = {}
    for field in row._meta.concrete_fields:
        if field.name == "search_text":
            continue
        value = getattr(row, field.attname)
        if field.name in hidden:
            value = "***" if value else ""
        data[field.name] = value if isinstance(value, str | int | bool | list | dict | None) else str(value)
    return data


def drop_extras(person: Person) -> list[str]:
    """Empty the extras of this person everywhere; answers ``app.Model.field`` of what was emptied."""
    dropped = []
    for model, entry in entries():
        extras, rows = entry.get("extras", []), rows_of(person, model, entry)
        if not extras or rows is None:
            continue
        fields = {name: model._meta.get_field(name) for name in extras}
        if rows.update(**{name: None if field.null else "" for name, field in fields.items()}):
            dropped += [f"{model._meta.label}.{name}" for name in extras]
    return dropped
