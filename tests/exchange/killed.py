"""The two ends of the kill campaign, each in a process of its own on the database of the arena.

``python -m tests.exchange.killed ask ROWS`` leaves an import that waits to be written; ``look`` tells what came of it.
"""

import csv
import io
import json
import sys

import django


def ask(rows: int) -> None:
    from django.utils import timezone

    from lms.exchange.enums import SheetKind
    from lms.exchange.models import ImportRun
    from lms.exchange.operations import start_import, to_accept, upload_import
    from lms.journal.operations import claim_next, deliver_claimed
    from tests.factories.organisations import KindFactory, RoleGrantFactory

    KindFactory()
    officer = RoleGrantFactory().user
    text = io.StringIO(newline="")
    header = ("Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota")
    csv.writer(text).writerows([header, *((f"LKS {n}", "PSKS-04", "62.03") for n in range(rows))])
    file = io.BytesIO(text.getvalue().encode())
    run = upload_import(file, name="a.csv", kind=SheetKind.INSTITUTIONS, by=officer, at=timezone.now())
    while claim := claim_next(at=timezone.now()):
        deliver_claimed(claim)
    run = ImportRun.objects.get(pk=run.pk)
    accepted = [code for code, _number in to_accept(run)]
    start_import(run, accepted=accepted, leaves_out_errors=False, by=officer, at=timezone.now())


def look() -> None:
    from lms.exchange.models import ImportChange, ImportRun
    from lms.journal.enums import DeliveryState
    from lms.journal.models import Delivery, Event
    from lms.organisations.models import Institution

    found = {
        "status": ImportRun.objects.get().status,
        "institutions": Institution.objects.count(),
        "changes": ImportChange.objects.count(),
        "registered": Event.objects.filter(name="institution.registered").count(),
        "ran": Event.objects.filter(name="import.ran").count(),
        "attempts": Delivery.objects.get(event__name="import.run_asked").attempts,
        "is_running": Delivery.objects.filter(state=DeliveryState.RUNNING).exists(),
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "ask":
        ask(int(sys.argv[2]))
    else:
        look()
