from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.organisations.encryption import make_key_ring
from lms.seed.operations import seed_empty, seed_province


class Command(BaseCommand):
    help = "Build a small believable province through the same operations a person uses; a second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "--empty",
            action="store_true",
            help="reference data only: regions, kinds, holidays, checklist of applications, consents",
        )

    def handle(self, *args, empty, **options):
        if empty:
            for name, changed in seed_empty().items():
                self.stdout.write(f"{name}: {changed} new or changed")
            return
        if settings.IS_PRODUCTION:
            raise CommandError("Invented people do not belong in production; use --empty.")
        make_key_ring()
        path = seed_province(now=timezone.now())
        self.stdout.write(path.read_text(encoding="utf-8"))
