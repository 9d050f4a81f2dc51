"""Several hands at once: one account from one link, one role from one form, one use of a recovery."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
import time_machine
from django.db import connections

from lms.accounts.models import User
from lms.accounts.roles import Role
from lms.organisations.models import Invitation, Recovery, RoleGrant
from lms.organisations.operations.invitations import accept_invitation, invite_person
from lms.organisations.operations.recovery import (
    ask_recovery,
    confirm_recovery,
    make_recovery_link,
    use_recovery,
)
from lms.organisations.operations.roles import grant_role
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
HANDS = 4

pytestmark = pytest.mark.usefixtures("migrated_rows", "transactional_db")


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(NOW, tick=False):
        yield


def at_once(act):
    """``act(number)`` by several threads that begin together; how many were refused."""
    barrier = Barrier(HANDS)

    def one(number):
        barrier.wait()
        try:
            act(number)
        except Refusal:
            return True
        finally:
            connections.close_all()
        return False

    with ThreadPoolExecutor(HANDS) as pool:
        return sum(pool.map(one, range(HANDS)))


def test_one_link_makes_one_account_whoever_taps():
    admin = RoleGrantFactory(institution_admin=True, institution=InstitutionFactory())
    person = MembershipFactory(institution=admin.institution).person
    invite_person(person, by=admin.user, at=NOW)

    def accept(number):
        invitation = Invitation.objects.get()
        accept_invitation(
            invitation, reach=f"tangan{number}@contoh.id", password="sungai-kapuas-tenang", language="id", at=NOW
        )

    assert at_once(accept) == HANDS - 1
    assert User.objects.filter(email__startswith="tangan").count() == 1


def test_one_role_is_given_once():
    user, superuser, region = UserFactory(), UserFactory(is_superuser=True), RegencyFactory()

    def grant(number):
        grant_role(user, Role.REGENCY_OFFICER, place=region, starts_on=NOW.date(), by=superuser, at=NOW)

    assert at_once(grant) == HANDS - 1
    assert RoleGrant.objects.count() == 1


def test_a_recovery_is_used_once():
    account = PersonFactory(user=UserFactory(), region=RegencyFactory()).user
    first, second = RoleGrantFactory().user, RoleGrantFactory(province=True).user
    recovery = ask_recovery(account, why="Datang sendiri dengan KTP.", by=first, at=NOW)
    confirm_recovery(recovery, by=second, at=NOW)
    make_recovery_link(recovery, by=first, at=NOW)

    def use(number):
        use_recovery(Recovery.objects.get(), password=f"sungai-kapuas-{number}", at=NOW)

    assert at_once(use) == HANDS - 1
