"""Whose data an account reached in a window of time, as the journal tells it.

The subject of each event leads to its person by the paths of the retention policy, so this room knows no room above
it. Lists that were only read on a screen are not journalled: for them the roles held meanwhile say who was in reach.
Source: UU 27/2022 art. 46; house security rules 2.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.journal.models import Event
from lms.organisations.access import Scope, in_area
from lms.organisations.models import Membership, Person, RoleGrant
from lms.organisations.rules.roles import Term
from lms.privacy.enums import Contact
from lms.privacy.policy import SEALED, entries

PERSON = Person._meta.label
OPENED = {"person.viewed": ("phone", "email", "birth_on"), "person.nik_viewed": ("nik_sealed",)}
OF_THE_NIK = ("person.nik_set", "person.nik_confirmed", "person.nik_removed")
EXPORTED = "register.exported"
BATCH = 500


@dataclass
class Reached:
    """One person: what of hers was reached (``app.Model.field``), how, and when."""

    person: int
    fields: set[str] = field(default_factory=set)
    ways: Counter[Contact] = field(default_factory=Counter)
    first_at: datetime | None = None
    last_at: datetime | None = None

    def note(self, way: Contact, fields: tuple[str, ...], at: datetime) -> None:
        self.fields.update(fields)
        self.ways[way] += 1
        self.first_at, self.last_at = min(self.first_at or at, at), max(self.last_at or at, at)


@dataclass(frozen=True)
class BreachReport:
    account: int
    since: datetime
    until: datetime
    events: int  # of the account in the window, whatever they were about
    people: tuple[Reached, ...]  # by id
    in_reach: int  # whose names the account's roles showed meanwhile

    def by_way(self) -> list[tuple[Contact, int]]:
        return [(way, sum(way in each.ways for each in self.people)) for way in Contact]

    def by_field(self) -> list[tuple[str, int]]:
        return sorted(Counter(name for each in self.people for name in each.fields).items())


def breach_report(account: User, *, since: datetime, until: datetime) -> BreachReport:
    events = Event.objects.filter(by_id=account.pk, at__gte=since, at__lt=until).order_by("at", "pk")
    found: dict[int, Reached] = {}
    merged: dict[int, Any] = dict(Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
    for person, way, fields, at in _contacts(account, list(events)):
        kept = merged.get(person, person)
        found.setdefault(kept, Reached(kept)).note(way, fields, at)
    people = tuple(found[pk] for pk in sorted(found))
    in_reach = people_in_reach(account, since=since, until=until).count()
    return BreachReport(account.pk, since, until, len(events), people, in_reach)


def people_in_reach(account: User, *, since: datetime, until: datetime) -> models.QuerySet[Person]:
    """Whose names the roles held in the window showed, as the register stands now."""
    term = Term(timezone.localdate(since), timezone.localdate(until) + timedelta(days=1))
    scope = Scope(account.pk, tuple(RoleGrant.objects.filter(user=account).overlapping(term)))
    members = Membership.objects.filter(
        Q(institution__in=scope.institution_ids())
        | scope.region_filter(Permission.SEE_NAMES, "institution__region__code")
    )
    here = scope.region_filter(Permission.SEE_NAMES, "region__code")
    return Person.objects.living().filter(Q(pk__in=members.values("person")) | here)


Contacts = Iterator[tuple[int, Contact, tuple[str, ...], datetime]]


def _contacts(account: User, events: list[Event]) -> Contacts:
    known = {model._meta.label_lower: (model, entry) for model, entry in entries()}
    by_subject: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.name == EXPORTED:
            yield from _of_a_sheet(account, event)
        elif event.subject_type in known:
            by_subject[event.subject_type].append(event)
    for label, listed in by_subject.items():
        model, entry = known[label]
        owners = _owners(model, entry, {event.subject_id for event in listed})
        for event in listed:
            person = event.data.get("person") or owners.get(event.subject_id)
            if isinstance(person, int):
                way = Contact.OPENED if event.name in OPENED else Contact.HANDLED
                yield person, way, _fields(event, model, entry), event.at


def _owners(model: type[models.Model], entry: dict[str, Any], ids: set[str]) -> dict[str, int]:
    """Whose each row is, for the rows that are still there."""
    path = str(entry.get("person") or entry.get("account") or "")
    found: dict[str, int] = {}
    listed = sorted(ids)
    for begin in range(0, len(listed) if path else 0, BATCH):
        rows = model._default_manager.filter(pk__in=listed[begin : begin + BATCH]).values_list("pk", path)
        found |= {str(pk): owner for pk, owner in rows if owner is not None}
    if "person" in entry:
        return found
    people = dict(Person.objects.filter(user__in=set(found.values())).values_list("user", "pk"))
    return {pk: people[user] for pk, user in found.items() if user in people}


def _fields(event: Event, model: type[models.Model], entry: dict[str, Any]) -> tuple[str, ...]:
    if event.name in OPENED:
        names: Any = OPENED[event.name]
    elif event.name in OF_THE_NIK:
        names = ("nik_sealed",)
    else:
        names = event.data.get("fields") or entry.get("personal", {})
    label = model._meta.label
    return tuple(f"{label}.{name}" for name in names) or (label,)


def _of_a_sheet(account: User, event: Event) -> Contacts:
    """A sheet with names names nobody in the journal: those in reach in its area, as the register stands now."""
    if event.data.get("kind") not in ("people", "memberships"):
        return
    personal = next(entry["personal"] for model, entry in entries() if model is Person)
    open_fields = tuple(f"{PERSON}.{name}" for name, kind in personal.items() if kind not in SEALED)
    fields = open_fields if event.data["kind"] == "people" else (f"{PERSON}.name", Membership._meta.label)
    people = people_in_reach(account, since=event.at, until=event.at)
    if area := event.data.get("area"):
        members = Membership.objects.filter(in_area(area, "institution__region__code"))
        people = people.filter(in_area(area, "region__code") | Q(pk__in=members.values("person")))
    for pk in people.values_list("pk", flat=True):
        yield pk, Contact.EXPORTED, fields, event.at
