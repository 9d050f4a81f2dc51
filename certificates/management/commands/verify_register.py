from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.models import RegisterLine
from certificates.register import verify_register


class Command(BaseCommand):
    help = "Recompute the certificate register and its files; name each line that is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = list(verify_register())
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            raise CommandError(f"{len(wrong)} findings in the register")
        self.stdout.write(f"{RegisterLine.objects.count()} lines of the register are right.")
