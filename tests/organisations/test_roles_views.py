import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.accounts.operations import create_account
from lms.accounts.roles import Role
from lms.journal.models import Event
from lms.organisations.models import RoleGrant
from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.fresh import fresh

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
PASSWORD = "sungai-kapuas-tenang"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(login, superuser):
    return fresh(login(superuser), superuser)


def answers(**more):
    return {
        "once_key": str(uuid.uuid4()),
        "role": "regency_officer",
        "region": "62.03",
        "sees_sums": "on",
        "sees_names": "on",
        "starts_on": "2026-06-10",
        **more,
    }


def names_on(response):
    return [grant.user.name for grant, _state in response.context["rows"]]


# --- the list ----------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_role_and_for_three(client, rows, django_assert_num_queries):
    for _ in range(rows):
        origin = RoleGrantFactory(province=True)
        RoleGrantFactory(province=True, delegated_from=origin, ends_on=date(2026, 7, 1))
        RoleGrantFactory(institution_admin=True)

    with django_assert_num_queries(12):
        response = client.get(reverse("role_list"))

    assert len(response.context["rows"]) == 3 * rows


def test_the_list_stands_in_the_order_of_places_and_shows_what_is_in_force(client):
    RoleGrantFactory(user__name="Kabupaten")
    RoleGrantFactory(institution_admin=True, user__name="Lembaga", institution__name="LKS Budi")
    RoleGrantFactory(province=True, user__name="Provinsi")
    RoleGrantFactory(ministry=True, user__name="Kementerian")
    RoleGrantFactory(user__name="Nanti", starts_on=date(2026, 7, 1))
    RoleGrantFactory(user__name="Dulu", ends_on=date(2026, 6, 10))
    url = reverse("role_list")

    assert names_on(client.get(url)) == ["Kementerian", "Provinsi", "Kabupaten", "Lembaga"]
    assert names_on(client.get(url, {"status": "coming"})) == ["Nanti"]
    assert names_on(client.get(url, {"status": "ended"})) == ["Dulu"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"cari": "bunga"}, ["Bunga"]),
        ({"cari": "aceh@contoh"}, ["Cut"]),
        ({"peran": "trainer"}, ["Guru"]),
        ({"wilayah": "62"}, ["Guru", "Bunga", "Dedi"]),
        ({"wilayah": "62.03"}, ["Bunga", "Dedi"]),
        ({"wilayah": "11"}, ["Cut"]),
        ({"cari": "siapa pun"}, []),
        ({"status": "kapan-kapan"}, []),
        ({"wilayah": "99"}, []),
    ],
)
def test_the_list_is_searched_and_filtered(client, query, found):
    RoleGrantFactory(user__name="Bunga")
    RoleGrantFactory(trainer=True, user__name="Guru")
    RoleGrantFactory(institution_admin=True, user__name="Dedi")
    RoleGrantFactory(
        province=True, region=ProvinceFactory(code="11", name="Aceh"), user__name="Cut", user__email="aceh@contoh.id"
    )

    assert names_on(client.get(reverse("role_list"), query)) == found


def test_a_superuser_sees_who_else_sets_up_the_installation(client, superuser):
    assert list(client.get(reverse("role_list")).context["superusers"]) == [superuser]


@pytest.mark.parametrize("name", ["role_list", "role_find"])
@pytest.mark.parametrize("text", [*NAUGHTY, "a" * 149])
def test_whatever_is_searched_for_is_answered(client, name, text):
    response = client.get(
        reverse(name), {"cari": encodable(text), "page": encodable(text)[:100], "status": encodable(text)}
    )

    assert response.status_code == 200


@pytest.mark.parametrize("name", ["role_list", "role_find"])
@pytest.mark.parametrize("role", [{}, {"province": True}, {"ministry": True}, {"institution_admin": True}])
def test_only_superusers_see_who_may_do_what(login, name, role):
    assert login(RoleGrantFactory(**role).user).get(reverse(name)).status_code == 403


def test_what_each_role_permits_is_read_by_everybody_with_an_account(login):
    response = login(UserFactory()).get(reverse("role_meanings"))

    assert response.status_code == 200
    assert [row[0] for row in response.context["rows"]] == list(Role)


