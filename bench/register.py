"""Searching and listing the register on PostgreSQL, small and large, each in a database of its own.

``python -m bench.register INSTITUTIONS`` builds a register with ten people to an institution in the database of its
environment, asks its pages as officers do and prints one line of JSON: the 95th percentile and the median in
milliseconds, and the most queries of a page, by page.
Source of the goal: 200,000 institutions, 2,000,000 people, p95 under 100 ms, at most 8 queries, at most 1.5 times the
median of 2,000 institutions.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from itertools import cycle, islice
from uuid import uuid4

import django
import psycopg

SIZES = (2_000, 200_000)
REQUESTS = 60

FIRST = ["Panti", "Yayasan", "LKS", "Karang Taruna", "LK3", "Rumah", "Wahana", "Forum"]
SECOND = ["Harapan", "Kasih", "Bina", "Cahaya", "Mitra", "Tunas", "Bakti", "Peduli", "Sinar", "Mekar", "Karya", "Restu"]
THIRD = ["Ibu", "Bangsa", "Sejahtera", "Mandiri", "Insani", "Lestari", "Abadi", "Kahayan", "Barito", "Kapuas"]
GIVEN = ["Siti", "Ahmad", "Dewi", "Budi", "Rina", "Agus", "Yuni", "Hendra", "Maria", "Yohanes", "Nur", "Rahmat", "Lina"]
FAMILY = ["Lestari", "Saputra", "Wulandari", "Hidayat", "Kristiani", "Gunawan", "Rahman", "Sari", "Tarigan", "Dehen"]


def one_of(words: list[str], by: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + ({by}) % {len(words)}]"


def multiply(cursor, row, rows_from: str, **different: str) -> None:
    """Copies of ``row``, one for each of ``rows_from``, with some columns computed."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(different.get(field.column, f'model."{field.column}"') for field in fields)
    table = row._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM"
        f" (SELECT * FROM {table} WHERE id = {row.pk}) AS model CROSS JOIN {rows_from}"
    )


