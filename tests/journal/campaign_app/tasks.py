"""Jobs of the kill tests. The effect of each is one row of the journal that names the job as its subject."""

import time

from django.db import transaction
from django.utils import timezone

from lms.journal.events import when
from lms.journal.operations import record

QUICK, SLOW, CARELESS = "campaign.quick", "campaign.slow", "campaign.careless"
STARTED, EFFECT = "campaign.started", "campaign.effect"


def write(name, job):
    with transaction.atomic():
        record(name, subject=job, by=None, at=timezone.now())


@when(QUICK)
def quick(event):
    time.sleep(event.data["seconds"])
    write(EFFECT, event)


@when(SLOW, slow=True)
def slow(event, done):
    write(STARTED, event)
    time.sleep(event.data["seconds"])
    with done():
        write(EFFECT, event)


@when(CARELESS, slow=True)
def careless(event, done):
    """How not to do it: effect and "done" are two transactions. The control of the kill test."""
    write(EFFECT, event)
    time.sleep(event.data["seconds"])
    with done():
        pass
