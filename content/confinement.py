"""A program of somebody else, run on a file of somebody else, with hard limits on all it can use up."""

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = str(Path(__file__).parent / "launch.py")
MIB = 1024 * 1024
MAX_OUTPUT_BYTES = 256 * 1024  # of words; what comes after is read and forgotten
MISSING = 127  # exit code of a program that is not there or cannot load its parts


@dataclass(frozen=True)
class Limits:
    """``memory_mib`` is address space: the libraries of ffmpeg alone take about 220 of it."""

    memory_mib: int
    cpu_seconds: int
    wall_seconds: int
    file_mib: int = 1


@dataclass(frozen=True)
class Outcome:
    """How a confined program ended. ``is_overrun``: it was stopped by a limit on time or on what it writes."""

    code: int
    output: str
    is_overrun: bool

    @property
    def is_good(self) -> bool:
        return self.code == 0 and not self.is_overrun


def is_installed(program: str) -> bool:
    return shutil.which(program) is not None


def run_confined(
    command: Sequence[str], *, limits: Limits, folder: Path, on_line: Callable[[str], None] | None = None
) -> Outcome:
    """Run ``command`` in ``folder`` without input, without our environment and within ``limits``.

    Whatever it prints is read as lines; ``on_line`` hears each. Any exception (a worker told to stop) kills it.
    """
    numbers = [limits.memory_mib * MIB, limits.cpu_seconds, limits.file_mib * MIB]
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", LAUNCHER, *map(str, numbers), "--", *command],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, in_time = _read(child, until=time.monotonic() + limits.wall_seconds, on_line=on_line)
    finally:
        _kill(child)
        child.wait()
    overrun = not in_time or -child.returncode in {signal.SIGXCPU, signal.SIGXFSZ}
    return Outcome(child.returncode, output, overrun)


def _read(child: subprocess.Popen[bytes], *, until: float, on_line: Callable[[str], None] | None) -> tuple[str, bool]:
    """All that the child prints until it ends, and whether it ended in time."""
    assert child.stdout is not None
    kept, rest = bytearray(), b""
    with selectors.DefaultSelector() as selector, child.stdout as pipe:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if not selector.select(timeout=left):
                continue
            chunk = os.read(pipe.fileno(), 65_536)
            if not chunk:
                return _words(kept), _ends(child, until)
            kept += chunk[: MAX_OUTPUT_BYTES - len(kept)]
            *lines, rest = (rest + chunk)[-MAX_OUTPUT_BYTES:].split(b"\n")
            for line in lines if on_line else ():
                on_line(_words(line))  # type: ignore[misc]
    return _words(kept), False


def _words(printed: bytes | bytearray) -> str:
    return bytes(printed).decode("utf-8", "replace")


def _ends(child: subprocess.Popen[bytes], until: float) -> bool:
    """The child has closed its output; wait for its end without taking its exit status."""
    while time.monotonic() < until:
        if os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            return True
        time.sleep(0.01)
    return False


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The child and whatever it started; until it is reaped its number belongs to nobody else."""
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended already
        os.killpg(child.pid, signal.SIGKILL)
