"""The proof of the book: processes that number at once, killed at random. PILAR_CAMPAIGN=full for the full counts.

Beside the real operations runs one without the lock, which must go wrong; else the race would prove nothing.
"""

import logging
import os
import random
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest
from django.db import OperationalError, connection, connections, transaction

from lms.letters.enums import EntryState, LetterKind, Numbering, NumberKind
from lms.letters.facts import Terms
from lms.letters.invariants import letters_and_their_numbers_agree, numbers_are_unique_and_without_gap
from lms.letters.models import Letter, NumberBook, NumberEntry
from lms.letters.operations import issue_letters, reissue_letter, reserve_numbers, void_number
from tests.arenas import own_database
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.letters import NumberBookFactory
from tests.factories.organisations import RegencyFactory

pytestmark = pytest.mark.campaign

IS_FULL = os.environ.get("PILAR_CAMPAIGN") == "full"
PROCESSES = 8
NUMBERS, KILLS = (5000, 40) if IS_FULL else (120, 4)
AT = datetime(2026, 7, 1, 3, tzinfo=UTC)
KIND = NumberKind.INVITATION
SEED = 7

logger = logging.getLogger("campaign")


@pytest.fixture(scope="module")
def arena(tmp_path_factory, django_db_blocker):
    with own_database("letters", tmp_path_factory, django_db_blocker):
        yield


@pytest.fixture
def cohorts(arena):
    """For each process a cohort of the same office with an invitation that it makes anew, again and again."""
    with transaction.atomic():
        by = UserFactory()
        made = [cohort_with_invitation(by) for _number in range(PROCESSES)]
    yield made, by.pk
    for model in (Letter, NumberEntry, NumberBook):
        rows = model.objects.all()
        rows._raw_delete(rows.db)


def cohort_with_invitation(by):
    cohort = CohortFactory(opened=True)
    QuotaFactory(cohort=cohort, region=RegencyFactory())
    issue_letters(cohort, LetterKind.INVITATION, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)
    return cohort.pk


def number_until_enough(cohort_pk, by_id, seed, goal):
    """What one process does: letters made anew and numbers reserved in blocks, of which some become void."""
    connections.close_all()
    chance = random.Random(seed)
    by = UserFactory._meta.model.objects.get(pk=by_id)
    while NumberBook.objects.get().last_serial < goal:
        with suppress(OperationalError):  # SQLite's one writer was busy for 20 s: nothing is written, try again
            number_something(cohort_pk, by, chance)
    connections.close_all()


def number_something(cohort_pk, by, chance):
    if chance.random() < 0.1:  # three of four numbers are of letters
        count = chance.randint(1, 5)
        entries = reserve_numbers(office_of(cohort_pk), KIND, count=count, note="Uji", by=by, at=AT)
        void_number(entries[0], reason="Uji batal.", by=by, at=AT)
    else:
        letter = Letter.objects.in_force().select_related("cohort__office__region").get(cohort=cohort_pk)
        reissue_letter(letter, by=by, at=AT)


def office_of(cohort_pk):
    letter = Letter.objects.in_force().select_related("cohort__office__region").get(cohort=cohort_pk)
    return letter.cohort.office


def start(processes, cohort_pk, by_id, seed, goal):
    child = processes.Process(target=number_until_enough, args=(cohort_pk, by_id, seed, goal))
    child.start()
    return child


def run_with_kills(cohorts, by_id):
    """Children are killed with -9 at random moments and begun anew, until the book has enough numbers."""
    processes, chance = get_context("fork"), random.Random(SEED)
    begin = NumberBook.objects.get().last_serial
    connections.close_all()  # a child must not inherit an open connection
    children = [start(processes, pk, by_id, n, NUMBERS) for n, pk in enumerate(cohorts)]
    killed = 0
    while any(child.is_alive() for child in children):
        time.sleep(chance.uniform(0.01, 0.5 if IS_FULL else 0.1))
        alive = [n for n, child in enumerate(children) if child.is_alive()]
        if killed < KILLS and alive:
            victim = chance.choice(alive)
            children[victim].kill()
            children[victim].join(60)
            killed += 1
            connections.close_all()
            children[victim] = start(processes, cohorts[victim], by_id, 1000 + killed, NUMBERS)
    assert [child.exitcode for child in children] == [0] * PROCESSES
    return killed, begin


def test_numbers_stay_unique_and_gapless_while_processes_are_killed(cohorts):
    pks, by_id = cohorts
    began = time.monotonic()

    killed, _begin = run_with_kills(pks, by_id)

    took = time.monotonic() - began
    book = NumberBook.objects.get()
    entries = NumberEntry.objects.order_by("serial")
    states = Counter(entries.values_list("state", flat=True))
    numbers = list(entries.values_list("number", flat=True))
    logger.warning("%s: %s numbers, %s kills, %.0f s, %s", connection.vendor, book.last_serial, killed, took, states)
    assert killed == KILLS
    assert book.last_serial >= NUMBERS
    assert list(entries.values_list("serial", flat=True)) == list(range(1, book.last_serial + 1))
    assert len(set(numbers)) == len(numbers)
    assert states[EntryState.VOID] >= 1
    assert entries.filter(state=EntryState.VOID, void_reason="").count() == 0
    assert Letter.objects.count() == states[EntryState.ISSUED]  # no number without its letter, none with two
    assert [*numbers_are_unique_and_without_gap(at=AT), *letters_and_their_numbers_agree(at=AT)] == []


# --- the control -----------------------------------------------------------------------


def number_without_lock(barrier, outcomes, count):
    """Looks which number is next, meets the others once, then takes it, each statement for itself."""
    connections.close_all()
    meetings = [lambda: barrier.wait(60)]
    for _number in range(count):
        outcomes.put(outcome_of(lambda: meetings.pop()() if meetings else None))
    connections.close_all()


def outcome_of(meet):
    try:
        book = NumberBook.objects.select_related("office").get()
        before = book.entries.order_by("-serial").first()
        serial = book.last_serial + 1
        meet()
        NumberBook.objects.filter(pk=book.pk).update(last_serial=serial)
        number = book.number_of(serial, on=AT.date())
        NumberEntry.objects.create(
            book=book, serial=serial, after=before, number=number, state="reserved", issued_on=AT.date(), made_at=AT
        )
    except Exception as error:  # the parent judges whatever came out
        return type(error).__name__
    return "done"


def test_without_the_lock_the_same_race_goes_wrong(arena):
    """The control: numbers are taken twice, and only the constraint keeps the second from being written."""
    NumberBookFactory()
    processes = get_context("fork")
    barrier, outcomes = processes.Barrier(PROCESSES), processes.SimpleQueue()
    connections.close_all()
    children = [
        processes.Process(target=number_without_lock, args=(barrier, outcomes, 10)) for _number in range(PROCESSES)
    ]
    for child in children:
        child.start()
    found = Counter(outcomes.get() for _number in range(PROCESSES * 10))
    for child in children:
        child.join(60)
    logger.warning("control on %s: %s", connection.vendor, found)
    NumberEntry.objects.all()._raw_delete("default")
    NumberBook.objects.all()._raw_delete("default")

    assert found["IntegrityError"] >= PROCESSES - 1
    assert found["done"] < PROCESSES * 10
