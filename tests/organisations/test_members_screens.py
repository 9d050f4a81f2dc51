"""The pages on memberships: who belonged on a day, and what a form answers."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.models import Membership, Person
from lms.organisations.operations.people import set_nik
from tests.factories.accounts import UserFactory
from tests.factories.enrolment import EnrolmentFactory
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
NEW = {"name": "Warga Baru", "sex": "female", "position": "member", "starts_on": "2026-01-05"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def institution():
    DistrictFactory()
    return InstitutionFactory(name="LKS Selat", region=RegencyFactory())


@pytest.fixture
def member(institution):
    return MembershipFactory(institution=institution, person__name="Noor Contoh", position="secretary")


def url(name, pk):
    return reverse(name, args=[pk])


def once(**fields):
    return {"once_key": str(uuid.uuid4()), **fields}


def words(response):
    return response.content.decode()


def names(response):
    assert response.status_code == 200
    return [membership.person.name for membership in response.context["page"].object_list]


# --- on a day ----------------------------------------------------------------


def test_the_list_tells_who_belonged_on_any_day(login, admin, institution):
    def belonged(name, first, last=None):
        MembershipFactory(institution=institution, person__name=name, starts_on=first, ends_on=last)

    belonged("Ani", date(2024, 1, 1))
    belonged("Budi", date(2024, 1, 1), date(2025, 3, 1))
    belonged("Citra", date(2025, 3, 2))
    client, address = login(admin), url("member_list", institution.pk)

    assert names(client.get(address)) == ["Ani", "Citra"]
    assert names(client.get(address, {"tanggal": "2025-03-01"})) == ["Ani", "Budi"]
    assert names(client.get(address, {"tanggal": "02/03/2025"})) == ["Ani", "Citra"]
    assert names(client.get(address, {"tanggal": "2020-01-01"})) == []


@pytest.mark.parametrize("field", ["tanggal", "page"])
def test_a_strange_day_breaks_nothing(login, admin, member, field):
    client, address = login(admin), url("member_list", member.institution_id)

    for text in [*NAUGHTY, "0001-01-01", "9999-12-31", "2025-02-30"]:
        assert client.get(address, {field: encodable(text)}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whoever_belongs(login, officer, institution, rows, django_assert_num_queries):
    for _number in range(rows):
        MembershipFactory(institution=institution, kind=institution.kind)
    client = login(officer)
    client.get(url("member_list", institution.pk))

    with django_assert_num_queries(8):
        assert len(names(client.get(url("member_list", institution.pk)))) == rows


def test_names_of_members_are_for_who_may_see_them_here(login, institution, member, stranger):
    blind = RoleGrantFactory(region=institution.region, sees_names=False).user
    member.person.user = UserFactory()
    member.person.save()

    assert login(blind).get(url("member_list", institution.pk)).status_code == 403
    for user in (stranger, member.person.user, UserFactory()):
        assert login(user).get(url("member_list", institution.pk)).status_code == 404


def test_who_only_reads_is_offered_no_button_to_add(login, institution, admin):
    reader = RoleGrantFactory(region=institution.region, can_edit=False).user

    assert login(reader).get(url("member_list", institution.pk)).context["may_add"] is False
    assert login(admin).get(url("member_list", institution.pk)).context["may_add"] is True
    assert login(reader).get(url("member_new", institution.pk)).status_code == 403


# --- entering ----------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "officer"])
def test_a_new_person_becomes_a_member_in_one_go(login, request, who, institution):
    client = login(request.getfixturevalue(who))
    body = once(**NEW, phone="0812 3456 7890", nik=NIK, decree_number="SK/1/2026", member_number="A-7")

    first, second = (client.post(url("member_new", institution.pk), body) for _time in range(2))

    member = Membership.objects.get()
    assert first.url == second.url == url("member_list", institution.pk)
    assert (member.person.name, member.person.phone) == ("Warga Baru", "+6281234567890")
    assert (member.starts_on, member.decree_number, member.member_number) == (date(2026, 1, 5), "SK/1/2026", "A-7")
    assert member.person.nik_lookup
    assert list(Event.objects.order_by("pk").values_list("name", flat=True)) == [
        "person.added",
        "person.nik_set",
        "membership.started",
    ]


def test_a_person_alike_is_taken_instead_with_the_membership_as_typed(login, admin, institution):
    former = MembershipFactory(institution=institution, person__name="Warga Baru", ends_on=date(2025, 1, 1)).person
    client = login(admin)

    asked = client.post(url("member_new", institution.pk), once(**NEW))
    taken = client.post(url("member_new", institution.pk), once(**NEW, person=str(former.pk)))

    assert asked.context["alike"] == [former]
    assert taken.url == url("member_list", institution.pk)
    assert Person.objects.count() == 1
    assert former.memberships.get(ends_on=None).starts_on == date(2026, 1, 5)


def test_an_institution_learns_nothing_about_people_it_may_not_see(login, admin, institution):
    region = institution.region
    other = PersonFactory(name="Warga Baru", phone="+6281234567890", region=region, birth_on=date(1990, 7, 12))
    client = login(admin)

    same = client.post(url("member_new", institution.pk), once(**NEW, phone="0812 3456 7890", birth_on="1990-07-12"))
    set_nik(other, nik=NIK, is_confirmed=False, by=UserFactory(), at=AT)
    equal_nik = client.post(url("member_new", institution.pk), once(**{**NEW, "name": "Lain"}, nik=NIK))

    assert same.status_code == 302
    assert equal_nik.status_code == 200
    assert len(equal_nik.context["form"].non_field_errors()) == 1
    assert url("person_detail", other.pk) not in words(equal_nik)
    assert NIK not in words(equal_nik)
    assert Membership.objects.count() == 1


def test_a_person_of_the_register_becomes_a_member_elsewhere_too(login, officer, institution, member):
    place = InstitutionFactory(region=institution.region, name="Karang Taruna Selat")
    client = login(officer)
    found = client.get(url("member_place", member.person_id), {"cari": "karang"})
    form = url("member_new", place.pk) + f"?orang={member.person_id}"

    sent = client.post(form, once(position="chair", starts_on="2026-01-05", is_primary="on"))

    assert list(found.context["places"]) == [place]
    assert form in words(found)
    assert member.person.name in words(client.get(form))
    assert sent.url == url("member_list", place.pk)
    assert sorted(member.person.memberships.values_list("position", "is_primary")) == [
        ("chair", True),
        ("secretary", False),
    ]


def test_a_person_out_of_sight_is_not_made_a_member(login, admin, institution):
    hidden = PersonFactory()
    address = url("member_new", institution.pk)
    client = login(admin)

    assert client.get(f"{address}?orang={hidden.pk}").status_code == 404
    assert client.post(address, once(**NEW, person=str(hidden.pk))).status_code == 404
    for text in ["x", "-1", "9" * 5000, "²", "1.0"]:
        assert client.get(address, {"orang": text}).status_code == 404
    assert not Membership.objects.exists()


def test_the_same_position_twice_is_refused_in_words(login, admin, member):
    address = url("member_new", member.institution_id) + f"?orang={member.person_id}"

    response = login(admin).post(address, once(position="secretary", starts_on="2026-01-05"))

    assert len(response.context["form"].non_field_errors()) == 1
    assert Membership.objects.count() == 1


def test_a_tksk_has_a_duty_area(login, officer, institution):
    KindFactory(code="PSKS-11", slug="tksk", name_id="TKSK", name_en="TKSK")
    client = login(officer)

    without = client.post(url("member_new", institution.pk), once(**NEW, kind="PSKS-11"))
    client.post(url("member_new", institution.pk), once(**NEW, kind="PSKS-11", duty_area="62.03.05"))

    assert list(without.context["form"].errors) == ["duty_area"]
    assert Membership.objects.get().duty_area_id == "62.03.05"


def test_a_nik_does_not_hide_in_the_member_number(login, admin, institution):
    response = login(admin).post(url("member_new", institution.pk), once(**NEW, member_number=NIK))

    assert list(response.context["form"].errors) == ["member_number"]


def test_a_member_of_a_wadah_may_belong_to_one_of_its_families(login, officer, institution):
    family = FamilyUnitFactory(wadah__region=institution.region)
    foreign = FamilyUnitFactory(wadah__region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"))
    client = login(officer)

    refused = client.post(url("member_new", family.wadah_id), once(**NEW, family=str(foreign.pk)))
    client.post(url("member_new", family.wadah_id), once(**NEW, family=str(family.pk)))

    assert list(refused.context["form"].errors) == ["family"]
    assert family.memberships.get().person.name == "Warga Baru"
    assert "family" not in client.get(url("member_new", institution.pk)).context["form"].fields


FIELDS = ["name", "position", "kind", "starts_on", "decree_number", "decree_on", "member_number", "duty_area", "person"]


@pytest.mark.parametrize("field", FIELDS)
def test_bad_input_is_answered_and_nothing_is_half_written(login, admin, institution, field):
    client = login(admin)

    for text in NAUGHTY:
        with undone():
            body = once(**{**NEW, "is_another": "on", field: encodable(text)})
            response = client.post(url("member_new", institution.pk), body)
            assert response.status_code in {200, 302, 404}
            assert Membership.objects.count() == Person.objects.count() == (1 if response.status_code == 302 else 0)


def test_another_institution_is_not_found(login, admin, stranger, institution):
    foreign = InstitutionFactory()

    assert login(admin).post(url("member_new", foreign.pk), once(**NEW)).status_code == 404
    assert login(stranger).post(url("member_new", institution.pk), once(**NEW)).status_code == 404
    assert login(UserFactory()).post(url("member_new", institution.pk), once(**NEW)).status_code == 403
    assert not Membership.objects.exists()


# --- ending, correcting, taking back -----------------------------------------


def test_a_membership_ends_on_its_last_day_and_once(login, admin, member):
    client = login(admin)

    sent = client.post(url("member_end", member.pk), {"ends_on": "2026-02-28"})
    again = client.post(url("member_end", member.pk), {"ends_on": "2026-02-27"})

    member.refresh_from_db()
    assert sent.url == url("person_detail", member.person_id)
    assert member.ends_on == date(2026, 2, 28)
    assert len(again.context["form"].non_field_errors()) == 1


def test_a_strange_last_day_ends_nothing(login, admin, member):
    client = login(admin)

    for text in ["2023-12-31", "2099-01-01", *NAUGHTY]:
        response = client.post(url("member_end", member.pk), {"ends_on": encodable(text)})
        assert (text, response.status_code) == (text, 200)
    member.refresh_from_db()
    assert member.ends_on is None


def correction(member, **changes):
    """What the form sends: what stood there, hidden, and what stands there now."""
    shown = {
        "position": member.position,
        "starts_on": member.starts_on.isoformat(),
        "ends_on": member.ends_on.isoformat() if member.ends_on else "",
        "decree_number": member.decree_number,
        "decree_on": "",
        "member_number": member.member_number,
        "kind": member.kind_id or "",
        "duty_area": "",
    }
    hidden = {f"initial-{name}": value for name, value in shown.items()} | {"initial-is_primary": "False"}
    return {**hidden, **shown, **changes}


def test_a_mistake_is_corrected_and_the_journal_keeps_what_stood_there(login, admin, member):
    response = login(admin).post(url("member_correct", member.pk), correction(member, starts_on="2023-05-01"))

    member.refresh_from_db()
    assert response.url == url("person_detail", member.person_id)
    assert member.starts_on == date(2023, 5, 1)
    event = Event.objects.get()
    assert (event.data["fields"], event.data["before"]["starts_on"]) == (["starts_on"], "2024-01-01")


def test_a_correction_on_an_old_page_shows_what_differs(login, admin, member):
    body = correction(member, position="chair")
    Membership.objects.filter(pk=member.pk).update(position="treasurer")

    response = login(admin).post(url("member_correct", member.pk), body)

    member.refresh_from_db()
    assert response.status_code == 409
    assert len(response.context["conflicts"]) == 1
    assert member.position == "treasurer"


@pytest.mark.parametrize("field", ["position", "starts_on", "ends_on", "kind", "duty_area", "initial-starts_on"])
def test_a_bad_correction_is_answered(login, admin, member, field):
    client = login(admin)

    for text in NAUGHTY:
        with undone():
            response = client.post(url("member_correct", member.pk), correction(member, **{field: encodable(text)}))
            assert response.status_code in {200, 302, 409}


def test_an_entry_that_never_was_true_is_taken_back_by_an_officer(login, officer, admin, member):
    nominated = EnrolmentFactory(membership__institution=member.institution).membership

    assert login(admin).post(url("member_remove", member.pk)).status_code == 403
    sent = login(officer).post(url("member_remove", member.pk))
    login(officer).post(url("member_remove", nominated.pk))

    assert sent.url == url("member_list", member.institution_id)
    assert list(Membership.objects.all()) == [nominated]


@pytest.mark.parametrize("name", ["member_end", "member_correct", "member_remove"])
def test_the_memberships_of_others_are_not_found(login, stranger, member, name):
    other_admin = RoleGrantFactory(institution_admin=True).user
    client = login(stranger)

    assert client.post(url(name, member.pk), {"ends_on": "2026-02-28"}).status_code == 404
    assert client.post(url(name, 987_654), {"ends_on": "2026-02-28"}).status_code == 404
    assert client.post(url(name, 10**22)).status_code == 404
    if name != "member_remove":
        assert login(other_admin).post(url(name, member.pk), {"ends_on": "2026-02-28"}).status_code == 404
    member.refresh_from_db()
    assert member.ends_on is None
