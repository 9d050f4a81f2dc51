from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from lms.accounts.models import User
from lms.accounts.roles import Permission, Role
from lms.journal.models import Event
from lms.organisations.access import scope_of
from lms.organisations.models import RoleGrant
from lms.organisations.operations.roles import change_scopes, end_role, grant_role, hand_over_role
from lms.organisations.rules.roles import Scopes, Term
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
TODAY = date(2026, 6, 10)
ALL = Scopes(True, True, True)
SUMS = Scopes(can_edit=False, sees_sums=True, sees_names=False)
WEEK = Term(TODAY, TODAY + timedelta(days=7))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(NOW, tick=False):
        yield


def again(user):
    """The same person at her next request."""
    return User.objects.get(pk=user.pk)


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def appoint(user, role, place, by, **more):
    return grant_role(user, role, place=place, starts_on=TODAY, by=by, at=NOW, **more)


def test_a_superuser_appoints_an_officer_with_narrow_scopes_and_the_journal_keeps_it_whole(superuser):
    user = UserFactory()

    grant = appoint(user, Role.REGENCY_OFFICER, RegencyFactory(), superuser, can_edit=False, ends_on=date(2026, 12, 31))

    event = Event.objects.get(name="role.granted")
    assert (event.by_id, event.subject_id) == (superuser.pk, str(grant.pk))
    assert event.data == {
        "user": user.pk,
        "role": "regency_officer",
        "region": "62.03",
        "institution": None,
        "can_edit": False,
        "sees_sums": True,
        "sees_names": True,
        "delegated_from": None,
        "starts_on": "2026-06-10",
        "ends_on": "2026-12-31",
    }
    assert Permission.SEE_NAMES in scope_of(again(user)).permissions


def test_nobody_gives_a_role_to_herself_not_even_a_superuser(superuser):
    with pytest.raises(Refusal) as refusal:
        appoint(superuser, Role.PROVINCE_OFFICER, ProvinceFactory(), superuser)

    assert codes(refusal) == ["own_role"]
    assert not RoleGrant.objects.exists()


@pytest.mark.parametrize(
    ("giver", "role", "place", "answer"),
    [
        ({}, Role.INSTITUTION_ADMIN, "institution", []),
        ({"province": True}, Role.INSTITUTION_ADMIN, "institution", []),
        ({"region": "62.10"}, Role.INSTITUTION_ADMIN, "institution", ["not_yours_to_give"]),
        ({"can_edit": False}, Role.INSTITUTION_ADMIN, "institution", ["not_yours_to_give"]),
        ({"sees_names": False}, Role.INSTITUTION_ADMIN, "institution", ["not_yours_to_give"]),
        ({"ministry": True}, Role.INSTITUTION_ADMIN, "institution", ["not_yours_to_give"]),
        ({"trainer": True}, Role.INSTITUTION_ADMIN, "institution", ["not_yours_to_give"]),
        ({"province": True}, Role.REGENCY_OFFICER, "regency", ["not_yours_to_give"]),
        ({"province": True}, Role.TRAINER, "regency", ["not_yours_to_give"]),
        ({}, Role.REGENCY_OFFICER, "regency", ["not_yours_to_give"]),
    ],
)
def test_officers_appoint_admins_of_institutions_of_their_area_and_nobody_else(giver, role, place, answer):
    if "region" in giver:
        giver = {"region": RegencyFactory(code=giver["region"], name="Kabupaten Lain")}
    by = RoleGrantFactory(**giver).user
    places = {"institution": InstitutionFactory(), "regency": RegencyFactory()}

    try:
        appoint(UserFactory(), role, places[place], by)
        refused = []
    except Refusal as refusal:
        refused = [reason.code for reason in refusal.reasons]

    assert refused == answer


def test_an_account_without_a_role_appoints_nobody():
    with pytest.raises(Refusal) as refusal:
        appoint(UserFactory(), Role.INSTITUTION_ADMIN, InstitutionFactory(), UserFactory())

    assert codes(refusal) == ["not_yours_to_give"]


def test_an_officer_of_a_regency_is_not_appointed_to_a_province(superuser):
    with pytest.raises(Refusal) as refusal:
        appoint(UserFactory(), Role.REGENCY_OFFICER, ProvinceFactory(), superuser)

    assert codes(refusal) == ["place_not_a_regency"]


