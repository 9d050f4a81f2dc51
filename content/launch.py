"""Runs inside the child process, before the program it becomes: ``launch.py MEMORY CPU FILE -- program arguments``.

A script of its own, since limits set between fork and exec are not safe in a process with threads (a worker has its
heartbeat). The limits hold from the first instruction of the program on, and it dies with the worker that started it.
"""

import contextlib
import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    with contextlib.suppress(AttributeError, OSError):  # Linux alone knows it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    memory, cpu_seconds, file_bytes = (int(number) for number in sys.argv[1:4])
    command = sys.argv[5:]
    die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it, and what it ignores stays ignored
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        os.execvp(command[0], command)
    except FileNotFoundError:
        sys.exit(127)  # what a shell says of a missing program


if __name__ == "__main__":
    main()
