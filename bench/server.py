"""One web process as production starts it, and what the kernel knows of it."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]

    @property
    def worker(self) -> int:
        """The process that answers: the child of granian's main process with the most memory."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return max((int(child) for child in children), key=lambda pid: memory_kilobytes(pid, "VmRSS"))

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.worker}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS  # user and system time

    def peak_megabytes(self) -> float:
        return memory_kilobytes(self.worker, "VmHWM") / 1024


def memory_kilobytes(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving() -> Iterator[Server]:
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
        "--blocking-threads", "4", "--workers-kill-timeout", "5", "--log-level", "warning", "lms.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until_it_answers(port)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait()


def wait_until_it_answers(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            fetch(port, "/sehat/hidup", "")
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def fetch(port: int, path: str, cookie: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as asked:
        asked.request("GET", path, headers={"Cookie": cookie})
        answer = asked.getresponse()
        return answer.status, answer.read()


def load(port: int, paths: Sequence[str], cookie: str, *, requests: int, threads: int = 4) -> None:
    """Ask ``requests`` times, going round ``paths``, over kept-alive connections. A server error ends the run."""
    faults: list[str] = []

    def ask(first: int) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as asked:
            for number in range(first, requests, threads):
                path = paths[number % len(paths)]
                asked.request("GET", path, headers={"Cookie": cookie})
                answer = asked.getresponse()
                answer.read()
                if answer.status >= 500:
                    faults.append(f"{path} answered {answer.status}")
                    return

    running = [threading.Thread(target=ask, args=(first,)) for first in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    if faults:
        raise SystemExit(f"the measurement is void: {faults[0]}")
