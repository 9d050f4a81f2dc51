"""The proof of the outbox: workers killed, jobs longer than a lease. PILAR_CAMPAIGN=full for the full counts."""

import logging
import os
import random
import time
import uuid

import pytest
import redis
from kombu import Connection

from lms.journal.enums import DeliveryState
from tests.journal.arena import LEASE_SECONDS, close_arena, open_arena
from tests.journal.campaign_app.tasks import CARELESS, QUICK, SLOW

pytestmark = pytest.mark.campaign

IS_FULL = os.environ.get("PILAR_CAMPAIGN") == "full"
QUICK_JOBS, SLOW_JOBS, KILLS = (450, 50, 5) if IS_FULL else (45, 5, 2)
SEED = int(os.environ.get("PILAR_CAMPAIGN_SEED", "20261122"))
LONG_JOB_SECONDS = 7
BROKER = os.environ.get("PILAR_TEST_BROKER_URL", "")

logger = logging.getLogger("campaign")


@pytest.fixture
def arena(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        arena = open_arena(str(tmp_path))
        yield arena
        close_arena(arena)


@pytest.fixture
def broker_arena(tmp_path, django_db_blocker):
    if not BROKER:
        pytest.skip("PILAR_TEST_BROKER_URL names no broker")
    prefix = f"pilar-{uuid.uuid4()}-"
    with django_db_blocker.unblock():
        arena = open_arena(str(tmp_path), PILAR_BROKER_URL=BROKER, CAMPAIGN_PREFIX=prefix)
        yield arena
        close_arena(arena)
    if BROKER.startswith("amqp"):
        with Connection(BROKER) as server:
            server.default_channel.queue_delete("celery")
        return
    with redis.Redis.from_url(BROKER) as server:
        for key in server.scan_iter(f"{prefix}*"):
            server.delete(key)


def record_jobs(arena):
    arena.manage("record_jobs", QUICK, str(QUICK_JOBS), "0.004")
    arena.manage("record_jobs", SLOW, str(SLOW_JOBS), "0.2")


def kill_at_random_moments(arena, start):
    """Start a worker and kill it, again and again, each time after some more jobs and a little while.

    Half of the kills fall among the slow jobs, which come last, and meet one in hand; the others fall anywhere.
    """
    dice = random.Random(SEED)
    slow_kills = KILLS // 2
    quick_marks = sorted(dice.sample(range(1, QUICK_JOBS), KILLS - slow_kills))
    slow_marks = sorted(dice.sample(range(QUICK_JOBS, QUICK_JOBS + SLOW_JOBS - 2), slow_kills))
    for mark in [*quick_marks, *slow_marks]:
        worker = start()
        arena.wait_until(lambda mark=mark: arena.done() >= mark, what=f"{mark} jobs")
        if mark in slow_marks:
            arena.wait_until(lambda: arena.jobs().filter(state=DeliveryState.RUNNING).exists(), what="a job in hand")
        time.sleep(dice.uniform(0, 0.05))
        arena.kill(worker)


def assert_each_job_had_its_effect_once(arena):
    jobs = list(arena.jobs())
    assert len(jobs) == QUICK_JOBS + SLOW_JOBS
    assert {job.state for job in jobs} == {DeliveryState.DONE}
    assert arena.effects() == {str(job.event_id): 1 for job in jobs}
    interrupted = sum(job.attempts > 1 for job in jobs)
    begun_again = sum(times > 1 for times in arena.started().values())
    logger.info(
        "%s jobs done, %s kills, %s jobs interrupted and taken again (%s of them slow and begun twice), seed %s",
        *(len(jobs), KILLS, interrupted, begun_again, SEED),
    )
    assert interrupted >= 1, "no kill met a job in hand: this run has shown nothing"


def test_killed_workers_lose_no_job_and_apply_no_effect_twice(arena):
    record_jobs(arena)

    kill_at_random_moments(arena, arena.worker)
    arena.worker("--drain").wait(timeout=240)

    assert_each_job_had_its_effect_once(arena)


def test_a_job_whose_effect_is_not_committed_with_done_is_applied_twice_by_the_same_kill(arena):
    """The control: without the one transaction the kill test would find a doubled effect."""
    arena.manage("record_jobs", CARELESS, "1", "3")

    worker = arena.worker()
    arena.wait_until(arena.effects, what="the first effect")
    arena.kill(worker)
    arena.worker("--drain").wait(timeout=240)

    assert list(arena.effects().values()) == [2]


def test_a_job_longer_than_its_lease_runs_once(arena):
    assert LONG_JOB_SECONDS > 3 * LEASE_SECONDS
    arena.manage("record_jobs", SLOW, "1", str(LONG_JOB_SECONDS))

    workers = [arena.worker("--drain"), arena.worker("--drain")]
    for worker in workers:
        assert worker.wait(timeout=240) == 0

    assert [list(arena.started().values()), list(arena.effects().values())] == [[1], [1]]
    assert arena.jobs().get().attempts == 1


def test_without_the_heartbeat_the_long_job_is_begun_twice(arena):
    """The control: the lease runs out under the first worker and the second helps itself."""
    arena.manage("record_jobs", SLOW, "1", str(LONG_JOB_SECONDS))

    for _ in range(2):
        arena.worker(command="careless_worker")
    arena.wait_until(lambda: list(arena.started().values()) == [2], what="a second start")

    assert arena.jobs().get().attempts == 2


def test_without_the_claim_check_the_long_job_has_its_effect_twice(arena):
    """The control: the first worker applies its effect although it has lost the delivery."""
    arena.manage("record_jobs", SLOW, "1", str(LONG_JOB_SECONDS))

    for _ in range(2):
        arena.worker("--no-claim-check", command="careless_worker")
    arena.wait_until(lambda: sum(arena.effects().values()) >= 2, what="a second effect")

    assert arena.jobs().get().state == DeliveryState.DONE


def test_killed_celery_workers_lose_no_job_and_apply_no_effect_twice(broker_arena):
    arena = broker_arena
    arena.celery("beat", "--schedule", f"{arena.directory}/beat", "--pidfile=")
    record_jobs(arena)

    kill_at_random_moments(arena, lambda: arena.celery("worker", "--concurrency", "2"))
    arena.celery("worker", "--concurrency", "2")
    arena.wait_until(lambda: arena.open() == 0, what="the last job")

    assert_each_job_had_its_effect_once(arena)


def test_a_broker_that_is_down_costs_no_job_and_no_waiting(tmp_path, django_db_blocker):
    nobody = "redis://127.0.0.1:1/0"
    with django_db_blocker.unblock():
        arena = open_arena(str(tmp_path), PILAR_BROKER_URL=nobody, CAMPAIGN_PREFIX="pilar-nobody-")
        try:
            begin = time.monotonic()
            arena.manage("record_jobs", QUICK, "50", "0")
            waited = time.monotonic() - begin
            arena.worker("--drain").wait(timeout=240)

            assert list(arena.effects().values()) == [1] * 50
            assert waited < 50, "each job waited for the broker"
        finally:
            close_arena(arena)
