"""How unused seats flow on: cases one can follow by hand, then many at random. PILAR_CAMPAIGN=full for 100,000."""

import logging
import os
import random
from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.enrolment.rules import Draw, SeatRules, Sitter, Tally, Waiting, flow, lot, seats_of_regions
from lms.enrolment.rules.cascade import WORDS

CASES = 100_000 if os.environ.get("PILAR_CAMPAIGN") == "full" else 2_000
KAPUAS = Sitter("Sari", "62.03", "Kab. Kapuas", 1, "LKS Harapan", "female", "PSKS-04", "LKS")
OTHER, THIRD = "62.71", "62.10"


def of(region, **more):
    return replace(KAPUAS, region=region, region_name=f"Kab. {region}", **more)


def flowing(waiting, seated, rules, *, seed=1, opens=False, own=None):
    regions = own or rules.per_region or {}
    return flow(waiting, Tally.of(seated), rules, Draw(seed, regions, {}, opens_kept_seats=opens))


def promoted(outcome):
    return [promotion.pk for promotion in outcome.promotions]


def test_the_region_with_the_smallest_share_of_its_seats_comes_first():
    rules = SeatRules(per_region={"62.03": 2, OTHER: 2, THIRD: 4})
    waiting = [Waiting(1, of("62.03")), Waiting(2, of(OTHER)), Waiting(3, of(THIRD))]

    outcome = flowing(waiting, [of("62.03"), of("62.03"), of(OTHER)], rules)

    assert promoted(outcome) == [3, 2, 1]
    assert [promotion.giver for promotion in outcome.promotions] == ["", "", THIRD]
    assert [promotion.reason.code for promotion in outcome.promotions] == ["own_region", "own_region", "given_up"]


def test_a_region_with_a_number_of_its_own_is_measured_by_it():
    """Palangka Raya has four seats, the others two: two of four is as full as one of two, and the rest is hers."""
    rules = SeatRules(per_region=seats_of_regions(["62.03", OTHER], 2, {OTHER: 4}))
    waiting = [Waiting(pk, of(OTHER)) for pk in range(1, 4)] + [Waiting(pk, of("62.03")) for pk in range(4, 7)]

    outcome = flowing(waiting, [of(OTHER), of(OTHER)], rules)

    regions = [OTHER if pk < 4 else "62.03" for pk in promoted(outcome)]
    assert (regions[0], Counter(regions)) == ("62.03", {OTHER: 2, "62.03": 2})
    assert {promotion.giver for promotion in outcome.promotions} == {""}
    filled = {str(promotion.reason) for promotion in outcome.promotions if promotion.pk < 4}
    assert any("2 dari 4" in words or "2 of 4" in words for words in filled)


def test_the_lot_decides_among_the_people_of_a_region():
    rules = SeatRules(per_region={"62.03": 1})
    people = [Waiting(pk, of("62.03")) for pk in range(1, 30)]

    winners = [promoted(flowing(people, [], rules, seed=seed)) for seed in range(1, 20)]

    assert winners == [[min(range(1, 30), key=lambda pk: lot(seed, pk))] for seed in range(1, 20)]
    assert len({tuple(winner) for winner in winners}) > 10


def test_a_seat_nobody_gave_up_is_not_taken():
    rules = SeatRules(per_region={"62.03": 1, OTHER: 1})

    outcome = flowing([Waiting(1, of("62.03"))], [of("62.03"), of(OTHER)], rules)

    assert promoted(outcome) == []
    assert [(pk, [reason.code for reason in reasons]) for pk, reasons in outcome.left] == [(1, ["no_seat"])]


def test_a_party_gets_seats_together_or_none():
    rules = SeatRules(per_region={"62.03": 2})
    pair = [Waiting(1, of("62.03"), "a"), Waiting(2, of("62.03"), "a")]

    together = flowing(pair, [], rules)
    apart = flowing(pair, [of("62.03")], rules)

    assert sorted(promoted(together)) == [1, 2]
    assert promoted(apart) == []
    assert {pk: reasons[-1].code for pk, reasons in apart.left} == {1: "not_together", 2: "not_together"}


