from datetime import date, timedelta

import pytest

from lms.exchange.enums import ImportStatus
from lms.exchange.models import ImportChange
from lms.exchange.operations import look_back
from lms.journal.models import Event
from lms.organisations.models import Person
from lms.organisations.operations import change_person, set_nik
from lms.organisations.operations.people import open_nik
from lms.refusal import Refusal
from tests.exchange.sheets import AT, bring_in, counts, errors, run, undo, upload
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InstitutionFactory, MembershipFactory, PersonFactory

HEADER = ("Kode", "Nama", "L/P", "Tanggal Lahir", "NIK", "Kabupaten/Kota", "No HP")
SITI, BUDI = "6203014507880003", "6203011202900001"  # invented: of Kapuas, a woman and a man
LATER = AT + timedelta(days=1)


def row(code="", name="Siti Contoh", sex="P", born="05/07/1988", nik="", regency="Kab. Kapuas", phone=""):
    return (code, name, sex, born, nik, regency, phone)


def person(nik="", **facts):
    made = PersonFactory(**{"region_id": "62.03", "name": "Siti Contoh", "birth_on": date(1988, 7, 5), **facts})
    if nik:
        set_nik(made, nik=nik, is_confirmed=False, by=UserFactory(), at=AT)
    return made


def test_a_new_person_gets_a_code_and_her_nik_lies_sealed(officer):
    done = bring_in(officer, "people", HEADER, row(nik=SITI, phone="08123456789"))

    made = Person.objects.get()
    assert (made.name, made.sex, made.birth_on, made.region_id) == ("Siti Contoh", "female", date(1988, 7, 5), "62.03")
    assert SITI not in made.nik_sealed
    assert open_nik(made) == SITI
    assert made.nik_confirmed_at is None
    assert [(event.name, event.data) for event in Event.objects.filter(subject_type="organisations.person")] == [
        ("person.added", {"import": done.pk}),
        ("person.nik_set", {"is_confirmed": False, "import": done.pk}),
    ]


def test_no_nik_is_kept_in_clear_by_an_import(officer):
    person(nik=BUDI, name="Budi Contoh", sex="male", birth_on=date(1990, 2, 12))
    done = bring_in(
        officer, "people", HEADER, row(nik=SITI), row(name="Budi Contoh", sex="L", born="12/02/1990", nik="6203")
        , leaves_out_errors=True,
    )  # fmt: skip

    kept = [
        *done.findings.values_list("before", "after", "values"),
        *ImportChange.objects.values_list("before", "after"),
        *Event.objects.values_list("data"),
        (done.tallies, done.refused, done.digest),
    ]
    assert SITI not in str(kept)
    assert BUDI not in str(kept)
    with done.file.open() as file:
        assert SITI.encode() not in file.read()


def test_the_same_sheet_again_changes_nothing(officer):
    sheet = (
        HEADER,
        row(nik=SITI),
        row(name="Budi Contoh", sex="L", born=""),
        row(name="Sri Contoh", born="1 Mei 1990"),
    )
    bring_in(officer, "people", *sheet)

    assert counts(upload(officer, "people", *sheet)) == (0, 0, 3, 0)


def test_a_code_finds_the_person_and_an_empty_cell_changes_nothing(officer):
    kept = person(nik=SITI, phone="+628111111111")

    done = bring_in(officer, "people", HEADER, row(code=kept.code, name="Siti Contoh, S.Sos", born="", regency=""))

    kept.refresh_from_db()
    assert (kept.name, kept.birth_on, kept.phone) == ("Siti Contoh, S.Sos", date(1988, 7, 5), "+628111111111")
    assert open_nik(kept) == SITI
    assert Event.objects.get(name="person.changed").data == {"fields": ["name"], "import": done.pk}


def test_a_nik_finds_the_person(officer):
    kept = person(nik=SITI, name="Siti C.")

    done = bring_in(officer, "people", HEADER, row(nik=SITI))

    kept.refresh_from_db()
    assert (kept.name, counts(done)) == ("Siti Contoh", (0, 1, 0, 0))


def test_name_birth_and_area_find_the_person_and_the_nik_is_added(officer):
    kept = person(name="SITI  contoh")

    done = bring_in(officer, "people", HEADER, row(name="Siti Contoh", nik=SITI))

    kept.refresh_from_db()
    assert counts(done) == (0, 1, 0, 0)
    assert open_nik(kept) == SITI


def test_somebody_with_another_nik_is_another_person(officer):
    person(nik=SITI)

    done = bring_in(officer, "people", HEADER, row(nik="6203014507880011"))

    assert counts(done) == (1, 0, 0, 0)
    assert Person.objects.count() == 2


def test_several_of_one_name_and_birth_ask_for_code_or_nik(officer):
    person()
    person()

    assert errors(upload(officer, "people", HEADER, row())) == [(2, "B (Nama)", "several_alike")]


@pytest.mark.parametrize("born", ["05/07/1988", ""])
def test_two_rows_about_one_person_are_an_error_of_the_second(officer, born):
    checked = upload(officer, "people", HEADER, row(born=born), row(name="siti contoh", born=born))

    assert errors(checked) == [(3, "B (Nama)", "same_as_row")]


def test_a_row_that_renames_her_and_one_with_her_old_name_are_the_same_person(officer):
    kept = person()

    checked = upload(officer, "people", HEADER, row(code=kept.code, name="Siti Baru"), row())

    assert errors(checked) == [(3, "B (Nama)", "same_as_row")]


def test_a_nik_twice_in_a_sheet_is_an_error_of_the_second(officer):
    checked = upload(officer, "people", HEADER, row(nik=SITI), row(name="Sri Contoh", nik=SITI))

    assert errors(checked) == [(3, "B (Nama)", "same_as_row")]


