from pathlib import Path

import polib
from django.core.management.base import CommandError
from django.core.management.commands.makemessages import Command as MakeMessages

# Folders whose strings no reader ever sees.
WITHOUT_READERS = [".venv", "var", "tests", "bench", "staticfiles"]


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def faults(template: Path, catalogue: Path) -> list[str]:
    """What keeps a catalogue from being complete: strings of the source that it lacks, empty and fuzzy entries."""
    entries = [entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete]
    known = {key(entry) for entry in entries}
    missing = [entry.msgid for entry in polib.pofile(str(template)) if key(entry) not in known]
    return [
        *(f"not in the catalogue: {msgid!r}" for msgid in missing),
        *(f"fuzzy: {entry.msgid!r}" for entry in entries if entry.fuzzy),
        *(f"untranslated: {entry.msgid!r}" for entry in entries if not entry.translated() and not entry.fuzzy),
    ]


class Command(MakeMessages):
    """``makemessages`` that compares instead of writing; entries of the catalogue for other packages may stay."""

    help = "Fail when the Indonesian catalogue is not complete. Needs gettext."

    def handle(self, *args, **options):
        self.faults: list[str] = []
        options |= {"locale": ["id"], "ignore_patterns": WITHOUT_READERS, "verbosity": 0}
        super().handle(*args, **options)
        if self.faults:
            raise CommandError("\n".join([*self.faults, f"{len(self.faults)} faults in the Indonesian catalogue"]))
        self.stdout.write("The Indonesian catalogue is complete.")

    def write_po_file(self, potfile, locale):
        catalogue = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        if not catalogue.exists():
            self.faults.append(f"{catalogue} does not exist")
            return
        self.faults += faults(Path(potfile), catalogue)
