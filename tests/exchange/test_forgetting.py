from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from lms.exchange.enums import ImportStatus
from lms.exchange.models import ImportChange, ImportFinding, ImportRun
from lms.exchange.operations import drop_import, forget_imports, look_back, start_import
from lms.exchange.tasks import forget_imports as task
from lms.journal.models import Event
from lms.journal.operations import claim_next, deliver_claimed, record
from lms.refusal import Refusal
from tests.exchange.sheets import AT, bring_in, undo, upload
from tests.factories.exchange import ImportRunFactory
from tests.factories.organisations import PersonFactory

HEADER = ("Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota", "Telepon")
ROW = ("LKS Harapan", "LKS", "Kabupaten Kapuas", "0812-3456-789")


@pytest.fixture(autouse=True)
def _commits(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        yield


def test_the_file_and_what_was_found_in_it_go_after_30_days(officer, django_capture_on_commit_callbacks):
    done = bring_in(officer, "institutions", HEADER, ROW)
    path = done.file.path

    with django_capture_on_commit_callbacks(execute=True):
        early = forget_imports(at=AT + timedelta(days=30))
        late = forget_imports(at=AT + timedelta(days=30, seconds=1))
        again = forget_imports(at=AT + timedelta(days=31))

    kept = ImportRun.objects.get()
    assert (early, late, again) == (0, 1, 0)
    assert (kept.file.name, kept.new_rows, kept.status) == ("", 1, ImportStatus.DONE)
    assert ImportFinding.objects.count() == 0
    assert not done.file.storage.exists(path)
    assert Event.objects.filter(name="import.forgotten").count() == 1


def test_an_import_can_be_taken_back_for_90_days(officer):
    done = bring_in(officer, "institutions", HEADER, ROW)

    forget_imports(at=AT + timedelta(days=90))
    found = look_back(done)
    with pytest.raises(Refusal, match="too_late"):
        undo(done, at=AT + timedelta(days=90, seconds=1))
    forget_imports(at=AT + timedelta(days=90, seconds=1))

    assert found.removed == 1
    assert ImportChange.objects.count() == 0


def test_a_dropped_file_is_forgotten_the_same_day(officer):
    dropped = upload(officer, "institutions", HEADER, ROW)
    drop_import(dropped, by=officer, at=AT)

    assert forget_imports(at=AT) == 1


def test_an_import_that_was_never_written_is_dropped_with_its_file(officer):
    upload(officer, "institutions", HEADER, ROW)

    forget_imports(at=AT + timedelta(days=31))

    assert ImportRun.objects.get().status == ImportStatus.DROPPED


def test_what_is_being_worked_on_is_not_forgotten(officer):
    ImportRunFactory(by=officer, status=ImportStatus.RUNNING)

    assert forget_imports(at=AT + timedelta(days=365)) == 0


def test_a_file_that_was_lost_is_said_and_nothing_breaks(officer):
    checked = upload(officer, "institutions", HEADER, ROW)
    checked.file.storage.delete(checked.file.name)

    lost = start_import(checked, accepted=list(checked.tallies["repair"]), leaves_out_errors=False, by=officer, at=AT)

    assert (lost.status, lost.obstacle) == (ImportStatus.CHECKED, "file_lost")


def test_what_was_kept_of_somebody_who_had_her_data_deleted_goes_too(officer):
    siti, sri = (PersonFactory(name=name, region_id="62.03", phone="+628111111111") for name in ("Siti", "Sri"))
    header = ("Kode", "Nama", "L/P", "Telepon")
    bring_in(officer, "people", header, *((each.code, each.name, "P", "08122222222") for each in (siti, sri)))

    with transaction.atomic():
        record("person.erased", subject=siti, by=officer, at=AT)
    while claim := claim_next(at=timezone.now()):
        deliver_claimed(claim)

    assert list(ImportChange.objects.values_list("object_id", flat=True)) == [sri.pk]


def test_the_timetable_calls_it(officer):
    bring_in(officer, "institutions", HEADER, ROW)

    task()

    assert ImportRun.objects.get().forgotten_at is None
