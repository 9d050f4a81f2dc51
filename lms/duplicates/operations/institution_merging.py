from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.duplicates.enums import DuplicateEvent
from lms.duplicates.models import InstitutionMerge
from lms.duplicates.operations.institution_finding import INSTITUTIONS
from lms.duplicates.operations.looking import keep_two_apart
from lms.duplicates.operations.memberships import Notes, move_memberships, rows_back
from lms.duplicates.operations.rows import (
    fill,
    keep_as_undone,
    later_merge,
    locked_merge,
    locked_pair,
    move_row,
    named,
    pointing,
    references_to,
    unfill,
)
from lms.duplicates.operations.twins import is_said_already
from lms.duplicates.rules import institution_merging as rules
from lms.duplicates.rules.evidence import common_area
from lms.duplicates.rules.merging import MergeFacts, area_of, reasons_against_undo, settled
from lms.journal.operations import record
from lms.organisations.access import scope_of
from lms.organisations.enums import IN_REGISTER
from lms.organisations.models import Institution
from lms.refusal import Refusal, constraints_as_refusal

GROUPS = rules.GROUPS | rules.UNASKED
COLUMNS = [name for names in GROUPS.values() for name in names]
# What was merged into the one that goes now leads to the one that stays: an old number leads there in one step.
EARLIER: tuple[type[models.Model], Any] = (Institution, Institution._meta.get_field("merged_into"))


@transaction.atomic
def merge_institutions(
    kept: Institution, gone: Institution, *, choices: Mapping[str, str], by: User, at: datetime
) -> InstitutionMerge:
    """Two rows of one institution become one: everything that points to ``gone`` points to ``kept`` from now on.

    ``choices``: for a group of fields "kept" or "gone". What ``kept`` lacks is filled without asking. What both say,
    such as the same paper, stays with ``gone``. Certificates and the names kept with nominations stay as they are.
    Raises Refusal with every reason, or naming the row in the way.
    """
    kept, gone = locked_pair(kept, gone)
    if reasons := rules.reasons_against_merge(*(_side(each, by) for each in (kept, gone))):
        raise Refusal(reasons)
    merge = InstitutionMerge(kept=kept, gone=gone, area=_area(kept, gone, by), by=by, at=at)
    ours, theirs = ({name: getattr(each, name) for name in COLUMNS} for each in (kept, gone))
    fill(merge, kept, settled(ours, theirs, choices, GROUPS))
    gone.merged_into = kept
    _save(gone, "merged_into")
    _save(kept, *merge.filled)
    notes = Notes()
    move_memberships(gone, kept, notes, by=by, at=at)
    for model, field in [*references_to(Institution), EARLIER]:
        for row in _to_move(model, field, gone, kept):
            notes.moved.append(move_row(row, field, to=kept, by=by, at=at))
    merge.moved, merge.removed, merge.corrected = notes.moved, notes.removed, notes.corrected
    with constraints_as_refusal(InstitutionMerge):
        merge.save(force_insert=True)
    data = {"merge": merge.pk, "gone": gone.pk, "fields": sorted(merge.filled), "rows": len(merge.moved)}
    record(DuplicateEvent.INSTITUTION_MERGED, subject=kept, by=by, at=at, data=data)
    return merge


@transaction.atomic
def undo_institution_merge(merge: InstitutionMerge, *, by: User, at: datetime) -> None:
    """Two institutions again, each with its own history; what ``kept`` got since then stays its own.

    A row goes back when it still stands where the merge put it, and so does a value. Raises Refusal with every reason,
    or naming the row in the way.
    """
    merge = locked_merge(merge)
    kept, gone = merge.kept, merge.gone
    if reasons := reasons_against_undo(_facts(merge, by)):
        raise Refusal(reasons)
    back = unfill(merge, kept)
    gone.merged_into = None
    _save(kept, *back)
    _save(gone, "merged_into")
    rows_back(merge, kept, gone, by=by, at=at)
    keep_as_undone(merge, by=by, at=at)
    data = {"merge": merge.pk, "gone": gone.pk, "fields": sorted(back)}
    record(DuplicateEvent.INSTITUTION_MERGE_UNDONE, subject=kept, by=by, at=at, data=data)
    if {kept.status, gone.status} <= set(IN_REGISTER):
        keep_two_apart(INSTITUTIONS, (kept.pk, gone.pk), by=by, at=at)


def institution_sides(a: Institution, b: Institution, by: User) -> tuple[rules.InstitutionSide, rules.InstitutionSide]:
    """The one that would remain first."""
    sides = _side(a, by), _side(b, by)
    return sides if rules.is_first_kept(*sides) else (sides[1], sides[0])


def _side(institution: Institution, by: User) -> rules.InstitutionSide:
    return rules.InstitutionSide(
        pk=institution.pk,
        name=institution.name,
        seat=(institution.kind_id, institution.region_id),
        is_merged=institution.merged_into_id is not None,
        is_in_register=institution.status in IN_REGISTER,
        is_active=institution.is_active,
        is_wadah=institution.is_wadah,
        is_own=institution.pk in scope_of(by).institution_ids(),
    )


def _area(kept: Institution, gone: Institution, by: User) -> str:
    places = kept.region_id, gone.region_id
    areas = scope_of(by).areas(Permission.MANAGE_REGISTER)
    return area_of(areas, common_area(*places), [frozenset({place}) for place in places])


def _to_move(model: type[models.Model], field: Any, gone: Institution, kept: Institution) -> list[models.Model]:
    return [row for row in pointing(model, field, gone) if not is_said_already(row, field, kept)]


def _save(institution: Institution, *names: str) -> None:
    with named(institution):
        institution.save(update_fields=names)


def _facts(merge: InstitutionMerge, by: User) -> MergeFacts:
    kept, gone = merge.kept, merge.gone
    later = later_merge(merge)
    return MergeFacts(
        kept=kept.name,
        gone=gone.name,
        is_undone=merge.undone_at is not None,
        is_erased=False,
        is_own=False,
        kept_merged_into=kept.merged_into.name if kept.merged_into else "",
        later=later.gone.name if later else "",
    )
