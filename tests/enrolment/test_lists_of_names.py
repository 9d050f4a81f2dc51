"""A list of names is answered row by row; nothing is written before one press, and then all of it or nothing."""

import io
import logging
import uuid
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lms.enrolment.models import Enrolment
from lms.enrolment.rules.names import AskedRow, asked_rows, rows_of_text
from lms.organisations.operations.people import set_nik
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)

AT = datetime(2026, 6, 10, 2, tzinfo=UTC)
NIK = "6203054101800003"
OTHER_NIK = "6203054101800011"

in_june = pytest.mark.usefixtures("june")


@pytest.fixture
def cohort():
    """Open, with two seats for Kapuas."""
    return QuotaFactory().cohort


@pytest.fixture
def institution():
    return RegistrationPaperFactory().institution


@pytest.fixture
def kapuas(login):
    return login(RoleGrantFactory().user)


@pytest.fixture
def admin(login, institution):
    return login(RoleGrantFactory(institution_admin=True, institution=institution).user)


def checked(client, cohort, text="", name="names_send", **files):
    return client.post(reverse(name, args=[cohort.pk]), {"names": text, **files})


def words(response):
    return response.content.decode()


# --- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "1\t6203.0541.0180.0003\tSiti Aminah\tLKS Kasih",
            AskedRow(1, nik=NIK, name="Siti Aminah", institution="LKS Kasih"),
        ),
        ("p7k2m9qxwa", AskedRow(1, code="P7K2M9QXWA")),
        ("Siti Aminah, S.Sos.", AskedRow(1, name="Siti Aminah, S.Sos.")),
        ("2) ; Siti Aminah ; LKS Kasih", AskedRow(1, name="Siti Aminah", institution="LKS Kasih")),
        ("6.20305E+15\tSiti", AskedRow(1, is_garbled=True)),
        ("62030541018\tSiti", AskedRow(1, is_garbled=True)),
    ],
)
def test_a_row_is_read_by_what_its_cells_look_like(text, row):
    assert asked_rows(rows_of_text(text)) == [row]


def test_the_head_of_a_table_is_no_person():
    rows = asked_rows(rows_of_text("No\tNama Lengkap\tNIK\tLembaga\n\n1\tSiti\t\tLKS Kasih"))

    assert rows == [AskedRow(3, name="Siti", institution="LKS Kasih")]


# --- looking ---------------------------------------------------------------------------------------------------------


@in_june
@pytest.mark.django_db
def test_four_hundred_pasted_names_with_doubles_and_two_unknown_niks(kapuas, cohort, institution):
    members = [
        MembershipFactory(institution=institution, person__name=f"Warga Kapuas {number}") for number in range(398)
    ]
    known = members[0].person
    set_nik(known, nik=NIK, is_confirmed=False, by=UserFactory(), at=AT)
    lines = [f"{member.person.name}\t{institution.name}" for member in members[1:]]
    text = "\n".join([NIK, *lines, members[5].person.name, OTHER_NIK, "6203054101800097"])

    response = checked(kapuas, cohort, text)

    ready, wrong = response.context["ready"], response.context["wrong"]
    assert [row.row.member for row in ready] == members
    assert [(row.number, [reason.code for reason in row.reasons]) for row in wrong] == [
        (399, ["row_twice"]),
        (400, ["nik_unknown"]),
        (401, ["nik_unknown"]),
    ]
    assert not Enrolment.objects.exists()

    body = {"once_key": str(uuid.uuid4()), "members": [row.row.value for row in ready]}
    first, second = (kapuas.post(response.context["send_url"], body) for _time in range(2))

    assert first.url == second.url == reverse("enrolment_send", args=[cohort.pk])
    assert set(Enrolment.objects.values_list("status", flat=True)) == {"confirmed"}
    assert Enrolment.objects.count() == 398


@in_june
@pytest.mark.django_db
def test_no_nik_of_a_list_is_shown_in_full_or_logged(kapuas, cohort, institution, caplog):
    member = MembershipFactory(institution=institution)
    set_nik(member.person, nik=NIK, is_confirmed=False, by=UserFactory(), at=AT)

    with caplog.at_level(logging.DEBUG):
        response = checked(kapuas, cohort, f"{NIK}\n{OTHER_NIK}")

    assert member.person.name in words(response)
    assert "6203********0011" in words(response)
    assert not any(nik in words(response) + caplog.text for nik in (NIK, OTHER_NIK))


