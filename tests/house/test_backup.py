"""Backups of a real installation, restored to an empty place; the smallest change must show."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from lms.backups import MANIFEST, digest_rows
from tests.house.installation import ON_SQLITE, copy_sqlite_to, outer_environment, server_url

pytestmark = pytest.mark.django_db

FILES = {"certificates/1.pdf": b"%PDF satu", "images/a/dua.png": b"PNG dua", "images/tiga.png": b"PNG dua"}
ADD_A_KIND = """INSERT INTO organisations_pskskind (code, slug, name_id, name_en, category, is_local, synonyms)
    VALUES ('PSKS-99', 'contoh', 'Contoh', 'Example', 'organisation', {}, '[]')""".format("0" if ON_SQLITE else "false")


@dataclass(frozen=True)
class House:
    """A copy of the migrated test database with some files, reached by ``manage.py`` in processes of its own."""

    var: Path
    url: str

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**outer_environment(), "PILAR_VAR_DIR": str(self.var), "PILAR_DATABASE_URL": self.url},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def execute(self, statement: str) -> None:
        if self.url:
            with psycopg.connect(self.url) as database:
                database.execute(statement)
        else:
            with closing(sqlite3.connect(self.var / "pilar.sqlite3")) as database, database:
                database.execute(statement)

    def backup(self, target: Path) -> Path:
        return Path(self.manage("backup", str(target)).split(":")[0])


def drop_database(name: str) -> None:
    with psycopg.connect(server_url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy_postgres_to(name: str) -> None:
    drop_database(name)
    with psycopg.connect(server_url("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    dump = subprocess.run(
        ["pg_dump", "--format=custom", server_url(connection.settings_dict["NAME"])], capture_output=True, check=True
    )
    subprocess.run(["pg_restore", "--no-owner", f"--dbname={server_url(name)}"], input=dump.stdout, check=True)


@pytest.fixture
def house(tmp_path, db):
    for name, content in FILES.items():
        path = tmp_path / "var" / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    if ON_SQLITE:
        copy_sqlite_to(tmp_path / "var")
        yield House(tmp_path / "var", "")
        return
    name = f"pilar_house_{os.getpid()}"
    copy_postgres_to(name)
    yield House(tmp_path / "var", server_url(name))
    drop_database(name)


@pytest.fixture(scope="module")
def kept():
    """Where the one backup of this module lies once a test has asked for it."""
    return {}


@pytest.fixture
def backup(request, kept, tmp_path, tmp_path_factory):
    """A copy, to be spoilt, of one backup of a house with one kind of PSKS and three files."""
    if not kept:
        house = request.getfixturevalue("house")
        house.execute(ADD_A_KIND)
        kept["folder"] = house.backup(tmp_path_factory.mktemp("backups"))
    shutil.copytree(kept["folder"].parent, tmp_path / "backups")
    return tmp_path / "backups" / kept["folder"].name


def drill(backup: Path, **options: str) -> tuple[list[str], str]:
    """The lines of a drill that are differences, and the words it ends with."""
    printed = io.StringIO()
    try:
        call_command("restore_drill", backup, stdout=printed, **options)
        ending = printed.getvalue().splitlines()[-1]
    except CommandError as error:
        ending = str(error)
    lines = printed.getvalue().splitlines()
    return [line.split(maxsplit=1)[1] for line in lines if line.startswith("difference")], ending


def place_of(backup: Path, content: bytes) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    return backup.parent / "media" / digest[:2] / digest


def test_a_backup_is_restored_row_by_row_and_file_by_file(backup):
    printed = io.StringIO()

    call_command("restore_drill", backup, stdout=printed)

    assert "ok          organisations_pskskind: 1 rows" in printed.getvalue()
    assert "ok          files: 3 of 3" in printed.getvalue()
    assert "difference" not in printed.getvalue()
    assert printed.getvalue().splitlines()[-1].startswith("Everything was restored as it was on ")


def test_a_backup_can_be_read_by_its_owner_alone(backup, kept):
    folder = kept["folder"]

    assert [oct(path.stat().st_mode & 0o077) for path in (folder, folder / MANIFEST)] == ["0o0", "0o0"]


def test_equal_files_are_kept_once_and_a_second_backup_shares_them(house, tmp_path):
    first = house.backup(tmp_path / "backups")
    lying = sorted((tmp_path / "backups" / "media").rglob("??/*"))
    first.rename(first.with_name("earlier"))  # the two are made within a second

    house.backup(tmp_path / "backups")

    assert len(lying) == 2
    assert sorted((tmp_path / "backups" / "media").rglob("??/*")) == lying


@pytest.mark.parametrize(
    ("act", "words"),
    [
        ("UPDATE organisations_pskskind SET name_id = 'Contoj'", "organisations_pskskind: differs"),
        ("DELETE FROM organisations_pskskind", "organisations_pskskind: differs"),
        ("CREATE TABLE stray (id integer)", "stray: was not in the backup"),
    ],
)
def test_one_changed_letter_one_lost_row_or_a_stray_table_is_found(backup, house, tmp_path, act, words):
    """Another database is put into the backup, with its hash in the manifest, so that only its rows can tell."""
    manifest = json.loads((backup / MANIFEST).read_text())
    house.execute("DELETE FROM organisations_pskskind")
    house.execute(ADD_A_KIND)
    house.execute(act)
    other = house.backup(tmp_path / "other") / manifest["database"]
    shutil.copyfile(other, backup / manifest["database"])
    digest = hashlib.sha256(other.read_bytes()).hexdigest()
    (backup / MANIFEST).write_text(json.dumps({**manifest, "database_sha256": digest}))

    differences, ending = drill(backup)

    assert differences == [words]
    assert ending.startswith("1 differences: this backup does not restore what was there")


def test_one_changed_byte_of_the_database_file_is_found(backup):
    path = backup / json.loads((backup / MANIFEST).read_text())["database"]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    differences, _ = drill(backup)

    assert f"{path.name}: differs from the file that was written" in differences


def test_one_changed_byte_of_a_file_is_found(backup):
    place_of(backup, FILES["certificates/1.pdf"]).write_bytes(b"%PDF satv")

    assert drill(backup)[0] == ["certificates/1.pdf: differs", "files: 3 of 3"]


def test_a_lost_file_is_found(backup):
    place_of(backup, FILES["images/tiga.png"]).unlink()

    assert drill(backup)[0] == ["images/a/dua.png: is missing", "images/tiga.png: is missing", "files: 1 of 3"]


def test_a_manifest_cannot_make_the_drill_write_outside_its_place(backup, tmp_path):
    manifest = json.loads((backup / MANIFEST).read_text())
    digest = manifest["media"]["images/tiga.png"]
    (backup / MANIFEST).write_text(json.dumps({**manifest, "media": {"../../../escaped": digest}}))

    with pytest.raises(SuspiciousFileOperation):
        call_command("restore_drill", backup, stdout=io.StringIO())


def test_a_backup_can_become_a_new_installation(backup, tmp_path):
    name = f"pilar_moved_{os.getpid()}"

    differences, _ = drill(backup, into=tmp_path / "new", **({} if ON_SQLITE else {"database": name}))

    try:
        moved = House(tmp_path / "new", "" if ON_SQLITE else server_url(name))
        moved.manage("migrate", "--check")
        assert differences == []
        assert (tmp_path / "new" / "media" / "certificates" / "1.pdf").read_bytes() == FILES["certificates/1.pdf"]
    finally:
        if not ON_SQLITE:
            drop_database(name)


def test_a_full_folder_is_no_place_to_restore_to(backup, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()

    assert drill(backup, into=tmp_path / "full") == ([], f"{tmp_path / 'full'} is not empty")


def test_a_folder_that_is_no_backup_is_refused_in_words(tmp_path):
    assert drill(tmp_path)[1].startswith(f"{tmp_path} is not a backup of Pilar")


def test_the_digest_of_a_table_does_not_depend_on_the_order_of_its_rows_but_on_each_value():
    rows = [(1, "a", None), (2, "b", b"\x00"), (2, "b", b"\x00")]

    assert digest_rows(rows) == digest_rows(reversed(rows))
    assert digest_rows(rows) != digest_rows([*rows[:2], (2, "b", "\x00")])
    assert digest_rows(rows) != digest_rows(rows[:2])
