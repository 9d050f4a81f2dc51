from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.urls import reverse
from docx import Document

from lms.letters.enums import BundleForm, BundleKind, LetterKind, LetterState, Numbering
from lms.letters.facts import Terms
from lms.letters.models import Bundle, Letter, NumberBook, NumberEntry
from lms.letters.operations import ask_bundle, issue_letters
from tests.factories.cohorts import CohortFactory
from tests.factories.completion import AwardFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.letters import AT, BundleFactory, LetterFactory, NumberEntryFactory
from tests.factories.organisations import ProvinceFactory, RegencyFactory, RoleGrantFactory
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db

OFFERED = {"numbering": "next", "nature": "Biasa", "contact": "", "copies": ""}


@pytest.fixture
def stranger():
    """Holds the same role in another province."""
    return RoleGrantFactory(province=True, region=ProvinceFactory(code="11", name="Aceh")).user


def post(client, name, *args, key=None, **data):
    return client.post(reverse(name, args=args), {"once_key": str(key or uuid4()), **data})


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


# --- the letters of a cohort ---------------------------------------------------------------


def test_the_page_of_letters_says_what_is_missing(login, officer, cohort, people):
    page = login(officer).get(reverse("letter_board", args=[cohort.pk]))

    assert [(row.kind, row.missing) for row in page.context["rows"]] == [
        ("invitation", 2),
        ("assignment", 2),
        ("confirmation", 1),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_a_fixed_number_of_queries(login, officer, cohort, by, django_assert_num_queries, count):
    for _number in range(count):
        EnrolmentFactory(cohort=cohort, accepted=True)
    for kind in (LetterKind.INVITATION, LetterKind.ASSIGNMENT, LetterKind.CONFIRMATION):
        issue_letters(cohort, kind, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)
    client = login(officer)
    client.get(reverse("letter_board", args=[cohort.pk]))

    with django_assert_num_queries(17):
        page = client.get(reverse("letter_board", args=[cohort.pk]))

    assert [len(row.letters) for row in page.context["rows"]] == [2, count, 1]


def test_letters_are_issued_from_the_page(login, officer, cohort):
    client = login(officer)
    assert client.get(reverse("letter_issue", args=[cohort.pk, "invitation"])).status_code == 200

    answer = post(client, "letter_issue", cohort.pk, "invitation", **OFFERED, key=uuid4())

    assert answer.url == reverse("letter_board", args=[cohort.pk])
    assert Letter.objects.filter(made_by=officer).count() == 2


def test_a_double_press_issues_once(login, officer, cohort):
    client, key = login(officer), uuid4()

    for _press in range(2):
        assert post(client, "letter_issue", cohort.pk, "invitation", **OFFERED, key=key).status_code == 302

    assert NumberEntry.objects.count() == 2


def test_copies_come_line_by_line(login, officer, cohort):
    post(login(officer), "letter_issue", cohort.pk, "invitation", **OFFERED | {"copies": "Gubernur\r\n\r\n Inspektur "})

    assert Letter.objects.first().frozen_facts.terms.copies == ("Gubernur", "Inspektur")


@pytest.mark.parametrize(
    "bad",
    [{"copies": "x\n" * 11}, {"copies": "x" * 151}, {"contact": "x" * 151}, {"nature": "Rahasia"}, {"numbering": "x"}],
)
def test_bad_input_is_said_on_the_form_and_issues_nothing(login, officer, cohort, bad):
    page = post(login(officer), "letter_issue", cohort.pk, "invitation", **OFFERED | bad)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Letter.objects.exists()


def test_too_few_reserved_numbers_are_said_on_the_form(login, officer, cohort):
    page = post(login(officer), "letter_issue", cohort.pk, "invitation", **OFFERED | {"numbering": "reserved"})

    assert page.context["form"].non_field_errors()
    assert not Letter.objects.exists()


@pytest.mark.parametrize("text", NAUGHTY)
def test_strange_words_are_kept_as_words_or_refused_but_never_break(login, officer, cohort, text):
    answer = post(
        login(officer),
        "letter_issue",
        cohort.pk,
        "invitation",
        **OFFERED | {"contact": encodable(text)[:150], "copies": encodable(text)[:150]},
    )

    assert answer.status_code in (200, 302)


def test_an_unknown_kind_of_letter_does_not_exist(login, officer, cohort):
    assert login(officer).get(reverse("letter_issue", args=[cohort.pk, "statement"])).status_code == 404


def test_a_letter_gets_its_number_on_a_page(login, officer, cohort, by):
    letter, _other = issue_letters(
        cohort, LetterKind.INVITATION, terms=Terms(), numbering=Numbering.LATER, by=by, at=AT
    )

    post(login(officer), "letter_number", letter.pk, typed="400.9/7/2026")

    letter.refresh_from_db()
    assert letter.number == "400.9/7/2026"


def test_a_letter_is_made_void_on_a_page(login, officer, cohort):
    letter = LetterFactory(cohort=cohort, issued=True)
    client = login(officer)

    assert post(client, "letter_void", letter.pk, reason="").context["form"].errors
    post(client, "letter_void", letter.pk, reason="Salah alamat.")

    letter.refresh_from_db()
    assert letter.state == LetterState.VOID


def test_a_letter_is_replaced_by_a_new_one(login, officer, cohort):
    letter = LetterFactory(cohort=cohort, issued=True)

    post(login(officer), "letter_reissue", letter.pk)

    letter.refresh_from_db()
    assert letter.replaced_by.made_by == officer


# --- who sees a letter --------------------------------------------------------------------


def test_letters_are_seen_by_whom_they_concern_alone(login, officer, cohort, stranger, user_of):
    enrolment = EnrolmentFactory(cohort=cohort, accepted=True)
    invitation = LetterFactory(cohort=cohort, issued=True)
    assignment = LetterFactory(enrolment=enrolment, assignment=True, issued=True)
    admin = RoleGrantFactory(institution_admin=True, institution=enrolment.membership.institution).user
    regency = RoleGrantFactory(region=RegencyFactory()).user
    other_regency = RoleGrantFactory(region=RegencyFactory(code="62.71", name="Kota Palangka Raya")).user
    seen = {
        "officer": officer,
        "trainee": user_of(enrolment),
        "admin": admin,
        "regency": regency,
        "other_regency": other_regency,
        "stranger": stranger,
        "other_admin": RoleGrantFactory(institution_admin=True).user,
    }

    found = {who: set(Letter.objects.visible_to(user)) for who, user in seen.items()}

    assert found == {
        "officer": {invitation, assignment},
        "trainee": {assignment},
        "admin": {assignment},
        "regency": {invitation, assignment},
        "other_regency": set(),
        "stranger": set(),
        "other_admin": set(),
    }
    for who, user in seen.items():
        for letter in (invitation, assignment):
            answer = login(user).get(reverse("letter_download", args=[letter.pk]))
            body_of(answer)
            assert answer.status_code == (200 if letter in found[who] else 404)


@pytest.fixture
def user_of(by):
    def give(enrolment):
        enrolment.person.user = by
        enrolment.person.save(update_fields=["user"])
        return by

    return give


def test_a_letter_without_number_is_seen_by_the_office_alone(officer, cohort, user_of):
    enrolment = EnrolmentFactory(cohort=cohort, accepted=True)
    letter = LetterFactory(enrolment=enrolment, assignment=True, issued=True, entry=None)

    assert list(Letter.objects.visible_to(user_of(enrolment))) == []
    assert list(Letter.objects.visible_to(officer)) == [letter]


def test_the_stored_bytes_are_served_and_walled_off(login, officer, cohort):
    letter = LetterFactory(cohort=cohort, issued=True)

    answer = login(officer).get(reverse("letter_download", args=[letter.pk]))

    assert body_of(answer).startswith(b"%PDF-")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")


def test_a_letter_that_is_not_drawn_yet_cannot_be_downloaded(login, officer, cohort):
    letter = LetterFactory(cohort=cohort)

    assert login(officer).get(reverse("letter_download", args=[letter.pk])).status_code == 404


def test_the_office_edits_its_letter_as_docx(login, officer, cohort):
    letter = LetterFactory(cohort=cohort, issued=True)

    answer = login(officer).get(reverse("letter_docx", args=[letter.pk]))

    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)
    assert letter.number in text
    assert "Kepala Dinas Sosial Kabupaten Kapuas" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_letters_takes_a_fixed_number_of_queries(login, cohort, django_assert_num_queries, count):
    admin = RoleGrantFactory(institution_admin=True)
    for _number in range(count):
        enrolment = EnrolmentFactory(cohort=cohort, accepted=True, membership__institution=admin.institution)
        LetterFactory(enrolment=enrolment, assignment=True, issued=True)
    client = login(admin.user)
    client.get(reverse("letter_list"))

    with django_assert_num_queries(6):
        page = client.get(reverse("letter_list"))

    assert len(page.context["page"]) == count


