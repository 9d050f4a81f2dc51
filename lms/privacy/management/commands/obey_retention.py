from django.core.management.base import BaseCommand
from django.utils import timezone

from lms.privacy.operations import obey_retention


class Command(BaseCommand):
    help = "Delete what outlived its term in docs/data-retention.toml."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *, dry_run, **options):
        for model, count in obey_retention(at=timezone.now(), is_dry_run=dry_run):
            self.stdout.write(f"{model:<40} {count:>8} {'would be deleted' if dry_run else 'deleted'}")
