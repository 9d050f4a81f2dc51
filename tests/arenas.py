"""Where processes and threads race each other on rows that are really committed."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

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


def at_once(*acts):
    """Run all acts in threads that start together; what they answered or raised."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]
