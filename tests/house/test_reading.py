"""A GET never changes anything. Source: house security rules 5."""

import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.house.permission_table import TABLE
from tests.house.test_permissions import ask, client_of
from tests.house.world import build_world

READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@time_machine.travel(timezone.now(), tick=False)  # on a slow machine the minute of that note passes
def test_no_page_writes_when_it_is_read(db):
    world = build_world()
    written: list[tuple[str, str]] = []
    clients: dict[str, Client] = {}
    for line in (line for line in TABLE if line.method == "get"):
        who = sorted(line.allowed)[0]
        if who not in clients:
            clients[who] = client_of(world.users[who])
            clients[who].get("/beranda/")  # notes in the session, once a minute, that she is here

        def note(execute, sql, params, many, context, name=line.name):
            if not sql.lstrip(" (\n").startswith(READS):
                written.append((name, sql))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            ask(clients[who], line, world)

    assert written == []
