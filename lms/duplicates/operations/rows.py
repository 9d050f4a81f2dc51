"""Rows that point to a person or an institution, whatever room they are in.

They are found through the registry of models and moved one by one; this room imports nothing from above.
Source: docs/adr/0010.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.duplicates.models import InstitutionMerge, Merge, MergeOfTwo
from lms.organisations.models import Institution, Membership, Person, RoleGrant
from lms.organisations.operations.members import move_member
from lms.organisations.operations.roles import move_role
from lms.refusal import Refusal, constraints_as_refusal, refuse

Model = type[models.Model]
Data = dict[str, Any]
Row = TypeVar("Row", bound=models.Model)
AnyMerge = TypeVar("AnyMerge", Merge, InstitutionMerge)
PLAIN = DjangoJSONEncoder()


def references_to(kind: Model) -> list[tuple[Model, Any]]:
    """Each model and field that points to ``kind``; the lists of an institution are such models too.

    But those of this room, what says who was merged into whom, and what is recomputed from other rows.
    """
    found: list[tuple[Model, Any]] = []
    relation: Any
    for relation in kind._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)) or relation.concrete:
            continue
        model, field = relation.related_model, relation.field
        is_own = model._meta.app_label == Merge._meta.app_label or field.name == "merged_into"
        if not is_own and not getattr(model, "IS_RECOMPUTED", False):
            found.append((model, field))
    return sorted(found, key=lambda each: (each[0]._meta.label_lower, each[1].name))


def pointing(model: Model, field: Any, to: models.Model) -> list[models.Model]:
    return list(model._base_manager.select_for_update().filter(**{field.name: to}).order_by("pk"))


@contextmanager
def named(row: models.Model) -> Iterator[None]:
    """A violated constraint becomes a sentence that names the row in the way."""
    try:
        with constraints_as_refusal(type(row)):
            yield
    except Refusal as refusal:
        why = " ".join(map(str, refusal.reasons))
        raise refuse("row_in_the_way", _("%(what)s: %(why)s"), what=str(row), why=why) from refusal


def move_row(row: models.Model, field: Any, *, to: models.Model, by: User, at: datetime) -> Data:
    """Let ``row`` point to another; memberships and roles with their event. Answers what is needed to take it back."""
    was = getattr(row, field.attname)
    with named(row):
        if isinstance(row, Membership) and isinstance(to, Person | Institution):
            move_member(row, to=to, by=by, at=at)
        elif isinstance(row, RoleGrant) and isinstance(to, Institution):
            move_role(row, to=to, by=by, at=at)
        else:
            type(row)._base_manager.filter(pk=row.pk).update(**{field.name: to})
    return {"model": row._meta.label_lower, "pk": row.pk, "field": field.name, "was": was, "now": to.pk}


def move_back(step: Data, *, by: User, at: datetime) -> None:
    """Unless the row is gone by now, or points elsewhere: then somebody said something newer."""
    model = apps.get_model(step["model"])
    field = model._meta.get_field(step["field"])
    row = model._base_manager.select_for_update().order_by("pk").filter(pk=step["pk"]).first()
    if row is None or getattr(row, field.attname) != step["now"]:
        return
    target = field.related_model._base_manager.get(pk=step["was"])
    move_row(row, field, to=target, by=by, at=at)


# --- the two rows themselves -------------------------------------------------


def locked_rows(*rows: Row) -> dict[int, Row]:
    """In ascending order of ids, as everywhere. Source: house security rules 8."""
    kind = type(rows[0])
    found = kind._base_manager.select_for_update().filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return {row.pk: row for row in found}


def locked_pair(kept: Row, gone: Row) -> tuple[Row, Row]:
    """Both rows as they stand now. Raises Refusal when one is no longer there."""
    locked = locked_rows(kept, gone)
    if not locked.keys() >= {kept.pk, gone.pk}:
        raise refuse("merge_removed", _("One of the two was removed from the register meanwhile."))
    return locked[kept.pk], locked[gone.pk]


def locked_merge(merge: AnyMerge) -> AnyMerge:
    """The merge and its two rows as they stand now."""
    locked = locked_rows(merge.kept, merge.gone)
    merge = type(merge)._base_manager.select_for_update().get(pk=merge.pk)
    merge.kept, merge.gone = locked[merge.kept_id], locked[merge.gone_id]
    return merge


def keep_as_undone(merge: MergeOfTwo, *, by: User, at: datetime) -> None:
    merge.undone_by, merge.undone_at = by, at
    merge.save(update_fields=["undone_by", "undone_at"])


def fill(merge: MergeOfTwo, kept: models.Model, changes: Data) -> None:
    """Set what the remaining row gets, and keep with the merge what stood there. Not saved."""
    before = values_of(kept, list(changes))
    for name, value in changes.items():
        setattr(kept, name, value)
    after = values_of(kept, list(changes))
    merge.filled = {name: {"before": before[name], "after": after[name]} for name in changes}


def unfill(merge: MergeOfTwo, kept: models.Model) -> list[str]:
    """Put back what the merge filled, as far as nobody changed it since; answers the names. Not saved."""
    now = values_of(kept, list(merge.filled))
    back = [name for name, values in merge.filled.items() if now[name] == values["after"]]
    for name in back:
        setattr(kept, name, from_plain(type(kept), name, merge.filled[name]["before"]))
    return back


def later_merge(merge: Any) -> Any:
    """The last one into the same row that came later and still stands."""
    later = type(merge).objects.standing().filter(kept=merge.kept, pk__gt=merge.pk)
    return later.select_related("gone").order_by("-pk").first()


# --- values as JSON ----------------------------------------------------------


def plain(value: Any) -> Any:
    return value if isinstance(value, int | bool | None | str) else PLAIN.default(value)


def values_of(row: models.Model, names: Iterator[str] | list[str]) -> Data:
    """By name of field or column, as JSON keeps them."""
    return {name: plain(getattr(row, name)) for name in names}


def all_values(row: models.Model) -> Data:
    return values_of(row, [field.attname for field in row._meta.concrete_fields if not field.generated])


def from_plain(model: Model, name: str, value: Any) -> Any:
    return None if value is None else column(model, name).to_python(value)


def column(model: Model, name: str) -> Any:
    """The field behind a name that may be its column's (``region_id``)."""
    return next(field for field in model._meta.concrete_fields if name in (field.name, field.attname))
