from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.utils import timezone

from lms.journal.enums import DeliveryState
from lms.journal.management.commands import worker
from lms.journal.models import Delivery
from lms.journal.operations import deliver_claimed, hold_claim
from lms.journal.operations.heartbeat import Heartbeat


@contextmanager
def no_heartbeat(claim):
    yield Heartbeat(claim)  # never started


@contextmanager
def unchecked(claim):
    with transaction.atomic():
        yield
        Delivery.objects.filter(pk=claim.delivery_id).update(
            state=DeliveryState.DONE, finished_at=timezone.now(), claim=None, lease_until=None
        )


class Command(worker.Command):
    help = "The worker with its safeguards off, to show that the campaign would notice."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--no-claim-check", action="store_true")

    def handle(self, *, no_claim_check: bool, **options):
        self.deliver = partial(deliver_claimed, keep=no_heartbeat, hold=unchecked if no_claim_check else hold_claim)
        super().handle(**options)
