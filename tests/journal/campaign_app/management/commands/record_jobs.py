from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from lms.journal.models import Event
from lms.journal.operations import record


class Command(BaseCommand):
    help = "Record jobs of one kind, each in a transaction of its own, as requests would."

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("count", type=int)
        parser.add_argument("seconds", type=float)

    def handle(self, *, name, count, seconds, **options):
        for _ in range(count):
            with transaction.atomic():
                record(name, subject=Event(pk=0), by=None, at=timezone.now(), data={"seconds": seconds})
