"""What stands against merging two rows, and which values the remaining row gets. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.organisations.access import covers
from lms.refusal import Reason

# Values that belong together are chosen together: a kecamatan lies in its kabupaten or kota.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "sex": ("sex",),
    "birth_place": ("birth_place",),
    "birth_on": ("birth_on",),
    "nip": ("nip",),
    "phone": ("phone",),
    "email": ("email",),
    "region": ("region_id", "district_id"),
}
NIK = "nik"
Groups = Mapping[str, tuple[str, ...]]
FROM_GONE = "gone"


@dataclass(frozen=True)
class Side:
    """What a rule needs to know of one row; ``nik`` is the keyed hash."""

    pk: int
    name: str
    companion: int | None = None
    nik: str | None = None
    is_merged: bool = False
    is_erased: bool = False
    has_account: bool = False
    is_own: bool = False  # of the officer who acts


def reasons_against_merge(kept: Side, gone: Side, *, is_nik_chosen: bool) -> tuple[Reason, ...]:
    """``is_nik_chosen``: the officer says that one of two NIKs is wrong, and which one stays."""
    if kept.pk == gone.pk:
        return (Reason("merge_same", _("A person cannot be merged with herself.")),)
    reasons = []
    for side in (kept, gone):
        named = (("name", side.name),)
        if side.is_merged:
            reasons.append(Reason("merge_merged", _("%(name)s is merged with somebody already."), named))
        if side.is_erased:
            reasons.append(Reason("merge_erased", _("The data of %(name)s were deleted at her own request."), named))
        if side.is_own:
            reasons.append(Reason("merge_own", _("Nobody merges her own data. Ask a colleague.")))
    if kept.has_account and gone.has_account:
        words = _("Both have an account. One human has one account: ask the manager of this platform which one stays.")
        reasons.append(Reason("merge_accounts", words))
    if kept.companion == gone.pk or gone.companion == kept.pk:
        reasons.append(Reason("merge_companion", _("One of them accompanies the other, so they are two people.")))
    if kept.nik and gone.nik and kept.nik != gone.nik and not is_nik_chosen:
        reasons.append(
            Reason("merge_niks", _("Both have a NIK, and the two are different. Say which one is right, or leave it."))
        )
    return tuple(reasons)


def settled(
    kept: Mapping[str, Any], gone: Mapping[str, Any], choices: Mapping[str, str], groups: Groups = GROUPS
) -> dict[str, Any]:
    """New values of the remaining row: what was chosen from the other row, and what it lacks and the other has."""
    changes: dict[str, Any] = {}
    asked = to_choose(kept, gone, groups)
    for group, fields in groups.items():
        first, *more = fields
        is_lacking = _is_blank(kept[first]) and not _is_blank(gone[first])
        is_taken = choices.get(group) == FROM_GONE if group in asked else is_lacking
        if is_taken:
            changes |= {field: gone[field] for field in fields}
        elif group not in asked and kept[first] == gone[first]:
            changes |= {field: gone[field] for field in more if _is_blank(kept[field]) and not _is_blank(gone[field])}
    return {field: value for field, value in changes.items() if value != kept[field]}


def to_choose(a: Mapping[str, Any], b: Mapping[str, Any], groups: Groups = GROUPS) -> list[str]:
    """The groups in which both rows say something, and not the same."""
    return [
        group
        for group, fields in groups.items()
        if not _is_blank(a[fields[0]])
        and not _is_blank(b[fields[0]])
        and any(a[field] != b[field] and not _is_blank(a[field]) and not _is_blank(b[field]) for field in fields)
    ]


def is_first_kept(a: Side, b: Side) -> bool:
    """Which row remains: the one with an account, else the older one. Its person code stays in use."""
    return (a.has_account, -a.pk) > (b.has_account, -b.pk)


def area_of(areas: Iterable[str], common: str, places: Iterable[frozenset[str]]) -> str:
    """Whose officers see a merge: the smallest area of the acting officer that holds both, else the common region."""
    places = tuple(places)
    own = [area for area in areas if all(any(covers(area, code) for code in codes) for codes in places)]
    return max(own, key=len) if own else common


@dataclass(frozen=True)
class MergeFacts:
    kept: str
    gone: str
    is_undone: bool
    is_erased: bool  # either of the two
    is_own: bool
    kept_merged_into: str  # the name, or empty
    later: str  # whose merge into the same row came later and still stands, or empty


def reasons_against_undo(merge: MergeFacts) -> tuple[Reason, ...]:
    if merge.is_undone:
        return (Reason("undo_done", _("This merge is undone already.")),)
    reasons = []
    if merge.kept_merged_into:
        values = (("kept", merge.kept), ("other", merge.kept_merged_into))
        reasons.append(
            Reason("undo_merged", _("%(kept)s was merged with %(other)s later. Undo that merge first."), values)
        )
    if merge.later:
        values = (("kept", merge.kept), ("other", merge.later))
        reasons.append(
            Reason("undo_later", _("%(other)s was merged into %(kept)s later. Undo that merge first."), values)
        )
    if merge.is_erased:
        reasons.append(Reason("undo_erased", _("The data were deleted at her own request; nothing can be put back.")))
    if merge.is_own:
        reasons.append(Reason("undo_own", _("Nobody separates her own data. Ask a colleague.")))
    return tuple(reasons)


def _is_blank(value: Any) -> bool:
    return value in (None, "")