def build(institutions: int) -> None:
    from django.db import connection

    from lms.organisations.models import Institution, Membership, Person, RegistrationPaper
    from lms.organisations.operations import load_kinds, load_regions
    from lms.organisations.triggers import put_up, take_down

    load_regions()
    load_kinds()
    take_down(using="default", plan=["four million rows"])
    people = institutions * 10
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE place AS SELECT row_number() OVER (ORDER BY code) - 1 AS n, code"
            " FROM organisations_region WHERE level = 'regency' AND valid_to IS NULL"
        )
        multiply(
            cursor,
            Institution.objects.create(number="B-0", name="contoh", kind_id="PSKS-04", region_id="11.01"),
            f"(SELECT i, code FROM generate_series(1, {institutions}) AS i JOIN place ON n = i % 514) AS place",
            number="'B-' || i",
            name=" || ' ' || ".join(
                (one_of(FIRST, "i"), one_of(SECOND, "i / 7"), one_of(THIRD, "i / 91"), "(i / 977)::text")
            ),
            region_id="place.code",
        )
        multiply(
            cursor,
            RegistrationPaper.objects.create(
                institution=Institution.objects.get(number="B-0"), kind="STP", number="0", issued_on=date(2025, 1, 10)
            ),
            "organisations_institution AS made WHERE made.number <> 'B-0'",
            institution_id="made.id",
        )
        multiply(
            cursor,
            Person.objects.create(name="contoh", sex="female"),
            f"generate_series(1, {people}) AS i",
            uuid="gen_random_uuid()",
            code="'B' || i",
            name=" || ' ' || ".join(
                (one_of(GIVEN, "i"), one_of(GIVEN, "i / 13"), one_of(FAMILY, "i / 171"), "(i / 1709)::text")
            ),
        )
        multiply(
            cursor,
            Membership.objects.create(
                person=Person.objects.get(name="contoh"),
                institution=Institution.objects.get(number="B-0"),
                starts_on=date(2024, 1, 1),
            ),
            """(SELECT id, row_number() OVER (ORDER BY id) AS n FROM organisations_person) AS p
               JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM organisations_institution) AS o
               ON o.n = 2 + (p.n - 2) / 10 WHERE p.n > 1""",
            person_id="p.id",
            institution_id="o.id",
        )
    put_up(using="default")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def officer(role: str, region: str | None):
    """A client signed in as an officer with a second factor."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.test import Client

    from lms.accounts.models import User
    from lms.organisations.models import RoleGrant

    user = User.objects.create_user(name=role, email=f"{uuid4()}@contoh.id")
    RoleGrant.objects.create(user=user, role=role, region_id=region, starts_on=date(2024, 1, 1))
    TOTP.activate(user, generate_totp_secret())
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/beranda/")  # the session notes, once a minute, that she is here
    return client


def pages():
    ministry = officer("ministry_officer", None)
    province = officer("province_officer", "62")
    regency = officer("regency_officer", "62.03")
    searches = ["Harapan Ibu", "kasih", "panti bina", "LKS Cahaya Kapuas", "B-17", "sejahtera 3"]
    names = ["siti", "ahmad lestari", "dewi sari", "hendra tarigan 1", "rahmat"]
    return {
        "institutions_of_the_nation": (ministry, ["/data/lembaga/", "/data/lembaga/?page=3"]),
        "institutions_of_a_province": (province, ["/data/lembaga/"]),
        "institutions_of_a_kabupaten": (regency, ["/data/lembaga/"]),
        "search_institutions_nation": (ministry, [f"/data/lembaga/?cari={words}" for words in searches]),
        "search_institutions_province": (province, [f"/data/lembaga/?cari={words}" for words in searches]),
        "people_of_a_province": (province, ["/data/orang/"]),
        "search_people_nation": (ministry, [f"/data/orang/?cari={words}" for words in names]),
        "search_people_province": (province, [f"/data/orang/?cari={words}" for words in names]),
        "search_people_kabupaten": (regency, [f"/data/orang/?cari={words}" for words in names]),
        "people_of_a_kind": (province, ["/data/orang/?jenis=PSKS-04", "/data/orang/?jenis=PSKS-02"]),
        "certified_institutions": (province, ["/lembaga/"]),
        "directory": (province, ["/direktori/", *(f"/direktori/?cari={words}" for words in searches)]),
    }


def measured(client, addresses: list[str]) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    queries, took = 0, []
    for address in addresses:  # once each to warm up, and to count
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"the measurement is void: {address} answered {answer.status_code}")
        queries = max(queries, len(captured))
    for address in islice(cycle(addresses), REQUESTS):
        began = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    return {"p95": took[int(len(took) * 0.95)], "median": took[len(took) // 2], "queries": queries}


def main(institutions: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from django.core.management import call_command

    from lms.organisations.encryption import make_key_ring
    from lms.organisations.models import Region

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    make_key_ring()
    if not Region.objects.exists():
        build(institutions)
    print(json.dumps({name: measured(*asked) for name, asked in pages().items()}))  # noqa: T201


# --- called by bench.run -----------------------------------------------------


@contextmanager
def databases(server: str, names: list[str]):
    """New and empty, on the server of an address such as ``postgres://user@host:port/any``; gone afterwards."""
    root = server.rpartition("/")[0]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield [f"{root}/{name}" for name in names]
        finally:
            for name in names:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def register_of_two_sizes(server: str, show: Callable[..., None]) -> None:
    """Each page at both sizes, and how much slower the large one is."""
    found = []
    with databases(server, [f"pilar_bench_{size}" for size in SIZES]) as addresses:
        for size, address in zip(SIZES, addresses, strict=True):
            run = subprocess.run(
                [sys.executable, "-m", "bench.register", str(size)],
                env={**os.environ, "PILAR_DATABASE_URL": address},
                check=True,
                capture_output=True,
                text=True,
            )
            found.append(json.loads(run.stdout.splitlines()[-1]))
    small, large = found
    for name, page in large.items():
        show(f"{name}_p95", page["p95"], "ms", at_most=100)
        show(f"{name}_queries", page["queries"], "queries", at_most=8)
        show(f"{name}_to_small", page["median"] / small[name]["median"], "ratio", at_most=1.5)


if __name__ == "__main__":
    main(int(sys.argv[1]))
