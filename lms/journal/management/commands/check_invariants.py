from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.journal.invariants import names, violations


class Command(BaseCommand):
    help = "Look through what must always hold; print each violation and exit with 1 if there is any."

    def handle(self, **options: Any) -> None:
        found = 0
        for violation in violations(at=timezone.now()):
            found += 1
            self.stdout.write(f"{violation.invariant}: {violation.sentence}")
        if found:
            raise CommandError(f"{found} violations")
        self.stdout.write(f"{len(names())} invariants hold")
