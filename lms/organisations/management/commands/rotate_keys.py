from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.organisations.encryption import BadKeyRing
from lms.organisations.operations.keys import (
    add_encryption_key,
    add_lookup_key,
    recompute_lookups,
    reseal_all,
)


class Command(BaseCommand):
    help = (
        "Seal all encrypted fields with the newest key, in batches; interrupted, it goes on where it stopped. "
        "With --new a new key is added first. With --lookup the hashes for searching are made anew instead."
    )

    def add_arguments(self, parser):
        parser.add_argument("--new", action="store_true", help="add a new key first; older ones still open")
        parser.add_argument("--lookup", action="store_true", help="renew the hashes for searching, not the seals")
        parser.add_argument("--dry-run", action="store_true", help="count what would change, and change nothing")

    def handle(self, *, new, lookup, dry_run, **options):
        if new and dry_run:
            raise CommandError("--new writes a key; --dry-run writes nothing. Choose one.")
        try:
            if new:
                (add_lookup_key if lookup else add_encryption_key)()
            reports = (recompute_lookups if lookup else reseal_all)(at=timezone.now(), dry_run=dry_run)
        except BadKeyRing as error:
            raise CommandError(str(error)) from error
        for name, report in reports.items():
            words = "would change" if dry_run else "changed"
            self.stdout.write(f"{name}: {report.seen} rows, {report.changed} {words}")
            for problem, ids in (("did not open", report.broken), ("has the value of another", report.clashing)):
                for each in ids:
                    self.stderr.write(f"{name} {problem}: row {each}")
        if not all(report.is_clean for report in reports.values()):
            raise CommandError("Some rows were left as they were. All others are done.")
