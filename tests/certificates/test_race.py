"""The proof of the numbers: processes that number at once. PILAR_CAMPAIGN=full for the full counts.

Beside the real operation runs one without lock and transaction, which must go wrong; else the race would prove nothing.
"""

import logging
import os
from collections import Counter
from datetime import date
from multiprocessing import get_context

import pytest
from django.db import connection, connections

from certificates import invariants
from certificates.codes import new_code
from certificates.models import Certificate, NumberSeries, RegisterHead, RegisterLine
from certificates.numbering import format_number
from certificates.operations import StoredDocument, intend_certificate, issue_certificate
from tests.arenas import own_database
from tests.factories.certificates import AT, FACTS, PATTERN

pytestmark = pytest.mark.campaign

PROCESSES = 4
NUMBERS_EACH = 250 if os.environ.get("PILAR_CAMPAIGN") == "full" else 25
ALL = PROCESSES * NUMBERS_EACH
UNIT, KIND, ON = "DINSOS-KALTENG", "certificate", date(2026, 7, 24)
DONE = "done"

logger = logging.getLogger("campaign")


def with_lock(_meet):
    certificate = intend_certificate(FACTS, unit=UNIT, kind=KIND, pattern=PATTERN, issued_on=ON, at=AT)
    issue_certificate(certificate, StoredDocument("certificates/x.pdf", "0" * 64), at=AT)


def without_lock(meet):
    """Looks which number is next, meets the others, then takes it, each statement for itself."""
    series, _is_new = NumberSeries.objects.get_or_create(unit=UNIT, kind=KIND, year=ON.year)
    series.last_serial += 1
    meet()
    series.save(update_fields=["last_serial"])
    Certificate.objects.create(
        code=new_code(),
        series=series,
        serial=series.last_serial,
        number=format_number(PATTERN, serial=series.last_serial, unit=UNIT, on=ON),
        facts=FACTS.to_data(),
        issued_on=ON,
        created_at=AT,
    )


@pytest.fixture(scope="module")
def arena(tmp_path_factory, django_db_blocker):
    with own_database("numbers", tmp_path_factory, django_db_blocker):
        yield


@pytest.fixture
def empty(arena):
    yield
    for model in (RegisterLine, RegisterHead, Certificate, NumberSeries):
        model.objects.all().delete()


def take_numbers(take, barrier, outcomes):
    """What one process does; all begin together and meet once, in their first try."""
    meetings = [lambda: barrier.wait(60)]
    connections.close_all()
    barrier.wait(60)
    for _number in range(NUMBERS_EACH):
        outcomes.put(outcome_of(take, lambda: meetings.pop()() if meetings else None))
    connections.close_all()


def outcome_of(take, meet):
    try:
        take(meet)
    except Exception as error:  # the parent judges whatever came out
        return type(error).__name__
    return DONE


def race(take):
    processes = get_context("fork")
    barrier, outcomes = processes.Barrier(PROCESSES), processes.SimpleQueue()
    connections.close_all()  # a child must not inherit an open connection
    children = [processes.Process(target=take_numbers, args=(take, barrier, outcomes)) for _ in range(PROCESSES)]
    for child in children:
        child.start()
    found = Counter(outcomes.get() for _ in range(ALL))
    for child in children:
        child.join(60)
    logger.warning("%s on %s: %s of %s, %s", take.__name__, connection.vendor, found[DONE], ALL, found)
    return found


def test_processes_that_number_at_once_leave_no_gap_and_no_double(empty):
    outcomes = race(with_lock)

    assert outcomes == {DONE: ALL}
    assert list(Certificate.objects.order_by("serial").values_list("serial", flat=True)) == list(range(1, ALL + 1))
    assert Certificate.objects.values("number").distinct().count() == ALL
    assert [*invariants.numbers_have_no_gap(), *invariants.acts_have_their_line()] == []
    assert list(RegisterLine.objects.values_list("position", flat=True)) == list(range(1, ALL + 1))
    assert RegisterHead.objects.get().line_count == ALL
    previous = RegisterLine.objects.values_list("previous_hash", flat=True)
    assert list(previous) == ["", *RegisterLine.objects.values_list("hash", flat=True)][:-1]


def test_without_the_lock_the_same_race_goes_wrong(empty):
    """The control: numbers are taken twice, and only the constraint keeps the second from being written."""
    outcomes = race(without_lock)

    assert outcomes["IntegrityError"] >= PROCESSES - 1
    assert outcomes[DONE] < ALL
