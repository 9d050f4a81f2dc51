"""20,000 rows brought into the register as an officer does: uploaded, checked and written by a worker's process.

``python -m bench.imports KIND`` writes a sheet, imports it into the database of its environment and prints one line of
JSON: the seconds of the whole way and the peak memory of its process.
Source of the goal: 20,000 rows in under 60 s with flat memory (at most 300 MB).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
import xlsxwriter

from bench.register import databases

ROWS = 20_000
REGENCIES = ("Kabupaten Kapuas", "Kab. Katingan", "KAB. BARITO UTARA", "Palangkaraya", "Kabupaten Gunung Mas")
CODES = ("6203", "6206", "6205", "6271", "6210")
Show = Callable[..., None]


def institution_rows() -> Iterator[tuple[str, ...]]:
    yield (
        "Nomor Registrasi",
        "Nama Lembaga",
        "Jenis PSKS",
        "Kabupaten/Kota",
        "Alamat",
        "Tanggal Akta",
        "No HP",
        "Email",
    )
    for n in range(ROWS):
        day = date(1990, 1, 1) + timedelta(days=n % 12_000)
        number = f"LAMA-{n:06}" if n % 2 else ""
        yield (
            *(number, f"LKS Contoh {n}", "LKS", REGENCIES[n % 5], f"Jalan Contoh No. {n}"),
            *(f"{day:%d/%m/%Y}", f"0812 {n:04} {n % 9999:04}", f"lks{n}@contoh.id"),
        )


def person_rows() -> Iterator[tuple[str, ...]]:
    yield ("Nama Lengkap", "L/P", "Tempat Lahir", "Tgl Lahir", "NIK", "Kabupaten/Kota", "No HP")
    for n in range(ROWS):
        day = date(1960, 1, 1) + timedelta(days=n % 14_000)
        nik = f"{CODES[n % 5]}01{day.day + 40 * (n % 2):02}{day:%m%y}{n // 14_000 * 5_000 + n % 4_999 + 1:04}"
        yield (
            *(f"Warga Contoh {n}", "P" if n % 2 else "L", "Kapuas", f"{day:%d/%m/%Y}", nik),
            *(REGENCIES[n % 5], f"0813{n:08}"),
        )


def membership_rows() -> Iterator[tuple[str, ...]]:
    """Of the people and institutions that were brought in before."""
    from lms.organisations.models import Institution, Person  # models can be imported only once Django is set up

    yield ("Kode", "Nomor Registrasi Lembaga", "Jabatan", "Mulai", "Nomor SK")
    codes = Person.objects.filter(name__startswith="Warga Contoh").order_by("pk").values_list("code", flat=True)
    numbers = Institution.objects.filter(name__startswith="LKS Contoh").order_by("pk").values_list("number", flat=True)
    for n, (code, number) in enumerate(zip(codes[:ROWS], numbers[:ROWS], strict=True)):
        yield (code, str(number), "Ketua" if n % 3 else "Anggota", f"{1 + n % 28:02}/03/2021", f"SK/{n}/2021")


ROWS_OF = {"institutions": institution_rows, "people": person_rows, "memberships": membership_rows}


def write_sheet(path: Path, rows: Iterator[tuple[str, ...]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Data")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value:
                sheet.write_string(number, column, value)
    book.close()


def import_20000_rows(environment: dict[str, str], show: Show, *, on: str) -> None:
    """Of each kind, in a process of its own, into the database of ``environment``; ``on`` names it."""
    for kind in ROWS_OF:
        command = [sys.executable, "-m", "bench.imports", kind]
        run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        figures = json.loads(run.stdout.splitlines()[-1])
        show(f"import_20000_{kind}_{on}", figures["seconds"], "seconds", at_most=60)
        show(f"import_20000_{kind}_{on}_writing", figures["writing"], "seconds")
        show(f"import_20000_{kind}_{on}_memory", figures["megabytes"], "MB", at_most=300)


def import_into_postgresql(server: str, show: Show) -> None:
    """Into a new database with nothing but the reference data."""
    with databases(server, ["pilar_bench_import"]) as (address,):
        environment = {**os.environ, "PILAR_DATABASE_URL": address}
        for command in (["migrate", "--verbosity", "0"], ["seed", "--empty"]):
            prepared = [sys.executable, "manage.py", *command]
            subprocess.run(prepared, env=environment, check=True, capture_output=True)
        import_20000_rows(environment, show, on="postgresql")


def measure(kind: str) -> dict[str, float]:
    django.setup()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"{kind}.xlsx"
        write_sheet(path, ROWS_OF[kind]())
        return import_sheet(kind, path)


def import_sheet(kind: str, path: Path) -> dict[str, float]:
    from django.utils import timezone

    from lms.exchange.enums import ImportStatus, SheetKind
    from lms.exchange.models import ImportRun
    from lms.exchange.operations import start_import, to_accept, upload_import

    officer = keeper()
    begin = time.perf_counter()
    with path.open("rb") as file:
        run = upload_import(file, name=path.name, kind=SheetKind(kind), by=officer, at=timezone.now())
    deliver_all("import.check_asked")
    run = ImportRun.objects.get(pk=run.pk)
    assert (run.new_rows, run.error_rows) == (ROWS, 0), (run.new_rows, run.error_rows, run.tallies)
    checked = time.perf_counter()
    accepted = [code for code, _number in to_accept(run)]
    start_import(run, accepted=accepted, leaves_out_errors=False, by=officer, at=timezone.now())
    deliver_all("import.run_asked")
    seconds, writing = time.perf_counter() - begin, time.perf_counter() - checked
    run = ImportRun.objects.get(pk=run.pk)
    assert run.status == ImportStatus.DONE, run.status
    return {"seconds": seconds, "writing": writing, "megabytes": peak_megabytes()}


def peak_megabytes() -> float:
    """Of this process alone; what ``getrusage`` says begins with the size of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def keeper() -> Any:
    """An officer of Kalimantan Tengah."""
    from django.utils import timezone

    from lms.accounts.models import User
    from lms.accounts.roles import Role
    from lms.organisations.models import RoleGrant

    grants = RoleGrant.objects.in_force().filter(role=Role.PROVINCE_OFFICER, region_id="62", sees_names=True)
    if grant := grants.select_related("user").first():
        return grant.user
    user = User.objects.create_user(email="bench-import@contoh.id", name="Petugas Contoh", password=None)
    RoleGrant.objects.create(
        user=user, role=Role.PROVINCE_OFFICER, region_id="62", starts_on=timezone.localdate() - timedelta(days=1)
    )
    return user


def deliver_all(event: str) -> None:
    """What a worker would do about ``event``, and nothing else that waits."""
    from django.utils import timezone

    from lms.journal.models import Delivery
    from lms.journal.operations import claim_delivery, deliver_claimed

    for pk in Delivery.objects.open().filter(event__name=event).values_list("pk", flat=True):
        claim = claim_delivery(pk, at=timezone.now())
        if claim is None or not deliver_claimed(claim):
            raise RuntimeError(f"the delivery of {event} failed")


if __name__ == "__main__":
    print(json.dumps(measure(*sys.argv[1:])))  # noqa: T201