def test_who_comes_alone_gets_the_seat_a_party_could_not_use():
    rules = SeatRules(per_region={"62.03": 1})
    people = [Waiting(1, of("62.03"), "a"), Waiting(2, of("62.03"), "a"), Waiting(3, of("62.03"))]

    assert promoted(flowing(people, [], rules)) == [3]


@pytest.mark.parametrize(("opens", "expected"), [(False, []), (True, [1])])
def test_kept_seats_nobody_claimed_open_only_where_the_plan_says_so(opens, expected):
    rules = SeatRules(per_region={"62.03": 2}, women_percent=100)
    man = of("62.03", sex="male")

    outcome = flowing([Waiting(1, man)], [], rules, opens=opens)

    assert promoted(outcome) == expected
    assert [promotion.reason.code for promotion in outcome.promotions] == ["kept_opened"] * opens


def test_whom_the_plan_keeps_seats_for_is_served_before_they_open():
    rules = SeatRules(per_region={"62.03": 1}, women_percent=100)
    people = [Waiting(pk, of("62.03", sex="male" if pk < 9 else "female")) for pk in range(1, 10)]

    assert promoted(flowing(people, [], rules, opens=True)) == [9]


REGIONS, KINDS = ("62.01", "62.02", "62.03", "62.04", ""), ("PSKS-04", "PSKS-05", "PSKS-11")
sitters = st.builds(
    Sitter,
    person_name=st.just("Sari"),
    region=st.sampled_from(REGIONS),
    institution=st.sampled_from([None, 1, 2, 3, 4]),
    sex=st.sampled_from(["female", "male", ""]),
    kind=st.sampled_from(KINDS),
    role=st.sampled_from(["participant", "assisted", "companion"]),
)
plans = st.builds(
    SeatRules,
    total=st.none() | st.integers(1, 10),
    per_region=st.none()
    | st.builds(
        seats_of_regions,
        st.just(REGIONS[:3]),
        st.integers(0, 4),
        st.dictionaries(st.sampled_from(REGIONS[:3]), st.integers(0, 6)),
    ),
    per_institution=st.none() | st.integers(1, 3),
    women_percent=st.integers(0, 100),
    reserved=st.dictionaries(st.sampled_from(KINDS[:2]), st.integers(1, 3)),
)
crowds = st.lists(st.tuples(sitters, st.sampled_from(["", "", "a", "b"])), max_size=12)


def seat_some(people, rules):
    """Who got a seat before the flow, by the same rules."""
    from_rules = flowing([Waiting(pk, each) for pk, each in enumerate(people, 1)], [], rules)
    return [people[promotion.pk - 1] for promotion in from_rules.promotions if not promotion.giver]


@settings(max_examples=300, deadline=None)
@given(st.lists(sitters, max_size=8), crowds, plans, st.integers(0, 2**31), st.booleans(), st.randoms())
def test_no_flow_breaks_a_rule(before, crowd, rules, seed, opens, rng):
    check_flow(before, crowd, rules, Case(seed, opens, rng))


@pytest.mark.campaign
def test_no_flow_of_very_many_breaks_a_rule():
    """Drawn by a plain generator, which is quicker than one that looks for the smallest counterexample."""
    rng = random.Random(26)
    promotions = 0
    for number in range(CASES):
        crowd = [(random_sitter(rng), rng.choice(["", "", "a", "b"])) for _one in range(rng.randrange(13))]
        before = [random_sitter(rng) for _one in range(rng.randrange(9))]
        promotions += check_flow(before, crowd, random_rules(rng), Case(number, rng.random() < 0.5, rng))
    logging.getLogger("campaign").warning("%s flows, %s promotions, no rule broken", CASES, promotions)
    assert promotions > CASES


