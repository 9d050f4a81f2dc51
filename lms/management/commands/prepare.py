import hashlib
import io
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils.translation import gettext as _

from lms.organisations.encryption import make_key_ring

# What a prepared database depends on: locked packages (their migrations), our migrations, seed and starter data.
INGREDIENTS = (
    "requirements.lock",
    "lms/management/commands/seed.py",
    "lms/seed/*",
    "lms/organisations/data/*",
    "lms/registration/data/*",
    "lms/privacy/data/*",
    "content/starter/**/*",
    "*/migrations/*.py",
    "lms/*/migrations/*.py",
)


def fingerprint() -> str:
    database = settings.DATABASES["default"]
    digest = hashlib.sha256(repr([str(database.get(key, "")) for key in ("ENGINE", "HOST", "PORT", "NAME")]).encode())
    files = {path for pattern in INGREDIENTS for path in Path(settings.BASE_DIR).glob(pattern) if path.is_file()}
    for path in sorted(files):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()


def is_prepared() -> bool:
    """Whether the database is there and nothing that it was made from has changed since."""
    stamp = settings.VAR_DIR / "prepared"
    has_tables = "django_migrations" in connection.introspection.table_names()
    return has_tables and stamp.exists() and stamp.read_text() == fingerprint()


class Command(BaseCommand):
    help = (
        "Compile the catalogue, migrate and seed, in production with reference data alone; does nothing when nothing "
        "changed since the last time."
    )
    requires_system_checks = []

    def handle(self, **options):
        call_command("compile_catalogue", stdout=self.stdout)
        if not settings.IS_PRODUCTION:
            make_key_ring()
        if is_prepared():
            return
        if not settings.IS_PRODUCTION:
            words = _("Preparing the database and the demonstration. The first time this takes a minute or two.")
            self.stdout.write(words)
            self.stdout.flush()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("seed", empty=settings.IS_PRODUCTION, stdout=io.StringIO())  # supervise prints the sign-ins
        (settings.VAR_DIR / "prepared").write_text(fingerprint())
