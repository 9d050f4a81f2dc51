import os
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.backups import Manifest, make_backup


class Command(BaseCommand):
    requires_system_checks = []
    help = "Copy the database and all files to a new folder below TARGET; files that are there already are shared."

    def add_arguments(self, parser):
        parser.add_argument("target", type=Path)

    def handle(self, *, target, **options):
        os.umask(0o077)  # a backup holds personal data
        folder = make_backup(target, at=timezone.now())
        manifest = Manifest.read(folder)
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(f"{folder}: {rows} rows in {len(manifest.tables)} tables, {len(manifest.media)} files")
