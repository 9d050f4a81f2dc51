"""Celery's timetable without Celery's processes: the embedded worker runs due tasks itself."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from celery import Celery, current_app
from celery.schedules import BaseSchedule, maybe_schedule

logger = logging.getLogger("pilar.journal")

LONG_AGO = timedelta(days=366)


@dataclass
class Entry:
    task: str
    schedule: BaseSchedule
    args: Sequence[Any]
    kwargs: Mapping[str, Any]
    last_run_at: datetime

    def is_due(self) -> bool:
        return bool(self.schedule.is_due(self.last_run_at)[0])


class EmbeddedBeat:
    """Runs the tasks of a ``CELERY_BEAT_SCHEDULE`` in this process, one after the other.

    It keeps no memory of its last runs: every task runs once when the worker starts, then by its schedule. So the
    nightly tasks are done too on a laptop that is off at night. Tasks of the timetable run twice without harm.
    """

    def __init__(self, timetable: Mapping[str, Mapping[str, Any]], *, app: Celery = current_app):
        self.app = app
        self.entries = [self._entry(**entry) for entry in timetable.values()]

    def _entry(
        self,
        *,
        task: str,
        schedule: Any,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        options: Mapping[str, Any] | None = None,  # how Celery sends the message; here none is sent
    ) -> Entry:
        self.app.tasks[task]  # a name nobody declares stops the worker at its start
        times = cast(BaseSchedule, maybe_schedule(schedule, app=self.app))  # what it makes of a number too
        return Entry(task, times, args, kwargs or {}, times.now() - LONG_AGO)

    def run_due(self) -> None:
        """Run what is due. A task that fails is logged and comes again by its schedule."""
        for entry in self.entries:
            if entry.is_due():
                entry.last_run_at = entry.schedule.now()
                try:
                    self.app.tasks[entry.task](*entry.args, **entry.kwargs)
                except Exception:
                    logger.exception("task failed", extra={"task": entry.task})
