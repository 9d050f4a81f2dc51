"""The pages on people: who sees whom, what is masked, and what a form answers."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.models import Person
from lms.organisations.operations.people import set_nik
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    DistrictFactory,
    FamilyUnitFactory,
    InstitutionFactory,
    KindFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.undoing import undone

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
NIK = "6203055207900011"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def kapuas():
    DistrictFactory()
    return RegencyFactory()


@pytest.fixture
def institution(kapuas):
    return InstitutionFactory(name="LKS Selat", region=kapuas)


@pytest.fixture
def officer(kapuas):
    return RoleGrantFactory(region=kapuas).user


@pytest.fixture
def member(institution):
    return MembershipFactory(
        institution=institution,
        person__name="Noor Contoh",
        person__phone="+6281234567890",
        person__email="noor@contoh.id",
        person__birth_on=date(1990, 7, 12),
    )


def words(response):
    return response.content.decode()


def once(**fields):
    return {"once_key": str(uuid.uuid4()), **fields}


def url(name, *args):
    return reverse(name, args=args)


def names(response):
    assert response.status_code == 200
    return [row.person.name for row in response.context["rows"]]


# --- the list ----------------------------------------------------------------


def test_the_list_shows_whoever_lives_or_belongs_in_the_area_and_masks_how_to_reach_them(login, officer, member):
    set_nik(member.person, nik=NIK, is_confirmed=False, by=officer, at=AT)
    PersonFactory(name="Warga Kapuas", region=member.institution.region)
    PersonFactory(name="Jauh", region=RegencyFactory(code="63.01", name="Kabupaten Tanah Laut"))

    response = login(officer).get(url("person_list"))

    assert names(response) == ["Noor Contoh", "Warga Kapuas"]
    assert "0812******90" in words(response)
    assert "6203********0011" in words(response)
    assert "LKS Selat" in words(response)
    for secret in ("81234567890", NIK, "noor@contoh.id"):
        assert secret not in words(response)


def test_the_list_is_filtered_by_name_place_and_kind(login, kapuas):
    province = RoleGrantFactory(province=True).user
    other = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    tksk = KindFactory(code="PSKS-11", slug="tksk", name_id="TKSK", name_en="TKSK")
    here = InstitutionFactory(region=kapuas)
    MembershipFactory(person__name="Ani Lestari", institution=here, kind=tksk)
    MembershipFactory(person__name="Budi Lestari", institution=here, ends_on=date(2025, 1, 1), kind=tksk)
    PersonFactory(name="Citra Dewi", region=other)
    client = login(province)

    assert names(client.get(url("person_list"))) == ["Ani Lestari", "Budi Lestari", "Citra Dewi"]
    assert names(client.get(url("person_list"), {"cari": "LESTARI an"})) == ["Ani Lestari"]
    assert names(client.get(url("person_list"), {"wilayah": "62.10"})) == ["Citra Dewi"]
    assert names(client.get(url("person_list"), {"wilayah": "62.03"})) == ["Ani Lestari", "Budi Lestari"]
    assert names(client.get(url("person_list"), {"jenis": "PSKS-11"})) == ["Ani Lestari"]
    assert names(client.get(url("person_list"), {"jenis": here.kind_id})) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(login, officer, institution, rows, django_assert_num_queries):
    for _number in range(rows):
        MembershipFactory(institution=institution)
    client = login(officer)
    client.get(url("person_list"))

    with django_assert_num_queries(8):
        response = client.get(url("person_list"))

    assert len(names(response)) == rows


def test_the_list_has_pages_of_twenty_five(login, officer, kapuas):
    PersonFactory.create_batch(26, region=kapuas)
    client = login(officer)

    assert len(names(client.get(url("person_list")))) == 25
    assert len(names(client.get(url("person_list"), {"page": "2"}))) == 1


def test_a_nik_is_not_looked_for_in_the_address(login, officer):
    response = login(officer).get(url("person_list"), {"cari": "6203 0552 0790 0011"})

    assert names(response) == []
    assert list(response.context["form"].errors) == ["cari"]


@pytest.mark.parametrize("field", ["cari", "wilayah", "jenis", "page"])
def test_strange_filters_break_nothing(login, officer, member, field):
    client = login(officer)

    assert {client.get(url("person_list"), {field: encodable(text)}).status_code for text in NAUGHTY} == {200}


def test_names_are_for_who_holds_the_permission(login, kapuas, admin):
    blind = RoleGrantFactory(region=kapuas, sees_names=False).user

    assert login(blind).get(url("person_list")).status_code == 403
    assert login(admin).get(url("person_list")).status_code == 403
    assert login(UserFactory()).get(url("person_list")).status_code == 403


def test_an_officer_finds_a_person_by_her_nik_without_an_address_that_holds_it(login, officer, member, stranger):
    set_nik(member.person, nik=NIK, is_confirmed=False, by=officer, at=AT)

    found = login(officer).post(url("nik_find"), {"nik": "6203.0552.0790 0011"})
    hidden = login(stranger).post(url("nik_find"), {"nik": NIK})

    assert found.url == url("person_detail", member.person_id)
    assert hidden.url == url("person_list")


# --- one person --------------------------------------------------------------


def test_the_page_of_a_person_is_masked_until_somebody_says_why(login, officer, member):
    client = login(officer)

    closed = words(client.get(url("person_detail", member.person_id)))
    nothing_yet = Event.objects.count()
    opened = client.post(url("person_view", member.person_id), {"reason": "contact"})

    for secret in ("0812-3456-7890", "noor@contoh.id", "12 Juli 1990"):
        assert secret not in closed
        assert secret in words(opened)
    assert nothing_yet == 0
    assert "no-store" in opened["Cache-Control"]
    event = Event.objects.get(name="person.viewed")
    assert (event.subject_id, event.by_id, event.data) == (str(member.person_id), officer.pk, {"reason": "contact"})


def test_without_a_true_reason_the_data_stay_closed(login, officer, member):
    client = login(officer)

    for reason in ["curiosity", *NAUGHTY]:
        response = client.post(url("person_view", member.person_id), {"reason": encodable(reason)})
        assert response.status_code == 200
        assert "0812-3456-7890" not in words(response)
    assert not Event.objects.exists()


def test_the_page_tells_memberships_now_and_before_and_families(login, officer, member, kapuas):
    MembershipFactory(
        person=member.person,
        institution__name="LKS Lama",
        institution__region=kapuas,
        starts_on=date(2020, 1, 1),
        ends_on=date(2021, 1, 1),
    )
    family = FamilyUnitFactory(contact=member.person, wadah__region=kapuas)

    context = login(officer).get(url("person_detail", member.person_id)).context

    assert [each.institution.name for each in context["present"]] == ["LKS Selat"]
    assert [each.institution.name for each in context["past"]] == ["LKS Lama"]
    assert list(context["families"]) == [family]


def test_memberships_elsewhere_are_not_told(login, officer, member, admin):
    elsewhere = RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")
    MembershipFactory(person=member.person, institution__name="LKS Jauh", institution__region=elsewhere)

    for user in (officer, admin):
        assert "LKS Jauh" not in words(login(user).get(url("person_detail", member.person_id)))


def test_ones_own_page_is_open_and_tells_everything(login, member):
    member.person.user = UserFactory()
    member.person.save()

    response = login(member.person.user).get(url("person_detail", member.person_id))

    assert "0812-3456-7890" in words(response)
    assert [each.institution.name for each in response.context["present"]] == ["LKS Selat"]
    assert login(member.person.user).get(url("person_edit", member.person_id)).status_code == 404


def test_who_is_under_eighteen_is_marked_for_officers_only(login, officer, admin, institution):
    child = MembershipFactory(institution=institution, person__birth_on=date(2012, 1, 1)).person

    assert login(officer).get(url("person_detail", child.pk)).context["is_minor"] is True
    assert login(admin).get(url("person_detail", child.pk)).context["is_minor"] is False
    assert login(officer).get(url("person_list")).context["rows"][0].is_minor is True


@pytest.mark.parametrize(
    ("name", "method"), [("person_detail", "get"), ("person_view", "post"), ("person_edit", "get"), ("nik_edit", "get")]
)
def test_a_stranger_finds_nobody(login, stranger, member, name, method):
    client = login(stranger)

    assert getattr(client, method)(url(name, member.person_id)).status_code == 404
    assert getattr(client, method)(url(name, 987_654)).status_code == 404
    assert getattr(client, method)(url(name, 10**22)).status_code == 404


# --- entering somebody -------------------------------------------------------

NEW = {"name": "Warga Baru", "sex": "female", "region": "62.03", "district": "62.03.05"}


def test_an_officer_enters_a_person_who_lives_in_her_area(login, officer, kapuas):
    body = once(**NEW, phone="0812 3456 7890", nik="6203 0552 0790 0011", birth_on="1990-07-12")
    client = login(officer)

    first, second = client.post(url("person_new"), body), client.post(url("person_new"), body)

    person = Person.objects.get()
    assert first.url == second.url == url("person_detail", person.pk)
    assert (person.region, person.phone, person.birth_on) == (kapuas, "+6281234567890", date(1990, 7, 12))
    assert person.nik_lookup
    assert person.nik_confirmed_at is None


def test_a_person_of_another_area_is_not_entered(login, officer, kapuas):
    RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    client = login(officer)

    for place in ({"region": "62.10", "district": ""}, {"region": "", "district": ""}):
        response = client.post(url("person_new"), once(**{**NEW, **place}))
        assert list(response.context["form"].errors) == ["region"]
    assert not Person.objects.exists()


def test_a_kecamatan_lies_in_the_chosen_kabupaten(login, officer, kapuas):
    RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")

    response = login(officer).post(url("person_new"), once(**{**NEW, "region": "62.10"}))

    assert "district" in response.context["form"].errors


def test_a_very_similar_person_is_offered_and_another_one_entered_on_purpose(login, officer, kapuas):
    known = PersonFactory(name="Warga Baru, S.Sos.", region=kapuas)
    client = login(officer)

    asked = client.post(url("person_new"), once(**NEW))
    assert asked.context["alike"] == [known]
    assert url("person_detail", known.pk) in words(asked)
    assert Person.objects.count() == 1
    client.post(url("person_new"), once(**NEW, is_another="on"))

    assert Person.objects.count() == 2


def test_an_equal_nik_elsewhere_is_refused_without_a_word_about_the_other(login, officer, kapuas):
    other = PersonFactory(name="Rahasia Sekali", region=RegencyFactory(code="63.01", name="Kabupaten Tanah Laut"))
    set_nik(other, nik=NIK, is_confirmed=False, by=officer, at=AT)

    response = login(officer).post(url("person_new"), once(**NEW, nik=NIK))

    assert response.context["form"].non_field_errors()
    assert "Rahasia" not in words(response)
    assert NIK not in words(response)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("field", ["name", "sex", "birth_on", "birth_place", "region", "district", "phone", "nik"])
def test_bad_input_is_answered_at_its_field(login, officer, kapuas, field):
    client = login(officer)

    for text in NAUGHTY:
        with undone():
            response = client.post(url("person_new"), once(**{**NEW, "is_another": "on", field: encodable(text)}))
            assert response.status_code == (302 if Person.objects.exists() else 200)
            assert response.status_code == 302 or {field, "region"} & set(response.context["form"].errors)


@pytest.mark.parametrize("born", ["1890-01-01", "2026-03-03", "0001-01-01", "9999-12-31"])
def test_a_birth_date_is_of_a_living_person(login, officer, kapuas, born):
    response = login(officer).post(url("person_new"), once(**NEW, birth_on=born))

    assert list(response.context["form"].errors) == ["birth_on"]


def test_only_who_keeps_a_register_enters_people_without_membership(login, admin):
    assert login(admin).get(url("person_new")).status_code == 403


# --- changing ----------------------------------------------------------------


def profile(person, **changes):
    """What the form sends: what stood there, hidden, and what stands there now."""
    shown = {
        "name": person.name,
        "sex": person.sex,
        "birth_place": person.birth_place,
        "nip": person.nip,
        "region": person.region_id or "",
        "district": person.district_id or "",
    }
    return {**{f"initial-{name}": value for name, value in shown.items()}, **shown, **changes}


def test_a_profile_is_changed_and_empty_contact_fields_keep_what_is_on_file(login, officer, member):
    client = login(officer)
    page = words(client.get(url("person_edit", member.person_id)))

    response = client.post(url("person_edit", member.person_id), profile(member.person, name="Noor Baru"))

    member.person.refresh_from_db()
    assert response.url == url("person_detail", member.person_id)
    assert (member.person.name, member.person.phone) == ("Noor Baru", "+6281234567890")
    assert member.person.birth_on == date(1990, 7, 12)
    assert "81234567890" not in page
    assert "1990-07-12" not in page
    assert Event.objects.get().data == {"fields": ["name"]}


def test_contact_data_are_replaced_and_taken_off(login, officer, member):
    body = profile(member.person, phone="0813 1111 2222", forget=["email", "birth_on"])

    login(officer).post(url("person_edit", member.person_id), body)

    member.person.refresh_from_db()
    person = member.person
    assert (person.phone, person.email, person.birth_on) == ("+6281311112222", "", None)


def test_nobody_overwrites_what_a_colleague_wrote_meanwhile(login, officer, member):
    body = profile(member.person, name="Noor Saya", birth_place="Pulang Pisau")
    Person.objects.filter(pk=member.person_id).update(name="Noor Kolega", sex="male")
    client = login(officer)

    late = client.post(url("person_edit", member.person_id), body)

    member.person.refresh_from_db()
    assert late.status_code == 409
    assert [(now, typed) for _label, now, typed in late.context["conflicts"]] == [("Noor Kolega", "Noor Saya")]
    assert (member.person.name, member.person.birth_place) == ("Noor Kolega", "")


def test_different_fields_changed_at_once_are_both_kept(login, officer, member):
    body = profile(member.person, birth_place="Pulang Pisau")
    Person.objects.filter(pk=member.person_id).update(name="Noor Kolega")

    login(officer).post(url("person_edit", member.person_id), body)

    member.person.refresh_from_db()
    assert (member.person.name, member.person.birth_place) == ("Noor Kolega", "Pulang Pisau")


@pytest.mark.parametrize("field", ["name", "region", "phone", "nip", "forget", "initial-name", "initial-region"])
def test_bad_input_changes_nothing_it_should_not(login, officer, member, field):
    client = login(officer)

    for text in NAUGHTY:
        with undone():
            body = profile(member.person, **{field: encodable(text)})
            response = client.post(url("person_edit", member.person_id), body)
            assert response.status_code in {200, 302, 409}
            assert Person.objects.get(pk=member.person_id).email == "noor@contoh.id"


def test_an_institution_changes_its_own_members_only(login, admin, member):
    foreign = MembershipFactory().person
    client = login(admin)

    client.post(url("person_edit", member.person_id), profile(member.person, name="Noor Lembaga"))

    member.person.refresh_from_db()
    assert member.person.name == "Noor Lembaga"
    assert client.post(url("person_edit", foreign.pk), profile(foreign, name="X")).status_code == 404


# --- those one assists -------------------------------------------------------


@pytest.fixture
def companion(member):
    member.person.user = UserFactory()
    member.person.save()
    return member.person


def test_a_member_enters_and_sees_whom_she_assists(login, companion):
    client = login(companion.user)
    body = once(name="Nenek Contoh", sex="female", district="62.03.05")

    first, second = (client.post(url("assisted_new"), body) for _time in range(2))

    person = Person.objects.get(companion=companion)
    assert first.url == second.url == url("assisted_list")
    assert list(client.get(url("assisted_list")).context["people"]) == [person]
    assert client.get(url("person_detail", person.pk)).status_code == 200
    assert client.get(url("nik_edit", person.pk)).status_code == 403


def test_whoever_is_no_member_today_has_no_form(login, companion):
    companion.memberships.update(ends_on=date(2026, 3, 1))
    client = login(companion.user)

    assert client.get(url("assisted_list")).context["may_add"] is False
    assert client.post(url("assisted_new"), once(name="Nenek", sex="female")).status_code == 404
    assert login(UserFactory()).get(url("assisted_list")).status_code == 200


def test_the_same_person_is_not_assisted_twice_by_mistake(login, companion):
    known = PersonFactory(name="Nenek Contoh", companion=companion)

    response = login(companion.user).post(url("assisted_new"), once(name="nenek contoh", sex="female"))

    assert response.context["alike"] == [known]
    assert Person.objects.filter(companion=companion).count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_the_assisted_costs_the_same(login, companion, rows, django_assert_num_queries):
    PersonFactory.create_batch(rows, companion=companion, region=RegencyFactory())
    client = login(companion.user)
    client.get(url("assisted_list"))

    with django_assert_num_queries(6):
        client.get(url("assisted_list"))
