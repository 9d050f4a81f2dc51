"""What somebody is offered she may open: the doors of the register, the menu, and the links on pages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.authoring.operations.trees import align_authors
from lms.context import menu_for
from lms.notices.enums import MailState
from lms.organisations.access import scope_of
from lms.reports.doors import DOORS, doors_of
from tests.factories.accounts import UserFactory
from tests.factories.notices import MailingFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

ROLES = [{}, {"province": True}, {"ministry": True}]
NARROWED = [{}, {"can_edit": False}, {"sees_sums": False}, {"sees_names": False}]


@pytest.mark.parametrize("scopes", NARROWED, ids=str)
@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_door_that_is_shown_opens(login, role, scopes):
    user = RoleGrantFactory(**role, **scopes).user
    client = login(user)

    answers = {door.url: client.get(door.url).status_code for door in doors_of(user)}

    assert set(answers.values()) <= {200}, answers


def test_the_officer_of_a_province_has_every_door_but_those_of_the_superuser(login):
    user = RoleGrantFactory(province=True).user

    of_superuser = {reverse("role_list"), reverse("mail_list")}
    assert {door.url for door in doors_of(user)} == {reverse(door.name) for door in DOORS} - of_superuser


def test_the_superuser_sees_how_many_mails_are_in_trouble():
    MailingFactory(state=MailState.FAILED, finished_at=timezone.now())

    waiting = {door.url: door.waiting for door in doors_of(UserFactory(is_superuser=True))}

    assert waiting[reverse("mail_list")] == 1


@pytest.mark.parametrize(
    "make",
    [
        UserFactory,
        lambda: UserFactory(is_superuser=True),
        lambda: RoleGrantFactory(institution_admin=True).user,
        *(lambda role=role: RoleGrantFactory(**role).user for role in ROLES),
    ],
)
def test_every_line_of_the_menu_opens(login, make):
    user = make()
    for grant in user.grants.filter(region__isnull=False):
        OfficeFactory(region=grant.region)
    align_authors(on=timezone.localdate())  # as the journal does after each grant
    client = login(user)

    answers = {item.url: client.get(item.url).status_code for item in menu_for(scope_of(user), "home")}

    assert set(answers.values()) == {200}, answers


# --- links on pages ----------------------------------------------------------


def links_on(client, name, row, *links):
    page = client.get(reverse(name, args=[row.pk])).content.decode()
    return [link for link in links if f'href="{reverse(link, args=[row.pk])}"' in page]


def test_on_the_page_of_an_institution_stand_its_admins_and_members_for_who_keeps_them(login):
    institution = InstitutionFactory()
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    reader = RoleGrantFactory(can_edit=False).user
    links = ("role_institution", "member_list")
    users = (RoleGrantFactory().user, admin, reader)

    found = [links_on(login(user), "institution_detail", institution, *links) for user in users]

    assert found == [["role_institution", "member_list"], ["member_list"], []]


def test_on_the_page_of_a_person_without_account_stands_the_invitation_for_who_may_invite(login):
    person = MembershipFactory(person=PersonFactory(name="Noor Contoh")).person
    institution = person.memberships.get().institution
    admin = RoleGrantFactory(institution_admin=True, institution=institution).user
    reader = RoleGrantFactory(can_edit=False).user
    clients = [login(user) for user in (RoleGrantFactory(region=institution.region).user, admin, reader)]

    before = [links_on(client, "person_detail", person, "invitation_new") for client in clients]
    person.user = UserFactory()
    person.save(update_fields=["user"])
    after = [links_on(client, "person_detail", person, "invitation_new") for client in clients]

    assert before == [["invitation_new"], ["invitation_new"], []]
    assert after == [[], [], []]
