"""Real workers, really killed in the middle of writing an import. PILAR_CAMPAIGN=full for the full counts."""

import json
import logging
import os
import random
import subprocess
import sys
import time

import pytest
from django.conf import settings

from lms.journal.models import Delivery
from tests.journal.arena import ALIAS, close_arena, open_arena

pytestmark = pytest.mark.campaign

ROWS, KILLS = (20_000, 5) if os.environ.get("PILAR_CAMPAIGN") == "full" else (3_000, 2)
SEED = int(os.environ.get("PILAR_CAMPAIGN_SEED", "20261122"))
SECONDS_A_ROW = 0.0005  # of writing, on a fast machine
NOTHING = {"institutions": 0, "changes": 0, "registered": 0, "ran": 0}

logger = logging.getLogger("campaign")


@pytest.fixture
def arena(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        more = {"DJANGO_SETTINGS_MODULE": "tests.exchange.campaign_settings", "PILAR_S3_KEYS": settings.PILAR_S3_KEYS}
        arena = open_arena(str(tmp_path), **more)
        yield arena
        close_arena(arena)


def told(arena, *arguments):
    run = subprocess.run(
        [sys.executable, "-m", "tests.exchange.killed", *arguments],
        env=arena.environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def is_being_written(arena):
    return Delivery.objects.using(ALIAS).filter(event__name="import.run_asked", state="running").exists()


def test_a_worker_killed_while_it_writes_leaves_nothing_half_and_the_next_one_writes_all(arena):
    dice = random.Random(SEED)
    told(arena, "ask", str(ROWS))

    for kill in range(KILLS):
        worker = arena.worker()
        arena.wait_until(lambda: is_being_written(arena), what="an import in hand")
        time.sleep(dice.uniform(0, ROWS * SECONDS_A_ROW) if kill else 0)  # the first one hits on any machine
        arena.kill(worker)
        found = json.loads(told(arena, "look").splitlines()[-1])
        if found["status"] == "done":
            break
        assert {name: found[name] for name in NOTHING} == NOTHING
    arena.worker()
    arena.wait_until(lambda: arena.open() == 0, what="the import")

    found = json.loads(told(arena, "look").splitlines()[-1])
    logger.warning("%s attempts for one import of %s rows, seed %s", found["attempts"], ROWS, SEED)
    assert found["attempts"] >= 2, "no kill met the import in hand: this run has shown nothing"
    assert (found["status"], found["ran"]) == ("done", 1)
    assert (found["institutions"], found["changes"], found["registered"]) == (ROWS, ROWS, ROWS)
