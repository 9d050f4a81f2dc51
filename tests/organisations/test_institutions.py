"""The register of institutions: the list, entering, standing for one, counting whom it serves."""

import uuid
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from lms.accounts.roles import Permission
from lms.journal.models import Event
from lms.organisations.enums import InstitutionStatus, OrganisationEvent
from lms.organisations.models import BeneficiaryCount, Institution
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    BeneficiaryCountFactory,
    InstitutionFactory,
    KindFactory,
    KindOfNeedFactory,
    ProvinceFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.filled import filled

pytestmark = pytest.mark.django_db

NOW = "2026-11-22T02:00:00Z"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kapuas(login):
    """An officer of Kabupaten Kapuas."""
    return login(RoleGrantFactory().user)


@pytest.fixture
def stranger(login, stranger):
    return login(stranger)


def listed(client, **filters):
    response = client.get(reverse("institution_register"), filters)
    assert response.status_code == 200
    return [institution.name for institution in response.context["page"].object_list]


# --- the list ----------------------------------------------------------------


def test_an_officer_sees_all_of_her_area_and_nothing_of_another(kapuas, stranger):
    InstitutionFactory(name="LKS Aktif")
    InstitutionFactory(name="LKS Istirahat", status=InstitutionStatus.INACTIVE)
    InstitutionFactory(name="LKS Beku", status=InstitutionStatus.FROZEN)
    InstitutionFactory(name="LKS Memohon", status=InstitutionStatus.APPLYING)

    assert listed(kapuas) == ["LKS Aktif", "LKS Beku", "LKS Istirahat"]
    assert listed(stranger) == []


def test_the_list_is_narrowed_by_words_kind_status_and_area(login):
    province = login(RoleGrantFactory(province=True).user)
    youth = KindFactory(code="PSKS-05", slug="karang-taruna", name_id="Karang Taruna", name_en="Youth organisation")
    InstitutionFactory(name="LKS Huma Betang", region=RegencyFactory(code="62.71", name="Kota Palangka Raya"))
    InstitutionFactory(name="Karang Taruna Selat", kind=youth)
    InstitutionFactory(name="LKS Sinar", status=InstitutionStatus.FROZEN)

    assert listed(province, cari="huma") == ["LKS Huma Betang"]
    assert listed(province, cari="HUMABETANG") == ["LKS Huma Betang"]
    assert listed(province, jenis="PSKS-05") == ["Karang Taruna Selat"]
    assert listed(province, status="frozen") == ["LKS Sinar"]
    assert listed(province, wilayah="62.71") == ["LKS Huma Betang"]
    assert listed(province, wilayah="62.71", status="frozen") == []


def test_old_and_everyday_words_find_the_kind_and_whom_it_serves(kapuas):
    youth = KindFactory(
        code="PSKS-05", slug="karang-taruna", name_id="Karang Taruna", name_en="Youth", synonyms=["kartar"]
    )
    old = KindOfNeedFactory(synonyms=["jompo"])
    InstitutionFactory(name="Tunas Muda", kind=youth)
    InstitutionFactory(name="LKS Senja").serves.add(old)
    InstitutionFactory(name="LKS Lain")

    assert listed(kapuas, cari="kartar") == ["Tunas Muda"]
    assert listed(kapuas, cari="Jompo") == ["LKS Senja"]
    assert listed(kapuas, cari="lanjut usia") == ["LKS Senja"]
    meaning = kapuas.get(reverse("institution_register"), {"cari": "jompo"}).context["meaning"]
    assert [line.code for line in meaning.needs] == [old.code]


