"""The proof of the whole set of rules: many processes press at once, some are killed. PILAR_CAMPAIGN=full: 10,000.

26 seats, two for each of thirteen kabupaten and kota; one for each institution, 30 percent for women, three for TKSK.
In each region a woman of TKSK of every institution waits, so whatever the order, all 26 seats can be filled.
"""

import logging
import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import product
from multiprocessing import get_context

import pytest
from django.db import OperationalError, connection, connections, transaction

from lms.accounts.models import User
from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.invariants import plans_are_kept, seats_taken_are_accepted_people
from lms.enrolment.models import Enrolment, KindReservation, SeatPlan
from lms.enrolment.operations import (
    accept_enrolment,
    accept_offer,
    decline_offer,
    reserve_enrolment,
    withdraw_enrolment,
)
from lms.enrolment.operations.seating import SeatBoard
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.arenas import own_database
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory, KindReservationFactory, SeatPlanFactory
from tests.factories.organisations import InstitutionFactory, RegencyFactory

pytestmark = pytest.mark.campaign

IS_FULL = os.environ.get("PILAR_CAMPAIGN") == "full"
PROCESSES, ATTEMPTS, KILLS = (16, 10_000, 40) if IS_FULL else (6, 480, 4)
REGIONS = 13 if IS_FULL else 4
SEATS = 2 * REGIONS
INSTITUTIONS = 3
AT = datetime(2026, 6, 14, 2, tzinfo=UTC)
ACCEPTED, BUSY, GAVE_UP = "accepted", "busy", "gave up"
MOST_PRESSES = 200
REFUSALS = {"no_seat", "institution_full", "kept_for_women", "kept_for_kinds", "step_not_allowed", "cohort_full"}

logger = logging.getLogger("campaign")


def accept(enrolment, by, _rng, _meet):
    accept_enrolment(enrolment, by=by, at=AT)


def do_anything(enrolment, by, rng, _meet):
    """Whatever somebody might press next for this person."""
    acts = (accept_enrolment, accept_enrolment, withdraw_enrolment, reserve_enrolment, accept_offer, decline_offer)
    rng.choice(acts)(enrolment, by=by, at=AT)


def accept_without_lock(enrolment, by, _rng, meet):
    """Looks, meets the others, then acts: the control, which must give too many seats away."""
    reasons = SeatBoard(enrolment.cohort).reasons_against(enrolment)
    meet()
    if reasons:
        raise Refusal(reasons)
    Enrolment.objects.filter(pk=enrolment.pk).update(status=EnrolmentStatus.ACCEPTED, accepted_at=AT, accepted_by=by)


@pytest.fixture(scope="module")
def arena(tmp_path_factory, django_db_blocker):
    with own_database("rules", tmp_path_factory, django_db_blocker):
        yield


@pytest.fixture
def crowd(arena):
    with transaction.atomic():
        made = make_crowd()
    yield made
    for kind in (Enrolment, Quota, KindReservation, SeatPlan):
        kind.objects.all().delete()


def make_crowd():
    """Confirmed nominees of every sort in every institution, and who accepts them."""
    cohort = CohortFactory(opened=True)
    plan = SeatPlanFactory(cohort=cohort, total=SEATS, per_institution=1, women_percent=30)
    KindReservationFactory(plan=plan, kind__code="PSKS-11", kind__slug="tksk", seats=3)
    people = []
    for number in range(REGIONS):
        region = RegencyFactory(code=f"62.{number + 10}", name=f"Kabupaten {number}")
        QuotaFactory(cohort=cohort, region=region, seats=2)
        for _institution in range(INSTITUTIONS):
            institution = InstitutionFactory(region=region)
            for sex, kind in product(("female", "male", "male"), ("PSKS-11", "PSKS-04", "PSKS-05")):
                one = EnrolmentFactory(
                    cohort=cohort, confirmed=True, membership__institution=institution, sex=sex, kind_code=kind
                )
                people.append(one.pk)
    return people, UserFactory().pk


def press(act, pks, by_id, seed, path, barrier):
    """What one process does: its attempts one after the other, each answered by a line in its own file."""
    is_first = True

    def meet():
        nonlocal is_first
        if barrier is not None and is_first:
            is_first = False
            barrier.wait(300)

    connections.close_all()
    rng = random.Random(seed)
    by = User(pk=by_id)
    with path.open("a", buffering=1) as lines:
        for pk in pks if barrier is not None else rng.sample(pks, len(pks)):
            outcome = BUSY
            for _press in range(MOST_PRESSES):  # the server answers 503 and the browser asks again
                outcome = outcome_of(act, pk, by, rng, meet)
                if outcome != BUSY:
                    break
                lines.write(BUSY + "\n")
            lines.write((GAVE_UP if outcome == BUSY else outcome) + "\n")
        lines.write("end\n")
    connections.close_all()


