"""Whether this installation can do its work: the parts of ``/sehat/siap``."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from lms.journal.models import Delivery


@dataclass(frozen=True)
class Health:
    """``None``: could not be looked at, because a part before it fails."""

    database: bool
    migrations: bool | None = None
    outbox: bool | None = None
    oldest_delivery_seconds: int | None = None

    @property
    def is_ready(self) -> bool:
        return bool(self.database and self.migrations and self.outbox)


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app as this code has it; read from disk once for each process."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def look(connection: Any, *, at: datetime) -> Health:
    """Ask the database, whether it is migrated, and how long the oldest due delivery has been waiting."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if _last_migrations() - set(MigrationRecorder(connection).applied_migrations()):
            return Health(database=True, migrations=False)
        seconds = oldest_delivery_seconds(at, using=connection.alias)
    except Error:
        return Health(database=False)
    return Health(
        database=True,
        migrations=True,
        outbox=seconds <= settings.PILAR_OUTBOX_LATE_SECONDS,
        oldest_delivery_seconds=seconds,
    )


def oldest_delivery_seconds(at: datetime, *, using: str = "default") -> int:
    """How long the oldest delivery that a worker could take has been due; 0 when there is none."""
    claimable = Delivery.objects.using(using).claimable(at)
    oldest = claimable.order_by("due_at").values_list("due_at", flat=True).first()
    return int((at - oldest).total_seconds()) if oldest else 0