def test_a_province_reads_its_kabupaten_and_the_ministry_reads_province_by_province(login):
    RegencyFactory()
    RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")
    province, ministry = login(RoleGrantFactory(province=True).user), login(RoleGrantFactory(ministry=True).user)

    def areas(client, **filters):
        form = client.get(reverse("institution_register"), filters).context["form"]
        return [code for code, _name in form.fields["wilayah"].choices]

    assert areas(province) == ["", "62.03"]
    assert areas(ministry) == ["", "11", "62", "63"] or areas(ministry) == ["", "62", "63"]
    assert areas(ministry, wilayah="62") == [*areas(ministry)[:-1], "62.03", "63"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_eight_queries_for_one_and_three(kapuas, django_assert_num_queries, rows):
    for _number in range(rows):
        RegistrationPaperFactory()
    url = reverse("institution_register")
    kapuas.get(url)

    with django_assert_num_queries(8):
        response = kapuas.get(url, {"cari": "contoh", "status": "active", "wilayah": "62.03"})

    assert len(response.context["page"].object_list) == rows


def test_a_long_list_comes_in_pages_of_25(kapuas):
    for _number in range(26):
        InstitutionFactory()

    assert (len(listed(kapuas)), len(listed(kapuas, page="2"))) == (25, 1)


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", ["cari", "jenis", "wilayah", "status", "page"])
def test_strange_filters_never_break(kapuas, field, strange):
    InstitutionFactory()

    response = kapuas.get(reverse("institution_register"), {field: encodable(strange)})

    assert response.status_code == 200


def test_the_list_is_for_who_may_see_reports(login):
    client = login(RoleGrantFactory(institution_admin=True).user)

    assert client.get(reverse("institution_register")).status_code == 403


def test_who_only_reads_is_not_offered_to_enter(login):
    reader = login(RoleGrantFactory(can_edit=False).user)

    assert reader.get(reverse("institution_register")).context["may_enter"] is False
    assert reader.get(reverse("institution_new")).status_code == 403


# --- entering ----------------------------------------------------------------


def entry(client, **changes):
    page = client.get(reverse("institution_new"))
    return filled(page, **{"name": "LKS Baru", "kind": KindFactory().pk, "level": "regency", **changes})


def test_an_institution_gets_its_number_and_its_page(kapuas):
    response = kapuas.post(reverse("institution_new"), entry(kapuas))

    institution = Institution.objects.get()
    assert response.url == reverse("institution_detail", args=[institution.pk])
    assert (institution.name, institution.number) == ("LKS Baru", "62.03/04/0001")
    assert (institution.region_id, institution.status, institution.verified_on) == ("62.03", "active", None)
    assert Event.objects.filter(name=OrganisationEvent.REGISTERED).count() == 1


def test_a_second_press_enters_nothing_twice(kapuas):
    data = entry(kapuas)

    first, second = (kapuas.post(reverse("institution_new"), data) for _time in range(2))

    assert (first.url, Institution.objects.count()) == (second.url, 1)


def test_the_same_name_and_kind_in_one_kabupaten_is_pointed_out(kapuas):
    InstitutionFactory(name="LKS Baru")

    response = kapuas.post(reverse("institution_new"), entry(kapuas, name="lks baru"))

    assert list(response.context["form"].errors) == ["name"]
    assert Institution.objects.count() == 1


def test_only_ones_own_kabupaten_and_kinds_of_bodies_can_be_chosen(kapuas):
    RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    KindFactory(code="PSKS-11", slug="tksk", name_id="TKSK", name_en="TKSK", category="individual")
    data = entry(kapuas)

    foreign = kapuas.post(reverse("institution_new"), {**data, "region": "62.10"})
    person = kapuas.post(reverse("institution_new"), {**data, "kind": "PSKS-11"})

    assert list(foreign.context["form"].errors) == ["region"]
    assert list(person.context["form"].errors) == ["kind"]
    assert not Institution.objects.exists()


@pytest.mark.parametrize("strange", NAUGHTY)
@pytest.mark.parametrize("field", ["name", "kind", "region", "level"])
def test_bad_input_enters_nothing_or_something_clean(kapuas, field, strange):
    data = {**entry(kapuas), field: [encodable(strange)]}

    response = kapuas.post(reverse("institution_new"), data)

    assert response.status_code in {200, 302}
    assert Institution.objects.count() == (response.status_code == 302)
    if found := Institution.objects.first():
        assert found.name.isprintable()
        assert 0 < len(found.name) <= 150


def test_an_empty_form_names_what_is_missing(login):
    province = login(RoleGrantFactory(province=True).user)

    response = province.post(reverse("institution_new"), {"once_key": str(uuid.uuid4())})

    assert sorted(response.context["form"].errors) == ["kind", "level", "name", "region"]


# --- standing for one --------------------------------------------------------


def test_an_officer_stands_for_an_institution_once_a_day(kapuas):
    institution = InstitutionFactory()

    for _time in range(2):
        kapuas.post(reverse("institution_verify", args=[institution.pk]))

    institution.refresh_from_db()
    assert institution.verified_on == date(2026, 11, 22)
    assert Event.objects.filter(name=OrganisationEvent.INSTITUTION_CHANGED).count() == 1


def test_nobody_stands_for_an_institution_of_another_area(stranger, login):
    institution = InstitutionFactory()
    admin = login(RoleGrantFactory(institution_admin=True, institution=institution).user)
    url = reverse("institution_verify", args=[institution.pk])

    assert (stranger.post(url).status_code, admin.post(url).status_code) == (404, 403)
    assert kapuas_get(login, url) == 405


def kapuas_get(login, url):
    return login(RoleGrantFactory().user).get(url).status_code


# --- whom it serves ----------------------------------------------------------


def counting(client, institution, **changes):
    page = client.get(reverse("institution_beneficiaries", args=[institution.pk]))
    return filled(page, **{"as_of": "2026-10-31", "older_female": "12", "older_male": "9", **changes})


def counts_of(institution):
    rows = BeneficiaryCount.objects.filter(institution=institution).order_by("as_of", "age_group")
    return [(row.as_of.isoformat(), row.age_group, row.female, row.male) for row in rows if row.female or row.male]


@pytest.mark.parametrize("who", ["officer", "admin"])
def test_counts_of_a_day_are_entered_by_the_officer_and_by_the_institution(login, who):
    institution = InstitutionFactory()
    own = RoleGrantFactory(institution_admin=True, institution=institution)
    client = login(own.user if who == "admin" else RoleGrantFactory().user)
    data = counting(client, institution)

    for _time in range(2):
        response = client.post(reverse("institution_beneficiaries", args=[institution.pk]), data)

    assert response.url == reverse("institution_detail", args=[institution.pk])
    assert counts_of(institution) == [("2026-10-31", "older", 12, 9)]
    assert BeneficiaryCount.objects.count() == 4
    assert Event.objects.filter(name=OrganisationEvent.BENEFICIARIES_COUNTED).count() == 1


def test_counts_on_file_are_shown_before_they_are_replaced(kapuas):
    institution = InstitutionFactory()
    BeneficiaryCountFactory(institution=institution, as_of=date(2026, 9, 30), female=1, male=1)
    BeneficiaryCountFactory(institution=institution, as_of=date(2026, 10, 31), female=5, male=5)
    url = reverse("institution_beneficiaries", args=[institution.pk])
    changed = kapuas.post(url, counting(kapuas, institution))  # the latest day, which she sees

    refused = kapuas.post(url, counting(kapuas, institution, as_of="2026-09-30"))
    assert refused.status_code == 409
    assert [(row.female, row.male) for row in refused.context["on_file"]] == [(1, 1)]
    assert ("2026-09-30", "older", 1, 1) in counts_of(institution)
    accepted = kapuas.post(url, filled(refused))

    assert (changed.status_code, accepted.status_code) == (302, 302)
    assert counts_of(institution) == [("2026-09-30", "older", 12, 9), ("2026-10-31", "older", 12, 9)]


def test_counts_on_file_stand_from_the_youngest_to_the_oldest(kapuas):
    institution = InstitutionFactory()
    url = reverse("institution_beneficiaries", args=[institution.pk])
    stale = counting(kapuas, institution, older_female="13")
    kapuas.post(url, counting(kapuas, institution))

    refused = kapuas.post(url, stale)

    assert [row.age_group for row in refused.context["on_file"]] == ["toddler", "child", "adult", "older"]


def test_somebody_elses_counts_meanwhile_are_not_overwritten(kapuas):
    institution = InstitutionFactory()
    data = counting(kapuas, institution)
    BeneficiaryCountFactory(institution=institution, as_of=date(2026, 10, 31), female=1, male=1)

    response = kapuas.post(reverse("institution_beneficiaries", args=[institution.pk]), data)

    assert response.status_code == 409
    assert counts_of(institution) == [("2026-10-31", "older", 1, 1)]


@pytest.mark.parametrize("strange", [*NAUGHTY, "2027-01-01", "0001-01-01", "1000001"])
@pytest.mark.parametrize("field", ["as_of", "older_female", "child_male", "seen"])
def test_bad_counts_are_refused_or_clean(kapuas, field, strange):
    institution = InstitutionFactory()
    data = {**counting(kapuas, institution), field: [encodable(strange)]}

    response = kapuas.post(reverse("institution_beneficiaries", args=[institution.pk]), data)

    assert response.status_code in {200, 302}
    assert BeneficiaryCount.objects.count() == (4 if response.status_code == 302 else 0)


def test_strangers_do_not_count(stranger, login):
    institution = InstitutionFactory()
    other = login(RoleGrantFactory(institution_admin=True).user)
    url = reverse("institution_beneficiaries", args=[institution.pk])

    assert [client.get(url).status_code for client in (stranger, other, login(UserFactory()))] == [404, 404, 403]


def test_the_list_of_a_province_names_no_foreign_region(login):
    RegencyFactory(code="11.01", parent=ProvinceFactory(code="11", name="Aceh"), name="Kabupaten Aceh Selatan")
    user = RoleGrantFactory(province=True).user

    assert Permission.MANAGE_REGISTER.value
    form = login(user).get(reverse("institution_new")).context["form"]
    assert "11.01" not in dict(form.fields["region"].choices)
