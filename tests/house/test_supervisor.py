"""The supervisor with real processes: nothing survives it, and what dies is started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from lms.supervisor import LONGEST_BACK_OFF_SECONDS, children_of
from tests.arenas import own_database
from tests.house.installation import ON_SQLITE, copy_sqlite_to, outer_environment, server_url

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel for Linux's parent-death signal")

BROKER = os.environ.get("PILAR_TEST_BROKER_URL", "")
SLEEPER = "import time; time.sleep(600)"
# A programme with a child of its own, like a web server with its worker processes.
PARENT = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"


def until(condition, *, seconds: float = 20.0):
    """The first true value of ``condition``; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def descendants(pid: int) -> list[int]:
    """All processes below ``pid``; started by any thread."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def is_alive(pid: int) -> bool:
    """Running; a zombie that nobody has reaped counts as alive, for it was left behind."""
    return Path(f"/proc/{pid}").exists()


@pytest.fixture
def supervise():
    started = []

    def start(*codes: str, grace_seconds: float = 15.0) -> subprocess.Popen:
        script = (
            "import os, sys\n"
            "from lms.supervisor import Programme, Supervisor\n"
            f"programmes = [Programme(f'p{{i}}', [sys.executable, '-c', code]) for i, code in enumerate({codes!r})]\n"
            "say = lambda words: print(words, flush=True)\n"
            f"Supervisor(programmes, os.environ, say, {grace_seconds})"
            ".run(is_ready=lambda: True, on_ready=lambda: print('ready', flush=True))\n"
            "print('stopped', flush=True)\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script], cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, process_group=0
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything_and_the_supervisor_ends_well(supervise, number):
    supervisor = supervise(SLEEPER, PARENT)
    below = until(lambda: len(found := descendants(supervisor.pid)) == 3 and found)

    supervisor.send_signal(number)

    assert supervisor.wait(timeout=20) == 0
    assert supervisor.stdout.read().splitlines() == ["ready", "stopped"]
    assert [pid for pid in below if is_alive(pid)] == []


def test_ctrl_c_in_the_terminal_reaches_a_programme_as_one_stop_signal(supervise):
    tells = "import signal, sys; signal.signal(signal.SIGINT, lambda *_: print('int', flush=True));"
    tells += "signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('term', flush=True)));"
    supervisor = supervise(tells + "print('set', flush=True);" + SLEEPER)
    lines = {supervisor.stdout.readline(), supervisor.stdout.readline()}

    os.killpg(supervisor.pid, signal.SIGINT)  # what the terminal does

    assert lines == {"ready\n", "set\n"}
    assert supervisor.stdout.read().splitlines() == ["term", "stopped"]


def test_kill_9_of_the_supervisor_ends_its_programmes(supervise):
    supervisor = supervise(SLEEPER, SLEEPER)
    below = until(lambda: len(found := descendants(supervisor.pid)) == 2 and found)

    supervisor.kill()
    supervisor.wait()

    until(lambda: not any(is_alive(pid) for pid in below))


def test_a_programme_that_ignores_the_stop_signal_is_killed_after_the_grace(supervise):
    supervisor = supervise(STUBBORN, grace_seconds=0.5)
    below = until(lambda: len(found := descendants(supervisor.pid)) == 1 and found)
    time.sleep(0.5)  # until the programme ignores the signal

    supervisor.terminate()

    assert supervisor.wait(timeout=20) == 0
    assert [pid for pid in below if is_alive(pid)] == []


def test_a_programme_that_dies_is_started_again_and_what_it_left_is_ended(supervise):
    supervisor = supervise(PARENT)
    [parent] = until(lambda: children_of(supervisor.pid))
    [orphan] = until(lambda: children_of(parent))

    os.kill(parent, signal.SIGKILL)

    until(lambda: not is_alive(parent) and not is_alive(orphan))
    [again] = until(lambda: children_of(supervisor.pid))
    assert again != parent
    supervisor.terminate()
    assert supervisor.stdout.read().splitlines()[1:] == [
        "p0 ended (signal SIGKILL); starting it again in 1 s",
        "stopped",
    ]


def test_each_restart_waits_twice_as_long_up_to_a_bound(supervise):
    supervisor = supervise("raise SystemExit(3)")

    lines = [supervisor.stdout.readline().strip() for _ in range(4)]

    assert lines[1:] == [f"p0 ended (exit code 3); starting it again in {seconds} s" for seconds in (1, 2, 4)]
    assert LONGEST_BACK_OFF_SECONDS == 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def empty_register(tmp_path_factory, django_db_blocker):
    """A house at work writes: it has a database of its own."""
    with own_database("house", tmp_path_factory, django_db_blocker):
        yield


@pytest.fixture
def house(request, tmp_path, empty_register):
    """``manage.py supervise`` on an empty register, on a free port; settings come as parameter."""
    environment = {**outer_environment(), "PILAR_VAR_DIR": str(tmp_path), **getattr(request, "param", {})}
    if ON_SQLITE:
        copy_sqlite_to(tmp_path)
    else:
        environment["PILAR_DATABASE_URL"] = server_url(connection.settings_dict["NAME"])
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "supervise", "--with-parent", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.port = port
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def banner_of(house) -> str:
    return next(line for line in house.stdout if "http://" in line)


def commands_of(pids: list[int]) -> str:
    return " ".join(Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in pids)


def test_the_whole_house_says_where_it_is_and_leaves_nothing_behind(house):
    assert f" http://127.0.0.1:{house.port}. " in banner_of(house)
    below = until(lambda: len(found := descendants(house.pid)) >= 3 and found)

    house.send_signal(signal.SIGINT)

    assert house.wait(timeout=30) == 0
    assert [pid for pid in below if is_alive(pid)] == []


def test_kill_9_of_the_whole_house_leaves_nothing_behind_and_frees_the_port(house):
    banner_of(house)
    below = until(lambda: len(found := descendants(house.pid)) >= 3 and found)

    house.kill()
    house.wait()

    until(lambda: not any(is_alive(pid) for pid in below), seconds=30)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", house.port))


@pytest.mark.skipif(not BROKER, reason="PILAR_TEST_BROKER_URL names no broker")
@pytest.mark.parametrize("house", [{"PILAR_BROKER_URL": BROKER}], indirect=True, ids=["broker"])
def test_with_a_broker_celery_works_and_keeps_the_timetable_and_nothing_is_left_behind(house):
    banner_of(house)
    below = until(lambda: len(found := descendants(house.pid)) >= 6 and found)
    commands = commands_of(below)
    assert "--quiet worker " in commands
    assert "--quiet beat " in commands

    house.kill()
    house.wait()

    until(lambda: not any(is_alive(pid) for pid in below), seconds=30)
