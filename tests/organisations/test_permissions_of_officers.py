"""What remains of an officer's role with each of the eight combinations of her three scopes, and that pages obey."""

from itertools import product

import pytest
from django.urls import reverse

from lms.accounts.roles import Role, permitted
from lms.organisations.access import scope_of
from tests.factories.organisations import RoleGrantFactory

REGENCY_EDITS = {
    *("manage_register", "manage_members", "verify_institution", "help_people", "recover_accounts"),
    "confirm_nomination",
}
PROVINCE_EDITS = {
    *("manage_register", "manage_members", "verify_institution", "help_people", "recover_accounts"),
    *("decide_enrolment", "revoke_certificate", "teach"),
}
ROLES = {
    Role.REGENCY_OFFICER: REGENCY_EDITS,
    Role.PROVINCE_OFFICER: PROVINCE_EDITS,
    Role.MINISTRY_OFFICER: set(),
}

# can_edit, sees_sums, sees_names: what is left, and whether decisions about people by name are
TABLE = [
    (True, True, True, {"see_reports", "see_names", "delegate"}, True),
    (True, True, False, {"see_reports", "delegate"}, False),
    (True, False, True, {"see_names", "delegate"}, True),
    (True, False, False, {"delegate"}, False),
    (False, True, True, {"see_reports", "see_names", "delegate"}, False),
    (False, True, False, {"see_reports", "delegate"}, False),
    (False, False, True, {"see_names", "delegate"}, False),
    (False, False, False, {"delegate"}, False),
]


def test_the_table_has_every_combination_once():
    assert sorted(row[:3] for row in TABLE) == sorted(product([False, True], repeat=3))


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.parametrize(("can_edit", "sees_sums", "sees_names", "left", "decides"), TABLE)
def test_each_combination_leaves_exactly_this(role, can_edit, sees_sums, sees_names, left, decides):
    expected = left | (ROLES[role] if decides else set())
    if role == Role.PROVINCE_OFFICER and can_edit:
        expected = expected | {"plan_cohort", "keep_checklist"}  # these name nobody
    if role in (Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER) and can_edit:
        expected = expected | {"write_courses"}

    held = permitted(role, can_edit=can_edit, sees_sums=sees_sums, sees_names=sees_names)

    assert {str(permission) for permission in held} == expected


@pytest.mark.parametrize("role", [Role.TRAINER, Role.INSTITUTION_ADMIN])
def test_the_scopes_are_an_officers_matter(role):
    narrow = permitted(role, can_edit=False, sees_sums=False, sees_names=False)

    assert narrow == permitted(role, can_edit=True, sees_sums=True, sees_names=True) != frozenset()


PAGES = ("area_figures", "institution_list", "nomination_list", "recovery_list", "invitation_list")


@pytest.mark.parametrize(
    ("scopes", "answers"),
    [
        ({}, (200, 200, 200, 200, 200)),
        ({"sees_names": False}, (200, 200, 403, 403, 403)),
        ({"can_edit": False}, (200, 200, 403, 403, 403)),
        ({"sees_sums": False}, (403, 403, 200, 200, 200)),
        ({"sees_sums": False, "can_edit": False}, (403, 403, 403, 403, 403)),
    ],
)
def test_pages_obey_the_scopes_of_an_officer_of_a_regency(login, scopes, answers):
    client = login(RoleGrantFactory(**scopes).user)

    assert tuple(client.get(reverse(name)).status_code for name in PAGES) == answers


def test_the_scope_of_somebody_is_read_in_one_query(db, django_assert_num_queries):
    origin = RoleGrantFactory(province=True)
    user = RoleGrantFactory(ends_on="2100-01-01", delegated_from=origin, province=True).user
    RoleGrantFactory(user=user)

    with django_assert_num_queries(1):
        scope = scope_of(user)
        assert scope.areas("see_reports") == ("62", "62.03")
        assert "delegate" in scope.permissions
        assert scope_of(user) is scope