# --- finding whom to appoint -------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bung", ["Bunga Tulip"]),
        ("bunga@contoh.id", ["Bunga Tulip"]),
        ("0812 3456 7890", ["Bunga Tulip"]),
        ("lain", ["Dengan Orang"]),
        ("bu", []),
        ("", []),
        ("ditutup", []),
    ],
)
def test_accounts_are_found_by_name_address_number_or_person(client, text, found):
    UserFactory(name="Bunga Tulip", email="bunga@contoh.id", phone="+6281234567890")
    PersonFactory(name="Nama Lain", user=UserFactory(name="Dengan Orang"))
    UserFactory(name="Sudah Ditutup", is_active=False)

    response = client.get(reverse("role_find"), {"cari": text})

    assert [account.name for account, _ in response.context["rows"]] == found


def test_nobody_finds_herself_to_appoint(client, superuser):
    response = client.get(reverse("role_find"), {"cari": superuser.name})

    assert response.context["rows"] == []
    assert client.get(reverse("role_appoint", args=[superuser.pk])).status_code == 404


# --- appointing --------------------------------------------------------------


def test_a_superuser_appoints_an_officer(client, superuser):
    user = UserFactory()
    RegencyFactory()

    response = client.post(reverse("role_appoint", args=[user.pk]), answers(last_on="2026-12-31"))

    grant = RoleGrant.objects.get()
    assert (response.status_code, response.url) == (302, reverse("role_list"))
    assert (grant.user, grant.role, grant.region_id) == (user, Role.REGENCY_OFFICER, "62.03")
    assert (grant.can_edit, grant.sees_sums, grant.sees_names) == (False, True, True)
    assert (grant.starts_on, grant.ends_on) == (date(2026, 6, 10), date(2027, 1, 1))
    assert Event.objects.get(name="role.granted").by_id == superuser.pk


@pytest.mark.parametrize(
    ("role", "more", "place"),
    [
        ("province_officer", {"region": "62"}, ("62", None)),
        ("trainer", {"region": "62.03"}, ("62.03", None)),
        ("ministry_officer", {"region": "62.03"}, (None, None)),
        ("institution_admin", {"institution": "LKS-1"}, (None, "LKS-1")),
    ],
)
def test_each_role_is_given_in_its_place(client, role, more, place):
    InstitutionFactory(number="LKS-1")
    user = UserFactory()

    client.post(reverse("role_appoint", args=[user.pk]), answers(role=role, **more))

    grant = RoleGrant.objects.get()
    assert (grant.region_id, grant.institution and grant.institution.number) == place


def test_the_second_press_appoints_nobody_again(client):
    url, body = reverse("role_appoint", args=[UserFactory().pk]), answers()
    RegencyFactory()

    first, second = client.post(url, body), client.post(url, body)

    assert (first.status_code, second.status_code, RoleGrant.objects.count()) == (302, 302, 1)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "raja"}, "role"),
        ({"region": ""}, "region"),
        ({"region": "99.99"}, "region"),
        ({"role": "province_officer"}, "__all__"),
        ({"role": "institution_admin"}, "institution"),
        ({"role": "institution_admin", "institution": "LKS-TIDAK-ADA"}, "institution"),
        ({"sees_sums": "", "sees_names": ""}, "__all__"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "kemarin"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"last_on": "9999-12-31"}, "last_on"),
        ({"last_on": "2026-06-09"}, "last_on"),
        ({"starts_on": "2024-01-01", "last_on": "2024-02-01"}, "last_on"),
    ],
)
def test_answers_that_do_not_fit_are_explained_at_their_field(client, more, field):
    RegencyFactory()

    response = client.post(reverse("role_appoint", args=[UserFactory().pk]), {**answers(), **more})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not RoleGrant.objects.exists()


@pytest.mark.parametrize("field", ["role", "region", "institution", "starts_on", "last_on", "can_edit"])
@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_sent_is_answered_and_nothing_is_half_written(client, field, text):
    RegencyFactory()

    response = client.post(
        reverse("role_appoint", args=[UserFactory().pk]), answers(role="institution_admin") | {field: encodable(text)}
    )

    assert response.status_code == 200
    assert (RoleGrant.objects.count(), Event.objects.count()) == (0, 0)


