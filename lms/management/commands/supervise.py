import http.client
import os
import socket
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.management.commands.prepare import is_prepared
from lms.supervisor import Programme, Supervisor, die_with_parent

# More threads bring nothing under the interpreter's lock; without this flag granian may start 512 of them.
WEB_THREADS = 4


def programmes(*, host: str, port: int, workers: int) -> list[Programme]:
    """Web and background work. Without a broker one worker also keeps the timetable; with one Celery does both."""
    python = sys.executable
    serve = [
        "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(WEB_THREADS), "--workers-kill-timeout", "5", "--log-level", "warning",
    ]  # fmt: skip
    web = Programme("web", [python, "-m", "granian", *serve, "lms.wsgi:application"])
    if not settings.BROKER_URL:
        return [web, Programme("worker", [python, "manage.py", "worker"])]
    celery = [python, "-m", "celery", "-A", "lms", "--quiet"]
    timetable = str(settings.VAR_DIR / "beat-schedule")
    return [
        web,
        Programme("worker", [*celery, "worker", "--loglevel", "WARNING", "--concurrency", "2"]),
        Programme("beat", [*celery, "beat", "--loglevel", "WARNING", "--schedule", timetable]),
    ]


def answers(host: str, port: int) -> bool:
    """Whether the web process is alive: any answer to its health address. The first one may take a while."""
    asked = http.client.HTTPConnection(host, port, timeout=10)
    try:
        asked.request("GET", "/sehat/hidup", headers={"Host": settings.ALLOWED_HOSTS[0]})
        asked.getresponse()
        return True
    except OSError:
        return False
    finally:
        asked.close()


def refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be used ({error.strerror}). Choose another port: make run PORT={port + 1}"
            ) from error


def prepare_first() -> None:
    """In a process of its own, when anything is to do: seeding takes the stop signals for itself."""
    call_command("compile_catalogue")
    if is_prepared():
        return
    done = subprocess.run([sys.executable, "manage.py", "prepare"], check=False, preexec_fn=die_with_parent)
    if done.returncode:
        raise CommandError("the database could not be prepared")


class Command(BaseCommand):
    help = "Run web, worker and timetable in the foreground until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="web processes")
        parser.add_argument("--prepare", action="store_true", help="first migrate and seed, if anything changed")
        parser.add_argument("--with-parent", action="store_true", help="stop when the calling process ends")

    def handle(self, *, host, port, workers, prepare, with_parent, **options):
        if with_parent:
            die_with_parent()
        refuse_a_taken_port(host, port)
        if prepare:
            try:
                prepare_first()
            except KeyboardInterrupt:
                raise CommandError("stopped") from None
        connections.close_all()
        address = f"http://{host}:{port}"
        reached = "127.0.0.1" if host == "0.0.0.0" else host
        Supervisor(
            programmes(host=host, port=port, workers=workers),
            environment={**os.environ, "PILAR_BASE_URL": os.environ.get("PILAR_BASE_URL", address)},
            say=self.stderr.write,
        ).run(is_ready=lambda: answers(reached, port), on_ready=lambda: self.show_banner(address))

    def show_banner(self, address: str) -> None:
        with override(settings.LANGUAGE_CODE):  # preparing may have left another language behind
            words = _("Pilar is running at %(address)s. Ctrl-C stops everything.") % {"address": address}
        self.stdout.write(f"\n{words}\n")
        sign_ins = settings.VAR_DIR / "demo-sign-ins.txt"
        if sign_ins.exists():
            self.stdout.write(sign_ins.read_text())
        self.stdout.flush()
