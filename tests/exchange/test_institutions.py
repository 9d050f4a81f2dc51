from datetime import date, timedelta

import pytest

from lms.exchange.enums import ImportStatus
from lms.exchange.operations import look_back
from lms.journal.models import Event
from lms.organisations.enums import InstitutionStatus, Owner
from lms.organisations.models import Institution
from lms.refusal import Refusal
from tests.exchange.sheets import AT, bring_in, counts, errors, run, undo, upload
from tests.factories.organisations import InstitutionFactory, KindFactory, MembershipFactory, RegencyFactory

HEADER = ("Nomor Registrasi", "Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota", "Telepon", "Tanggal Akta Notaris")
LATER = AT + timedelta(days=1)


def row(number="", name="LKS Harapan", kind="LKS", regency="Kabupaten Kapuas", phone="", deed_on=""):
    return (number, name, kind, regency, phone, deed_on)


def test_a_new_institution_gets_a_number_and_an_event(officer):
    done = bring_in(officer, "institutions", HEADER, row(phone="0812 3456 7890", deed_on="22/07/2019"))

    made = Institution.objects.get()
    assert (made.number, made.name, made.region_id) == ("62.03/04/0001", "LKS Harapan", "62.03")
    assert (made.phone, made.deed_on, made.owner) == ("+6281234567890", date(2019, 7, 22), Owner.COMMUNITY)
    assert (done.status, counts(done)) == (ImportStatus.DONE, (1, 0, 0, 0))
    event = Event.objects.get(name="institution.registered")
    assert (event.subject_id, event.by_id, event.data) == (str(made.pk), officer.pk, {"import": done.pk})


def test_the_check_writes_nothing_to_the_register(officer):
    checked = upload(officer, "institutions", HEADER, row())

    assert (checked.status, counts(checked)) == (ImportStatus.CHECKED, (1, 0, 0, 0))
    assert Institution.objects.count() == 0
    assert [event.name for event in Event.objects.all()] == ["import.checked"]


def test_the_same_sheet_again_changes_nothing(officer):
    sheet = (HEADER, row(), row(name="LKS Kasih", phone="08123456789"), row(number="LAMA-7", name="LKS Tiga"))
    bring_in(officer, "institutions", *sheet)

    again = upload(officer, "institutions", *sheet)

    assert counts(again) == (0, 0, 3, 0)
    assert again.tallies == {}


def test_a_number_finds_its_institution_and_only_what_differs_is_changed(officer):
    kept = InstitutionFactory(number="LKS-1", name="LKS Lama", phone="+628111", address="Jalan Mawar 1")

    done = bring_in(officer, "institutions", HEADER, row(number="LKS-1", name="LKS Baru"))

    kept.refresh_from_db()
    assert (kept.name, kept.phone, kept.address) == ("LKS Baru", "+628111", "Jalan Mawar 1")
    assert counts(done) == (0, 1, 0, 0)
    assert Event.objects.get(name="institution.changed").data == {"fields": ["name"], "import": done.pk}


def test_without_a_number_name_kind_and_area_find_it_whatever_the_case_and_spaces(officer):
    InstitutionFactory(name="LKS  Harapan Ibu")

    checked = upload(officer, "institutions", HEADER, row(name="lks harapan ibu"))

    assert counts(checked) == (0, 1, 0, 0)


def test_a_name_that_several_have_asks_for_the_number(officer):
    InstitutionFactory.create_batch(2, name="LKS Harapan")

    checked = upload(officer, "institutions", HEADER, row())

    assert errors(checked) == [(2, "B (Nama Lembaga)", "several_same")]


def test_a_row_outside_the_area_is_refused_in_the_same_words_whether_it_exists_or_not(officer):
    InstitutionFactory(number="BJR-1", name="LKS Ada", region=RegencyFactory(code="63.03", name="Kabupaten Banjar"))

    checked = upload(
        officer, "institutions", HEADER,
        row(number="BJR-1", name="LKS Ada", regency="Kabupaten Banjar"),
        row(name="LKS Ada", regency="Kabupaten Banjar"),
        row(name="LKS Tidak Ada", regency="Kabupaten Banjar"),
    )  # fmt: skip

    assert errors(checked) == [(number, "D (Kabupaten/Kota)", "outside_area") for number in (2, 3, 4)]


def test_a_number_of_another_area_cannot_be_taken(officer):
    foreign = InstitutionFactory(number="GM-1", region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"))

    checked = upload(officer, "institutions", HEADER, row(number="GM-1"))

    assert errors(checked) == [(2, "A (Nomor Registrasi)", "number_elsewhere")]
    foreign.refresh_from_db()
    assert foreign.region_id == "62.10"


def test_an_institution_that_only_applies_is_not_found_by_import(officer):
    InstitutionFactory(number="X-1", status=InstitutionStatus.REJECTED)

    checked = upload(officer, "institutions", HEADER, row(number="X-1"))

    assert errors(checked) == [(2, "A (Nomor Registrasi)", "number_elsewhere")]


@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        (row(number="A-1"), row(number="A-1", name="LKS Lain"), "A (Nomor Registrasi)"),
        (row(), row(name="lks  harapan"), "B (Nama Lembaga)"),
        (row(number="A-1"), row(), "B (Nama Lembaga)"),
        (row(), row(number="A-1"), "A (Nomor Registrasi)"),
    ],
)
def test_two_rows_about_one_institution_are_an_error_of_the_second(officer, first, second, column):
    checked = upload(officer, "institutions", HEADER, first, second)

    assert counts(checked) == (1, 0, 0, 1)
    assert errors(checked) == [(3, column, "same_as_row")]
    assert checked.findings.get(kind="error").values == {"other": 2}


