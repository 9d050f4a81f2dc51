"""The proof of the seats: many processes accept at once. PILAR_CAMPAIGN=full for the full counts.

Beside the real operation run two others: one without the lock, which the constraint alone must hold, and one without
lock and constraint, which must give too many seats away; else the race would prove nothing.
"""

import logging
import os
from collections import Counter
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import pytest
from django.db import connection, connections, transaction
from django.db.models import F

from lms.cohorts.models import Quota
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.invariants import seats_taken_are_accepted_people
from lms.enrolment.models import Enrolment
from lms.enrolment.operations import accept_enrolment
from lms.journal.models import Event
from lms.refusal import Refusal, constraints_as_refusal
from tests.arenas import own_database
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import InstitutionFactory, RegencyFactory

pytestmark = pytest.mark.campaign

IS_FULL = os.environ.get("PILAR_CAMPAIGN") == "full"
PROCESSES = 8
REGIONS, ATTEMPTS = (14, 200) if IS_FULL else (4, 48)
SEATS = 2
ALLOWED = REGIONS * SEATS
AT = datetime(2026, 6, 14, 2, tzinfo=UTC)
ACCEPTED = "accepted"

logger = logging.getLogger("campaign")


def with_lock(enrolment, by, _meet):
    accept_enrolment(enrolment, by=by, at=AT)


def without_lock(enrolment, by, meet):
    """Looks, meets the others, then acts: only the constraint stands between them and a seat too many."""
    quota = Quota.objects.get(cohort=enrolment.cohort_id, region=enrolment.region_id)
    if quota.taken >= quota.seats:
        raise Refusal([])
    meet()
    with constraints_as_refusal(Quota):
        Quota.objects.filter(pk=quota.pk).update(taken=F("taken") + 1)
        write_status(enrolment, by)


def without_anything(enrolment, by, meet):
    """Counts people instead of seats, meets the others, then acts."""
    people = Enrolment.objects.accepted().filter(cohort=enrolment.cohort_id, region=enrolment.region_id)
    if people.count() >= SEATS:
        raise Refusal([])
    meet()
    write_status(enrolment, by)


def write_status(enrolment, by):
    Enrolment.objects.filter(pk=enrolment.pk).update(status=EnrolmentStatus.ACCEPTED, accepted_at=AT, accepted_by=by)


@pytest.fixture(scope="module")
def arena(tmp_path_factory, django_db_blocker):
    with own_database("race", tmp_path_factory, django_db_blocker):
        yield


@pytest.fixture
def crowd(arena):
    """Confirmed nominees, region by region, and who accepts them."""
    with transaction.atomic():
        made = make_crowd()
    yield made
    Enrolment.objects.all().delete()
    Quota.objects.all().delete()


def make_crowd():
    cohort = CohortFactory(opened=True)
    institutions = []
    for number in range(REGIONS):
        region = RegencyFactory(code=f"62.{number + 10}", name=f"Kabupaten {number}")
        QuotaFactory(cohort=cohort, region=region, seats=SEATS)
        institutions.append(InstitutionFactory(region=region))
    people = [
        EnrolmentFactory(cohort=cohort, confirmed=True, membership__institution=institutions[number % REGIONS])
        for number in range(ATTEMPTS)
    ]
    people.sort(key=lambda one: (one.region_id, one.pk))
    return [one.pk for one in people], UserFactory().pk


def accept_share(accept, pks, by_id, barrier: Barrier, outcomes):
    """What one process does: its share of the nominees, one after the other; all meet once in the first attempt."""
    is_first = True

    def meet():
        nonlocal is_first
        if is_first:
            is_first = False
            barrier.wait(60)

    connections.close_all()
    by = UserFactory._meta.model.objects.get(pk=by_id)
    barrier.wait(60)
    for pk in pks:
        outcomes.put(outcome_of(accept, pk, by, meet))
    connections.close_all()


def outcome_of(accept, pk, by, meet):
    try:
        accept(Enrolment.objects.select_related("cohort").get(pk=pk), by, meet)
    except Refusal as refusal:
        return ",".join(reason.code for reason in refusal.reasons) or "refused"
    except Exception as error:  # the parent judges whatever came out
        return f"{type(error).__name__}: {error}"
    return ACCEPTED


def race(accept, crowd):
    pks, by_id = crowd
    processes = get_context("fork")
    barrier, outcomes = processes.Barrier(PROCESSES), processes.SimpleQueue()
    connections.close_all()  # a child must not inherit an open connection
    children = [
        processes.Process(target=accept_share, args=(accept, pks[number::PROCESSES], by_id, barrier, outcomes))
        for number in range(PROCESSES)
    ]
    for child in children:
        child.start()
    found = Counter(outcomes.get() for _pk in pks)
    for child in children:
        child.join(60)
    logger.warning("%s on %s: %s of %s seats, %s", accept.__name__, connection.vendor, found[ACCEPTED], ALLOWED, found)
    return found


def per_region():
    return list(Enrolment.objects.accepted().order_by("region").values_list("region", flat=True))


def test_many_at_once_take_exactly_the_seats_there_are(crowd):
    outcomes = race(with_lock, crowd)

    assert outcomes == {ACCEPTED: ALLOWED, "no_seat": ATTEMPTS - ALLOWED}
    assert set(Counter(per_region()).values()) == {SEATS}
    assert set(Quota.objects.values_list("taken", flat=True)) == {SEATS}
    assert Event.objects.filter(name="enrolment.accepted", subject_id__in=crowd[0]).count() == ALLOWED
    assert list(seats_taken_are_accepted_people(at=AT)) == []


def test_without_the_lock_the_constraint_alone_keeps_the_seats(crowd):
    outcomes = race(without_lock, crowd)

    by_constraint = outcomes["cohorts_quota_is_never_exceeded"]
    assert (outcomes[ACCEPTED], by_constraint > 0) == (ALLOWED, True)
    assert sum(outcomes.values()) == ALLOWED + by_constraint + outcomes["refused"]
    assert list(seats_taken_are_accepted_people(at=AT)) == []


def test_without_lock_and_constraint_too_many_seats_are_given_away(crowd):
    """The control: this race is able to fail."""
    outcomes = race(without_anything, crowd)

    assert outcomes[ACCEPTED] > ALLOWED
    assert max(Counter(per_region()).values()) >= PROCESSES
    assert list(seats_taken_are_accepted_people(at=AT)) != []
