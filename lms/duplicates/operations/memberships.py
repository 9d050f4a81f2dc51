"""Memberships of a person or an institution that is merged. Most move; two of them may say the same and become one."""

from datetime import datetime
from typing import Any

from lms.accounts.models import User
from lms.duplicates.models import MergeOfTwo
from lms.duplicates.operations.rows import (
    Data,
    all_values,
    from_plain,
    move_back,
    move_row,
    named,
    pointing,
    references_to,
    values_of,
)
from lms.journal.operations import record
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Institution, Membership, Person
from lms.organisations.operations.members import correct_member, remove_member

FILLED = ("kind_id", "family_id", "decree_number", "decree_on", "member_number", "duty_area_id")
PERSON, INSTITUTION = Membership._meta.get_field("person"), Membership._meta.get_field("institution")

Side = Person | Institution


class Notes:
    """What was done on the way, in the words of ``Merge``."""

    def __init__(self) -> None:
        self.moved: list[Data] = []
        self.removed: list[Data] = []
        self.corrected: list[Data] = []


def move_memberships(gone: Side, kept: Side, notes: Notes, *, by: User, at: datetime) -> None:
    field = _field_of(kept)
    for row in pointing(Membership, field, gone):
        assert isinstance(row, Membership)
        twin = _twin(row, field.name, kept)
        if twin is not None:
            _become_one(row, twin, notes, by=by, at=at)
            continue
        if field is PERSON and row.is_primary and row.ends_on is None and _has_primary(kept):
            _correct(row, {"is_primary": False}, notes, by=by, at=at)
        notes.moved.append(move_row(row, field, to=kept, by=by, at=at))


def _field_of(side: Side) -> Any:
    return PERSON if isinstance(side, Person) else INSTITUTION


def _twin(row: Membership, name: str, kept: Side) -> Membership | None:
    """The open membership that says the same of the remaining row: one person, institution and position."""
    if row.ends_on is not None:
        return None
    said = {"person": row.person_id, "institution": row.institution_id, "position": row.position, name: kept.pk}
    return Membership.objects.filter(**said, ends_on__isnull=True).first()


def _has_primary(person: Any, *, but: int | None = None) -> bool:
    found = Membership.objects.filter(person=person, is_primary=True, ends_on__isnull=True)
    return any(pk != but for pk in found.values_list("pk", flat=True))


def _become_one(row: Membership, twin: Membership, notes: Notes, *, by: User, at: datetime) -> None:
    """The remaining one begins with the earlier of the two; what was built upon the other is built upon it now."""
    changes: dict[str, Any] = {
        name: getattr(row, name) for name in FILLED if not getattr(twin, name) and getattr(row, name)
    }
    changes["starts_on"] = min(row.starts_on, twin.starts_on)
    changes["is_primary"] = twin.is_primary or (row.is_primary and not _has_primary(twin.person, but=row.pk))
    for model, field in references_to(Membership):
        notes.moved += [move_row(each, field, to=twin, by=by, at=at) for each in pointing(model, field, row)]
    notes.removed.append(all_values(row))
    remove_member(row, by=by, at=at)
    _correct(twin, changes, notes, by=by, at=at)


def _correct(row: Membership, changes: dict[str, Any], notes: Notes, *, by: User, at: datetime) -> None:
    before = values_of(row, list(changes))
    with named(row):
        changed = correct_member(row, by=by, at=at, **changes)
    if changed:
        after = values_of(row, changed)
        notes.corrected.append({"pk": row.pk, "before": {name: before[name] for name in changed}, "after": after})


# --- and back ----------------------------------------------------------------


def bring_back(values: Data, *, by: User, at: datetime) -> None:
    """A membership that had become one with another is a row of its own again, under its old id.

    It is the main one again unless its person has another such by now.
    """
    row = Membership(**{name: from_plain(Membership, name, value) for name, value in values.items()})
    row.is_primary = row.is_primary and not _has_primary(row.person_id)
    with named(row):
        row.save(force_insert=True)
    record(OrganisationEvent.MEMBER_ADDED, subject=row, by=by, at=at, data=row.state())


def correct_back(step: Data, *, by: User, at: datetime) -> None:
    """What was changed on the way becomes what it was, as far as nobody changed it since."""
    row = Membership.objects.filter(pk=step["pk"]).first()
    if row is None:
        return
    now = values_of(row, list(step["after"]))
    changes = {
        name: from_plain(Membership, name, value)
        for name, value in step["before"].items()
        if now[name] == step["after"][name]
    }
    with named(row):
        correct_member(row, by=by, at=at, **changes)


def follow_memberships(steps: list[Data], kept: Side, gone: Side, *, by: User, at: datetime) -> None:
    """What was built upon a membership after the merge goes with it: else it would stand between the two.

    Such a row points to the membership and to the person, like a nomination.
    """
    label, side = Membership._meta.label_lower, _field_of(kept)
    back = [step["pk"] for step in steps if (step["model"], step["field"]) == (label, side.name)]
    mine = Membership.objects.filter(pk__in=back, **{side.name: gone})
    owners = references_to(type(kept))
    for model, field in references_to(Membership):
        for owner, of_side in owners:
            if owner is model:
                rows = model._base_manager.filter(**{f"{field.name}__in": mine, of_side.name: kept}).order_by("pk")
                for row in rows:
                    move_row(row, of_side, to=gone, by=by, at=at)


def rows_back(merge: MergeOfTwo, kept: Side, gone: Side, *, by: User, at: datetime) -> None:
    """First the corrections of rows that stayed, last those of rows that moved.

    Two main memberships of one person would stand in each other's way.
    """
    moved = {step["pk"] for step in merge.moved if step["model"] == Membership._meta.label_lower}
    corrected = list(reversed(merge.corrected))
    for step in corrected:
        if step["pk"] not in moved:
            correct_back(step, by=by, at=at)
    for values in reversed(merge.removed):
        bring_back(values, by=by, at=at)
    for step in reversed(merge.moved):
        move_back(step, by=by, at=at)
    for step in corrected:
        if step["pk"] in moved:
            correct_back(step, by=by, at=at)
    follow_memberships(merge.moved, kept, gone, by=by, at=at)
