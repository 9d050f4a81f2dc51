from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace

from lms.exchange.enums import Outcome
from lms.exchange.planning.plans import Plan, begin, filled, name_key
from lms.exchange.planning.settings import Setting
from lms.exchange.rules import TypedRow
from lms.organisations.access import covers
from lms.organisations.enums import IN_REGISTER
from lms.organisations.models import Institution

FIELDS = {
    "name": "name",
    "short_name": "short_name",
    "kind": "kind_id",
    "level": "level",
    "regency": "region_id",
    "district": "district_id",
    "village_name": "village",
    "address": "address",
    "is_legal_entity": "is_legal_entity",
    "owner": "owner",
    "founded_year": "founded_year",
    "deed_number": "deed_number",
    "deed_on": "deed_on",
    "notary": "notary",
    "decree_number": "decree_number",
    "decree_on": "decree_on",
    "npwp": "npwp",
    "nib": "nib",
    "phone": "phone",
    "whatsapp": "whatsapp",
    "email": "email",
    "capacity": "capacity",
    "status": "status",
}
Key = tuple[str, str, str]  # name, kind, kabupaten or kota


@dataclass
class Claims:
    """Which row of the sheet speaks of what."""

    numbers: dict[str, int] = field(default_factory=dict)
    ids: dict[int, int] = field(default_factory=dict)
    names: dict[Key, list[tuple[int, bool]]] = field(default_factory=lambda: defaultdict(list))  # row, has a number

    def row_of(self, number: str, key: Key) -> int | None:
        """An earlier row about the same institution. Without a number, only the name tells them apart."""
        if number and number in self.numbers:
            return self.numbers[number]
        return next((row for row, has_number in self.names[key] if not (number and has_number)), None)


@dataclass
class Known:
    by_number: dict[str, Institution]
    by_name: dict[Key, list[Institution]]
    work_areas: dict[int, tuple[str, ...]]


class InstitutionPlanner:
    """By register number; without one, by name, kind and kabupaten or kota."""

    fields: ClassVar[dict[str, str]] = FIELDS

    def __init__(self, setting: Setting):
        self.setting = setting
        self.claims = Claims()

    def plan(self, rows: list[TypedRow]) -> list[Plan]:
        known = self._known(rows)
        return [self._plan(row, known) for row in rows]

    def _known(self, rows: list[TypedRow]) -> Known:
        numbers = filled(rows, "number")
        merged = Institution.objects.numbers_of_merged(numbers)
        numbered = self.setting.rows(
            Institution.objects.living().filter(Q(number__in=numbers) | Q(pk__in=merged.values()))
        )
        by_number = {str(each.number): each for each in numbered}
        by_pk = {each.pk: each for each in by_number.values()}
        by_number |= {number: by_pk[pk] for number, pk in merged.items()}
        by_name = self._by_name([row for row in rows if not row.values.get("number")])
        ids = {each.pk for each in (*by_number.values(), *(one for same in by_name.values() for one in same))}
        areas: dict[int, list[str]] = defaultdict(list)
        if "work_area" in self.setting.mapping.fields:
            through = Institution.work_area.through.objects.filter(institution_id__in=ids)
            for pk, code in through.order_by("region_id").values_list("institution_id", "region_id"):
                areas[pk].append(code)
        return Known(by_number, by_name, {pk: tuple(codes) for pk, codes in areas.items()})

    def _by_name(self, rows: list[TypedRow]) -> dict[Key, list[Institution]]:
        keys = {name_key(name) for name in filled(rows, "name")}
        if not keys:
            return {}
        found = Institution.objects.in_register().filter(
            region_id__in=filled(rows, "regency"), kind_id__in=filled(rows, "kind")
        )
        found = found.alias(key=Replace(Lower("name"), Value(" "), Value(""))).filter(key__in=keys)
        by_name: dict[Key, list[Institution]] = defaultdict(list)
        for each in self.setting.rows(found):
            by_name[key_of(each)].append(each)
        return by_name

    def _plan(self, typed: TypedRow, known: Known) -> Plan:
        plan = begin(typed, self.setting.mapping)
        if plan.problems:
            return plan
        values = typed.values
        number = values.get("number") or ""
        key = (name_key(values["name"]), values["kind"], values["regency"])
        if not self.setting.holds(values["regency"]):
            plan.refuse("regency", "outside_area")
        elif other := self.claims.row_of(number, key):
            plan.refuse("number" if number else "name", "same_as_row", other=other)
        elif not number and len(known.by_name.get(key, ())) > 1:
            plan.refuse("name", "several_same")
        else:
            same = known.by_name.get(key, ())
            self._meet(plan, known.by_number.get(number) if number else (same[0] if same else None), known)
        return plan

    def _meet(self, plan: Plan, target: Institution | None, known: Known) -> None:
        """The row against the institution it speaks of, or against none."""
        number = plan.typed.values.get("number") or ""
        if target is not None and not self._is_editable(target):
            plan.refuse("number", "number_elsewhere")
            return
        if target is not None and (other := self.claims.ids.get(target.pk)):
            plan.refuse("number" if number else "name", "same_as_row", other=other)
            return
        plan.target = target
        self.setting.compare(plan, self.fields)
        self._compare_work_area(plan, known)
        if target is None and number:
            plan.values["number"] = number
        region = plan.values.get("region_id") or plan.target.region_id
        district = plan.values.get("district_id") or (target.district_id if target else None)
        if district and not covers(region, district):
            plan.refuse("district", "district_elsewhere")
            return
        self._claim(plan)
        if target is None:
            plan.outcome = Outcome.NEW
        elif plan.values:
            plan.outcome = Outcome.CHANGED

    def _is_editable(self, institution: Institution) -> bool:
        return institution.status in IN_REGISTER and self.setting.holds(institution.region_id)

    def _compare_work_area(self, plan: Plan, known: Known) -> None:
        wanted = plan.typed.values.get("work_area") or ()
        held = known.work_areas.get(plan.target.pk, ()) if plan.target is not None else ()
        if wanted and set(wanted) != set(held):
            plan.values["work_area"] = list(wanted)
            if plan.target is not None:
                plan.before["work_area"] = list(held)

    def _claim(self, plan: Plan) -> None:
        values, row = plan.typed.values, plan.row
        has_number = bool(values.get("number"))
        keys: set[Any] = {(name_key(values["name"]), values["kind"], values["regency"])}
        if plan.target is not None:
            self.claims.ids[plan.target.pk] = row
            self.claims.numbers[str(plan.target.number)] = row
            keys.add(key_of(plan.target))  # as it stood before: the run no longer sees it there
        if has_number:
            self.claims.numbers[values["number"]] = row
        for key in keys:
            self.claims.names[key].append((row, has_number))


def key_of(institution: Institution) -> Key:
    return (name_key(institution.name), institution.kind_id, institution.region_id)
