"""Copies of the database and the files, and the proof that they can be restored.

A folder of backups holds one folder per backup (``manifest.json`` and the database) and ``media/``, which all share:
every file once, under the SHA-256 of its bytes. Two databases are compared by the sorted digests of their rows per
table, since text dumps are not comparable. Source: house security rules 11.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils._os import safe_join
from psycopg import sql

CHUNK = 1024 * 1024
MANIFEST = "manifest.json"
# The same text for the same row, whatever the server's own settings are.
POSTGRES_OPTIONS = "-c TimeZone=UTC -c DateStyle=ISO -c extra_float_digits=1 -c bytea_output=hex"


@dataclass(frozen=True)
class Table:
    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. ``media`` maps the name of each file to the SHA-256 of its bytes."""

    version: str
    made_at: str
    vendor: str
    database: str
    database_sha256: str
    migrations: list[str]
    tables: dict[str, Table]
    media: dict[str, str]

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1, sort_keys=True))

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        try:
            data = json.loads((folder / MANIFEST).read_text())
            return cls(**{**data, "tables": {name: Table(**table) for name, table in data["tables"].items()}})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CommandError(f"{folder} is not a backup of Pilar: {error}") from error


# --- digests -----------------------------------------------------------------


def sha256_of(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def digest_rows(rows: Iterable[object]) -> Table:
    """One digest for a table whatever the order of its rows: each row is hashed, the hashes are sorted and hashed."""
    hashes = sorted(hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest() for row in rows)
    return Table(len(hashes), hashlib.sha256(b"".join(hashes)).hexdigest())


def sqlite_tables(path: Path) -> dict[str, Table]:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1").fetchall()
            return {name: digest_rows(database.execute(f'SELECT * FROM "{name}"')) for (name,) in names}
    except sqlite3.DatabaseError as error:
        raise CommandError(f"{path.name} cannot be read: {error}") from error


def postgres_tables(database: psycopg.Connection[Any]) -> dict[str, Table]:
    names = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    tables = {}
    for (name,) in names:
        with database.cursor(name="rows") as rows:  # a named cursor stays on the server: memory stays small
            rows.execute(sql.SQL("SELECT t::text FROM public.{} AS t").format(sql.Identifier(name)))
            tables[name] = digest_rows(rows)
    return tables


# --- PostgreSQL and its tools ------------------------------------------------


def postgres(name: str = "", *, autocommit: bool = False) -> psycopg.Connection[Any]:
    found = connection.settings_dict
    return psycopg.connect(
        host=found["HOST"] or None,
        port=found["PORT"] or None,
        user=found["USER"] or None,
        password=found["PASSWORD"] or None,
        dbname=name or found["NAME"],
        options=POSTGRES_OPTIONS,
        autocommit=autocommit,
    )


def run_tool(tool: str, *arguments: str) -> None:
    """``pg_dump`` or ``pg_restore`` against the server of the settings."""
    if shutil.which(tool) is None:
        raise CommandError(f"{tool} is not installed. On Debian and Ubuntu: sudo apt install postgresql-client")
    found = connection.settings_dict
    places = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: found[key] for name, key in places.items() if found[key]}
    done = subprocess.run([tool, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CommandError(f"{tool} failed: {done.stderr.strip()}")


def dump_postgres(target: Path) -> dict[str, Table]:
    """Dump, and digest the rows of the very same snapshot."""
    with postgres() as database:
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        [snapshot] = database.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        name = connection.settings_dict["NAME"]
        run_tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", name)
        return postgres_tables(database)


@contextmanager
def restored_postgres(dump: Path, *, keep_as: str = "") -> Iterator[dict[str, Table]]:
    """The tables of a dump restored into a database of its own, which is dropped afterwards unless it is to be kept."""
    name = keep_as or f"pilar_drill_{os.getpid()}"
    identifier = sql.Identifier(name)
    with postgres("postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        try:
            run_tool("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}", str(dump))
            with postgres(name) as database:
                yield postgres_tables(database)
        finally:
            if not keep_as:
                server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


# --- files -------------------------------------------------------------------


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """All files of a storage, whichever kind it is."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded
        return
    for file in sorted(files):
        yield f"{folder}{file}"
    for below in sorted(folders):
        yield from stored_names(storage, f"{folder}{below}/")


def place_of(media: Path, digest: str) -> Path:
    return media / digest[:2] / digest


def keep_file(storage: Storage, name: str, media: Path) -> str:
    """Copy one file to its place by hash, unless it lies there already; returns the hash."""
    unfinished = media / f"unfinished-{os.getpid()}"
    digest = hashlib.sha256()
    with storage.open(name) as source, unfinished.open("wb") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    place = place_of(media, digest.hexdigest())
    place.parent.mkdir(exist_ok=True)
    unfinished.replace(place)
    return digest.hexdigest()


# --- the two acts ------------------------------------------------------------


def version() -> str:
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def applied_migrations() -> list[str]:
    applied = MigrationLoader(connection).applied_migrations or {}
    return sorted(f"{app}.{name}" for app, name in applied)


def make_backup(target: Path, *, at: datetime) -> Path:
    """Write one backup below ``target`` and return its folder. First the database, then the files its rows name."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    media, folder, unfinished = target / "media", target / stamp, target / f"{stamp}.unfinished"
    if folder.exists():
        raise CommandError(f"{folder} exists already")
    media.mkdir(parents=True, exist_ok=True)
    unfinished.mkdir()
    try:
        if connection.vendor == "sqlite":
            database = unfinished / "database.sqlite3"
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(database)])
            tables = sqlite_tables(database)
        else:
            database = unfinished / "database.dump"
            tables = dump_postgres(database)
        Manifest(
            version=version(),
            made_at=at.astimezone(UTC).isoformat(),
            vendor=connection.vendor,
            database=database.name,
            database_sha256=sha256_of(database),
            migrations=applied_migrations(),
            tables=tables,
            media={name: keep_file(default_storage, name, media) for name in stored_names(default_storage)},
        ).write(unfinished)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    return folder


def restore_files(manifest: Manifest, media: Path, target: Path) -> dict[str, str]:
    """Bring the files of a backup back under their names; what is missing stays out. Returns the hashes found."""
    found = {}
    for name, digest in manifest.media.items():
        kept, restored = place_of(media, digest), Path(safe_join(target, name))
        if kept.exists():
            restored.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(kept, restored)
            found[name] = sha256_of(restored)
    return found


def differences(expected: dict[str, Any], found: dict[str, Any]) -> dict[str, str]:
    """For each name that is not the same on both sides, what is wrong with it."""
    wrong = {name: "is missing" for name in expected.keys() - found.keys()}
    wrong |= {name: "was not in the backup" for name in found.keys() - expected.keys()}
    wrong |= {name: "differs" for name in expected.keys() & found.keys() if expected[name] != found[name]}
    return wrong
