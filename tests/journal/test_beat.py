from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from celery import Celery
from celery.exceptions import NotRegistered
from celery.schedules import crontab

from lms.journal.beat import EmbeddedBeat

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def ran():
    return []


@pytest.fixture
def app(ran):
    app = Celery("test", set_as_current=False)
    app.conf.timezone = "UTC"

    @app.task(name="first", shared=False)
    def first(word="first"):
        ran.append(word)

    @app.task(name="broken", shared=False)
    def broken():
        raise ValueError("Siti Aminah")

    return app


def test_a_task_runs_at_the_start_and_then_by_its_interval(app, ran):
    with time_machine.travel(NOON, tick=False) as clock:
        beat = EmbeddedBeat({"a": {"task": "first", "schedule": 30.0}}, app=app)
        counts = []
        for seconds in (0, 0, 29, 1, 0, 31):
            clock.shift(timedelta(seconds=seconds))
            beat.run_due()
            counts.append(len(ran))

    assert counts == [1, 1, 1, 2, 2, 3]


def test_a_crontab_is_kept(app, ran):
    with time_machine.travel(NOON, tick=False) as clock:
        beat = EmbeddedBeat({"a": {"task": "first", "schedule": crontab(hour="13", minute="0")}}, app=app)
        counts = []
        for minutes in (0, 59, 1, 1):
            clock.shift(timedelta(minutes=minutes))
            beat.run_due()
            counts.append(len(ran))

    assert counts == [1, 1, 2, 2]


def test_arguments_are_handed_on_and_a_broken_task_stops_no_other(app, ran, log):
    timetable = {
        "a": {"task": "broken", "schedule": 30.0},
        "b": {"task": "first", "schedule": 30.0, "args": ("second",)},
        "c": {"task": "first", "schedule": 30.0, "kwargs": {"word": "third"}},
    }

    EmbeddedBeat(timetable, app=app).run_due()

    assert ran == ["second", "third"]
    assert [(row["event"], row["task"]) for row in log.rows()] == [("task failed", "broken")]
    assert "Siti" not in "".join(log.texts)


def test_a_task_nobody_declares_stops_the_start(app):
    with pytest.raises(NotRegistered):
        EmbeddedBeat({"a": {"task": "unknown", "schedule": 30.0}}, app=app)


def test_the_timetable_of_the_house_names_tasks_that_exist(settings):
    beat = EmbeddedBeat(settings.CELERY_BEAT_SCHEDULE)

    assert [entry.task for entry in beat.entries] == [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
