from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.exchange.planning.plans import Plan
from lms.exchange.rules import (
    COLUMNS,
    KindRow,
    Lookups,
    Mapping,
    PlaceRow,
    known_kinds,
    known_places,
    repaired,
    xlsx_row,
)
from lms.organisations.access import covers, scope_of
from lms.organisations.models import PSKSKind, Region, RegionSuccession
from lms.organisations.operations.regions import nik_regions
from lms.organisations.rules.regions import NikRegions

NOTHING = ("", None, ())


def lookups() -> Lookups:
    """The regions and kinds of today, for reading and for writing sheets."""
    successors: dict[str, list[str]] = defaultdict(list)
    for old, new in RegionSuccession.objects.order_by("new").values_list("old_id", "new_id"):
        successors[old].append(new)
    current = set(Region.objects.on(timezone.localdate()).values_list("code", flat=True))
    places = (
        PlaceRow(code, name, code in current, tuple(successors[code]) if code in successors else ())
        for code, name in Region.objects.order_by("code").values_list("code", "name")
    )
    kinds = PSKSKind.objects.order_by("code").values_list("code", "slug", "name_id", "synonyms")
    return Lookups(known_places(places), known_kinds(KindRow(*row[:3], tuple(row[3])) for row in kinds))


@dataclass(frozen=True)
class Setting:
    """What the plans of one import are made with. ``is_locking``: this is the run, inside its transaction."""

    kind: str
    user: User
    areas: tuple[str, ...]  # where she keeps the register
    mapping: Mapping
    lookups: Lookups
    is_locking: bool = False
    nik_regions: Callable[[], NikRegions] = nik_regions
    columns: dict[str, Any] = field(default_factory=dict)  # name → Column

    def holds(self, code: str | None) -> bool:
        return code is not None and any(covers(area, code) for area in self.areas)

    def rows(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """The rows a batch meets: in the run nobody else changes them until it has committed."""
        return found.order_by("pk").select_for_update(no_key=True, of=("self",)) if self.is_locking else found

    def compare(self, plan: Plan, fields: dict[str, str]) -> None:
        """Put into the plan what the row says otherwise than the register. An empty cell leaves things as they are."""
        for name, attribute in fields.items():
            new = plan.typed.values.get(name)
            if new in NOTHING:
                continue
            old = getattr(plan.target, attribute) if plan.target is not None else None
            if plan.target is None or not self._is_same(name, old, new):
                plan.values[attribute] = new
                if plan.target is not None:
                    plan.before[attribute] = old

    def _is_same(self, name: str, old: Any, new: Any) -> bool:
        """Also when an export of the old value would be read as the new one: spelling alone is no change."""
        if old == new:
            return True
        if not isinstance(old, str) or not isinstance(new, str) or not old:
            return False
        written = xlsx_row(self.kind, {name: old}, self.lookups)[list(self.columns).index(name)]
        return bool(repaired(self.columns[name], written, self.lookups).value == new)


def setting_of(kind: str, user: User, mapping: Mapping, *, is_locking: bool = False) -> Setting:
    regions: list[NikRegions] = []

    def once() -> NikRegions:
        if not regions:
            regions.append(nik_regions())
        return regions[0]

    return Setting(
        kind=kind,
        user=user,
        areas=scope_of(user).areas(Permission.MANAGE_REGISTER),
        mapping=mapping,
        lookups=lookups(),
        is_locking=is_locking,
        nik_regions=once,
        columns={column.field: column for column in COLUMNS[kind]},
    )
