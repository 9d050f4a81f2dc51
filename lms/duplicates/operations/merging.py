from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction

from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.duplicates.enums import DuplicateEvent
from lms.duplicates.models import Merge
from lms.duplicates.operations.finding import PEOPLE
from lms.duplicates.operations.looking import keep_two_apart
from lms.duplicates.operations.memberships import Notes, move_memberships, rows_back
from lms.duplicates.operations.niks import COLUMNS, merge_niks, part_niks
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
from lms.duplicates.rules import merging as rules
from lms.duplicates.rules.evidence import common_area
from lms.journal.operations import record
from lms.organisations.access import scope_of
from lms.organisations.models import Membership, Person
from lms.refusal import Refusal, constraints_as_refusal

GROUPED = list(chain.from_iterable(rules.GROUPS.values()))


@transaction.atomic
def merge_people(kept: Person, gone: Person, *, choices: Mapping[str, str], by: User, at: datetime) -> Merge:
    """Two rows of one human become one: everything that points to ``gone`` points to ``kept`` from now on.

    ``choices``: for a group of fields, or for ``nik``, "kept" or "gone". What ``kept`` lacks is filled without asking.
    Certificates and the names kept with nominations stay as they are. Raises Refusal with every reason, or naming the
    row in the way.
    """
    kept, gone = locked_pair(kept, gone)
    sides = _side(kept, by), _side(gone, by)
    if reasons := rules.reasons_against_merge(*sides, is_nik_chosen=rules.NIK in choices):
        raise Refusal(reasons)
    merge = Merge(kept=kept, gone=gone, area=_area(kept, gone, by), by=by, at=at)
    merge_niks(merge, kept, gone, takes_gone=choices.get(rules.NIK) == rules.FROM_GONE)
    _fill(merge, choices)
    _move_account(merge)
    gone.merged_into = kept
    _save(gone, "user", "merged_into")  # first: two rows never hold one account or one NIK
    _save(kept, "user", *merge.filled)
    notes = Notes()
    move_memberships(gone, kept, notes, by=by, at=at)
    for model, field in references_to(Person):
        notes.moved += [move_row(row, field, to=kept, by=by, at=at) for row in pointing(model, field, gone)]
    merge.moved, merge.removed, merge.corrected = notes.moved, notes.removed, notes.corrected
    with constraints_as_refusal(Merge):
        merge.save(force_insert=True)
    data = {"merge": merge.pk, "gone": gone.pk, "fields": sorted(merge.filled), "rows": len(merge.moved)}
    record(DuplicateEvent.PERSON_MERGED, subject=kept, by=by, at=at, data=data)
    return merge


@transaction.atomic
def undo_merge(merge: Merge, *, by: User, at: datetime) -> None:
    """Two people again, each with her own history; what ``kept`` got since then stays hers.

    A row goes back when it still stands where the merge put it, and so does a value. A nomination made since then with
    a membership that goes back goes with it. Raises Refusal with every reason, or naming the row in the way.
    """
    merge = locked_merge(merge)
    kept, gone = merge.kept, merge.gone
    if reasons := rules.reasons_against_undo(_facts(merge, by)):
        raise Refusal(reasons)
    part_niks(merge, kept, gone)
    back = unfill(merge, kept)
    if merge.account_id and kept.user_id == merge.account_id:
        kept.user, gone.user = None, merge.account
    gone.merged_into = None
    _save(kept, "user", *back)
    _save(gone, "user", "merged_into")
    rows_back(merge, kept, gone, by=by, at=at)
    keep_as_undone(merge, by=by, at=at)
    data = {"merge": merge.pk, "gone": gone.pk, "fields": sorted(back)}
    record(DuplicateEvent.MERGE_UNDONE, subject=kept, by=by, at=at, data=data)
    keep_two_apart(PEOPLE, (kept.pk, gone.pk), by=by, at=at)


def _side(person: Person, by: User) -> rules.Side:
    side = rules.Side(person.pk, person.name, companion=person.companion_id, nik=person.nik_lookup)
    return replace(
        side,
        is_merged=person.merged_into_id is not None,
        is_erased=person.erased_at is not None,
        has_account=person.user_id is not None,
        is_own=person.user_id == by.pk,
    )


def sides_of(a: Person, b: Person, by: User) -> tuple[rules.Side, rules.Side]:
    """The one that would remain first."""
    sides = _side(a, by), _side(b, by)
    return sides if rules.is_first_kept(*sides) else (sides[1], sides[0])


def _area(kept: Person, gone: Person, by: User) -> str:
    places = _places(kept), _places(gone)
    commons = [common_area(a, b) for a in places[0] for b in places[1]]
    return rules.area_of(scope_of(by).areas(Permission.MANAGE_REGISTER), max(commons, key=len, default=""), places)


def _places(person: Person) -> frozenset[str]:
    codes = Membership.objects.filter(person=person).values_list("institution__region_id", flat=True)
    return frozenset(codes) | ({person.region_id} if person.region_id else frozenset())


def _fill(merge: Merge, choices: Mapping[str, str]) -> None:
    """A companion goes over to somebody without one, as long as she has no account to act for herself."""
    kept, gone = merge.kept, merge.gone
    ours, theirs = ({name: getattr(person, name) for name in GROUPED} for person in (kept, gone))
    changes: dict[str, Any] = rules.settled(ours, theirs, choices)
    if gone.companion_id and not kept.companion_id and not kept.user_id and not gone.user_id:
        changes["companion_id"] = gone.companion_id
    fill(merge, kept, changes)


def _move_account(merge: Merge) -> None:
    if merge.gone.user_id is not None:
        merge.account, merge.gone.user = merge.gone.user, None
        merge.kept.user = merge.account


def _save(person: Person, *names: str) -> None:
    with named(person):
        person.save(update_fields=[*COLUMNS, *names])


def _facts(merge: Merge, by: User) -> rules.MergeFacts:
    kept, gone = merge.kept, merge.gone
    later = later_merge(merge)
    return rules.MergeFacts(
        kept=kept.name,
        gone=gone.name,
        is_undone=merge.undone_at is not None,
        is_erased=kept.erased_at is not None or gone.erased_at is not None,
        is_own=by.pk in (kept.user_id, gone.user_id),
        kept_merged_into=kept.merged_into.name if kept.merged_into else "",
        later=later.gone.name if later else "",
    )