def test_who_was_replaced_is_not_led_to_the_letter_of_her_successor(login, cohort, people, by):
    trainee = people[0].person
    trainee.user = by
    trainee.save(update_fields=["user"])
    old = LetterFactory(enrolment=people[0], assignment=True, numbered=True, issued=True)
    Letter.objects.filter(pk=old.pk).update(state="replaced")
    new = LetterFactory(enrolment=people[1], assignment=True, numbered=True, issued=True, replaces=old)

    page = login(by).get(reverse("letter_list")).content.decode()

    assert reverse("letter_download", args=[old.pk]) in page
    assert reverse("letter_download", args=[new.pk]) not in page


def test_the_board_says_when_the_list_of_participants_is_outdated(login, officer, cohort, people, by):
    (letter,) = issue_letters(cohort, LetterKind.CONFIRMATION, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)
    client, board, door = (
        login(officer),
        reverse("letter_board", args=[cohort.pk]),
        reverse("letter_reissue", args=[letter.pk]),
    )
    assert door not in client.get(board).content.decode()

    EnrolmentFactory(cohort=cohort, accepted=True)

    page = client.get(board).content.decode()
    assert door in page
    assert "notice" in page


def test_a_list_without_letters_says_what_will_stand_there(login, by):
    page = login(by).get(reverse("letter_list"))

    assert (page.status_code, page.context["page"].paginator.count) == (200, 0)


