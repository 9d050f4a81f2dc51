from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, ClassVar

from django.db.models import Q

from lms.exchange.enums import Outcome
from lms.exchange.planning.plans import NIK, Plan, begin, filled, hashes_in, name_key
from lms.exchange.planning.settings import Setting
from lms.exchange.rules import TypedRow
from lms.organisations.access import covers
from lms.organisations.models import Person
from lms.organisations.rules.nik import doubts_about

FIELDS = {
    "name": "name",
    "sex": "sex",
    "birth_place": "birth_place",
    "birth_on": "birth_on",
    "nip": "nip",
    "phone": "phone",
    "email": "email",
    "regency": "region_id",
    "district": "district_id",
}
Key = tuple[str, date | None, str | None]  # name, date of birth, kabupaten or kota


@dataclass
class Claims:
    """Which row of the sheet speaks of whom."""

    niks: dict[str, int] = field(default_factory=dict)
    ids: dict[int, int] = field(default_factory=dict)
    names: dict[Key, list[tuple[int, bool]]] = field(default_factory=lambda: defaultdict(list))  # row, has code or NIK

    def row_of(self, hashes: tuple[str, ...], key: Key, *, has_code: bool) -> int | None:
        """An earlier row about the same person. Two with NIK, or with codes, of one name are two people."""
        if row := next((self.niks[each] for each in hashes if each in self.niks), None):
            return row
        is_known = has_code or bool(hashes)
        return next((row for row, was_known in self.names[key] if not (is_known and was_known)), None)


@dataclass
class Known:
    hashes: dict[str, tuple[str, ...]]
    by_code: dict[str, Person]
    by_nik: dict[str, Person]
    by_name: dict[Key, list[Person]]
    editable: set[int]


