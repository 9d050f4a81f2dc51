from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.seed.operations import seed_empty, seed_province


class Command(BaseCommand):
    help = "Build a small believable province through the same operations a person uses; a second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--empty", action="store_true", help="regions, kinds and roles only")

    def handle(self, *args, empty, **options):
        if empty:
            seed_empty()
            self.stdout.write("Regions and kinds are loaded.")
            return
        if settings.IS_PRODUCTION:
            raise CommandError("Invented people do not belong in production; use --empty.")
        path = seed_province(now=timezone.now())
        self.stdout.write(path.read_text(encoding="utf-8"))
