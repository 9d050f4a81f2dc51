import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from lms.backups import Manifest, differences, restore_files, restored_postgres, sha256_of, sqlite_tables


@contextmanager
def restored_tables(manifest: Manifest, backup: Path, place: Path, keep_as: str):
    dump = backup / manifest.database
    if manifest.vendor == "sqlite":
        database = place / "pilar.sqlite3"
        shutil.copyfile(dump, database)
        yield sqlite_tables(database)
    elif connection.vendor != manifest.vendor:
        raise CommandError(f"this is a backup of {manifest.vendor}: set PILAR_DATABASE_URL to a server to restore to")
    else:
        with restored_postgres(dump, keep_as=keep_as) as tables:
            yield tables


class Command(BaseCommand):
    requires_system_checks = []
    help = (
        "Restore a backup to an empty place, compare it row by row and file by file, and forget it again; "
        "with --into (and --database on PostgreSQL) keep it, as the place of a new installation."
    )

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path)
        parser.add_argument("--into", type=Path, help="keep the restored files, and an SQLite database, in this folder")
        parser.add_argument("--database", default="", help="keep the restored PostgreSQL database under this name")

    def handle(self, *, backup, into, database, **options):
        manifest = Manifest.read(backup)
        self.wrong = 0
        if sha256_of(backup / manifest.database) != manifest.database_sha256:
            self.report(False, manifest.database, "differs from the file that was written")
        with tempfile.TemporaryDirectory(prefix="pilar-drill-") as temporary:
            place = into or Path(temporary)
            if into:
                self.take(into)
            with restored_tables(manifest, backup, place, database) as tables:
                self.compare(manifest, tables)
            self.compare_files(manifest, restore_files(manifest, backup.parent / "media", place / "media"))
        if self.wrong:
            raise CommandError(f"{self.wrong} differences: this backup does not restore what was there")
        self.stdout.write(f"Everything was restored as it was on {manifest.made_at}.")

    def take(self, into: Path) -> None:
        into.mkdir(mode=0o750, parents=True, exist_ok=True)
        if any(into.iterdir()):
            raise CommandError(f"{into} is not empty")

    def report(self, is_same: bool, name: str, words: str) -> None:
        self.wrong += not is_same
        self.stdout.write(f"{'ok' if is_same else 'difference':<12}{name}: {words}")

    def compare(self, manifest, tables) -> None:
        wrong = differences(manifest.tables, tables)
        for name in sorted(manifest.tables.keys() | tables.keys()):
            self.report(name not in wrong, name, wrong.get(name) or f"{tables[name].rows} rows")

    def compare_files(self, manifest, files) -> None:
        wrong = differences(manifest.media, files)
        for name in sorted(wrong):
            self.report(False, name, wrong[name])
        self.report(not wrong, "files", f"{len(files)} of {len(manifest.media)}")
