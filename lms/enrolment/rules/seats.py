"""Who may have a seat: the rules of a cohort's plan, which all hold at once. Pure; nothing is looked up here.

Seats kept for women or for a kind are seats others may not take: a candidate is refused when, with her, fewer seats
would be left than are still kept. One person may fill a seat kept for women and one kept for her kind, so the two are
counted apart. For several kinds this is Hall's condition for every subset of them: the subset that fails first is that
of the kinds which still wait, so one sum says it for all.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.enrolment.enums import EnrolmentRole
from lms.organisations.enums import Sex
from lms.refusal import Reason


@dataclass(frozen=True)
class SeatRules:
    """``per_region`` None: seats are not divided among regions. ``total`` None: as many as the regions have."""

    total: int | None = None
    per_region: Mapping[str, int] | None = None
    per_institution: int | None = None
    women_percent: int = 0
    reserved: Mapping[str, int] = field(default_factory=dict)

    @property
    def seats(self) -> int | None:
        """Seats in all; None when nobody counts them."""
        if self.total is None and self.per_region is not None:
            return sum(self.per_region.values())
        return self.total

    @property
    def women_seats(self) -> int:
        return -(-(self.seats or 0) * self.women_percent // 100)

    def opened(self) -> "SeatRules":
        """Without the seats that are kept for somebody."""
        return replace(self, women_percent=0, reserved={})

    def moved(self, giver: str, taker: str) -> "SeatRules":
        """One seat goes from one region to another."""
        regions = dict(self.per_region or {})
        regions[giver] -= 1
        regions[taker] = regions.get(taker, 0) + 1
        return replace(self, per_region=regions)


@dataclass(frozen=True)
class Sitter:
    """Who has a seat, or wants one."""

    person_name: str
    region: str = ""
    region_name: str = ""
    institution: int | None = None
    institution_name: str = ""
    sex: str = ""
    kind: str = ""
    kind_name: str = ""
    role: str = EnrolmentRole.PARTICIPANT

    @property
    def counts(self) -> bool:
        return self.role != EnrolmentRole.COMPANION


@dataclass
class Tally:
    """How many seats are held, by everything a rule asks for. Companions never count."""

    people: int = 0
    women: int = 0
    regions: Counter[str] = field(default_factory=Counter)
    institutions: Counter[int] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, seated: Iterable[Sitter]) -> "Tally":
        tally = cls()
        for sitter in seated:
            tally.add(sitter)
        return tally

    def copy(self) -> "Tally":
        return Tally(self.people, self.women, self.regions.copy(), self.institutions.copy(), self.kinds.copy())

    def add(self, sitter: Sitter, change: int = 1) -> None:
        if not sitter.counts:
            return
        self.people += change
        self.women += change * (sitter.sex == Sex.FEMALE)
        self.regions[sitter.region] += change
        self.kinds[sitter.kind] += change
        if sitter.institution is not None:
            self.institutions[sitter.institution] += change

    def remove(self, sitter: Sitter) -> None:
        self.add(sitter, -1)

    def kept_for_women(self, rules: SeatRules) -> int:
        return max(0, rules.women_seats - self.women)

    def kept_for_kinds(self, rules: SeatRules) -> int:
        return sum(max(0, seats - self.kinds[kind]) for kind, seats in rules.reserved.items())


def seats_of_regions(regions: Iterable[str], each: int, own: Mapping[str, int]) -> dict[str, int]:
    """The same number for all, but for those with one of their own."""
    return {code: own.get(code, each) for code in regions}


def reasons_against_seat(candidate: Sitter, tally: Tally, rules: SeatRules) -> tuple[Reason, ...]:
    """What stands against a seat for this person beside those who hold one; a sentence for each rule."""
    if not candidate.counts:
        return ()
    region = _reasons_of_region(candidate, tally, rules)
    # Where the regions' seats are all there are, a full region says enough.
    total = () if region and rules.total is None else _reasons_of_total(candidate, tally, rules)
    return (*region, *_reasons_of_institution(candidate, tally, rules), *total)


def _reasons_of_region(candidate: Sitter, tally: Tally, rules: SeatRules) -> tuple[Reason, ...]:
    if rules.per_region is None or not candidate.region:
        return ()
    if candidate.region not in rules.per_region:
        message = _("%(person)s cannot be accepted: this cohort keeps no seats for %(region)s.")
        return (_reason("no_quota", message, candidate, region=candidate.region_name),)
    seats = rules.per_region[candidate.region]
    if tally.regions[candidate.region] < seats:
        return ()
    message = _("%(person)s cannot be accepted: all %(seats)s seats of %(region)s are taken.")
    return (_reason("no_seat", message, candidate, region=candidate.region_name, seats=seats),)


def _reasons_of_institution(candidate: Sitter, tally: Tally, rules: SeatRules) -> tuple[Reason, ...]:
    most = rules.per_institution
    if most is None or candidate.institution is None or tally.institutions[candidate.institution] < most:
        return ()
    message = _("%(person)s cannot be accepted: %(institution)s has its %(seats)s seats already.")
    return (_reason("institution_full", message, candidate, institution=candidate.institution_name, seats=most),)


def _reasons_of_total(candidate: Sitter, tally: Tally, rules: SeatRules) -> tuple[Reason, ...]:
    if rules.seats is None:
        return ()
    left = rules.seats - tally.people
    if left <= 0:
        message = _("%(person)s cannot be accepted: all %(seats)s seats of this cohort are taken.")
        return (_reason("cohort_full", message, candidate, seats=rules.seats),)
    found = []
    women = tally.kept_for_women(rules)
    if candidate.sex != Sex.FEMALE and women > left - 1:
        message = _("%(person)s cannot be accepted: the last %(seats)s seats are kept for women.")
        found.append(_reason("kept_for_women", message, candidate, seats=women))
    kinds = tally.kept_for_kinds(rules)
    fills_one = tally.kinds[candidate.kind] < rules.reserved.get(candidate.kind, 0)
    if not fills_one and kinds > left - 1:
        message = _("%(person)s cannot be accepted: the last %(seats)s seats are kept for other kinds of PSKS.")
        found.append(_reason("kept_for_kinds", message, candidate, seats=kinds))
    return tuple(found)


def reasons_against_rules(
    rules: SeatRules, kind_names: Mapping[str, str], own: Mapping[str, int] | None = None
) -> tuple[Reason, ...]:
    """What makes a plan of seats impossible from the start. ``own``: regions with a number of their own."""
    found = []
    outside = sorted(set(own or ()) - set(rules.per_region or ()))
    if outside:
        message = _("This cohort keeps no seats for %(region)s.")
        found.append(Reason("region_outside", message, (("region", ", ".join(outside)),)))
    kept = sum(rules.reserved.values())
    if rules.seats is not None and kept > rules.seats:
        message = _("You keep %(kept)s seats for kinds of PSKS, but the cohort has %(seats)s.")
        found.append(Reason("kept_too_many", message, (("kept", kept), ("seats", rules.seats))))
    unknown = sorted(set(rules.reserved) - set(kind_names))
    if unknown:
        found.append(Reason("kind_unknown", _("The kind %(kind)s is not known."), (("kind", ", ".join(unknown)),)))
    return tuple(found)


def reasons_against_tally(tally: Tally, rules: SeatRules) -> tuple[str, ...]:
    """Which rules the people seated break; for who looks after the installation."""
    found = []
    if rules.seats is not None:
        if tally.people > rules.seats:
            found.append(f"{tally.people} people on {rules.seats} seats")
        if tally.people + tally.kept_for_women(rules) > rules.seats:
            found.append(f"{tally.women} women, fewer seats are left than the plan keeps for women")
        if tally.people + tally.kept_for_kinds(rules) > rules.seats:
            found.append("fewer seats are left than the plan keeps for kinds")
    if rules.per_institution is not None:
        over = sorted(pk for pk, people in tally.institutions.items() if people > rules.per_institution)
        found += [f"institution {pk} holds {tally.institutions[pk]} of {rules.per_institution}" for pk in over]
    return tuple(found)


def _reason(code: str, message: Any, candidate: Sitter, **values: object) -> Reason:
    return Reason(code, message, (("person", candidate.person_name), *values.items()))