def test_the_same_role_in_the_same_place_is_held_once_at_a_time(superuser):
    grant = RoleGrantFactory(ends_on=date(2026, 7, 1))

    with pytest.raises(Refusal) as refusal:
        appoint(grant.user, Role.REGENCY_OFFICER, grant.region, superuser)
    later = grant_role(
        grant.user, Role.REGENCY_OFFICER, place=grant.region, starts_on=date(2026, 7, 1), by=superuser, at=NOW
    )

    assert codes(refusal) == ["role_held_already"]
    assert list(RoleGrant.objects.order_by("pk")) == [grant, later]


def test_a_role_taken_back_before_it_began_may_be_given_again(superuser):
    coming = RoleGrantFactory(starts_on=date(2026, 8, 1))
    end_role(coming, on=TODAY, by=superuser, at=NOW)

    appoint(coming.user, Role.REGENCY_OFFICER, coming.region, superuser)

    coming.refresh_from_db()
    assert (coming.ends_on, RoleGrant.objects.count()) == (date(2026, 8, 1), 2)


def test_narrowing_a_role_works_at_the_next_request_and_keeps_what_was_before(superuser):
    grant = RoleGrantFactory()

    assert change_scopes(grant, scopes=SUMS, by=superuser, at=NOW) is True

    assert scope_of(again(grant.user)).permissions == {"signed_in", "learn", "see_reports", "delegate"}
    event = Event.objects.get(name="role.changed")
    assert (event.data["can_edit"], event.data["sees_names"]) == (False, False)
    assert (event.data["before"]["can_edit"], event.data["before"]["sees_names"]) == (True, True)


def test_setting_the_same_scopes_changes_nothing_and_is_not_journalled(superuser):
    grant = RoleGrantFactory()

    assert change_scopes(grant, scopes=ALL, by=superuser, at=NOW) is False
    assert not Event.objects.exists()


@pytest.mark.parametrize(("scopes", "code"), [(Scopes(False, False, False), "no_scope")])
def test_a_role_is_not_narrowed_to_nothing(superuser, scopes, code):
    with pytest.raises(Refusal) as refusal:
        change_scopes(RoleGrantFactory(), scopes=scopes, by=superuser, at=NOW)

    assert codes(refusal) == [code]


def test_a_superuser_does_not_change_her_own_role():
    grant = RoleGrantFactory(user=UserFactory(is_superuser=True), can_edit=False)

    with pytest.raises(Refusal) as refusal:
        change_scopes(grant, scopes=ALL, by=grant.user, at=NOW)

    assert codes(refusal) == ["own_role"]


def test_a_role_ended_today_no_longer_works_at_the_next_request(superuser):
    grant = RoleGrantFactory()
    before = scope_of(again(grant.user)).roles

    end_role(grant, on=TODAY, by=superuser, at=NOW)

    assert (before, scope_of(again(grant.user)).roles) == ({Role.REGENCY_OFFICER}, frozenset())
    event = Event.objects.get(name="role.ended")
    assert (event.data["ends_on"], event.data["before"]["ends_on"]) == ("2026-06-10", None)


@pytest.mark.parametrize(("on", "code"), [(date(2026, 6, 9), "ends_in_the_past"), (date(2026, 7, 1), "ends_already")])
def test_an_end_is_not_set_in_the_past_nor_put_off(superuser, on, code):
    grant = RoleGrantFactory(ends_on=date(2026, 7, 1))

    with pytest.raises(Refusal) as refusal:
        end_role(grant, on=on, by=superuser, at=NOW)

    grant.refresh_from_db()
    assert (codes(refusal), grant.ends_on) == ([code], date(2026, 7, 1))


# --- handing over ------------------------------------------------------------


def hand_over(origin, to=None, scopes=ALL, term=WEEK):
    return hand_over_role(origin, to=to or UserFactory(), scopes=scopes, term=term, at=NOW)