@pytest.mark.parametrize("name", ["letter_number", "letter_reissue", "letter_void", "letter_docx"])
def test_a_foreign_letter_does_not_exist(login, stranger, cohort, name):
    letter = LetterFactory(cohort=cohort, issued=True)
    client = login(stranger)
    answer = client.get(reverse(name, args=[letter.pk])) if name == "letter_docx" else post(client, name, letter.pk)

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["letter_board", "bundle_ask"])
def test_letters_of_a_foreign_cohort_do_not_exist(login, stranger, cohort, name):
    client = login(stranger)
    answer = post(client, name, cohort.pk) if name == "bundle_ask" else client.get(reverse(name, args=[cohort.pk]))

    assert answer.status_code == 404


# --- papers to print -------------------------------------------------------------------------


def test_papers_are_asked_for_made_and_downloaded(login, officer, cohort, people, deliver_all):
    client = login(officer)

    post(client, "bundle_ask", cohort.pk, kind="badges", form="pdf")
    deliver_all()

    bundle = Bundle.objects.get()
    assert body_of(client.get(reverse("bundle_download", args=[bundle.pk]))).startswith(b"%PDF-")


def test_a_zip_holds_one_file_for_each(login, officer, cohort, people, by, deliver_all):
    issue_letters(cohort, LetterKind.ASSIGNMENT, terms=Terms(), numbering=Numbering.NEXT, by=by, at=AT)
    deliver_all()
    for form, suffix in ((BundleForm.ZIP, "pdf"), (BundleForm.DOCX, "docx")):
        bundle = ask_bundle(cohort, BundleKind.ASSIGNMENT, form, by=by, at=AT)
        deliver_all()

        answer = body_of(login(officer).get(reverse("bundle_download", args=[bundle.pk])))

        with ZipFile(BytesIO(answer)) as archive:
            assert archive.namelist() == [f"001-ani.{suffix}", f"002-budi.{suffix}"]


@pytest.mark.parametrize("bad", [{}, {"kind": "x", "form": "pdf"}, {"kind": "badges", "form": "exe"}])
def test_other_papers_do_not_exist(login, officer, cohort, people, bad):
    assert post(login(officer), "bundle_ask", cohort.pk, **bad).status_code == 302
    assert not Bundle.objects.exists()


def test_foreign_or_unmade_papers_do_not_exist(login, officer, stranger):
    made, unmade = BundleFactory(made=True), BundleFactory()

    assert login(stranger).get(reverse("bundle_download", args=[made.pk])).status_code == 404
    assert login(officer).get(reverse("bundle_download", args=[unmade.pk])).status_code == 404


# --- the book -----------------------------------------------------------------------------------