def outcome_of(act, pk, by, rng, meet):
    try:
        act(Enrolment.objects.select_related("cohort").get(pk=pk), by, rng, meet)
    except Refusal as refusal:
        return ",".join(reason.code for reason in refusal.reasons) or "refused without a reason"
    except OperationalError:  # waited longer for the lock than is allowed; nothing was written
        connections.close_all()  # the next press is another request
        return BUSY
    except Exception as error:  # the parent judges whatever came out
        return f"{type(error).__name__}: {error}".replace("\n", " ")
    return ACCEPTED


def race(act, crowd, folder, *, kills=0, meets=False):
    """All processes press; ``kills`` of them die by SIGKILL at a random moment and begin anew.

    With ``meets`` each begins with somebody else of the first region, and none acts before all have looked.
    """
    people, by_id = crowd
    rounds = -(-ATTEMPTS // len(people))
    attempts = (people * rounds)[:ATTEMPTS]
    processes, rng = get_context("fork"), random.Random(13)
    barrier = processes.Barrier(PROCESSES) if meets else None
    connections.close_all()  # a child must not inherit an open connection
    shares = [attempts[number::PROCESSES] for number in range(PROCESSES)]
    paths = [folder / f"{number}.txt" for number in range(PROCESSES)]

    def begin(number, seed):
        child = processes.Process(target=press, args=(act, shares[number], by_id, seed, paths[number], barrier))
        child.start()
        return child

    children = [begin(number, number) for number in range(PROCESSES)]
    killed = 0
    while killed < kills and any(child.is_alive() for child in children):
        time.sleep(rng.uniform(0.05, 0.4))
        number = rng.choice([place for place, child in enumerate(children) if child.is_alive()] or [0])
        if children[number].is_alive():
            os.kill(children[number].pid, signal.SIGKILL)
            children[number].join()
            killed += 1
            children[number] = begin(number, 1000 + killed)
    for child in children:
        child.join()
    lines = [line for path in paths for line in path.read_text().splitlines()]
    assert lines.count("end") == PROCESSES
    found = Counter(line for line in lines if line not in {"end", BUSY})
    logger.warning(
        "%s on %s: %s attempts of %s processes, %s killed, %s busy, %s of %s seats held: %s",
        *(
            act.__name__,
            connection.vendor,
            sum(found.values()),
            PROCESSES,
            killed,
            lines.count(BUSY),
            held().count(),
            SEATS,
            found,
        ),
    )
    return found, killed


def held():
    return Enrolment.objects.holding()


def broken_rules():
    return [*seats_taken_are_accepted_people(at=AT), *plans_are_kept(at=AT)]


def refused_without_a_known_reason(found):
    return {codes for codes in found if codes != ACCEPTED and not set(codes.split(",")) <= REFUSALS}


def test_many_at_once_take_exactly_the_seats_all_rules_allow(crowd, tmp_path):
    found, _killed = race(accept, crowd, tmp_path)

    assert (found[ACCEPTED], held().count(), sum(found.values())) == (SEATS, SEATS, ATTEMPTS)
    assert refused_without_a_known_reason(found) == set()
    assert broken_rules() == []
    assert Event.objects.filter(name="enrolment.accepted", subject_id__in=crowd[0]).count() == SEATS


def test_processes_that_are_killed_take_no_seat_with_them(crowd, tmp_path):
    found, killed = race(accept, crowd, tmp_path, kills=KILLS)

    assert killed > 0
    assert held().count() == SEATS
    assert refused_without_a_known_reason(found) == set()
    assert broken_rules() == []
    assert Event.objects.filter(name="enrolment.accepted", subject_id__in=crowd[0]).count() == SEATS


def test_whatever_is_pressed_in_whatever_order_no_rule_is_broken(crowd, tmp_path):
    found, _killed = race(do_anything, crowd, tmp_path, kills=KILLS)

    known = REFUSALS | {"no_offer", "seat_left"}
    assert {codes for codes in found if codes != ACCEPTED and not set(codes.split(",")) <= known} == set()
    assert held().count() <= SEATS
    assert broken_rules() == []


def test_without_the_lock_too_many_seats_are_given_away(crowd, tmp_path):
    """The control: this race is able to fail."""
    race(accept_without_lock, crowd, tmp_path, meets=True)

    per_region = Counter(held().values_list("region", flat=True))
    assert max(per_region.values()) > 2
    assert broken_rules() != []
