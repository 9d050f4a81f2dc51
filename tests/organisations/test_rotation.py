"""Rotation of keys: counts, repeats, kills, broken rows. Every number here is invented."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.journal.models import Event
from lms.organisations.encryption import (
    BrokenSeal,
    key_ring,
    lookup_hash,
    lookup_hashes,
    make_key_ring,
    needs_resealing,
    open_sealed,
    seal,
)
from lms.organisations.models import Person
from lms.organisations.operations import keys
from lms.organisations.operations.keys import (
    RotationReport,
    add_encryption_key,
    add_lookup_key,
    lookup_beside,
    recompute_lookups,
    reseal_all,
)
from tests.factories.organisations import PersonFactory
from tests.house.installation import ON_SQLITE, copy_sqlite_to, outer_environment

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture
def ring(settings, tmp_path):
    settings.PILAR_S3_KEYS = ""
    settings.PILAR_S3_KEYS_FILE = tmp_path / "keys" / "nik.json"
    make_key_ring()
    return settings.PILAR_S3_KEYS_FILE


def nik_of(number: int) -> str:
    return f"620301450790{number:04}"


def holder(number: int) -> Person:
    person = PersonFactory()
    person.nik_sealed = seal(nik_of(number), row=person.uuid, field="nik_sealed")
    person.nik_lookup = lookup_hash(nik_of(number))
    person.save(update_fields=["nik_sealed", "nik_lookup"])
    return person


@pytest.fixture
def holders(db, ring, monkeypatch):
    """Five people with a NIK and one without, rotated two at a time."""
    monkeypatch.setattr(keys, "BATCH", 2)
    PersonFactory()
    return [holder(number) for number in range(1, 6)]


def opened():
    return [
        open_sealed(person.nik_sealed, row=person.uuid, field="nik_sealed")
        for person in Person.objects.exclude(nik_sealed="").order_by("pk")
    ]


def stale():
    return sum(needs_resealing(person.nik_sealed) for person in Person.objects.exclude(nik_sealed=""))


EVERYBODY = [nik_of(number) for number in range(1, 6)]
SEALED, LOOKUP = "organisations.Person.nik_sealed", "organisations.Person.nik_lookup"


def told_of_people(output: str) -> list[str]:
    """The lines of the command about people; other rooms seal columns of their own."""
    return [line for line in output.splitlines() if line.startswith("organisations.Person.")]


# --- seals -------------------------------------------------------------------


def test_with_a_new_key_everything_is_sealed_anew_and_says_the_same(holders):
    add_encryption_key()
    assert stale() == 5

    report = reseal_all(at=AT)

    assert report[SEALED] == RotationReport(seen=5, changed=5)
    assert stale() == 0
    assert opened() == EVERYBODY


def test_a_second_run_changes_nothing(holders):
    add_encryption_key()
    reseal_all(at=AT)
    before = list(Person.objects.order_by("pk").values_list("nik_sealed", flat=True))

    assert reseal_all(at=AT)[SEALED] == RotationReport(seen=5, changed=0)
    assert list(Person.objects.order_by("pk").values_list("nik_sealed", flat=True)) == before


def test_a_dry_run_counts_and_changes_nothing(holders):
    add_encryption_key()

    with CaptureQueriesContext(connection) as asked:
        assert reseal_all(at=AT, dry_run=True)[SEALED] == RotationReport(seen=5, changed=5)

    assert [query["sql"] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))] == []
    assert stale() == 5


def test_the_key_no_row_uses_any_more_stays_for_older_backups(holders):
    token = Person.objects.exclude(nik_sealed="").first().nik_sealed
    person = holders[0]
    add_encryption_key()
    reseal_all(at=AT)

    assert open_sealed(token, row=person.uuid, field="nik_sealed") == EVERYBODY[0]


def test_a_stop_between_batches_leaves_both_halves_readable_and_the_next_run_goes_on(holders, monkeypatch):
    add_encryption_key()
    real, calls = keys._save, []

    def stops_at_the_second_batch(column, rows):
        calls.append(rows)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(column, rows)

    monkeypatch.setattr(keys, "_save", stops_at_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        reseal_all(at=AT)
    assert stale() == 3
    assert opened() == EVERYBODY

    monkeypatch.setattr(keys, "_save", real)
    assert reseal_all(at=AT)[SEALED] == RotationReport(seen=5, changed=3)
    assert stale() == 0
    assert opened() == EVERYBODY


def test_a_broken_row_is_named_and_does_not_keep_the_others_back(holders, capsys):
    broken, moved = holders[1], holders[3]
    Person.objects.filter(pk=broken.pk).update(nik_sealed=moved.nik_sealed)

    with pytest.raises(CommandError, match="Some rows were left as they were"):
        call_command("rotate_keys", new=True)

    told = capsys.readouterr()
    assert told_of_people(told.out) == [f"{SEALED}: 5 rows, 4 changed"]
    assert told.err == f"{SEALED} did not open: row {broken.pk}\n"
    with pytest.raises(BrokenSeal):
        opened()


def test_the_journal_tells_of_each_batch_without_a_value(holders):
    add_encryption_key()
    reseal_all(at=AT)

    events = Event.objects.filter(name="person.nik_resealed").order_by("pk")
    pks = [person.pk for person in holders]
    assert [event.data for event in events] == [
        {"field": "nik_sealed", "rows": 2, "first": pks[0], "last": pks[1]},
        {"field": "nik_sealed", "rows": 2, "first": pks[2], "last": pks[3]},
        {"field": "nik_sealed", "rows": 1, "first": pks[4], "last": pks[4]},
    ]
    assert {event.by_id for event in events} == {None}


# --- lookups -----------------------------------------------------------------


def test_with_a_new_lookup_key_people_are_found_before_during_and_after(holders, ring):
    add_lookup_key()
    assert Person.objects.filter(nik_lookup__in=lookup_hashes(EVERYBODY[0])).get() == holders[0]

    assert recompute_lookups(at=AT) == {LOOKUP: RotationReport(seen=5, changed=5)}

    assert Person.objects.get(nik_lookup=lookup_hash(EVERYBODY[0])) == holders[0]
    assert len(lookup_hashes(EVERYBODY[0])) == 1
    assert json.loads(ring.read_text())["lookup_retired"] == []
    assert recompute_lookups(at=AT) == {LOOKUP: RotationReport(seen=5, changed=0)}
    assert stale() == 0


def test_two_rows_with_one_number_are_named_and_the_retired_key_stays(holders):
    twin = PersonFactory()
    twin.nik_sealed = seal(EVERYBODY[0], row=twin.uuid, field="nik_sealed")
    twin.nik_lookup = "f" * 64
    twin.save(update_fields=["nik_sealed", "nik_lookup"])
    add_lookup_key()

    assert recompute_lookups(at=AT) == {LOOKUP: RotationReport(seen=6, changed=5, clashing=(str(twin.pk),))}
    assert Person.objects.get(pk=twin.pk).nik_lookup == "f" * 64
    assert len(key_ring().retired_lookups) == 1


def test_a_dry_run_forgets_no_key(holders):
    add_lookup_key()

    assert recompute_lookups(at=AT, dry_run=True) == {LOOKUP: RotationReport(seen=5, changed=5)}
    assert len(key_ring().retired_lookups) == 1


def test_a_sealed_field_without_a_lookup_has_none():
    assert lookup_beside(Person, "nik_sealed") == "nik_lookup"
    assert lookup_beside(Person, "name") is None


# --- the command -------------------------------------------------------------


def test_the_command_adds_a_key_and_counts(holders, capsys):
    call_command("rotate_keys", new=True)
    call_command("rotate_keys")
    call_command("rotate_keys", new=True, lookup=True)
    call_command("rotate_keys", lookup=True, dry_run=True)

    assert told_of_people(capsys.readouterr().out) == [
        f"{SEALED}: 5 rows, 5 changed",
        f"{SEALED}: 5 rows, 0 changed",
        f"{LOOKUP}: 5 rows, 5 changed",
        f"{LOOKUP}: 5 rows, 0 would change",
    ]
    assert len(key_ring().encryption) == 2


def test_a_new_key_and_a_dry_run_do_not_go_together(ring):
    with pytest.raises(CommandError, match="Choose one"):
        call_command("rotate_keys", new=True, dry_run=True)
    assert len(key_ring().encryption) == 1


def test_a_ring_from_the_environment_is_changed_there(db):
    with pytest.raises(CommandError, match="PILAR_S3_KEYS"):
        call_command("rotate_keys", new=True)


# --- a kill ------------------------------------------------------------------

MAKE_PEOPLE = """
from lms.organisations.encryption import lookup_hash, make_key_ring, seal
from tests.factories.organisations import PersonFactory