def test_before_a_role_is_given_the_password_is_asked_and_the_form_is_not_lost(login):
    superuser = create_account(name="Pengelola", email="atas@contoh.id", phone=None, password=PASSWORD, by=None, at=NOW)
    superuser.is_superuser = True
    superuser.save()
    give_second_factor(superuser)
    client, user = login(superuser), UserFactory()
    RegencyFactory()
    url = reverse("role_appoint", args=[user.pk])

    asked = client.post(url, answers())
    assert (asked.status_code, asked.url.split("?")[0]) == (302, reverse("account_reauthenticate"))
    assert not RoleGrant.objects.exists()
    done = client.post(asked.url, {"password": PASSWORD, "next": url})

    assert (done.status_code, done.url) == (302, reverse("role_list"))
    assert RoleGrant.objects.get().user == user


@pytest.mark.parametrize("name", ["role_appoint", "role_change", "role_end"])
def test_pages_that_change_roles_ask_who_is_there_first(login, superuser, name):
    grant = RoleGrantFactory()
    pk = grant.user_id if name == "role_appoint" else grant.pk

    response = login(superuser).get(reverse(name, args=[pk]))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_reauthenticate"))


# --- changing and ending -----------------------------------------------------


def test_a_superuser_narrows_a_role(client):
    grant = RoleGrantFactory()

    response = client.post(reverse("role_change", args=[grant.pk]), {"sees_sums": "on"})

    grant.refresh_from_db()
    assert (response.status_code, grant.can_edit, grant.sees_sums, grant.sees_names) == (302, False, True, False)


def test_a_role_narrowed_to_nothing_is_refused_on_the_form(client):
    grant = RoleGrantFactory()

    response = client.post(reverse("role_change", args=[grant.pk]), {})

    grant.refresh_from_db()
    assert (response.status_code, grant.can_edit) == (200, True)
    assert list(response.context["form"].errors) == ["__all__"]


@pytest.mark.parametrize("role", [{"trainer": True}, {"institution_admin": True}, {"ends_on": date(2026, 6, 10)}])
def test_only_officers_roles_that_have_not_ended_are_narrowed(client, role):
    assert client.get(reverse("role_change", args=[RoleGrantFactory(**role).pk])).status_code == 404


def test_a_superuser_ends_a_role_and_it_stops_at_once(client, login):
    grant = RoleGrantFactory()
    officer = login(grant.user)
    before = officer.get(reverse("area_figures")).status_code

    response = client.post(reverse("role_end", args=[grant.pk]), {"on": "2026-06-10"})

    assert (before, response.status_code) == (200, 302)
    assert officer.get(reverse("area_figures")).status_code == 403


@pytest.mark.parametrize("on", ["2026-06-09", "", "9999-12-31", *NAUGHTY])
def test_an_end_that_makes_no_sense_is_answered_on_the_form(client, on):
    grant = RoleGrantFactory()

    response = client.post(reverse("role_end", args=[grant.pk]), {"on": encodable(on)})

    grant.refresh_from_db()
    assert (response.status_code, grant.ends_on) == (200, None)


@pytest.mark.parametrize("name", ["role_change", "role_end"])
@pytest.mark.parametrize("role", [{"province": True}, {"ministry": True}])
def test_officers_do_not_change_roles(login, name, role):
    officer = RoleGrantFactory(**role).user

    response = fresh(login(officer), officer).post(reverse(name, args=[RoleGrantFactory().pk]), {"on": "2026-06-10"})

    assert response.status_code == 403
    assert RoleGrant.objects.filter(ends_on__isnull=True, can_edit=True).count() == 2


# --- at the next request -----------------------------------------------------


def test_an_account_that_is_closed_is_out_at_the_next_request(login):
    grant = RoleGrantFactory()
    officer = login(grant.user)
    before = officer.get(reverse("area_figures")).status_code

    grant.user.is_active = False
    grant.user.save(update_fields=["is_active"])

    after = officer.get(reverse("area_figures"))
    assert (before, after.status_code, after.url.split("?")[0]) == (200, 302, reverse("account_login"))
