from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lms.journal.beat import EmbeddedBeat
from lms.journal.operations import deliver_claimed
from lms.journal.worker import Worker


class Command(BaseCommand):
    help = (
        "Serve the outbox and the timetable without a broker. With a broker, use `celery -A lms worker` and "
        "`celery -A lms beat`; this command then leaves the timetable to beat."
    )
    deliver = staticmethod(deliver_claimed)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--drain", action="store_true", help="leave when no delivery is open any more")

    def handle(self, *, drain: bool, **options: Any) -> None:
        beat = None if settings.BROKER_URL else EmbeddedBeat(settings.CELERY_BEAT_SCHEDULE)
        Worker(beat=beat, deliver=self.deliver).run(drain=drain)