make_key_ring()
for number in range(1, 6):
    nik, person = f"620301450790{number:04}", PersonFactory()
    person.nik_sealed, person.nik_lookup = seal(nik, row=person.uuid, field="nik_sealed"), lookup_hash(nik)
    person.save()
"""
# The second batch is written, but not committed, when the process dies as in a power cut.
DIE = """
import os, signal
from datetime import UTC, datetime
from lms.organisations.operations import keys

keys.BATCH, real, batches = 2, keys._save, []

def save_and_die(column, rows):
    answer = real(column, rows)
    batches.append(rows)
    if len(batches) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer

keys._save = save_and_die
keys.add_encryption_key()
keys.reseal_all(at=datetime(2026, 3, 2, tzinfo=UTC))
"""
COUNT = """
from lms.organisations.encryption import open_sealed
from lms.organisations.models import Person

people = Person.objects.exclude(nik_sealed="").order_by("pk")
print([open_sealed(person.nik_sealed, row=person.uuid, field="nik_sealed")[-4:] for person in people])
"""


def in_a_process(var: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=installed.BASE_DIR,
        env={**outer_environment(), "PILAR_VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "lms.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def script(var: Path, text: str) -> subprocess.CompletedProcess:
    return in_a_process(var, "-c", f"import django\ndjango.setup()\n{text}")


@pytest.mark.skipif(not ON_SQLITE, reason="needs a database that can be copied as a file")
def test_a_kill_in_the_middle_loses_nothing_and_the_next_run_goes_on(db, tmp_path):
    copy_sqlite_to(tmp_path)
    assert script(tmp_path, MAKE_PEOPLE).returncode == 0

    killed = script(tmp_path, DIE)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with closing(sqlite3.connect(tmp_path / "pilar.sqlite3")) as database:
        rows = database.execute("SELECT nik_sealed FROM organisations_person WHERE nik_sealed <> '' ORDER BY id")
        keys_used = [token.partition(":")[0] for (token,) in rows]
    newest = json.loads((tmp_path / "keys" / "nik.json").read_text())["encryption"][0]["id"]
    assert [key == newest for key in keys_used] == [True, True, False, False, False]
    assert script(tmp_path, COUNT).stdout == "['0001', '0002', '0003', '0004', '0005']\n"
    rotated = in_a_process(tmp_path, "manage.py", "rotate_keys")
    assert told_of_people(rotated.stdout) == [f"{SEALED}: 5 rows, 3 changed"]
    assert script(tmp_path, COUNT).stdout == "['0001', '0002', '0003', '0004', '0005']\n"
