"""How unused seats flow on. Pure: the same people, rules and seed give the same answer, in whatever order they come.

The published rule:

1. Seats flow once nominations have ended and every confirmed nominee is decided on. They go to the reserve list alone;
   who is nominated but not yet confirmed does not hold them up.
2. The next seat goes to the region that has the smallest share of its own seats filled. Who belongs to no region of
   the cohort comes after all regions.
3. Among the people of that region the lot decides: the smallest SHA-256 of ``seed:enrolment`` is first. Seed and
   numbers are published, so anybody can draw it again.
4. Who asked to stay together come with the lot of the one among them who was entered first, and get seats together or,
   where there are not enough for all of them, none.
5. A region whose own seats are filled takes a seat that another gave up: of the region with the most free seats, and
   among equals that of the smaller code. The seat moves for good, so the seats in all stay the same.
6. No rule of the plan is ever broken. Seats kept for women or for kinds stay kept, empty if need be; only where the
   plan says so they open to the others, after everybody whom the plan keeps them for has been asked.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from lms.enrolment.rules.seats import SeatRules, Sitter, Tally, reasons_against_seat
from lms.refusal import Reason

# The sentences of promotions: kept with each as a code and its values.
WORDS = {
    "own_region": _(
        "A seat of %(region)s was free. With %(held)s of %(own)s seats filled it came before the other regions. "
        "The lot with the number %(seed)s decided among its people."
    ),
    "given_up": _(
        "%(giver)s did not use one of its seats, and it went to %(region)s, which had %(held)s of %(own)s filled. "
        "The lot with the number %(seed)s decided among its people."
    ),
    "no_region": _("A seat of the cohort was free after all regions were served. The lot number was %(seed)s."),
    "kept_opened": _(
        "Nobody claimed a seat that was kept until nominations ended, and the plan opens it to others. "
        "The lot number was %(seed)s."
    ),
    "next_in_region": _("A seat of %(region)s was given back, and this was the next on its reserve list."),
}
NOT_TOGETHER = _("%(person)s asked to stay together with others, and there are not enough seats for all of them.")
PARTY_WAITS = _("%(person)s asked to stay together with others who cannot be accepted yet.")


@dataclass(frozen=True)
class Waiting:
    """Somebody on the reserve list. ``party``: those with the same key asked to stay together."""

    pk: int
    sitter: Sitter
    party: str = ""


@dataclass(frozen=True)
class Promotion:
    pk: int
    reason: Reason
    giver: str = ""  # the region whose seat moved to hers


@dataclass(frozen=True)
class Flow:
    promotions: tuple[Promotion, ...]
    left: tuple[tuple[int, tuple[Reason, ...]], ...]


@dataclass(frozen=True)
class Draw:
    """What the flow is drawn with. ``own``: seats of each region before any moved."""

    seed: int
    own: Mapping[str, int]
    names: Mapping[str, str] = field(default_factory=dict)
    opens_kept_seats: bool = False


@dataclass
class _Seats:
    """The state while seats flow."""

    rules: SeatRules
    tally: Tally

    def giver_for(self, region: str) -> str:
        """The region with the most free seats, beside this one; none is an empty string."""
        seats = self.rules.per_region or {}
        free = sorted((self.tally.regions[code] - seats[code], code) for code in seats if code != region)
        return free[0][1] if free and free[0][0] < 0 else ""

    def copy(self) -> "_Seats":
        return _Seats(self.rules, self.tally.copy())


def lot(seed: int, pk: int) -> str:
    return hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest()


def reason_of_party(person_name: str, *, has_seats: bool) -> Reason:
    """Why somebody gets no seat before all have one with whom she wants to stay."""
    values = (("person", person_name),)
    return Reason("party_waits", PARTY_WAITS, values) if has_seats else Reason("not_together", NOT_TOGETHER, values)


def flow(waiting: Iterable[Waiting], tally: Tally, rules: SeatRules, draw: Draw) -> Flow:
    """Who of the reserve list gets a seat beside those counted, and why; and why the others get none."""
    seats = _Seats(rules, tally)
    groups = _groups(waiting)
    promotions, left = _serve(groups, seats, draw)
    if draw.opens_kept_seats:
        seats.rules = seats.rules.opened()
        more, left = _serve([group for group, _reasons in left], seats, draw, code="kept_opened")
        promotions += more
    refused = tuple((one.pk, reasons) for group, reasons in left for one in group)
    return Flow(tuple(promotions), tuple(sorted(refused)))


Group = tuple[Waiting, ...]


def _groups(waiting: Iterable[Waiting]) -> list[Group]:
    """Parties and single people, each by the order in which they were entered."""
    parties: dict[str, list[Waiting]] = {}
    for one in sorted(waiting, key=lambda each: each.pk):
        parties.setdefault(one.party or f"#{one.pk}", []).append(one)
    return [tuple(party) for party in parties.values()]


def _serve(
    groups: Sequence[Group], seats: _Seats, draw: Draw, *, code: str = ""
) -> tuple[list[Promotion], list[tuple[Group, tuple[Reason, ...]]]]:
    """One group after the other. Who does not fit now fits never: seats only become fewer."""
    lines: dict[str, list[Group]] = {}
    for group in sorted(groups, key=lambda each: lot(draw.seed, each[0].pk), reverse=True):
        lines.setdefault(group[0].sitter.region, []).append(group)
    promotions, left = [], []
    while lines:
        region = min(lines, key=lambda each: (_share(each, seats, draw), lot(draw.seed, lines[each][-1][0].pk)))
        group = lines[region].pop()
        if not lines[region]:
            del lines[region]
        trial = seats.copy()
        made, reasons = _seat_group(group, trial, draw, code)
        if reasons:
            left.append((group, reasons))
            continue
        seats.rules, seats.tally = trial.rules, trial.tally
        promotions += made
    return promotions, left


def _share(region: str, seats: _Seats, draw: Draw) -> tuple[bool, Fraction]:
    own = draw.own.get(region, 0)
    return (own == 0, Fraction(seats.tally.regions[region], own or 1))


def _seat_group(group: Group, seats: _Seats, draw: Draw, code: str) -> tuple[list[Promotion], tuple[Reason, ...]]:
    """All of a group or none of it; ``seats`` is a trial the caller throws away."""
    made = []
    for one in group:
        giver = _move_seat_if_needed(one.sitter, seats)
        if reasons := reasons_against_seat(one.sitter, seats.tally, seats.rules):
            if len(group) == 1:
                return [], reasons
            return [], (*reasons, reason_of_party(one.sitter.person_name, has_seats=False))
        made.append(Promotion(one.pk, _why(one.sitter, giver, seats, draw, code), giver))
        seats.tally.add(one.sitter)
    return made, ()


def _move_seat_if_needed(sitter: Sitter, seats: _Seats) -> str:
    """A full region takes a seat another gave up, if there is one."""
    regions = seats.rules.per_region
    if regions is None or sitter.region not in regions or not sitter.counts:
        return ""
    if seats.tally.regions[sitter.region] < regions[sitter.region]:
        return ""
    giver = seats.giver_for(sitter.region)
    if giver:
        seats.rules = seats.rules.moved(giver, sitter.region)
    return giver


def _why(sitter: Sitter, giver: str, seats: _Seats, draw: Draw, code: str) -> Reason:
    chosen = code or ("given_up" if giver else "own_region" if sitter.region else "no_region")
    values = {
        "region": sitter.region_name,
        "giver": draw.names.get(giver, giver),
        "held": seats.tally.regions[sitter.region],
        "own": draw.own.get(sitter.region, 0),
        "seed": draw.seed,
    }
    return Reason(chosen, WORDS[chosen], tuple(values.items()))
