"""A database and processes of their own for the kill tests: real workers, really killed."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connections
from django.db.models import Count

from lms.journal.enums import OPEN_STATES, DeliveryState
from lms.journal.models import Delivery, Event
from tests.journal.campaign_app.tasks import EFFECT, STARTED

ALIAS = "arena"
LEASE_SECONDS = 2
PATIENCE_SECONDS = 240


@dataclass
class Arena:
    directory: str
    environment: dict[str, str]
    processes: list[subprocess.Popen] = field(default_factory=list)

    def manage(self, *arguments: str) -> None:
        subprocess.run(self._manage(*arguments), env=self.environment, cwd=settings.BASE_DIR, check=True, timeout=120)

    def worker(self, *arguments: str, command: str = "worker") -> subprocess.Popen:
        return self._start(self._manage(command, *arguments))

    def celery(self, *arguments: str) -> subprocess.Popen:
        return self._start([sys.executable, "-m", "celery", "-A", "lms", *arguments])

    def _manage(self, *arguments: str) -> list[str]:
        return [sys.executable, "manage.py", *arguments]

    def _start(self, command: list[str]) -> subprocess.Popen:
        with open(f"{self.directory}/processes.log", "ab") as log:
            process = subprocess.Popen(
                command, env=self.environment, cwd=settings.BASE_DIR, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen) -> None:
        """SIGKILL to the worker and its children, as the kernel or a power cut would."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)

    def kill_all(self) -> None:
        for process in self.processes:
            self.kill(process)

    def jobs(self):
        return Delivery.objects.using(ALIAS).order_by("pk")

    def done(self) -> int:
        return self.jobs().filter(state=DeliveryState.DONE).count()

    def open(self) -> int:
        return self.jobs().filter(state__in=OPEN_STATES).count()

    def started(self) -> dict[str, int]:
        return self._by_job(STARTED)

    def effects(self) -> dict[str, int]:
        """How often the effect of each job was applied."""
        return self._by_job(EFFECT)

    def _by_job(self, name: str) -> dict[str, int]:
        rows = Event.objects.using(ALIAS).filter(name=name).values_list("subject_id").annotate(Count("pk"))
        return dict(rows)

    def wait_until(self, condition, *, what: str) -> None:
        limit = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < limit, f"waited in vain for {what}: {self.done()} done, {self.open()} open"
            time.sleep(0.02)


def environment(directory: str, **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PILAR_", "COV_"))}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "tests.journal.campaign_settings",
        "PILAR_VAR_DIR": directory,
        "PILAR_LEASE_SECONDS": str(LEASE_SECONDS),
        "PILAR_SWEEP_AFTER_SECONDS": "2",
        "PILAR_WORKER_POLL_MILLISECONDS": "50",
        **more,
    }


def open_arena(directory: str, **more: str) -> Arena:
    """A migrated database on the engine of this test run: a SQLite file, or a PostgreSQL database of its own."""
    database = dict(connections["default"].settings_dict)
    url = os.environ.get("PILAR_DATABASE_URL", "")
    if url:
        database["NAME"] = f"pilar_arena_{os.getpid()}"
        more["PILAR_DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{database['NAME']}"))
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {database['NAME']} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {database['NAME']}")
    else:
        database["NAME"] = f"{directory}/pilar.sqlite3"
    connections.settings[ALIAS] = database
    arena = Arena(directory, environment(directory, **more))
    arena.manage("migrate", "-v0")
    return arena


def close_arena(arena: Arena) -> None:
    arena.kill_all()
    connections[ALIAS].close()
    if connections[ALIAS].vendor == "postgresql":
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {connections[ALIAS].settings_dict['NAME']} WITH (FORCE)")
    del connections[ALIAS]
    del connections.settings[ALIAS]
