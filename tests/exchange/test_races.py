"""Two imports of the same rows at once. On PostgreSQL with a control: without the lock somebody is entered twice."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.db import OperationalError, connection

from lms.exchange.enums import ImportStatus
from lms.exchange.models import ImportRun
from lms.exchange.operations import run_import
from lms.exchange.operations.runs import take_turn
from lms.journal.models import Event
from lms.organisations.models import Institution
from tests.exchange.sheets import AT, upload
from tests.factories.organisations import KindFactory, RegencyFactory, RoleGrantFactory

HEADER = ("Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota")
ROWS = [(f"LKS {n}", "PSKS-04", "62.03") for n in range(20)]


def race(*, turn):
    """Two officers, one list, both checked; then both run. Answers what became of the imports."""
    RegencyFactory()
    KindFactory()
    runs = [upload(RoleGrantFactory().user, "institutions", HEADER, *ROWS) for _officer in range(2)]
    ImportRun.objects.update(status=ImportStatus.RUNNING)
    barrier = Barrier(2)

    def meet(_rows):
        """After writing, before the commit: long enough for the other to look at the register too."""
        with suppress(BrokenBarrierError):
            barrier.wait(timeout=1)

    def write(run):
        try:
            for _attempt in range(5):  # as the outbox does after a lock that could not be had
                try:
                    run_import(run, at=AT, report=meet, turn=turn)
                    return
                except OperationalError:
                    continue
        finally:
            connection.close()

    threads = [Thread(target=write, args=[run]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ImportRun.objects.values_list("status", "is_stale"))


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_of_the_same_rows_one_writes_and_the_other_learns_of_it():
    outcome = race(turn=take_turn)

    assert outcome == [("checked", True), ("done", False)]
    assert Institution.objects.count() == len(ROWS)
    assert Event.objects.filter(name="institution.registered").count() == len(ROWS)
    assert ImportRun.objects.get(status="checked").unchanged_rows == len(ROWS)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_write_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, whatever we lock")

    outcome = race(turn=lambda: None)

    assert outcome == [("done", False), ("done", False)]
    assert Institution.objects.count() == 2 * len(ROWS)
