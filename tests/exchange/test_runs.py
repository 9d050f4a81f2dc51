"""What holds for any kind of sheet: all or nothing, once, and only what the officer saw."""

import pytest
from django.utils import timezone

from lms.exchange.enums import ImportStatus, SheetKind
from lms.exchange.models import ImportChange, ImportRun
from lms.exchange.operations import run_import, show_progress, start_import, survey, to_accept, upload_import
from lms.exchange.operations.surveys import BATCH
from lms.journal.models import Delivery, Event
from lms.journal.operations import claim_next, deliver_claimed
from lms.organisations.models import Institution, RoleGrant
from lms.refusal import Refusal
from tests.exchange.sheets import AT, counts, csv_file, errors, run, upload, xlsx_file
from tests.factories.organisations import InstitutionFactory

HEADER = ("Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota", "Telepon")


def row(name, phone=""):
    return (name, "LKS", "Kabupaten Kapuas", phone)


def work():
    while claim := claim_next(at=timezone.now()):
        deliver_claimed(claim, jitter=lambda: 0)


class Killed(Exception):
    """Stands for SIGKILL at this point."""


def test_a_run_that_dies_in_the_middle_has_written_nothing_and_is_done_whole_later(officer):
    checked = upload(officer, "institutions", HEADER, *(row(f"LKS {n}") for n in range(2 * BATCH + 1)))
    work()
    start_import(checked, accepted=["kind_word"], leaves_out_errors=False, by=officer, at=AT)

    def dies(rows):
        if rows > BATCH:
            raise Killed

    with pytest.raises(Killed):
        run_import(checked, at=AT, report=dies)
    after_the_kill = (Institution.objects.count(), ImportChange.objects.count(), ImportRun.objects.get().status)
    work()
    work()

    assert after_the_kill == (0, 0, ImportStatus.RUNNING)
    assert Institution.objects.count() == 2 * BATCH + 1
    assert Event.objects.filter(name="institution.registered").count() == 2 * BATCH + 1
    assert Event.objects.filter(name="import.ran").count() == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}


def test_a_second_run_of_what_is_written_is_refused(officer):
    done = run(upload(officer, "institutions", HEADER, row("LKS A")))

    with pytest.raises(Refusal, match="not_checked"):
        run(done)
    assert run_import(done, at=AT).status == ImportStatus.DONE
    assert Institution.objects.count() == 1


def test_every_reason_against_a_run_is_said_at_once(officer):
    checked = upload(officer, "institutions", HEADER, row("LKS A", "abc"), row("LKS B"))

    with pytest.raises(Refusal) as refusal:
        start_import(checked, accepted=[], leaves_out_errors=False, by=officer, at=AT)

    assert str(refusal.value) == "has_errors; not_accepted"
    assert to_accept(checked) == [("kind_word", 1)]


def test_with_nothing_new_there_is_nothing_to_write(officer):
    sheet = (HEADER, row("LKS A"))
    run(upload(officer, "institutions", *sheet))

    with pytest.raises(Refusal, match="nothing_to_write"):
        run(upload(officer, "institutions", *sheet))


def test_whose_role_ended_meanwhile_writes_nothing(officer):
    checked = upload(officer, "institutions", HEADER, *(row(f"LKS {n}") for n in range(201)))
    work()
    start_import(checked, accepted=["kind_word"], leaves_out_errors=False, by=officer, at=AT)
    RoleGrant.objects.update(ends_on=timezone.localdate())

    work()

    checked.refresh_from_db()
    assert (checked.status, checked.is_stale, counts(checked)) == (ImportStatus.CHECKED, True, (0, 0, 0, 201))
    assert Institution.objects.count() == 0


def test_a_change_of_one_cell_in_the_register_is_noticed(officer):
    kept = InstitutionFactory(number="LKS-1", phone="+628111111111")
    header = ("Nomor Registrasi", *HEADER)
    checked = upload(officer, "institutions", header, ("LKS-1", kept.name, "LKS", "62.03", "08122222222"))
    Institution.objects.filter(pk=kept.pk).update(phone="+628133333333")

    again = run(checked)

    assert (again.status, again.is_stale) == (ImportStatus.CHECKED, True)
    change = again.findings.get(kind="change")
    assert (change.column, change.before, change.after) == ("E (Telepon)", "+628133333333", "+628122222222")


def test_progress_of_a_long_check_is_seen_from_outside(officer):
    checked = upload(officer, "institutions", HEADER, *(row(f"LKS {n}") for n in range(BATCH + 1)))
    seen = []

    def report(rows):
        show_progress(checked)(rows)
        seen.append(ImportRun.objects.get().done_rows)

    survey(checked, report=report)

    assert seen == [BATCH, BATCH + 1]


@pytest.mark.parametrize("number", [1, 40])
def test_a_batch_costs_the_same_number_of_queries_whatever_its_length(officer, django_assert_max_num_queries, number):
    checked = upload(officer, "institutions", HEADER, *(row(f"LKS {n}") for n in range(number)))

    with django_assert_max_num_queries(45):
        run(checked)


def test_a_messy_file_as_it_comes_from_an_office(officer):
    file = xlsx_file(
        ("DAFTAR LKS KABUPATEN KAPUAS TAHUN 2025",),
        (),
        ("No", "Nama Lembaga", "Jenis", "Alamat", "", "Akta Notaris", ""),
        ("", "", "", "Kabupaten", "Jalan", "Nomor", "Tanggal"),
        (1, "  LKS   Harapan ", "LKS", "Kab. Kapuas", "'Jl. Mawar 1", "'12", "22 Juli 2019"),
        (2, "LKS Kasih", "LKS", "KAPUAS", "-", "AHU-7", "22/07/2019"),
        merges=[(2, 3, 2, 4, "Alamat"), (2, 5, 2, 6, "Akta Notaris")],
    )

    done = run(upload_import(file, name="LKS 2025.xlsx", kind=SheetKind.INSTITUTIONS, by=officer, at=AT))

    assert errors(done) == []
    made = Institution.objects.order_by("pk").values_list("name", "region_id", "address", "deed_number", "deed_on")
    assert [(*each[:-1], str(each[-1])) for each in made] == [
        ("LKS Harapan", "62.03", "Jl. Mawar 1", "12", "2019-07-22"),
        ("LKS Kasih", "62.03", "", "AHU-7", "2019-07-22"),
    ]
    assert set(done.tallies["repair"]) >= {
        "two_header_rows",
        "spaces",
        "apostrophe",
        "region_spelling",
        "date_spelling",
    }


def test_a_csv_of_an_indonesian_spreadsheet_is_read(officer):
    file = csv_file(HEADER, row("LKS Ibu é"), delimiter=";", encoding="cp1252")

    run(upload_import(file, name="LKS.CSV", kind=SheetKind.INSTITUTIONS, by=officer, at=AT))

    assert Institution.objects.get().name == "LKS Ibu é"
