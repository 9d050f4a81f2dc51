from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any, ClassVar

from django.db.models import Q

from lms.exchange.enums import Outcome
from lms.exchange.planning.plans import Plan, begin, filled, hashes_in
from lms.exchange.planning.settings import Setting
from lms.exchange.rules import TypedRow
from lms.organisations.enums import Position
from lms.organisations.models import Institution, Membership, Person

FIELDS = {
    "kind": "kind_id",
    "decree_number": "decree_number",
    "decree_on": "decree_on",
    "member_number": "member_number",
    "ends_on": "ends_on",
    "is_primary": "is_primary",
}
Post = tuple[int, int, str]  # person, institution, position
Key = tuple[int, int, str, date]  # and the day it began


@dataclass
class Held:
    """What the people of the sheet hold, as the register had it at first sight and as earlier rows would leave it.

    An owner of an open post is the id of a membership, or the number of the row that begins one.
    """

    seen: set[int] = field(default_factory=set)
    by_key: dict[Key, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    open_posts: dict[Post, tuple[Any, date]] = field(default_factory=dict)
    primary: dict[int, Any] = field(default_factory=dict)
    claimed: dict[int, int] = field(default_factory=dict)  # membership → row
    begun: dict[Key, list[tuple[int, date | None]]] = field(default_factory=lambda: defaultdict(list))

    def learn(self, memberships: list[Membership]) -> None:
        for each in memberships:
            self.by_key[(each.person_id, each.institution_id, each.position, each.starts_on)].append(each)
            if each.ends_on is None:
                self.open_posts[(each.person_id, each.institution_id, each.position)] = (each.pk, each.starts_on)
                if each.is_primary:
                    self.primary[each.person_id] = each.pk


@dataclass
class Known:
    hashes: dict[str, tuple[str, ...]]
    by_code: dict[str, Person]
    by_nik: dict[str, Person]
    institutions: dict[str, Institution]


class MembershipPlanner:
    """By person, institution, position and first day. Rows take effect in their order: end one, then begin the next."""

    fields: ClassVar[dict[str, str]] = FIELDS

    def __init__(self, setting: Setting):
        self.setting = setting
        self.held = Held()

    def plan(self, rows: list[TypedRow]) -> list[Plan]:
        known = self._known(rows)
        return [self._plan(row, known) for row in rows]

    def _known(self, rows: list[TypedRow]) -> Known:
        hashes = hashes_in(rows)
        living = Person.objects.living()
        by_nik = living.filter(nik_lookup__in=list(chain.from_iterable(hashes.values())))
        found = [*living.filter(code__in=filled(rows, "person_key")), *by_nik]
        inside = {each.pk for each in found if self.setting.holds(each.region_id)}
        others = {each.pk for each in found} - inside
        if others:
            visible = Person.objects.visible_to(self.setting.user)
            inside.update(visible.filter(pk__in=others).values_list("pk", flat=True))
        people = [each for each in found if each.pk in inside]
        self._learn({each.pk for each in people})
        return Known(
            hashes,
            {each.code: each for each in people},
            {str(each.nik_lookup): each for each in people if each.nik_lookup},
            self._institutions(filled(rows, "institution_number")),
        )

    def _institutions(self, numbers: set[str]) -> dict[str, Institution]:
        """By number; the number of one that was merged leads to the remaining one."""
        merged = Institution.objects.numbers_of_merged(numbers)
        found = Institution.objects.in_register().filter(Q(number__in=numbers) | Q(pk__in=merged.values()))
        by_pk = {each.pk: each for each in found if self.setting.holds(each.region_id)}
        own = {str(each.number): each for each in by_pk.values()}
        return own | {number: by_pk[pk] for number, pk in merged.items() if pk in by_pk}

    def _learn(self, ids: set[int]) -> None:
        new = ids - self.held.seen
        self.held.seen |= new
        self.held.learn(list(self.setting.rows(Membership.objects.filter(person_id__in=new)).order_by("pk")))

    def _plan(self, typed: TypedRow, known: Known) -> Plan:
        plan = begin(typed, self.setting.mapping)
        if plan.problems:
            return plan
        person = self._person(plan, known)
        institution = known.institutions.get(typed.values["institution_number"])
        if institution is None:
            plan.refuse("institution_number", "institution_unknown")
        if person is not None and institution is not None:
            position = typed.values.get("position") or Position.MEMBER.value
            self._meet(plan, (person.pk, institution.pk, position, typed.values["starts_on"]))
        return plan

    def _person(self, plan: Plan, known: Known) -> Person | None:
        code, nik = plan.typed.values.get("person_key") or "", plan.typed.values.get("nik") or ""
        by_code = known.by_code.get(code)
        by_nik = next((known.by_nik[each] for each in known.hashes.get(nik, ()) if each in known.by_nik), None)
        if code and by_code is None:
            plan.refuse("person_key", "person_unknown")
        elif nik and by_nik is None:
            plan.refuse("nik", "person_nik_unknown")
        elif by_code and by_nik and by_code.pk != by_nik.pk:
            plan.refuse("nik", "nik_other_person")
        elif not code and not nik:
            plan.refuse("person_key", "code_or_nik_needed")
        else:
            return by_code or by_nik
        return None

    def _meet(self, plan: Plan, key: Key) -> None:
        ends_on = plan.typed.values.get("ends_on")
        if ends_on and ends_on < key[3]:
            plan.refuse("ends_on", "ends_before_start")
            return
        same = self.held.by_key.get(key, [])
        free = [each for each in same if each.pk not in self.held.claimed]
        target = next((each for each in free if each.ends_on == ends_on), free[0] if len(free) == 1 else None)
        if target is None and free:
            plan.refuse("starts_on", "several_memberships")
            return
        if target is None and (other := self._earlier_row(key, same)):
            plan.refuse("starts_on", "same_as_row", other=other)
            return
        plan.target = target
        self.setting.compare(plan, self.fields)
        self._check_posts(plan, key)
        if plan.problems:
            return
        if target is None:
            plan.outcome = Outcome.NEW
            plan.values |= dict(zip(("person_id", "institution_id", "position", "starts_on"), key, strict=True))
            self.held.begun[key].append((plan.row, ends_on))
        else:
            self.held.claimed[target.pk] = plan.row
            plan.outcome = Outcome.CHANGED if plan.values else Outcome.UNCHANGED

    def _earlier_row(self, key: Key, same: list[Membership]) -> int | None:
        begun = self.held.begun.get(key, [])
        return next((row for row, _ends_on in begun), None) or next((self.held.claimed[each.pk] for each in same), None)

    def _check_posts(self, plan: Plan, key: Key) -> None:
        """One open membership in a position, one main membership: as the database demands, with words."""
        held, target = self.held, plan.target
        owner = target.pk if target is not None else f"row {plan.row}"
        ends_on = plan.values.get("ends_on") or (target.ends_on if target is not None else None)
        default = target.is_primary if target is not None else False
        is_primary = plan.values.get("is_primary", default) and ends_on is None
        post, person = key[:3], key[0]
        taken = held.open_posts.get(post)
        if ends_on is None and taken and taken[0] != owner:
            plan.refuse("starts_on", "position_taken", day=taken[1])
        if is_primary and held.primary.get(person, owner) != owner:
            plan.refuse("is_primary", "primary_taken")
        if plan.problems:
            return
        if ends_on is None:
            held.open_posts[post] = (owner, key[3])
        elif taken and taken[0] == owner:
            del held.open_posts[post]
        if is_primary:
            held.primary[person] = owner
        elif held.primary.get(person) == owner:
            del held.primary[person]