def test_with_numbers_two_institutions_may_have_one_name(officer):
    done = bring_in(officer, "institutions", HEADER, row(number="A-1"), row(number="A-2"))

    assert counts(done) == (2, 0, 0, 0)


def test_a_given_number_is_never_one_the_sheet_uses_for_another(officer):
    bring_in(officer, "institutions", HEADER, row(name="LKS Satu"), row(number="62.03/04/0001", name="LKS Dua"))

    assert dict(Institution.objects.values_list("name", "number")) == {
        "LKS Satu": "62.03/04/0002",
        "LKS Dua": "62.03/04/0001",
    }


def test_numbers_go_on_from_the_counter_and_pass_over_taken_ones(officer):
    InstitutionFactory(number="62.03/04/0002")

    bring_in(officer, "institutions", HEADER, row(name="LKS A"), row(name="LKS B"), row(name="LKS C"))

    made = Institution.objects.filter(name__in=["LKS A", "LKS B", "LKS C"]).order_by("name")
    assert [each.number for each in made] == ["62.03/04/0001", "62.03/04/0003", "62.03/04/0004"]


def test_the_status_and_the_work_area_are_read(officer):
    kept = InstitutionFactory(number="LKS-1")
    header = ("Nomor Registrasi", "Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota", "Status", "Wilayah Kerja")

    done = bring_in(
        officer, "institutions", header,
        ("LKS-1", kept.name, "LKS", "62.03", "Beku", "Kabupaten Kapuas; Kabupaten Gunung Mas"),
    )  # fmt: skip

    kept.refresh_from_db()
    assert kept.status == InstitutionStatus.FROZEN
    assert sorted(kept.work_area.values_list("pk", flat=True)) == ["62.03", "62.10"]
    assert Event.objects.get(name="institution.status_changed").data == {
        "from": "active",
        "to": "frozen",
        "import": done.pk,
    }


def test_a_kecamatan_of_another_kabupaten_is_an_error(officer):
    InstitutionFactory(number="LKS-1")
    header = ("Nomor Registrasi", "Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota", "Kecamatan")
    RegencyFactory(code="62.10.01", name="Tewah", level="district", parent_id="62.10")

    checked = upload(officer, "institutions", header, ("LKS-1", "LKS", "LKS", "62.03", "62.10.01"))

    assert [row[2] for row in errors(checked)] == ["district_elsewhere"]


def test_undoing_removes_what_was_created_and_puts_back_what_was_changed(officer):
    kept = InstitutionFactory(number="LKS-1", name="LKS Lama", phone="+628111111111")
    done = bring_in(
        officer, "institutions", HEADER, row(number="LKS-1", name="LKS Baru", phone="08122222222"), row(name="LKS Dua")
    )

    undone = undo(done, at=LATER)

    kept.refresh_from_db()
    assert (undone.status, undone.undone_by, undone.undone_at) == (ImportStatus.UNDONE, officer, LATER)
    assert list(Institution.objects.values_list("name", "phone")) == [("LKS Lama", "+628111111111")]
    assert Event.objects.filter(name="institution.removed").count() == 1


def test_undoing_puts_a_work_area_back(officer):
    kept = InstitutionFactory(number="LKS-1")
    kept.work_area.set(["62.10"])
    header = ("Nomor Registrasi", "Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota", "Wilayah Kerja")
    done = bring_in(officer, "institutions", header, ("LKS-1", kept.name, "LKS", "62.03", "62.03; 63.03"))

    undo(done, at=LATER)

    assert list(kept.work_area.values_list("pk", flat=True)) == ["62.10"]


def test_an_institution_that_has_members_by_now_stands_against_undoing(officer):
    done = bring_in(officer, "institutions", HEADER, row(), row(name="LKS Dua"))
    MembershipFactory(institution=Institution.objects.get(name="LKS Dua"))

    with pytest.raises(Refusal) as refusal:
        undo(done, at=LATER)

    assert str(refusal.value) == "in_use"
    assert Institution.objects.count() == 2
    assert look_back(done).in_use == [("LKS Dua", "membership")]


def test_a_rerun_after_the_register_changed_writes_nothing_and_says_so(officer):
    checked = upload(officer, "institutions", HEADER, row(), row(name="LKS Dua"))
    InstitutionFactory(name="LKS Harapan")

    again = run(checked)

    assert (again.status, again.is_stale, counts(again)) == (ImportStatus.CHECKED, True, (1, 0, 1, 0))
    assert Institution.objects.count() == 1
    assert counts(run(again)) == (1, 0, 1, 0)
    assert Institution.objects.count() == 2


def test_kinds_are_found_by_their_words(officer):
    KindFactory(code="PSKS-05", slug="karang-taruna", name_id="Karang Taruna", name_en="Youth")

    bring_in(officer, "institutions", HEADER, row(kind="karang taruna"))

    assert Institution.objects.get().kind_id == "PSKS-05"


def test_the_number_of_a_merged_institution_leads_to_the_remaining_one(officer):
    kept = InstitutionFactory(number="LKS-1", name="LKS Harapan")
    InstitutionFactory(number="LKS-2", name="LKS Harapan", merged_into=kept)

    bring_in(officer, "institutions", HEADER, row("LKS-2", phone="0513 21234"))

    kept.refresh_from_db()
    assert (kept.phone, Institution.objects.get(number="LKS-2").phone) == ("+6251321234", "")