def test_numbers_are_reserved_typed_in_and_made_void_on_pages(login, officer, cohort):
    client, office = login(officer), cohort.office
    post(client, "number_reserve", office.pk, "statement", count="2", note="Surat keterangan")
    post(client, "number_type", office.pk, "statement", number="400.9/1/2026", on="2026-01-05", note="Agenda")
    entry = NumberEntry.objects.get(serial=2)
    post(client, "number_void", entry.pk, reason="Salah ketik.")

    assert [each.state for each in NumberEntry.objects.order_by("pk")] == ["reserved", "void", "typed"]
    page = client.get(reverse("number_book", args=[office.pk, entry.book.year, "statement"]))
    assert "Salah ketik." in page.content.decode()


def test_the_form_of_numbers_is_changed_on_a_page(login, officer, cohort):
    client, office = login(officer), cohort.office
    bad = post(client, "number_pattern", office.pk, "invitation", pattern="{seri}", classification="", subject="UND")
    post(client, "number_pattern", office.pk, "invitation", pattern="{seri}/{tahun}", classification="", subject="")

    assert bad.context["form"].non_field_errors()
    assert NumberBook.objects.get().pattern == "{seri}/{tahun}"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("number_reserve", {"count": "0", "note": "x"}),
        ("number_reserve", {"count": "101", "note": "x"}),
        ("number_reserve", {"count": "1e9", "note": "x"}),
        ("number_reserve", {"count": "1", "note": ""}),
        ("number_type", {"number": "", "on": "2026-01-05", "note": "x"}),
        ("number_type", {"number": "5", "on": "31 Februari", "note": "x"}),
        ("number_type", {"number": "5", "on": "0001-01-01", "note": "x"}),
        ("number_type", {"number": "5", "on": "9999-12-31", "note": "x"}),
    ],
)
def test_bad_input_is_an_error_on_the_form_and_not_in_the_book(login, officer, cohort, name, data):
    page = post(login(officer), name, cohort.office.pk, "invitation", **data)

    assert page.status_code == 200
    assert page.context["form"].errors
    assert not NumberEntry.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_book_takes_a_fixed_number_of_queries(login, officer, cohort, django_assert_num_queries, count):
    for _number in range(count):
        enrolment = EnrolmentFactory(cohort=cohort, accepted=True)
        LetterFactory(enrolment=enrolment, assignment=True, issued=True)
    client = login(officer)
    addresses = [
        reverse("number_book", args=[cohort.office.pk, 2026, "assignment"]),
        reverse("number_book", args=[cohort.office.pk, 2026, "certificate"]),
        reverse("number_books"),
    ]
    for address, queries in zip(addresses, (7, 6, 7), strict=True):
        client.get(address)
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_certificates_are_read_in_the_same_book(login, officer):
    award = AwardFactory(issued=True)

    page = login(officer).get(
        reverse("number_book", args=[award.verdict.enrolment.cohort.office.pk, 2026, "certificate"])
    )

    assert award.certificate.number in page.content.decode()


@pytest.mark.parametrize("kind", ["x", "certificates"])
def test_an_unknown_book_does_not_exist(login, officer, cohort, kind):
    assert login(officer).get(reverse("number_book", args=[cohort.office.pk, 2026, kind])).status_code == 404


def test_a_foreign_book_does_not_exist(login, stranger, cohort):
    office, client = cohort.office, login(stranger)
    entry = NumberEntryFactory(book__office=office)

    assert client.get(reverse("number_book", args=[office.pk, 2026, "invitation"])).status_code == 404
    for name in ("number_reserve", "number_type", "number_pattern"):
        assert post(client, name, office.pk, "invitation").status_code == 404
    assert post(client, "number_void", entry.pk, reason="x").status_code == 404


@pytest.mark.parametrize("role", [{"trainer": True}, {"institution_admin": True}, {"ministry": True}, {}])
def test_others_keep_no_book_and_issue_no_letters(login, cohort, role):
    client = login(RoleGrantFactory(**role).user)

    assert client.get(reverse("number_books")).status_code == 403
    assert client.get(reverse("letter_board", args=[cohort.pk])).status_code == 403


def test_a_cohort_without_letters_may_be_a_draft(login, officer):
    cohort = CohortFactory()

    page = login(officer).get(reverse("letter_board", args=[cohort.pk]))

    assert all(row.reasons for row in page.context["rows"])
