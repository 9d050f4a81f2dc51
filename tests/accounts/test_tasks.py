from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.operations import forget_unconfirmed_accounts, sign_up
from lms.accounts.tasks import forget_sessions
from lms.accounts.tasks import forget_unconfirmed_accounts as task
from lms.journal.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.organisations import RoleGrantFactory


def test_expired_sessions_are_deleted_and_living_ones_stay(db):
    now = timezone.now()
    Session.objects.create(session_key="lama", session_data="", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="hidup", session_data="", expire_date=now + timedelta(hours=1))

    forget_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["hidup"]


def sign_up_days_ago(days, reach):
    return sign_up(name="Noor", reach=reach, password=None, language="id", at=timezone.now() - timedelta(days=days))


def test_accounts_nobody_confirmed_are_forgotten_after_thirty_days(db):
    old = sign_up_days_ago(31, "lama@contoh.id")
    young = sign_up_days_ago(29, "+6281234567890")
    confirmed = UserFactory(joined_at=timezone.now() - timedelta(days=400))

    task()
    again = forget_unconfirmed_accounts(at=timezone.now())

    assert set(User.objects.all()) == {young, confirmed}
    assert again == 0
    assert [(e.subject_id, e.data) for e in Event.objects.filter(name="account.forgotten")] == [(str(old.pk), {})]


def test_an_account_that_somebody_already_built_on_stays(db):
    user = sign_up_days_ago(31, "lama@contoh.id")
    RoleGrantFactory(user=user)

    assert forget_unconfirmed_accounts(at=timezone.now()) == 0
    assert User.objects.filter(pk=user.pk).exists()
    assert not Event.objects.filter(name="account.forgotten").exists()
