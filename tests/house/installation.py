"""What tests of the frame need to run ``manage.py`` in processes of its own, away from the settings of the suite."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection

ON_SQLITE = connection.vendor == "sqlite"


def outer_environment() -> dict[str, str]:
    """The environment without any setting of ours."""
    ours = ("PILAR_", "DJANGO_", "AWS_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def server_url(name: str) -> str:
    """The address of a database on the PostgreSQL of the suite."""
    found = connection.settings_dict
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{name}"


def copy_sqlite_to(var: Path) -> None:
    """The migrated test database as the database of an installation in ``var``; a reader beside the running test."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
        closing(sqlite3.connect(var / "pilar.sqlite3")) as target,
    ):
        source.backup(target)
