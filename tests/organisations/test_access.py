from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.roles import PERMISSIONS, Permission, Role
from lms.organisations.access import NATION, covers, in_area, scope_of
from lms.organisations.models import Institution, Membership, Person, Region
from lms.organisations.operations import end_role
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)


@pytest.mark.parametrize(
    ("area", "code", "answer"),
    [
        ("62", "62", True),
        ("62", "62.03", True),
        ("62", "62.03.05", True),
        ("62.03", "62.03.05", True),
        ("62.03", "62.030", False),
        ("62.03", "62", False),
        ("62.03", "62.04", False),
        ("6", "62", False),
        (NATION, "91.01", True),
    ],
)
def test_regions_compare_by_segments(area, code, answer):
    assert covers(area, code) is answer


def test_the_database_compares_regions_as_the_rule_does(db):
    codes = ["11", "62", "62.03", "62.30", "63.03"]
    for code in codes:
        ProvinceFactory(code=code) if len(code) == 2 else RegencyFactory(code=code)

    for area in ["62", "62.03", NATION]:
        found = set(Region.objects.filter(in_area(area, "code")).values_list("code", flat=True))
        assert found == {code for code in Region.objects.values_list("code", flat=True) if covers(area, code)}


def test_anonymous_visitors_have_no_scope(db):
    scope = scope_of(AnonymousUser())

    assert (scope.permissions, scope.grants) == (frozenset(), ())


def test_an_account_without_roles_may_only_learn(db):
    assert scope_of(UserFactory()).permissions == {Permission.SIGNED_IN, Permission.LEARN}


def test_every_role_has_permissions_and_a_sentence():
    assert set(PERMISSIONS) == set(Role)
    assert all(":" in role.label for role in Role)


def kapuas_and_gunung_mas():
    kapuas = InstitutionFactory(region=RegencyFactory(code="62.03"))
    gunung_mas = InstitutionFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"))
    aceh = InstitutionFactory(region=RegencyFactory(code="11.16", name="Kabupaten Aceh Tamiang"))
    return kapuas, gunung_mas, aceh


def names(rows):
    return {row.pk for row in rows}


def test_officers_see_the_institutions_of_their_area_and_no_other(db):
    kapuas, gunung_mas, aceh = kapuas_and_gunung_mas()

    of_regency = Institution.objects.visible_to(RoleGrantFactory().user)
    of_province = Institution.objects.visible_to(RoleGrantFactory(province=True).user)
    of_nation = Institution.objects.visible_to(RoleGrantFactory(ministry=True).user)

    assert names(of_regency) == {kapuas.pk}
    assert names(of_province) == {kapuas.pk, gunung_mas.pk}
    assert names(of_nation) == {kapuas.pk, gunung_mas.pk, aceh.pk}


def test_an_institution_admin_sees_her_own_institution_and_its_members(db):
    kapuas, gunung_mas, _ = kapuas_and_gunung_mas()
    admin = RoleGrantFactory(institution_admin=True, institution=kapuas).user
    own, foreign = MembershipFactory(institution=kapuas), MembershipFactory(institution=gunung_mas)

    assert names(Institution.objects.visible_to(admin)) == {kapuas.pk}
    assert names(Membership.objects.visible_to(admin)) == {own.pk}
    assert names(Membership.objects.administered_by(admin)) == {own.pk}
    assert foreign.person not in Person.objects.visible_to(admin)


def test_officers_who_decide_see_names_and_the_ministry_does_not(db):
    kapuas, _, _ = kapuas_and_gunung_mas()
    member = MembershipFactory(institution=kapuas)

    assert list(Person.objects.visible_to(RoleGrantFactory().user)) == [member.person]
    assert list(Person.objects.visible_to(RoleGrantFactory(province=True).user)) == [member.person]
    assert not Person.objects.visible_to(RoleGrantFactory(ministry=True).user).exists()


@pytest.mark.parametrize("role", [{"trainer": True}, {}])
def test_trainers_and_people_without_roles_see_no_institution(db, role):
    InstitutionFactory()
    user = RoleGrantFactory(**role).user if role else UserFactory()

    assert not Institution.objects.visible_to(user).exists()


def test_a_person_sees_herself(db):
    person = PersonFactory(user=UserFactory())
    PersonFactory()

    assert list(Person.objects.visible_to(person.user)) == [person]


def test_a_role_ended_today_no_longer_works(db):
    grant = RoleGrantFactory()
    InstitutionFactory()

    end_role(grant, on=timezone.localdate(), by=None, at=timezone.now())

    user = User.objects.get(pk=grant.user_id)
    assert not Institution.objects.visible_to(user).exists()


def test_a_role_does_not_work_before_its_first_day(db):
    grant = RoleGrantFactory(starts_on=timezone.localdate() + timedelta(days=1))

    assert scope_of(grant.user).permissions == {Permission.SIGNED_IN, Permission.LEARN}


def test_an_inactive_account_has_no_scope(db):
    grant = RoleGrantFactory(user__is_active=False)

    assert scope_of(grant.user).permissions == frozenset()