def test_a_nik_that_another_person_has_is_refused(officer):
    person(nik=SITI)
    other = person(name="Sri Contoh")

    checked = upload(officer, "people", HEADER, row(code=other.code, name="Sri Contoh", nik=SITI))

    assert errors(checked) == [(2, "E (NIK)", "nik_taken")]


def test_nobody_outside_the_area_is_found_and_the_words_are_the_same_for_nobody(officer):
    foreign = person(region_id="63.03")

    checked = upload(
        officer, "people", HEADER, row(code=foreign.code), row(code="P222222222"), row(regency="Kab. Banjar")
    )

    assert errors(checked) == [
        (2, "A (Kode)", "person_unknown"),
        (3, "A (Kode)", "person_unknown"),
        (4, "F (Kabupaten/Kota)", "outside_area"),
    ]


def test_a_member_who_lives_elsewhere_may_be_changed_but_not_moved_further(officer):
    member = person(region_id="63.03")
    MembershipFactory(person=member, institution=InstitutionFactory())

    checked = upload(
        officer, "people", HEADER,
        row(code=member.code, name="Siti Baru", regency=""),
    )  # fmt: skip
    moved = upload(officer, "people", HEADER, row(code=member.code, regency="Kab. Gunung Mas"))

    assert counts(checked) == (0, 1, 0, 0)
    assert errors(moved) == [(2, "F (Kabupaten/Kota)", "outside_area")]


def test_nobody_new_without_an_area(officer):
    assert errors(upload(officer, "people", HEADER, row(regency=""))) == [(2, "F (Kabupaten/Kota)", "regency_needed")]


def test_doubts_about_a_nik_are_shown_and_accepted_before_the_run(officer):
    checked = upload(officer, "people", HEADER, row(nik=BUDI))

    doubts = checked.findings.filter(kind="doubt").values_list("row", "column", "code", "after")
    assert list(doubts) == [
        (2, "E (NIK)", "nik_birth_differs", "6203********0001"),
        (2, "E (NIK)", "nik_sex_differs", "6203********0001"),
    ]
    assert run(checked).status == ImportStatus.DONE


def test_a_whole_column_of_niks_that_end_in_0_is_refused(officer):
    rows = [row(name=f"Siti {n}", nik=f"620301450788{n:03}0") for n in range(1, 7)]

    checked = upload(officer, "people", HEADER, *rows)

    assert checked.obstacle == "niks_rounded"
    with pytest.raises(Refusal, match="niks_rounded"):
        run(checked)
    assert Person.objects.count() == 0


def test_what_somebody_had_deleted_is_not_entered_again(officer):
    kept = person(erased_at=AT)

    checked = upload(officer, "people", HEADER, row(code=kept.code, phone="08123456789"))

    assert errors(checked) == [(2, "B (Nama)", "person_erased")]


def test_a_merged_person_is_not_found_and_her_nik_still_belongs_to_somebody(officer):
    gone = person(nik=SITI, name="Siti Ganda")
    kept = person(name="Siti Tetap")
    gone.merged_into = kept
    gone.save()

    checked = upload(officer, "people", HEADER, row(name="Sri Contoh", nik=SITI))
    again = run(checked)

    assert counts(checked) == (1, 0, 0, 0)
    assert (again.status, again.is_stale) == (ImportStatus.CHECKED, True)
    assert errors(again) == [(2, "A (Kode)", "register_refuses")]
    assert Person.objects.count() == 2


def test_undoing_removes_the_new_and_puts_back_the_nik_that_was_there(officer):
    kept = person(nik=SITI, phone="+628111111111")
    done = bring_in(
        officer,
        "people",
        HEADER,
        row(code=kept.code, nik="6203014507880011", phone="08122222222"),
        row(name="Sri Baru"),
    )

    undo(done, at=LATER)

    kept.refresh_from_db()
    assert list(Person.objects.all()) == [kept]
    assert (kept.phone, open_nik(kept)) == ("+628111111111", SITI)


def test_undoing_leaves_what_was_changed_since(officer):
    kept = person(phone="+628111111111", email="lama@contoh.id")
    header = (*HEADER, "Email")
    done = bring_in(officer, "people", header, (*row(code=kept.code, phone="08122222222"), "baru@contoh.id"))
    Person.objects.filter(pk=kept.pk).update(phone="+628133333333")

    found = look_back(done)
    with pytest.raises(Refusal, match="changed_since"):
        undo(done, at=LATER)
    undone = undo(done, at=LATER, keeps_later=True)

    kept.refresh_from_db()
    assert found.kept == [("Siti Contoh", "telephone")]
    assert (kept.phone, kept.email, undone.status) == ("+628133333333", "lama@contoh.id", ImportStatus.UNDONE)


def test_undoing_leaves_a_new_person_whom_somebody_changed_since(officer):
    done = bring_in(officer, "people", HEADER, row(), row(name="Sri Baru"))
    change_person(Person.objects.get(name="Sri Baru"), phone="+628133333333", by=officer, at=LATER)

    undo(done, at=LATER + timedelta(hours=1), keeps_later=True)

    assert list(Person.objects.values_list("name", flat=True)) == ["Sri Baru"]


def test_a_nik_confirmed_since_stays(officer):
    kept = person(nik=SITI)
    done = bring_in(officer, "people", HEADER, row(code=kept.code, nik="6203014507880011"))
    Person.objects.filter(pk=kept.pk).update(nik_confirmed_by=officer, nik_confirmed_at=LATER)

    undo(done, at=LATER, keeps_later=True)

    kept.refresh_from_db()
    assert open_nik(kept) == "6203014507880011"
    assert kept.nik_confirmed_at == LATER
