from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from lms.exchange.enums import FileFormat, ImportStatus, SheetKind
from lms.exchange.models import ImportRun
from lms.exchange.operations import export_register
from lms.exchange.rules import header_row
from lms.journal.models import Event
from lms.journal.operations import claim_next, deliver_claimed
from lms.organisations.models import Institution
from tests.exchange.sheets import AT, bring_in, csv_file, run, upload, xlsx_file
from tests.factories.exchange import ImportRunFactory
from tests.factories.organisations import InstitutionFactory, MembershipFactory, PersonFactory, RoleGrantFactory
from tests.naughty import NAUGHTY

HEADER = ("Nomor Registrasi", "Nama Lembaga", "Jenis PSKS", "Kabupaten/Kota", "Telepon")
PASSWORD = "sangat-rahasia-2026"


def row(name="LKS Harapan", number="", phone=""):
    return (number, name, "LKS", "Kabupaten Kapuas", phone)


def sent(client, file, *, kind="institutions", name="data.csv", key=None):
    upload = SimpleUploadedFile(name, file.read())
    return client.post(
        reverse("import_new"), {"kind": kind, "file": upload, "once_key": str(key or uuid4())}, follow=False
    )


def started(client, checked, *, key=None, **more):
    codes = [code for kind in ("repair", "doubt") for code in checked.tallies.get(kind, {})]
    data = {"accepted": codes, "once_key": str(key or uuid4()), **more}
    return client.post(reverse("import_run", args=[checked.pk]), data)


def work():
    while claim := claim_next(at=timezone.now()):
        deliver_claimed(claim)


@pytest.mark.parametrize(("file", "name"), [(csv_file, "data.csv"), (xlsx_file, "data.xlsx")])
def test_a_small_file_is_checked_at_once_and_written_at_once(login, officer, file, name):
    client = login(officer)

    answer = sent(client, file(HEADER, row(), row("LKS Dua", phone="08123456789")), name=name)
    checked = ImportRun.objects.get()
    page = client.get(answer["Location"])
    written = started(client, checked)

    checked.refresh_from_db()
    assert answer["Location"] == written["Location"] == reverse("import_detail", args=[checked.pk])
    assert page.status_code == 200
    assert (checked.status, checked.new_rows) == (ImportStatus.DONE, 2)
    assert Institution.objects.count() == 2
    assert client.get(answer["Location"]).status_code == 200


def test_a_long_file_is_checked_and_written_in_the_background(login, officer):
    client = login(officer)

    answer = sent(client, csv_file(HEADER, *(row(f"LKS {n}") for n in range(201))))
    checking = client.get(answer["Location"])
    polled = client.get(answer["Location"], headers={"HX-Request": "true"})
    work()
    done = client.get(answer["Location"], headers={"HX-Request": "true"})
    checked = ImportRun.objects.get()
    started(client, checked)
    running = ImportRun.objects.get()
    work()

    assert b"import-progress" in checking.content
    assert polled.content.lstrip().startswith(b'<div class="stack" id="import-progress"')
    assert done.headers["HX-Refresh"] == "true"
    assert (checked.status, running.status) == (ImportStatus.CHECKED, ImportStatus.RUNNING)
    assert ImportRun.objects.get().status == ImportStatus.DONE
    assert Institution.objects.count() == 201


def test_a_long_import_is_taken_back_in_the_background(login, officer):
    client = login(officer)
    checked = upload(officer, "institutions", HEADER, *(row(f"LKS {n}") for n in range(201)))
    work()
    checked.refresh_from_db()
    started(client, checked)
    work()

    client.post(reverse("import_undo", args=[checked.pk]))
    undoing = ImportRun.objects.get().status
    work()

    assert undoing == ImportStatus.UNDOING
    assert ImportRun.objects.get().status == ImportStatus.UNDONE
    assert Institution.objects.count() == 0


def test_pressed_twice_it_is_uploaded_and_written_once(login, officer):
    client, key, other = login(officer), uuid4(), uuid4()

    first = sent(client, csv_file(HEADER, row()), key=key)
    second = sent(client, csv_file(HEADER, row()), key=key)
    checked = ImportRun.objects.get()
    started(client, checked, key=other)
    started(client, checked, key=other)
    started(client, checked)

    assert first["Location"] == second["Location"]
    assert Institution.objects.count() == 1
    assert Event.objects.filter(name="import.ran").count() == 1


