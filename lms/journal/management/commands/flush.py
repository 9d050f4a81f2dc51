from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections

from lms.journal.append_only import triggers_lifted


class Command(flush.Command):
    """Django's ``flush``, for development and tests: it alone may empty the append-only journal."""

    def handle(self, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("flush would empty the register and the journal; it is refused in production")
        with triggers_lifted(connections[options["database"]]):
            super().handle(**options)
