"""The database itself refuses to change or delete what the journal holds.

Triggers, made by migration 0002. There is no way round them for the application. Two ways exist outside it:
``manage.py flush`` (development and tests, refused in production) lifts them while it empties every table; and the
retention command of a later issue will bring its own migration, which lets the delete trigger pass rows older than
the term of ``docs/data-retention.yaml`` and no others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from lms.journal.triggers import standing_triggers

TABLE = "journal_event"
REFUSAL = "journal_event is append-only"

SQLITE = {
    f"{TABLE}_no_{verb.lower()}": (
        f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    for verb in ("UPDATE", "DELETE")
}

POSTGRESQL_FUNCTION = f"""
    CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = {
    f"{TABLE}_no_change": (
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
    ),
    f"{TABLE}_no_truncate": (
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()"
    ),
}


def _triggers(connection: Any) -> dict[str, str]:
    return {"sqlite": SQLITE, "postgresql": POSTGRESQL}[connection.vendor]


def create_triggers(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
        for statement in _triggers(connection).values():
            cursor.execute(statement)


def drop_triggers(connection: Any) -> None:
    with connection.cursor() as cursor:
        for name in _triggers(connection):
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {TABLE}" if connection.vendor == "postgresql" else ""))
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION {TABLE}_refuse()")


def missing_triggers(connection: Any) -> list[str]:
    """Names of triggers that are not there or are switched off."""
    return sorted(_triggers(connection).keys() - standing_triggers(connection))


@contextmanager
def triggers_lifted(connection: Any) -> Iterator[None]:
    """Without the triggers for a while, in one transaction: were the process to die, they are still there."""
    if missing_triggers(connection):  # not migrated: nothing to lift
        yield
        return
    with transaction.atomic(using=connection.alias):
        drop_triggers(connection)
        yield
        create_triggers(connection)