def test_rows_with_errors_are_left_out_only_when_the_officer_says_so(login, officer):
    client = login(officer)
    checked = upload(officer, "institutions", HEADER, row(), row("LKS Dua", phone="abc"))

    started(client, checked)
    refused = Institution.objects.count()
    started(client, checked, leaves_out_errors="on")

    assert refused == 0
    assert list(Institution.objects.values_list("name", flat=True)) == ["LKS Harapan"]


def test_repairs_must_be_accepted_first(login, officer):
    client = login(officer)
    checked = upload(officer, "institutions", HEADER, row(phone="0812-3456-789"))
    page = client.get(reverse("import_detail", args=[checked.pk]), {"bagian": "perbaikan"})

    client.post(reverse("import_run", args=[checked.pk]), {"once_key": str(uuid4())})

    assert b"0812-3456-789" in page.content
    assert b"+628123456789" in page.content
    assert Institution.objects.count() == 0


def test_a_dropped_file_is_not_written(login, officer):
    client = login(officer)
    checked = upload(officer, "institutions", HEADER, row())

    client.post(reverse("import_drop", args=[checked.pk]))
    started(client, checked)

    assert ImportRun.objects.get().status == ImportStatus.DROPPED
    assert Institution.objects.count() == 0


def test_errors_are_listed_by_row_and_column_fifty_a_page(login, officer, django_assert_num_queries):
    client = login(officer)
    checked = upload(officer, "institutions", HEADER, *(row(f"LKS {n}", phone="abc") for n in range(60)))

    client.cookies["pilar-language"] = "en"
    first = client.get(reverse("import_detail", args=[checked.pk])).content.decode()
    last = client.get(
        reverse("import_detail", args=[checked.pk]), {"bagian": "kesalahan", "page": "2"}
    ).content.decode()

    assert "Row 2, column E (Telepon): “abc” is not a telephone number." in first
    assert first.count("column E (Telepon)") == 50
    assert last.count("column E (Telepon)") == 10


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_with_one_and_with_three(login, officer, django_assert_num_queries, number):
    ImportRunFactory.create_batch(number, by=officer)
    client = login(officer)
    client.get(reverse("import_list"))

    with django_assert_num_queries(6):
        page = client.get(reverse("import_list"))

    assert page.content.count(b"lembaga.xlsx") == number


