import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_catalogue(source: Path) -> bool:
    """Write the ``.mo`` beside a ``.po`` unless it is newer; True when it was written. Fuzzy entries stay out."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return False
    unfinished = target.with_suffix(f".{os.getpid()}")
    polib.pofile(str(source)).save_as_mofile(str(unfinished))
    unfinished.replace(target)
    return True


class Command(BaseCommand):
    help = "Compile the interface catalogue without gettext being installed."
    requires_system_checks = []

    def handle(self, **options):
        for folder in settings.LOCALE_PATHS:
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(source):
                    self.stdout.write(f"compiled {source.parent.parent.name}/{source.name}")