def random_sitter(rng):
    role = rng.choice(["participant", "participant", "participant", "assisted", "companion"])
    return Sitter(
        "Sari",
        rng.choice(REGIONS),
        institution=rng.choice([None, 1, 2, 3, 4]),
        sex=rng.choice(["female", "male", ""]),
        kind=rng.choice(KINDS),
        role=role,
    )


def random_rules(rng):
    return SeatRules(
        total=rng.choice([None, rng.randint(1, 10)]),
        per_region=rng.choice([None, seats_of_regions(REGIONS[:3], rng.randint(0, 4), random_exceptions(rng))]),
        per_institution=rng.choice([None, 1, 2, 3]),
        women_percent=rng.choice([0, rng.randint(0, 100)]),
        reserved={kind: rng.randint(1, 3) for kind in KINDS[:2] if rng.random() < 0.4},
    )


def random_exceptions(rng):
    return {code: rng.randint(0, 6) for code in REGIONS[:3] if rng.random() < 0.4}


@dataclass(frozen=True)
class Case:
    seed: int
    opens: bool
    rng: random.Random


def check_flow(before, crowd, rules, case):
    """How many were promoted, after everything was looked at that must hold of them."""
    seed, opens = case.seed, case.opens
    if rules.seats is not None and sum(rules.reserved.values()) > rules.seats:
        rules = replace(rules, reserved={})  # no plan keeps more seats than there are
    seated = seat_some(before, rules)
    waiting = [Waiting(pk, sitter, party) for pk, (sitter, party) in enumerate(crowd, 100)]

    outcome = flowing(waiting, seated, rules, seed=seed, opens=opens)

    people = {one.pk: one for one in waiting}
    chosen = [people[promotion.pk] for promotion in outcome.promotions]
    shuffled = case.rng.sample(waiting, len(waiting))
    assert flowing(shuffled, seated, rules, seed=seed, opens=opens) == outcome
    assert sorted([*promoted(outcome), *(pk for pk, _reasons in outcome.left)]) == sorted(people)
    assert all(promotion.reason.code in WORDS and str(promotion.reason) for promotion in outcome.promotions)
    assert all(reasons for _pk, reasons in outcome.left)
    for party in {one.party for one in waiting} - {""}:
        members = {one.pk for one in waiting if one.party == party}
        assert members & set(promoted(outcome)) in (set(), members)
    moves = [(promotion.giver, people[promotion.pk].sitter.region) for promotion in outcome.promotions]
    check_rules([*seated, *(one.sitter for one in chosen)], rules, moves, opens)
    return len(chosen)


def check_rules(held, rules, moves, opens):
    """Written a second time, over all subsets, not through the tally the flow itself uses."""
    held = [sitter for sitter in held if sitter.role != "companion"]
    seats = rules.seats
    if rules.per_region is not None:
        regions = Counter(rules.per_region)
        for giver, taker in moves:
            if giver:
                regions[giver] -= 1
                regions[taker] += 1
        people = Counter(sitter.region for sitter in held if sitter.region)
        assert all(people[code] <= regions[code] for code in people)
        assert sum(regions.values()) == sum(rules.per_region.values())
    if rules.per_institution is not None:
        per_institution = Counter(sitter.institution for sitter in held if sitter.institution)
        assert all(number <= rules.per_institution for number in per_institution.values())
    if seats is None:
        return
    assert len(held) <= seats
    if opens:
        return
    kept = list(rules.reserved)
    for subset in range(2 ** len(kept)):
        chosen = [kind for place, kind in enumerate(kept) if subset >> place & 1]
        outside = sum(sitter.kind not in chosen for sitter in held)
        assert outside <= max(0, seats - sum(rules.reserved[kind] for kind in chosen))
    assert sum(sitter.sex != "female" for sitter in held) <= seats - rules.women_seats