def test_a_stranger_does_not_see_the_import_of_another(login, officer):
    checked = upload(officer, "institutions", HEADER, row())
    stranger = login(RoleGrantFactory(region=officer.grants.get().region).user)

    answers = [
        stranger.get(reverse("import_detail", args=[checked.pk])),
        stranger.get(reverse("import_undo", args=[checked.pk])),
        started(stranger, checked),
        stranger.post(reverse("import_drop", args=[checked.pk])),
        stranger.post(reverse("import_undo", args=[checked.pk])),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert ImportRun.objects.get().status == ImportStatus.CHECKED


def test_without_the_care_of_a_register_there_is_no_import(login):
    client = login(RoleGrantFactory(institution_admin=True).user)

    assert client.get(reverse("import_list")).status_code == 403
    assert client.get(reverse("import_new")).status_code == 403


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "data.csv"),
        (b"\x00" * 500, "data.csv"),
        (b"nur Text", "data.xlsx"),
        (b"PK\x03\x04 kein Archiv", "data.xlsx"),
        (b"Nama Lembaga\n", "data.csv"),
        (b"a,b,c\n1,2,3\n", "data.csv"),
        ("Nama Lembaga,Jenis PSKS,Kabupaten/Kota\n".encode("utf-16"), "data.csv"),
        (b"%PDF-1.7", "data.pdf"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words_on_the_form(login, officer, content, name):
    answer = sent(login(officer), BytesIO(content), name=name)

    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert ImportRun.objects.count() == 0


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_cells_are_read_or_refused_and_never_a_500(login, officer, text):
    encoded = text.encode("utf-8", "replace").decode().replace("\x00", "\x01")
    answer = sent(login(officer), csv_file(HEADER, (encoded, encoded, encoded, encoded, encoded)))

    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        page = login(officer).get(answer["Location"])
        assert page.status_code == 200
        assert b"<script>alert" not in page.content


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_fields_are_never_a_500(login, officer, text):
    client = login(officer)
    checked = upload(officer, "institutions", HEADER, row(phone="0812-3456-789"))
    text = text.encode("utf-8", "replace").decode()

    answers = [
        client.post(reverse("import_new"), {"kind": text, "file": text, "once_key": str(uuid4())}),
        client.post(reverse("import_new"), {"once_key": text}),
        client.post(reverse("import_run", args=[checked.pk]), {"accepted": text, "once_key": str(uuid4())}),
        client.get(reverse("import_detail", args=[checked.pk]), {"bagian": text, "page": text}),
        client.get(reverse("import_list"), {"page": text}),
        client.post(reverse("export_institutions"), {"area": text, "format": text}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 302, 400}
    assert Institution.objects.count() == 0


def test_a_file_beyond_the_limit_is_answered_413_and_not_looked_at(login, officer, settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
    client = login(officer)

    answer = sent(client, BytesIO(b"a" * (20 * 1024 * 1024 + 1)))

    assert answer.status_code == 413
    assert ImportRun.objects.count() == 0


@pytest.mark.parametrize(
    ("word", "kind"), [("lembaga", "institutions"), ("orang", "people"), ("keanggotaan", "memberships")]
)
def test_an_empty_sheet_has_the_columns_an_import_knows(login, officer, word, kind):
    client = login(officer)

    answer = client.get(f"/data/impor/contoh/{word}/")

    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="pilar-{word}.xlsx"'
    assert len(book.sheetnames) == 2
    assert tuple(cell.value for cell in book.worksheets[0][1]) == header_row(kind)
    assert client.get("/data/impor/contoh/lain/").status_code == 404


def test_undoing_shows_what_it_would_do_and_needs_a_word_about_later_changes(login, officer):
    client = login(officer)
    kept = InstitutionFactory(number="LKS-1", phone="+628111111111")
    done = bring_in(officer, "institutions", HEADER, (kept.number, kept.name, "LKS", "62.03", "08122222222"), row())
    Institution.objects.filter(pk=kept.pk).update(phone="+628133333333")
    address = reverse("import_undo", args=[done.pk])

    page = client.get(address)
    refused = client.post(address)
    agreed = client.post(address, {"keeps_later": "on"})

    kept.refresh_from_db()
    assert kept.name in page.content.decode()
    assert (refused.status_code, agreed.status_code) == (200, 302)
    assert (kept.phone, Institution.objects.count()) == ("+628133333333", 1)
    assert client.get(address)["Location"] == reverse("import_detail", args=[done.pk])


def test_pages_of_every_state_open(login, officer):
    client = login(officer)
    states = [
        ImportRunFactory(by=officer, status=ImportStatus.CHECKING, row_count=5_000, done_rows=1_000),
        ImportRunFactory(by=officer, status=ImportStatus.RUNNING),
        ImportRunFactory(by=officer, status=ImportStatus.UNDOING, finished_at=AT),
        ImportRunFactory(by=officer, status=ImportStatus.UNDONE, finished_at=AT, undone_by=officer, undone_at=AT),
        ImportRunFactory(by=officer, done=True, is_stale=True),
        ImportRunFactory(by=officer, obstacle="niks_rounded", is_stale=True),
        ImportRunFactory(by=officer, status=ImportStatus.DROPPED, forgotten_at=AT),
    ]

    assert {client.get(reverse("import_detail", args=[each.pk])).status_code for each in states} == {200}


# --- exports -----------------------------------------------------------------


@pytest.fixture
def keeper(officer):
    officer.set_password(PASSWORD)
    officer.save()
    return officer


def confirmed(login, user):
    client = login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def cells(answer):
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in line] for line in book.worksheets[0].iter_rows(min_row=2)]


def test_institutions_are_downloaded_with_a_line_in_the_journal(login, officer):
    InstitutionFactory(number="LKS-1", name="=1+1")

    answer = login(officer).post(reverse("export_institutions"), {"area": "", "format": "xlsx"})

    assert [line[:2] for line in cells(answer)] == [["LKS-1", "=1+1"]]
    assert Event.objects.get(name="register.exported").data == {
        "kind": "institutions",
        "format": "xlsx",
        "area": "",
        "rows": 1,
    }


def test_a_csv_neutralises_what_a_spreadsheet_would_run(login, officer):
    InstitutionFactory(number="LKS-1", name="=1+1")

    answer = login(officer).post(reverse("export_institutions"), {"area": "", "format": "csv"})

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("LKS-1,'=1+1,")


def test_names_are_downloaded_only_after_the_password_and_never_with_a_nik(login, keeper):
    PersonFactory(name="Siti Contoh", region_id="62.03")

    asked = login(keeper).post(reverse("export_people"), {"area": "", "format": "xlsx"})
    answer = confirmed(login, keeper).post(reverse("export_people"), {"area": "", "format": "xlsx"})

    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    (line,) = cells(answer)
    assert line[1] == "Siti Contoh"
    assert line[5] is None


def test_only_what_lies_in_sight_is_exported(login, keeper, land):
    inside, outside = InstitutionFactory(region=land["kapuas"]), InstitutionFactory(region=land["banjar"])
    MembershipFactory(institution=inside, person__name="Siti Contoh", person__region=land["kapuas"])
    MembershipFactory(institution=outside, person__name="Budi Contoh", person__region=land["banjar"])
    client = confirmed(login, keeper)

    found = {
        name: [line[1] for line in cells(client.post(reverse(name), {"area": "", "format": "xlsx"}))]
        for name in ("export_institutions", "export_people", "export_memberships")
    }

    assert [len(rows) for rows in found.values()] == [1, 1, 1]
    assert found["export_people"] == ["Siti Contoh"]


def test_an_export_is_narrowed_to_a_kabupaten_in_sight(login, province_officer, land):
    InstitutionFactory(number="K-1", region=land["kapuas"])
    InstitutionFactory(number="G-1", region=land["gunung_mas"])
    client = login(province_officer)

    answer = client.post(reverse("export_institutions"), {"area": "62.10", "format": "xlsx"})
    foreign = client.post(reverse("export_institutions"), {"area": "63.03", "format": "xlsx"})

    assert [line[0] for line in cells(answer)] == ["G-1"]
    assert foreign.status_code == 200
    assert b"error-summary" in foreign.content


def test_names_are_exported_ten_times_an_hour(login, keeper):
    client = confirmed(login, keeper)
    now = timezone.now()
    for minute in range(10):
        file, _rows = export_register(
            SheetKind.PEOPLE, FileFormat.CSV, area="", by=keeper, at=now - timedelta(minutes=minute)
        )
        file.close()

    answer = client.post(reverse("export_memberships"), {"area": "", "format": "csv"})

    assert answer.status_code == 200
    assert b"error-summary" in answer.content
    assert Event.objects.filter(name="register.exported").count() == 10


def test_who_sees_no_names_exports_none(login, land):
    client = login(RoleGrantFactory(region=land["kapuas"], sees_names=False).user)

    page = client.get(reverse("export_list"))

    assert page.status_code == 200
    assert reverse("export_people") not in page.content.decode()
    assert client.post(reverse("export_people"), {"area": "", "format": "csv"}).status_code == 403


def test_a_get_of_the_export_pages_writes_nothing(login, officer):
    client = login(officer)

    pages = [
        client.get(reverse(name))
        for name in ("export_list", "export_institutions", "export_people", "export_memberships")
    ]

    assert [page.status_code for page in pages] == [200] * 4
    assert Event.objects.filter(name="register.exported").count() == 0


def test_a_finished_import_says_how_many(login, officer):
    done = run(upload(officer, "institutions", HEADER, row()))

    page = login(officer).get(reverse("import_detail", args=[done.pk]))

    assert reverse("import_undo", args=[done.pk]) in page.content.decode()