def test_a_role_handed_over_works_until_its_last_day_and_ends_by_itself():
    grant = hand_over(RoleGrantFactory(province=True), scopes=SUMS)

    assert scope_of(again(grant.user)).areas(Permission.SEE_REPORTS) == ("62",)
    assert Permission.SEE_NAMES not in scope_of(again(grant.user)).permissions
    with time_machine.travel(NOW + timedelta(days=6)):
        assert scope_of(again(grant.user)).roles == {Role.PROVINCE_OFFICER}
    with time_machine.travel(NOW + timedelta(days=7)):
        assert scope_of(again(grant.user)).roles == frozenset()


def test_the_giver_keeps_her_role_and_the_journal_says_whose_it_was():
    origin = RoleGrantFactory()

    grant = hand_over(origin)

    assert scope_of(again(origin.user)).roles == {Role.REGENCY_OFFICER}
    event = Event.objects.get(name="role.granted")
    assert (event.by_id, event.data["delegated_from"], event.data["user"]) == (origin.user_id, origin.pk, grant.user_id)


def test_a_role_handed_over_cannot_be_handed_on():
    grant = hand_over(RoleGrantFactory())

    assert Permission.DELEGATE not in scope_of(again(grant.user)).permissions
    with pytest.raises(Refusal) as refusal:
        hand_over(grant)
    assert codes(refusal) == ["handed_on"]


def test_a_role_is_not_handed_over_wider_than_it_is_held():
    with pytest.raises(Refusal) as refusal:
        hand_over(RoleGrantFactory(can_edit=False))

    assert codes(refusal) == ["wider_than_held"]
    assert RoleGrant.objects.count() == 1


def test_a_role_is_not_handed_over_to_oneself():
    origin = RoleGrantFactory()

    with pytest.raises(Refusal) as refusal:
        hand_over(origin, to=origin.user)

    assert codes(refusal) == ["own_role"]


def test_handing_the_same_role_over_twice_to_the_same_colleague_is_refused():
    origin, colleague = RoleGrantFactory(), UserFactory()
    hand_over(origin, to=colleague)

    with pytest.raises(Refusal) as refusal:
        hand_over(origin, to=colleague)

    assert codes(refusal) == ["role_held_already"]


def test_a_role_handed_over_ends_with_the_role_it_was_taken_from(superuser):
    origin = RoleGrantFactory()
    grant = hand_over(origin)

    end_role(origin, on=TODAY, by=superuser, at=NOW)

    assert scope_of(again(grant.user)).roles == frozenset()


def test_a_role_handed_over_does_not_outlive_the_account_of_its_giver():
    origin = RoleGrantFactory()
    grant = hand_over(origin)
    User.objects.filter(pk=origin.user_id).update(is_active=False)

    assert scope_of(again(grant.user)).roles == frozenset()
    assert list(RoleGrant.objects.ended(TODAY)) == [grant]


def test_narrowing_a_role_narrows_what_was_handed_over(superuser):
    origin = RoleGrantFactory()
    wide, narrow = hand_over(origin), hand_over(origin, scopes=SUMS)

    change_scopes(origin, scopes=Scopes(can_edit=False, sees_sums=True, sees_names=True), by=superuser, at=NOW)

    wide.refresh_from_db()
    narrow.refresh_from_db()
    assert (wide.scopes, narrow.scopes) == (Scopes(False, True, True), SUMS)
    assert Event.objects.filter(name="role.changed").count() == 2


def test_a_role_handed_over_is_not_widened_beyond_its_origin(superuser):
    grant = hand_over(RoleGrantFactory(can_edit=False), scopes=SUMS)

    with pytest.raises(Refusal) as refusal:
        change_scopes(grant, scopes=ALL, by=superuser, at=NOW)

    assert codes(refusal) == ["wider_than_origin"]


def test_grants_are_told_apart_by_their_state():
    in_force = RoleGrantFactory()
    coming = RoleGrantFactory(starts_on=date(2026, 7, 1))
    ended = RoleGrantFactory(ends_on=date(2026, 6, 10))
    never = RoleGrantFactory(starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 1))
    grants = RoleGrant.objects.order_by("pk")

    assert list(grants.in_force(TODAY)) == [in_force]
    assert list(grants.coming(TODAY)) == [coming]
    assert list(grants.ended(TODAY)) == [ended, never]
    assert list(grants.unended(TODAY)) == [in_force, coming]
    assert [grant.state_on(TODAY).value for grant in grants] == ["in_force", "coming", "ended", "ended"]
