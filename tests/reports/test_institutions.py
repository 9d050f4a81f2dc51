"""List, counts and export tell of the same institutions, and of no others."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from lms.journal.models import Event
from lms.organisations.models import Region
from lms.reports.enums import ExportEvent
from lms.reports.figures import Counts
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.completion import AwardFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    ProvinceFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)
from tests.factories.standing import StandingFactory

pytestmark = pytest.mark.django_db

NOW = "2026-11-22T02:00:00Z"
STRANGE = ["\x00", "x" * 10_000, "62.03' OR 1=1", "<script>", "63.01", "terdaftar\u202e", "-1", "[]"]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def regency(code, name):
    ProvinceFactory(code=code[:2])
    return RegencyFactory(code=code, name=name)


@pytest.fixture
def province():
    """Two institutions in Kapuas, one in Kotawaringin Timur, one in another province, one closed for good."""
    kapuas, kotim = regency("62.03", "Kabupaten Kapuas"), regency("62.02", "Kabupaten Kotawaringin Timur")
    certified = InstitutionFactory(name="LKS Kapuas Satu", region=kapuas)
    RegistrationPaperFactory(institution=certified, number="STP/1/2025", expires_on=date(2028, 1, 10))
    StandingFactory(institution=certified, certified=True)
    AwardFactory(issued=True, verdict__enrolment__membership__institution=certified)
    uncertified = InstitutionFactory(name="=1+1", region=kapuas)
    StandingFactory(institution=uncertified)
    elsewhere = InstitutionFactory(name="LKS Mentaya", region=kotim)
    RegistrationPaperFactory(institution=elsewhere, issued_on=date(2019, 1, 1), expires_on=date(2024, 1, 1))
    foreign = InstitutionFactory(name="LKS Banjar", region=regency("63.03", "Kabupaten Banjar"))
    InstitutionFactory(name="LKS Bubar", region=kapuas, status="inactive")
    return {"certified": certified, "uncertified": uncertified, "elsewhere": elsewhere, "foreign": foreign}


def officer_of(code=None):
    if code is None:
        return RoleGrantFactory(ministry=True).user
    if len(code) == 2:
        return RoleGrantFactory(province=True, region=ProvinceFactory(code=code)).user
    return RoleGrantFactory(region=Region.objects.get(code=code)).user


def listed(client, **filters):
    response = client.get(reverse("institution_list"), filters)
    assert response.status_code == 200
    return [institution.name for institution, _reasons in response.context["rows"]]


def exported(client, **filters):
    response = client.post(reverse("institution_export"), filters)
    assert response.status_code == 200
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    return list(sheet.iter_rows(min_row=2))


def counted(client, **filters):
    return client.get(reverse("area_figures"), filters).context["table"]


SCOPES = [
    ("62.03", ["=1+1", "LKS Kapuas Satu"]),
    ("62.02", ["LKS Mentaya"]),
    ("62", ["LKS Mentaya", "=1+1", "LKS Kapuas Satu"]),
    ("63", ["LKS Banjar"]),
    (None, ["LKS Mentaya", "=1+1", "LKS Kapuas Satu", "LKS Banjar"]),
]


@pytest.mark.parametrize(("area", "names"), SCOPES)
def test_list_counts_and_export_show_the_same_institutions(login, province, area, names):
    client = login(officer_of(area))

    assert listed(client) == names
    assert [row[1].value for row in exported(client)] == names
    assert counted(client).total.institutions == len(names)


@pytest.mark.parametrize(
    ("status", "names"),
    [
        ("", ["LKS Mentaya", "=1+1", "LKS Kapuas Satu"]),
        ("terdaftar", ["LKS Kapuas Satu"]),
        ("tersertifikasi", ["LKS Kapuas Satu"]),
        ("belum", ["LKS Mentaya", "=1+1"]),
        ("terlatih", ["LKS Kapuas Satu"]),
    ],
)
def test_every_number_clicks_down_to_as_many_rows(login, province, status, names):
    client = login(officer_of("62"))
    total = counted(client).total
    figures = {
        "": total.institutions,
        "terdaftar": total.registered,
        "tersertifikasi": total.certified,
        "belum": total.uncertified,
        "terlatih": total.trained,
    }

    assert listed(client, status=status) == names
    assert [row[1].value for row in exported(client, status=status)] == names
    assert figures[status] == len(names)


def test_the_area_narrows_list_and_export_alike(login, province):
    client = login(officer_of("62"))

    assert listed(client, wilayah="62.02") == ["LKS Mentaya"]
    assert [row[1].value for row in exported(client, wilayah="62.02")] == ["LKS Mentaya"]


def test_an_area_outside_ones_own_shows_nothing(login, province):
    client = login(officer_of("62.03"))

    assert listed(client, wilayah="63.03") == []
    assert client.post(reverse("institution_export"), {"wilayah": "63.03"})["Location"] == reverse("institution_list")


def test_figures_stand_by_kabupaten_and_name_who_is_missing(login, province):
    table = counted(login(officer_of("62")))

    rows = {row.region.code: (row.counts, row.counts.uncertified) for row in table.rows}
    assert rows == {
        "62.02": (Counts(institutions=1), 1),
        "62.03": (Counts(institutions=2, registered=1, certified=1, trained=1), 1),
    }
    assert [row.region.code for row in table.missing] == ["62.02"]
    assert (table.total.institutions, table.total.registered, table.total.trained) == (3, 1, 1)


def test_a_kabupaten_without_any_institution_is_counted_with_noughts_and_missed(login, province):
    regency("62.04", "Kabupaten Barito Selatan")

    table = counted(login(officer_of("62")))

    assert [row.region.code for row in table.missing] == ["62.02", "62.04"]


def test_the_nation_is_read_by_province_and_each_leads_to_its_kabupaten(login, province):
    client = login(officer_of())

    nation, kalteng = counted(client), counted(client, wilayah="62")

    assert [(row.region.code, row.counts.institutions) for row in nation.rows] == [("62", 3), ("63", 1)]
    assert [(row.region.code, row.counts.institutions) for row in kalteng.rows] == [("62.02", 1), ("62.03", 2)]


def test_a_revoked_certificate_no_longer_counts_its_holder_as_trained(login, province):
    AwardFactory(revoked=True, verdict__enrolment__membership__institution=province["elsewhere"])

    assert counted(login(officer_of("62.02"))).total.trained == 0


def test_a_person_trained_twice_is_one_person(login, province):
    membership = MembershipFactory(institution=province["elsewhere"])
    for _time in range(2):
        AwardFactory(
            issued=True,
            verdict__enrolment__membership=membership,
            verdict__enrolment__cohort=CohortFactory(closed=True),
        )

    assert counted(login(officer_of("62.02"))).total.trained == 1


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("institution_list", 8), ("area_figures", 9)])
def test_pages_take_a_fixed_number_of_queries(login, django_assert_num_queries, name, queries, more):
    for number in range(more):
        institution = InstitutionFactory(region=regency(f"62.0{number + 1}", f"Kabupaten {number}"))
        StandingFactory(institution=institution)
        RegistrationPaperFactory(institution=institution)
        AwardFactory(issued=True, verdict__enrolment__membership__institution=institution)
    client = login(officer_of("62"))
    client.get(reverse(name))

    with django_assert_num_queries(queries):
        client.get(reverse(name))


def test_a_long_list_comes_in_pages_that_keep_the_filter(login):
    for _number in range(26):
        InstitutionFactory(region=regency("62.03", "Kabupaten Kapuas"))
    client = login(officer_of("62.03"))

    assert (len(listed(client)), len(listed(client, page="2"))) == (25, 1)
    assert len(exported(client)) == 26
    body = client.get(reverse("institution_list"), {"wilayah": "62.03"}).content.decode()
    assert "wilayah=62.03&amp;page=2" in body


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("field", ["wilayah", "status", "page"])
def test_strange_filters_never_break(login, province, strange, field):
    client = login(officer_of("62.03"))

    assert client.get(reverse("institution_list"), {field: strange}).status_code == 200
    assert client.get(reverse("area_figures"), {field: strange}).status_code == 200
    response = client.post(reverse("institution_export"), {field: strange})
    b"".join(response)  # read to its end, which closes the file
    assert response.status_code == (200 if field == "page" else 302)


# --- export ------------------------------------------------------------------


def test_a_name_like_a_formula_stays_text(login, province):
    rows = exported(login(officer_of("62.03")))

    assert [(row[1].value, row[1].data_type) for row in rows] == [("=1+1", "s"), ("LKS Kapuas Satu", "s")]


def test_the_export_tells_paper_certification_and_people(login, province):
    rows = exported(login(officer_of("62.03")))

    plain = [[cell.value for cell in row] for row in rows]
    assert plain[1][5:10] == [
        "STP/1/2025",
        rows[1][6].value,
        plain[1][7],
        rows[1][8].value,
        1,
    ]
    assert (rows[1][6].value.date(), rows[1][8].value.date()) == (date(2028, 1, 10), date(2029, 7, 24))
    assert (plain[1][10], bool(plain[0][10])) == ("", True)


def test_an_export_is_journalled_with_its_length(login, province):
    user = officer_of("62")
    client = login(user)

    exported(client, status="belum")

    event = Event.objects.get(name=ExportEvent.INSTITUTIONS)
    assert (event.by_id, event.data) == (user.pk, {"rows": 2, "area": "", "status": "belum"})


def test_reading_the_export_address_downloads_nothing(login):
    assert login(officer_of("62")).get(reverse("institution_export")).status_code == 405


@pytest.mark.parametrize("name", ["institution_list", "area_figures", "institution_export"])
def test_figures_are_for_officers(login, name):
    client = login(RoleGrantFactory(institution_admin=True).user)
    ask = client.post if name == "institution_export" else client.get

    assert ask(reverse(name)).status_code == 403


# --- one institution ---------------------------------------------------------


def test_an_institution_shows_papers_standing_and_members_to_its_officer(login, province):
    institution = province["certified"]

    response = login(officer_of("62.03")).get(reverse("institution_detail", args=[institution.pk]))

    body = response.content.decode()
    assert "STP/1/2025" in body
    assert [(len(m.awards), m.membership.institution) for m in response.context["members"]] == [(1, institution)]
    assert [is_certified for _standing, is_certified in response.context["standings"]] == [True]


def test_its_own_admin_sees_the_members_and_a_foreign_admin_nothing(login, province):
    own = login(RoleGrantFactory(institution_admin=True, institution=province["certified"]).user)
    foreign = login(RoleGrantFactory(institution_admin=True, institution=province["foreign"]).user)
    address = reverse("institution_detail", args=[province["certified"].pk])

    assert len(own.get(address).context["members"]) == 1
    assert foreign.get(address).status_code == 404


def test_whoever_only_reads_figures_reads_no_names(login, province):
    member = MembershipFactory(institution=province["certified"])

    response = login(officer_of()).get(reverse("institution_detail", args=[province["certified"].pk]))

    assert (response.status_code, response.context["members"]) == (200, [])
    assert member.person.name not in response.content.decode()


@pytest.mark.parametrize("area", ["62.03", "62"])
def test_a_foreign_institution_does_not_exist(login, province, area):
    client = login(officer_of(area))

    assert client.get(reverse("institution_detail", args=[province["foreign"].pk])).status_code == 404
    assert login(UserFactory()).get(reverse("institution_detail", args=[province["certified"].pk])).status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_an_institution_takes_a_fixed_number_of_queries(login, django_assert_num_queries, more):
    institution = InstitutionFactory()
    for _number in range(more):
        StandingFactory(institution=institution)
        RegistrationPaperFactory(institution=institution)
        AwardFactory(issued=True, verdict__enrolment__membership__institution=institution)
    client = login(officer_of("62.03"))
    address = reverse("institution_detail", args=[institution.pk])
    client.get(address)

    with django_assert_num_queries(14):
        client.get(address)
