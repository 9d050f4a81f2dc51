"""Registration papers with their scans and checks, and accreditations on record."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.enums import OrganisationEvent, Verification
from lms.organisations.models import Accreditation, Institution, RegistrationPaper, StoredFile
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AccreditationFactory,
    InstitutionFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
    StoredFileFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.filled import filled

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF"
PAPER = {
    "kind": "Surat Tanda Pendaftaran (STP)",
    "number": "460/12/2026",
    "issuer": "Dinas Sosial Kabupaten Kapuas",
    "level": "regency",
    "issued_on": "2026-01-10",
    "expires_on": "2029-01-09",
}
GRADE = {"grade": "B", "number": "BALKS/1", "regulation": "Permensos 8/2025", "issued_on": "2026-01-10"}


@pytest.fixture(autouse=True)
def _place_and_time(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel("2026-11-22T02:00:00Z", tick=False):
        yield


@pytest.fixture
def kapuas(login):
    return login(RoleGrantFactory().user)


@pytest.fixture
def stranger(login, stranger):
    return login(stranger)


def scan(contents=PDF, name="surat.pdf"):
    return SimpleUploadedFile(name, contents)


def sent(client, name, row, files=None, **changes):
    url = reverse(name, args=[row.pk])
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, {**filled(page, **changes), **(files or {})})


# --- papers ------------------------------------------------------------------


def test_a_paper_with_its_scan_makes_an_institution_registered(kapuas):
    institution = InstitutionFactory()

    response = sent(kapuas, "paper_new", institution, {"scan": scan()}, **PAPER)

    paper = RegistrationPaper.objects.get()
    assert response.url == reverse("institution_detail", args=[institution.pk])
    assert (paper.number, paper.expires_on, paper.state) == ("460/12/2026", date(2029, 1, 9), "unchecked")
    assert (paper.scan.original_name, paper.scan.media_type) == ("surat.pdf", "application/pdf")
    assert Institution.objects.with_registration(date(2026, 11, 22)).get().is_registered
    assert Event.objects.filter(name=OrganisationEvent.PAPER_ADDED).count() == 1


def test_a_paper_sent_twice_is_one_paper_with_one_file(kapuas):
    institution = InstitutionFactory()
    url = reverse("paper_new", args=[institution.pk])
    data = filled(kapuas.get(url), **PAPER)

    answers = [kapuas.post(url, {**data, "scan": scan()}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (RegistrationPaper.objects.count(), StoredFile.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"number": ""}, ["number"]),
        ({"issued_on": "2026-12-01"}, ["issued_on"]),
        ({"issued_on": "10-01-1899"}, ["issued_on"]),
        ({"expires_on": "2025-01-01"}, ["expires_on"]),
        ({"expires_on": "9999-01-01"}, ["expires_on"]),
        ({"level": "x"}, ["level"]),
    ],
)
def test_a_wrong_field_keeps_paper_and_scan_out(kapuas, changes, wrong):
    response = sent(kapuas, "paper_new", InstitutionFactory(), {"scan": scan()}, **{**PAPER, **changes})

    assert list(response.context["form"].errors) == wrong
    assert not RegistrationPaper.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("contents", "name"), [(b"<script>", "surat.pdf"), (PDF, "surat.exe"), (b"", "surat.pdf"), (PDF, "foto.jpg")]
)
def test_a_bad_scan_is_named_at_its_field_and_nothing_is_half_written(kapuas, contents, name):
    response = sent(kapuas, "paper_new", InstitutionFactory(), {"scan": scan(contents, name)}, **PAPER)

    assert list(response.context["form"].errors) == ["scan"]
    assert not RegistrationPaper.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_same_number_is_on_file_once_and_no_file_row_is_left_over(kapuas):
    institution = RegistrationPaperFactory(number=PAPER["number"]).institution

    response = sent(kapuas, "paper_new", institution, {"scan": scan()}, **PAPER)

    assert response.context["form"].non_field_errors()
    assert (RegistrationPaper.objects.count(), StoredFile.objects.count()) == (1, 0)


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", [*PAPER, "scan"])
def test_bad_input_in_a_paper_is_refused_or_clean(kapuas, field, strange):
    response = sent(kapuas, "paper_new", InstitutionFactory(), **{**PAPER, field: encodable(strange)})

    assert response.status_code in {200, 302}
    assert RegistrationPaper.objects.count() == (response.status_code == 302)
    assert all(paper.number.isprintable() and paper.kind for paper in RegistrationPaper.objects.all())


def test_a_corrected_paper_is_checked_again(kapuas):
    paper = RegistrationPaperFactory(
        state=Verification.VALID, checked_by=UserFactory(), checked_at="2026-02-01T00:00:00Z", check_note="Cocok"
    )

    response = sent(kapuas, "paper_change", paper, {"scan": scan()}, number="460/13/2026")

    paper.refresh_from_db()
    assert response.status_code == 302
    assert (paper.number, paper.state, paper.checked_by, paper.check_note) == ("460/13/2026", "unchecked", None, "")
    assert paper.scan.original_name == "surat.pdf"
    assert Event.objects.get().data == {"paper": paper.pk, "fields": ["number", "scan"]}


def test_an_unchanged_paper_stays_as_it_was_checked(kapuas):
    paper = RegistrationPaperFactory(state="valid", checked_by=UserFactory(), checked_at="2026-02-01T00:00:00Z")

    assert sent(kapuas, "paper_change", paper).status_code == 302
    paper.refresh_from_db()

    assert (paper.state, Event.objects.count()) == ("valid", 0)


def test_a_later_word_on_a_paper_is_not_overwritten_unseen(kapuas):
    paper = RegistrationPaperFactory()
    url = reverse("paper_change", args=[paper.pk])
    page = kapuas.get(url)
    RegistrationPaper.objects.update(number="B")

    stale = kapuas.post(url, filled(page, number="C"))
    assert [(now, mine) for _label, now, mine in stale.context["conflicts"]] == [("B", "C")]
    assert (stale.status_code, RegistrationPaper.objects.get().number) == (409, "B")
    decided = kapuas.post(url, filled(stale))

    assert (decided.status_code, RegistrationPaper.objects.get().number) == (302, "C")


# --- the check ---------------------------------------------------------------


def test_a_paper_found_genuine_says_by_whom_and_when_and_a_false_one_registers_nobody(kapuas):
    paper = RegistrationPaperFactory(number="A")

    sent(kapuas, "paper_verify", paper, result="valid")
    genuine = RegistrationPaper.objects.get()
    refused = sent(kapuas, "paper_verify", paper, result="invalid")
    sent(kapuas, "paper_verify", paper, result="invalid", note="Nomor tidak dikenal penerbit")
    false = RegistrationPaper.objects.get()

    assert (genuine.state, genuine.checked_at.isoformat()) == ("valid", "2026-11-22T02:00:00+00:00")
    assert list(refused.context["form"].errors) == ["note"]
    assert (false.state, false.check_note) == ("invalid", "Nomor tidak dikenal penerbit")
    assert not Institution.objects.with_registration(date(2026, 11, 22)).get().is_registered
    checks = Event.objects.filter(name=OrganisationEvent.PAPER_VERIFIED).order_by("pk")
    assert [event.data["to"] for event in checks] == ["valid", "invalid"]


def test_the_same_result_twice_is_one_result(kapuas):
    paper = RegistrationPaperFactory()
    url = reverse("paper_verify", args=[paper.pk])
    data = filled(kapuas.get(url), result="valid")

    for _time in range(2):
        kapuas.post(url, data)

    assert Event.objects.filter(name=OrganisationEvent.PAPER_VERIFIED).count() == 1


def test_a_colleagues_result_meanwhile_is_shown_first(kapuas):
    paper = RegistrationPaperFactory()
    url = reverse("paper_verify", args=[paper.pk])
    page = kapuas.get(url)
    RegistrationPaper.objects.update(state="invalid", checked_by=UserFactory(), checked_at="2026-11-01T00:00:00Z")

    stale = kapuas.post(url, filled(page, result="valid"))
    assert (stale.status_code, RegistrationPaper.objects.get().state) == (409, "invalid")
    decided = kapuas.post(url, filled(stale, result="valid"))

    assert (decided.status_code, RegistrationPaper.objects.get().state) == (302, "valid")


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", ["result", "note", "seen"])
def test_bad_input_in_a_check_is_refused_or_clean(kapuas, field, strange):
    response = sent(
        kapuas, "paper_verify", RegistrationPaperFactory(), **{"result": "valid", field: encodable(strange)}
    )

    assert response.status_code in {200, 302, 409}
    assert RegistrationPaper.objects.get().check_note.isprintable()


# --- scans -------------------------------------------------------------------


def test_a_scan_is_read_by_the_institution_and_by_who_sees_names_there(login, kapuas, stranger):
    paper = RegistrationPaperFactory(scan=StoredFileFactory())
    url = reverse("paper_scan", args=[paper.pk])
    readers = [
        kapuas,
        login(RoleGrantFactory(province=True).user),
        login(RoleGrantFactory(institution_admin=True, institution=paper.institution).user),
    ]
    others = [
        stranger,
        login(RoleGrantFactory(sees_names=False).user),
        login(RoleGrantFactory(institution_admin=True).user),
        login(UserFactory()),
    ]

    served = [client.get(url) for client in readers]
    bodies = [b"".join(response) for response in served]

    assert bodies == [b"%PDF-1.7 contoh"] * 3
    assert {response["Content-Security-Policy"] for response in served} == {"sandbox; default-src 'none'"}
    assert [client.get(url).status_code for client in others] == [404] * 4


def test_a_paper_without_a_scan_serves_nothing(kapuas):
    assert kapuas.get(reverse("paper_scan", args=[RegistrationPaperFactory().pk])).status_code == 404


# --- accreditation -----------------------------------------------------------


def test_an_accreditation_is_recorded_once_and_taken_back_with_a_trace(kapuas):
    institution = InstitutionFactory()
    url = reverse("accreditation_new", args=[institution.pk])
    data = filled(kapuas.get(url), **GRADE)

    for _time in range(2):
        kapuas.post(url, data)
    accreditation = Accreditation.objects.get()
    again = sent(kapuas, "accreditation_new", institution, **GRADE)
    removed = kapuas.post(reverse("accreditation_remove", args=[accreditation.pk]))

    assert (accreditation.grade, accreditation.issued_on) == ("B", date(2026, 1, 10))
    assert again.context["form"].non_field_errors()
    assert removed.url == reverse("institution_detail", args=[institution.pk])
    assert not Accreditation.objects.exists()
    trace = Event.objects.get(name=OrganisationEvent.INSTITUTION_CHANGED)
    assert trace.data["removed"] == {"grade": "B", "number": "BALKS/1", "issued_on": "2026-01-10"}


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", GRADE)
def test_bad_input_in_an_accreditation_is_refused_or_clean(kapuas, field, strange):
    response = sent(kapuas, "accreditation_new", InstitutionFactory(), **{**GRADE, field: encodable(strange)})

    assert response.status_code in {200, 302}
    assert Accreditation.objects.count() == (response.status_code == 302)


# --- strangers ---------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_find_no_paper_and_no_accreditation(login, stranger, method):
    paper = RegistrationPaperFactory()
    grade = AccreditationFactory(institution=paper.institution)
    own = login(RoleGrantFactory(institution_admin=True, institution=paper.institution).user)
    addresses = [
        ("paper_new", paper.institution.pk),
        ("paper_change", paper.pk),
        ("paper_verify", paper.pk),
        ("accreditation_new", paper.institution.pk),
        ("accreditation_remove", grade.pk),
    ]
    body = {"once_key": "6f2c1a52-5a0c-4d3b-9a71-0c7d2f6f0e11"}

    foreign = [getattr(stranger, method)(reverse(name, args=[pk]), body).status_code for name, pk in addresses]
    unentitled = [getattr(own, method)(reverse(name, args=[pk]), body).status_code for name, pk in addresses]

    assert set(foreign) == {404}
    assert set(unentitled) == {403}
    assert Accreditation.objects.count() == 1


# --- the page of the institution ---------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_an_institution_takes_the_same_queries_for_one_and_three(kapuas, django_assert_num_queries, rows):
    institution = InstitutionFactory()
    for _number in range(rows):
        RegistrationPaperFactory(institution=institution, scan=StoredFileFactory())
        AccreditationFactory(institution=institution)
    url = reverse("institution_detail", args=[institution.pk])
    kapuas.get(url)

    with django_assert_num_queries(13):
        response = kapuas.get(url)

    assert len(response.context["sheet"].accreditations) == rows


def test_the_page_offers_each_only_what_she_may_do(login, kapuas):
    paper = RegistrationPaperFactory(scan=StoredFileFactory())
    url = reverse("institution_detail", args=[paper.institution.pk])
    admin = login(RoleGrantFactory(institution_admin=True, institution=paper.institution).user)
    reader = login(RoleGrantFactory(can_edit=False, sees_names=False).user)

    def offered(client):
        hands = client.get(url).context["sheet"].hands
        return hands.keeps, hands.services, hands.verifies, hands.reads_scans

    assert offered(kapuas) == (True, True, True, True)
    assert offered(admin) == (False, True, False, True)
    assert offered(reader) == (False, False, False, False)
    assert reverse("paper_scan", args=[paper.pk]) not in reader.get(url).content.decode()


# --- constraints -------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        {"issued_on": date(2026, 1, 2), "expires_on": date(2026, 1, 1)},
        {"state": "valid"},
        {"checked_at": "2026-02-01T00:00:00Z"},
    ],
)
def test_the_database_keeps_papers_consistent(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationPaperFactory(**row)