@in_june
@pytest.mark.django_db
def test_somebody_of_another_area_is_as_unknown_as_nobody(kapuas, cohort):
    foreign = RegistrationPaperFactory(institution__region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"))
    member = MembershipFactory(institution=foreign.institution)
    set_nik(member.person, nik=NIK, is_confirmed=False, by=UserFactory(), at=AT)

    response = checked(kapuas, cohort, f"{NIK}\n{OTHER_NIK}\n{member.person.code}\n{member.person.name}")

    codes = [reason.code for row in response.context["wrong"] for reason in row.reasons]
    assert codes == ["nik_unknown", "nik_unknown", "code_unknown", "name_unknown"]
    assert response.context["ready"] == []


@in_june
@pytest.mark.django_db
def test_two_people_of_one_name_are_told_apart_by_their_institution(kapuas, cohort, institution):
    one = MembershipFactory(institution=institution, person__name="Siti Aminah")
    other = RegistrationPaperFactory(institution__name="LKS Harapan Bangsa").institution
    two = MembershipFactory(institution=other, person__name="Siti  Aminah, S.Sos.")

    response = checked(kapuas, cohort, "siti aminah\nSITI AMINAH\tHarapan Bangsa")

    assert [reason.code for row in response.context["wrong"] for reason in row.reasons] == ["several"]
    assert [row.row.member for row in response.context["ready"]] == [two]
    assert one.person.name == "Siti Aminah"


@in_june
@pytest.mark.django_db
def test_who_stands_in_two_institutions_is_sent_by_her_main_one_or_the_one_named(kapuas, cohort, institution):
    main = MembershipFactory(institution=institution, is_primary=True)
    second = MembershipFactory(institution=RegistrationPaperFactory().institution, person=main.person)

    by_code = checked(kapuas, cohort, main.person.code)
    by_place = checked(kapuas, cohort, f"{main.person.name}\t{second.institution.name}")

    assert [row.row.member for row in by_code.context["ready"]] == [main]
    assert [row.row.member for row in by_place.context["ready"]] == [second]


@in_june
@pytest.mark.django_db
def test_a_row_says_what_stands_against_its_person(admin, cohort, institution):
    sent = EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=institution))

    response = checked(admin, cohort, sent.person_name, name="names_nominate")

    assert [reason.code for row in response.context["wrong"] for reason in row.reasons] == ["nominated_already"]
    assert response.context["send_url"] == reverse("nominate", args=[cohort.pk])


@in_june
@pytest.mark.django_db
def test_a_workbook_and_a_csv_say_the_same_as_pasted_lines(kapuas, cohort, institution):
    member = MembershipFactory(institution=institution)
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["No", "Nama", "Lembaga"])
    book.active.append([1, member.person.name, institution.name])
    book.save(buffer)
    csv = f"Nama;Lembaga\n{member.person.name};{institution.name}\n".encode()

    sheets = [
        SimpleUploadedFile("usulan.xlsx", buffer.getvalue()),
        SimpleUploadedFile("usulan.csv", csv),
    ]
    found = [[row.row.member for row in checked(kapuas, cohort, file=sheet).context["ready"]] for sheet in sheets]

    assert found == [[member], [member]]


@in_june
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data"),
    [("a.pdf", b"%PDF"), ("a.xlsx", b"PK\x03\x04 nothing"), ("a.xlsx", b"plain"), ("a.csv", b"\x00\x01\x00\x00" * 9)],
)
def test_a_file_that_is_no_list_is_answered_in_words(kapuas, cohort, name, data):
    response = checked(kapuas, cohort, file=SimpleUploadedFile(name, data))

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


@in_june
@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "  \n ", "Nama\tLembaga", "x\n" * 501, "\x00", "x" * 70_000])
def test_a_list_that_says_nothing_or_too_much_is_answered_in_words(kapuas, cohort, text):
    response = checked(kapuas, cohort, text)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Enrolment.objects.exists()


@in_june
@pytest.mark.django_db
@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "<script>alert(1)</script>", "🐟\tلا", "-", "\u202e"])
def test_strange_names_are_unknown_names(kapuas, cohort, text):
    response = checked(kapuas, cohort, f"Budi\n{text}")

    assert response.status_code == 200
    assert response.context["ready"] == []
    assert "<script>alert" not in words(response)


@in_june
@pytest.mark.django_db
def test_after_the_deadline_no_list_is_taken(kapuas, institution):
    cohort = QuotaFactory(cohort=CohortFactory(opened=True, nominate_until=date(2026, 6, 9))).cohort

    response = kapuas.get(reverse("names_send", args=[cohort.pk]))

    assert [reason.code for reason in response.context["closed"]] == ["nominations_ended"]
    assert "<textarea" not in words(response)


@in_june
@pytest.mark.django_db
def test_a_stranger_finds_no_list_page(login, cohort):
    elsewhere = RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user
    foreign = RoleGrantFactory(
        institution_admin=True, institution=InstitutionFactory(region=RegencyFactory(code="62.10"))
    ).user

    assert login(elsewhere).get(reverse("names_send", args=[cohort.pk])).status_code == 404
    assert login(foreign).get(reverse("names_nominate", args=[cohort.pk])).status_code == 404
    assert login(UserFactory()).get(reverse("names_send", args=[cohort.pk])).status_code == 403


@in_june
@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_checking_a_list_asks_a_fixed_number_of_queries(kapuas, cohort, institution, rows, django_assert_num_queries):
    members = [MembershipFactory(institution=institution) for _number in range(rows)]
    set_nik(members[0].person, nik=NIK, is_confirmed=False, by=UserFactory(), at=AT)
    text = "\n".join([NIK, *(member.person.name for member in members[1:])]) + f"\n{members[0].person.code}\nNobody"
    checked(kapuas, cohort, text)

    with django_assert_num_queries(11):
        checked(kapuas, cohort, text)


@pytest.mark.parametrize("cell", [float("nan"), float("inf")])
def test_a_cell_that_is_no_number_breaks_nothing(cell):
    assert len(asked_rows([(1, (cell, "Siti"))])) == 1
