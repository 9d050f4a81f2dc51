"""A database in which rows are really committed, for processes that race each other."""

import os
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection


@contextmanager
def own_database(name, tmp_path_factory, django_db_blocker):
    """Migrated, on the engine of this run, and gone afterwards."""
    with django_db_blocker.unblock():
        connection.close()
        usual = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            own = str(tmp_path_factory.mktemp("race") / f"{name}.sqlite3")
        else:
            own = f"pilar_{name}_{os.getpid()}"
            run_beside(f"CREATE DATABASE {own}")
        connection.settings_dict["NAME"] = own
        call_command("migrate", verbosity=0)
        yield
        connection.close()
        connection.settings_dict["NAME"] = usual
        if connection.vendor == "postgresql":
            run_beside(f"DROP DATABASE {own} WITH (FORCE)")


def run_beside(statement):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
