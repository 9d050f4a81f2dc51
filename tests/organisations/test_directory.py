"""The public directory: verified institutions, never a person, and never one that is not verified."""

from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from lms.organisations.enums import InstitutionStatus, Verification
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    AccreditationFactory,
    InstitutionFactory,
    KindFactory,
    KindOfNeedFactory,
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    cache.clear()
    with time_machine.travel("2026-11-22T02:00:00Z", tick=False):
        yield


def listed(client, **filters):
    response = client.get(reverse("directory"), filters)
    assert response.status_code == 200
    return [institution.name for institution in response.context["page"].object_list]


def verified(**more):
    return InstitutionFactory(verified_on=date(2026, 1, 1), verified_by=UserFactory(), **more)


def test_whoever_has_a_paper_in_date_or_an_officers_word_is_listed(client):
    RegistrationPaperFactory(institution__name="LKS Bersurat")
    verified(name="LKS Terverifikasi")

    assert listed(client) == ["LKS Bersurat", "LKS Terverifikasi"]


def hidden():
    checked = {"checked_by": UserFactory(), "checked_at": "2026-01-01T00:00:00Z"}
    return [
        InstitutionFactory(name="LKS Tanpa Surat"),
        RegistrationPaperFactory(expires_on=date(2026, 11, 21)).institution,
        RegistrationPaperFactory(issued_on=date(2026, 11, 23)).institution,
        RegistrationPaperFactory(state=Verification.INVALID, **checked).institution,
        verified(status=InstitutionStatus.INACTIVE),
        verified(status=InstitutionStatus.FROZEN),
        verified(status=InstitutionStatus.APPLYING),
        verified(status=InstitutionStatus.REJECTED),
    ]


def test_nobody_else_is_listed_or_has_a_page(client):
    institutions = hidden()

    pages = [client.get(reverse("directory_institution", args=[each.pk])).status_code for each in institutions]

    assert listed(client) == []
    assert pages == [404] * len(institutions)
    assert client.get(reverse("directory_institution", args=[987_654_321])).status_code == 404
    assert client.get(reverse("directory_institution", args=[10**22])).status_code == 404


def test_one_finds_by_name_kind_everyday_words_and_area(client):
    youth = KindFactory(
        code="PSKS-05", slug="karang-taruna", name_id="Karang Taruna", name_en="Youth", synonyms=["kartar"]
    )
    verified(name="LKS Huma Betang", region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))
    verified(name="Tunas Muda", kind=youth)
    verified(name="LKS Banjar", region=RegencyFactory(code="63.03", name="Kabupaten Banjar"))
    verified(name="LKS Senja").serves.add(KindOfNeedFactory(synonyms=["jompo"]))

    assert listed(client, cari="huma") == ["LKS Huma Betang"]
    assert listed(client, cari="kartar") == ["Tunas Muda"]
    assert listed(client, cari="jompo") == ["LKS Senja"]
    assert listed(client, jenis="PSKS-05") == ["Tunas Muda"]
    assert listed(client, wilayah="63") == ["LKS Banjar"]
    assert listed(client, wilayah="62.71") == ["LKS Huma Betang"]


def test_a_province_opens_its_kabupaten_without_any_script(client):
    verified()
    RegencyFactory(code="63.03", name="Kabupaten Banjar")

    def areas(**filters):
        form = client.get(reverse("directory"), filters).context["form"]
        return [code for code, _name in form.fields["wilayah"].choices if code[:2] in {"62", "63"}]

    assert areas() == ["62", "63"]
    assert areas(wilayah="62") == ["62", "62.03", "63"]
    assert areas(wilayah="62.03") == ["62", "62.03", "63"]
    assert "<script" not in client.get(reverse("directory")).content.decode()


def test_the_page_of_an_institution_tells_of_the_body_and_of_no_person(client):
    institution = verified(
        name="LKS Senja",
        phone="+6281234567890",
        email="lks@contoh.id",
        address="Jl. Rahasia 1",
        npwp="012345678901000",
        notary="Notaris Rahasia",
        status_why="Alasan Rahasia",
    )
    member = MembershipFactory(institution=institution, person__name="Nama Rahasia")
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    AccreditationFactory(institution=institution, grade="B", expires_on=date(2026, 1, 1))
    AccreditationFactory(institution=institution, grade="A")

    response = client.get(reverse("directory_institution", args=[institution.pk]))

    body = response.content.decode()
    values = [value for _label, value in response.context["rows"]]
    assert {"0812-3456-7890", "lks@contoh.id", "Kabupaten Kapuas"} <= set(values)
    assert response.context["accreditation"].grade == "A"
    for secret in (
        *("Rahasia", "012345678901000", institution.verified_by.name, institution.verified_by.email),
        *(member.person.name, admin.name, admin.email),
    ):
        assert secret not in body
    assert "X-Robots-Tag" not in response


def test_registered_is_said_of_who_has_a_paper_in_date(client):
    with_paper, without = RegistrationPaperFactory().institution, verified()

    told = [
        client.get(reverse("directory_institution", args=[each.pk])).context["institution"].is_registered
        for each in (with_paper, without)
    ]

    assert told == [True, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_directory_takes_the_same_queries_for_one_and_three(client, login, django_assert_num_queries, rows):
    for _number in range(rows):
        RegistrationPaperFactory()
    officer = login(RoleGrantFactory().user)
    officer.get(reverse("directory"))

    with django_assert_num_queries(4):
        response = client.get(reverse("directory"), {"cari": "contoh", "wilayah": "62"})
    with django_assert_num_queries(7):
        officer.get(reverse("directory"))

    assert len(response.context["page"].object_list) == rows


def test_a_page_of_the_directory_takes_three_queries(client, django_assert_num_queries):
    institution = RegistrationPaperFactory().institution
    institution.serves.add(KindOfNeedFactory())

    with django_assert_num_queries(3):
        client.get(reverse("directory_institution", args=[institution.pk]))


def test_a_long_directory_comes_in_pages_that_keep_the_filter(client):
    for _number in range(26):
        verified()

    body = client.get(reverse("directory"), {"wilayah": "62"}).content.decode()

    assert (len(listed(client)), len(listed(client, page="2")), len(listed(client, page="x"))) == (25, 1, 25)
    assert "wilayah=62&amp;page=2" in body


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", ["cari", "jenis", "wilayah", "page"])
def test_strange_filters_never_break(client, field, strange):
    verified()

    assert client.get(reverse("directory"), {field: encodable(strange)}).status_code == 200


def test_the_front_page_leads_to_the_directory(client):
    assert f'href="{reverse("directory")}"' in client.get(reverse("front")).content.decode()