class PersonPlanner:
    """By code; else by NIK; else by name, date of birth and kabupaten or kota, as far as they are there."""

    fields: ClassVar[dict[str, str]] = FIELDS

    def __init__(self, setting: Setting):
        self.setting = setting
        self.claims = Claims()

    def plan(self, rows: list[TypedRow]) -> list[Plan]:
        known = self._known(rows)
        return [self._plan(row, known) for row in rows]

    def _known(self, rows: list[TypedRow]) -> Known:
        people = Person.objects.living()
        hashes = hashes_in(rows)
        by_code = {each.code: each for each in self.setting.rows(people.filter(code__in=filled(rows, "key")))}
        with_nik = people.filter(nik_lookup__in=list(chain.from_iterable(hashes.values())))
        by_nik = {str(each.nik_lookup): each for each in self.setting.rows(with_nik)}
        by_name = self._by_name([row for row in rows if not row.values.get("key")])
        found = [*by_code.values(), *by_nik.values(), *(each for same in by_name.values() for each in same)]
        return Known(hashes, by_code, by_nik, by_name, editable_among(found, self.setting))

    def _by_name(self, rows: list[TypedRow]) -> dict[Key, list[Person]]:
        keys = {name_key(name) for name in filled(rows, "name")}
        if not keys:
            return {}
        born = Q(birth_on__in=filled(rows, "birth_on")) | Q(birth_on__isnull=True, region__in=filled(rows, "regency"))
        by_name: dict[Key, list[Person]] = defaultdict(list)
        for each in self.setting.rows(Person.objects.living().filter(born, search_text__in=keys)):
            by_name[key_of(each)].append(each)
        return by_name

    def _plan(self, typed: TypedRow, known: Known) -> Plan:
        plan = begin(typed, self.setting.mapping)
        if plan.problems:
            return plan
        values = typed.values
        code, nik, region = values.get("key") or "", values.get("nik") or "", values.get("regency")
        hashes = known.hashes.get(nik, ())
        key = (name_key(values["name"]), values.get("birth_on"), region)
        if not code and region and not self.setting.holds(region):
            plan.refuse("regency", "outside_area")
        elif other := self.claims.row_of(hashes, key, has_code=bool(code)):
            plan.refuse("key" if code else "name", "same_as_row", other=other)
        else:
            self._find(plan, hashes, key, known)
        return plan

    def _find(self, plan: Plan, hashes: tuple[str, ...], key: Key, known: Known) -> None:
        """Whom the row speaks of."""
        code = plan.typed.values.get("key") or ""
        holder = next((known.by_nik[each] for each in hashes if each in known.by_nik), None)
        if code:
            target = known.by_code.get(code)
            if target is None or target.pk not in known.editable:
                plan.refuse("key", "person_unknown")
                return
            if holder is not None and holder.pk != target.pk:
                plan.refuse("nik", "nik_taken")
                return
        elif holder is not None:
            target = holder
            if target.pk not in known.editable:
                plan.refuse("nik", "nik_taken")
                return
        else:
            same = [each for each in known.by_name.get(key, ()) if not (hashes and each.nik_lookup)]
            if len(same) > 1:
                plan.refuse("name", "several_alike")
                return
            target = same[0] if same else None
        self._meet(plan, target, hashes)

    def _meet(self, plan: Plan, target: Person | None, hashes: tuple[str, ...]) -> None:
        values = plan.typed.values
        if target is not None and (other := self.claims.ids.get(target.pk)):
            plan.refuse("key" if values.get("key") else "name", "same_as_row", other=other)
            return
        plan.target = target
        self.setting.compare(plan, self.fields)
        region = plan.values.get("region_id") or (target.region_id if target else None)
        if target is None and region is None:
            plan.refuse("regency", "regency_needed")
        elif "region_id" in plan.values and not self.setting.holds(region):
            plan.refuse("regency", "outside_area")
        elif "district_id" in plan.values and not (region and covers(region, plan.values["district_id"])):
            plan.refuse("district", "district_elsewhere")
        if plan.problems:
            return
        self._take_nik(plan, hashes)
        if target is not None and target.erased_at is not None and plan.values:
            plan.refuse("name", "person_erased")
            return
        self._claim(plan, hashes)
        if target is None:
            plan.outcome = Outcome.NEW
        elif plan.values:
            plan.outcome = Outcome.CHANGED

    def _take_nik(self, plan: Plan, hashes: tuple[str, ...]) -> None:
        """A NIK that is new for the person, with what speaks against it; it is kept as not yet confirmed."""
        nik = plan.typed.values.get("nik")
        if not nik or (plan.target is not None and plan.target.nik_lookup in hashes):
            return
        plan.values[NIK], plan.nik_lookup = nik, hashes[0]
        target = plan.target
        if target is not None:
            plan.before[NIK] = target.nik_sealed
        birth_on = plan.values.get("birth_on") or (target.birth_on if target else None)
        sex = plan.values.get("sex") or (target.sex if target else "")
        for doubt in doubts_about(nik, birth_on=birth_on, sex=sex, known_regions=self.setting.nik_regions()):
            plan.doubt("nik", doubt)

    def _claim(self, plan: Plan, hashes: tuple[str, ...]) -> None:
        values, row = plan.typed.values, plan.row
        is_known = bool(values.get("key") or hashes)
        keys: set[Any] = {(name_key(values["name"]), values.get("birth_on"), values.get("regency"))}
        if plan.target is not None:
            self.claims.ids[plan.target.pk] = row
            keys.add(key_of(plan.target))  # as it stood before: the run no longer sees it there
            if plan.target.nik_lookup:
                self.claims.niks[plan.target.nik_lookup] = row
        for each in hashes:
            self.claims.niks[each] = row
        for key in keys:
            self.claims.names[key].append((row, is_known))


def key_of(person: Person) -> Key:
    return (name_key(person.name), person.birth_on, person.region_id)


def editable_among(people: Iterable[Person], setting: Setting) -> set[int]:
    """Those in her areas by where they live, and by a look into the database those who are members there."""
    found = {each.pk: each for each in people}
    inside = {pk for pk, each in found.items() if setting.holds(each.region_id)}
    others = found.keys() - inside
    if others:
        inside.update(Person.objects.editable_by(setting.user).filter(pk__in=others).values_list("pk", flat=True))
    return inside
