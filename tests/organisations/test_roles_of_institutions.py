import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.accounts.roles import Role
from lms.organisations.models import RoleGrant
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.fresh import fresh

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def institution():
    return InstitutionFactory()


@pytest.fixture
def client(login, officer):
    return fresh(login(officer), officer)


def member_of(institution, **more):
    return MembershipFactory(institution=institution, person=PersonFactory(user=UserFactory(), **more)).person


def appoint(client, institution, person, **more):
    url = reverse("role_institution_appoint", args=[institution.pk])
    return client.post(url, {"once_key": str(uuid.uuid4()), "person": person, **more})


def test_an_officer_appoints_a_member_and_she_administers_her_institution(client, login, institution, officer):
    person = member_of(institution)

    response = appoint(client, institution, person.pk)

    grant = RoleGrant.objects.get(role=Role.INSTITUTION_ADMIN)
    assert (response.status_code, response.url) == (302, reverse("role_institution", args=[institution.pk]))
    assert (grant.user, grant.institution, grant.starts_on) == (person.user, institution, date(2026, 6, 10))
    assert login(person.user).get(reverse("invitation_list")).status_code == 200


def test_an_officer_ends_the_role_and_it_stops_at_once(client, login, institution):
    grant = RoleGrantFactory(institution_admin=True, institution=institution)
    admin = login(grant.user)
    before = admin.get(reverse("invitation_list")).status_code

    response = client.post(reverse("role_institution_end", args=[institution.pk, grant.pk]))

    assert (before, response.status_code, admin.get(reverse("invitation_list")).status_code) == (200, 302, 403)


def test_only_members_of_today_with_an_account_are_offered_and_not_the_officer_herself(client, institution, officer):
    chosen = member_of(institution, name="Bunga")
    MembershipFactory(institution=institution, person__name="Tanpa Akun")
    member_of(InstitutionFactory(), name="Lembaga Lain")
    former = member_of(institution, name="Dulu")
    former.memberships.update(ends_on=date(2026, 1, 1))
    MembershipFactory(institution=institution, person=PersonFactory(user=officer))
    already = member_of(institution, name="Sudah Admin")
    RoleGrantFactory(institution_admin=True, institution=institution, user=already.user)

    page = client.get(reverse("role_institution", args=[institution.pk])).context["page"]

    assert list(page.object_list) == [chosen]


@pytest.mark.parametrize("number", ["", "0", "abc", "9" * 30, "-1", "²", "1e3"])
def test_a_person_who_is_not_offered_is_not_found(client, institution, number):
    assert appoint(client, institution, number).status_code == 404


def test_a_member_of_another_institution_is_not_found(client, institution):
    foreign = member_of(InstitutionFactory())

    assert appoint(client, institution, foreign.pk).status_code == 404
    assert not RoleGrant.objects.filter(role=Role.INSTITUTION_ADMIN).exists()


def test_an_officer_does_not_appoint_herself(client, institution, officer):
    person = MembershipFactory(institution=institution, person=PersonFactory(user=officer)).person

    assert appoint(client, institution, person.pk).status_code == 404


def test_pressed_twice_a_member_is_appointed_once(client, institution):
    person, key = member_of(institution), str(uuid.uuid4())

    answers = [appoint(client, institution, person.pk, once_key=key).status_code for _ in range(2)]

    assert (answers, RoleGrant.objects.filter(role=Role.INSTITUTION_ADMIN).count()) == ([302, 302], 1)


def test_appointing_asks_for_the_password_first(login, institution, officer):
    person = member_of(institution)

    response = appoint(login(officer), institution, person.pk)

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_reauthenticate"))
    assert not RoleGrant.objects.filter(role=Role.INSTITUTION_ADMIN).exists()


def test_an_officer_of_another_regency_finds_no_such_institution(login, institution):
    stranger = RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user
    client, person = fresh(login(stranger), stranger), member_of(institution)
    grant = RoleGrantFactory(institution_admin=True, institution=institution)

    assert client.get(reverse("role_institution", args=[institution.pk])).status_code == 404
    assert appoint(client, institution, person.pk).status_code == 404
    assert client.post(reverse("role_institution_end", args=[institution.pk, grant.pk])).status_code == 404


def test_the_role_of_another_institution_is_not_ended_through_this_one(client, institution):
    foreign = RoleGrantFactory(institution_admin=True)

    assert client.post(reverse("role_institution_end", args=[institution.pk, foreign.pk])).status_code == 404


@pytest.mark.parametrize("role", [{"institution_admin": True}, {"trainer": True}, {"ministry": True}])
def test_only_who_keeps_the_register_appoints_admins(login, institution, role):
    if "institution_admin" in role:
        role = {**role, "institution": institution}

    assert (
        login(RoleGrantFactory(**role).user).get(reverse("role_institution", args=[institution.pk])).status_code == 403
    )


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_searched_for_is_answered(client, institution, text):
    response = client.get(reverse("role_institution", args=[institution.pk]), {"cari": encodable(text), "page": "x"})

    assert response.status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_queries_for_one_member_and_for_three(
    client, institution, rows, django_assert_num_queries
):
    for _ in range(rows):
        member_of(institution)
        RoleGrantFactory(institution_admin=True, institution=institution)

    with django_assert_num_queries(12):
        response = client.get(reverse("role_institution", args=[institution.pk]))

    assert (len(response.context["page"].object_list), len(response.context["admins"])) == (rows, rows)
