"""Starts a few programmes in one foreground group, restarts what dies, and leaves nothing behind.

Children ask the kernel for SIGTERM when the supervisor dies (``PR_SET_PDEATHSIG``), so even ``kill -9`` stops
them; the supervisor adopts what a killed child leaves behind (``PR_SET_CHILD_SUBREAPER``) and ends it. Both are
Linux calls; elsewhere only Ctrl-C and SIGTERM stop everything.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
TICK_SECONDS = 0.1
LONGEST_BACK_OFF_SECONDS = 30.0
# A programme that ran this long was well: its next restart waits the shortest time again.
WELL_AFTER_SECONDS = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _prctl(option: int, value: int) -> None:
    if _libc is not None:
        _libc.prctl(option, value, 0, 0, 0)


def die_with_parent() -> None:
    """Send this process SIGTERM when the process that started it ends, however it ends."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Programme:
    """A command to keep running, with what is known of its present process."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restart_at: float = 0.0
    back_off_seconds: float = 1.0


@dataclass
class Supervisor:
    programmes: list[Programme]
    environment: Mapping[str, str]
    say: Callable[[str], None]
    grace_seconds: float = 15.0
    is_stopping: bool = field(default=False, init=False)

    def run(self, *, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> None:
        """Run until a stop signal. ``on_ready`` is called once, as soon as ``is_ready`` says so."""
        _prctl(PR_SET_CHILD_SUBREAPER, 1)
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        ready = False
        try:
            while not self.is_stopping:
                self._start_what_is_due()
                self._notice_deaths()
                if not ready and is_ready():
                    ready = True
                    on_ready()
                time.sleep(TICK_SECONDS)
        finally:
            self._end_all()

    def _stop(self, number: int, frame: object) -> None:
        self.is_stopping = True

    def _start_what_is_due(self) -> None:
        for programme in self.programmes:
            if programme.process is None and time.monotonic() >= programme.restart_at:
                programme.started = time.monotonic()
                programme.process = subprocess.Popen(
                    programme.command,
                    env=dict(self.environment),
                    stdin=subprocess.DEVNULL,
                    preexec_fn=_child_of(os.getpid()),  # noqa: PLW1509  the supervisor has one thread
                )

    def _notice_deaths(self) -> None:
        for programme in self.programmes:
            if programme.process is None or (code := programme.process.poll()) is None:
                continue
            if time.monotonic() - programme.started > WELL_AFTER_SECONDS:
                programme.back_off_seconds = 1.0
            programme.process = None
            programme.restart_at = time.monotonic() + programme.back_off_seconds
            self.say(
                f"{programme.name} ended ({_ending(code)}); starting it again in {programme.back_off_seconds:.0f} s"
            )
            programme.back_off_seconds = min(programme.back_off_seconds * 2, LONGEST_BACK_OFF_SECONDS)
        self._end_orphans()

    def _running(self) -> list[subprocess.Popen[bytes]]:
        return [p.process for p in self.programmes if p.process is not None]

    def _end_orphans(self) -> None:
        """Kill and reap what a killed programme left to us, such as the worker processes of a web server."""
        for pid in set(children_of(os.getpid())) - {process.pid for process in self._running()}:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _end_all(self) -> None:
        for process in self._running():
            process.terminate()
        deadline = time.monotonic() + self.grace_seconds
        for process in self._running():
            try:
                process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for programme in self.programmes:
            programme.process = None
        while children_of(os.getpid()):  # the children of what was killed are ours now, and theirs after them
            self._end_orphans()


def _child_of(supervisor: int) -> Callable[[], None]:
    def before_exec() -> None:
        die_with_parent()
        # Ctrl-C reaches the whole group, but only the supervisor acts on it and sends SIGTERM: a programme that gets
        # both may hang between them (granian 2.8 does).
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        if os.getppid() != supervisor:  # it died before the kernel was asked
            os._exit(1)

    return before_exec


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def children_of(pid: int) -> list[int]:
    """The direct children of a process with one thread; empty where there is no ``/proc``."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
