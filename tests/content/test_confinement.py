"""What a program of somebody else may use up, tried with programs that want too much."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from content.confinement import MISSING, Limits, run_confined

SMALL = Limits(memory_mib=200, cpu_seconds=5, wall_seconds=10)
PYTHON = [sys.executable, "-I", "-S", "-c"]


def run(tmp_path, code, limits=SMALL, **more):
    return run_confined([*PYTHON, code], limits=limits, folder=tmp_path, **more)


def test_a_program_that_does_its_work_is_heard(tmp_path):
    heard = []

    outcome = run(tmp_path, "print('satu'); print('dua')", on_line=heard.append)

    assert (outcome.code, outcome.output, outcome.is_good) == (0, "satu\ndua\n", True)
    assert heard == ["satu", "dua"]


def test_a_program_that_wants_too_much_memory_gets_none(tmp_path):
    outcome = run(tmp_path, "block = bytearray(400 * 1024 * 1024)")

    assert not outcome.is_good
    assert "MemoryError" in outcome.output


def test_a_program_that_counts_for_ever_is_stopped(tmp_path):
    outcome = run(tmp_path, "while True: pass", Limits(memory_mib=200, cpu_seconds=1, wall_seconds=10))

    assert (outcome.is_overrun, outcome.is_good) == (True, False)


def test_a_program_that_sleeps_is_stopped_with_all_it_started(tmp_path):
    code = "import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"

    outcome = run(tmp_path, code, Limits(memory_mib=200, cpu_seconds=5, wall_seconds=1))

    assert outcome.is_overrun
    wait_for(lambda: is_gone(int(outcome.output)))


def test_a_program_that_closes_its_output_and_stays_is_stopped(tmp_path):
    outcome = run(
        tmp_path,
        "import os, time; os.close(1); os.close(2); time.sleep(60)",
        Limits(memory_mib=200, cpu_seconds=5, wall_seconds=1),
    )

    assert outcome.is_overrun


def test_a_program_that_writes_without_end_is_stopped(tmp_path):
    outcome = run_confined(["cp", "/dev/zero", "besar"], limits=SMALL, folder=tmp_path)

    assert outcome.is_overrun
    assert (tmp_path / "besar").stat().st_size <= 1024 * 1024


def test_a_program_that_talks_without_end_fills_no_memory(tmp_path):
    outcome = run(tmp_path, "for _ in range(40): print('0' * 1_000_000)")

    assert len(outcome.output) == 256 * 1024


def test_our_environment_and_our_input_stay_here(tmp_path, monkeypatch):
    monkeypatch.setenv("PILAR_SECRET_KEY", "rahasia")

    outcome = run(tmp_path, "import os, sys; print(sorted(os.environ), repr(sys.stdin.read()))")

    assert "PILAR_SECRET_KEY" not in outcome.output
    assert outcome.output.endswith("''\n")


def test_a_missing_program_is_told_apart(tmp_path):
    assert run_confined(["tidak-ada-program"], limits=SMALL, folder=tmp_path).code == MISSING


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_the_program_dies_with_the_worker_that_started_it(tmp_path):
    starter = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nfrom content.confinement import Limits, run_confined\n"
        'code = \'import os, time; open("pid", "w").write(str(os.getpid())); time.sleep(60)\'\n'
        "run_confined([sys.executable, '-c', code], limits=Limits(400, 5, 60), folder=Path(sys.argv[2]))\n"
    )
    root = str(Path(__file__).parents[2])
    worker = subprocess.Popen([sys.executable, "-c", starter, root, str(tmp_path)])
    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    program = int((tmp_path / "pid").read_text())

    worker.send_signal(signal.SIGKILL)
    worker.wait()

    wait_for(lambda: is_gone(program))


def wait_for(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_gone(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    assert os.getpid() != pid
    return state == "Z"
