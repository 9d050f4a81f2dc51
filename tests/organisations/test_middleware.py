"""How a session ends, and the second factor before Wagtail's admin."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db

BEGIN = datetime(2026, 7, 22, 1, tzinfo=UTC)
SIGN_IN = f"{reverse('account_login')}?next="


@pytest.fixture
def clock():
    with time_machine.travel(BEGIN, tick=False) as clock:
        yield clock


def superuser():
    return UserFactory(is_superuser=True)


@pytest.mark.parametrize(
    ("person", "pause", "stays"),
    [
        (lambda: RoleGrantFactory().user, timedelta(minutes=30), True),
        (lambda: RoleGrantFactory().user, timedelta(minutes=31), False),
        (lambda: RoleGrantFactory(province=True).user, timedelta(minutes=31), False),
        (lambda: RoleGrantFactory(ministry=True).user, timedelta(minutes=31), False),
        (superuser, timedelta(minutes=31), False),
        (lambda: RoleGrantFactory(trainer=True).user, timedelta(minutes=31), True),
        (lambda: RoleGrantFactory(institution_admin=True).user, timedelta(hours=11), True),
        (UserFactory, timedelta(hours=11, minutes=59), True),
        (UserFactory, timedelta(hours=12, minutes=1), False),
    ],
)
def test_who_was_away_too_long_signs_in_again(login, clock, person, pause, stays):
    client = login(person())
    client.get(reverse("home"))
    clock.shift(pause)

    response = client.get(reverse("account"))

    assert (response.status_code, SESSION_KEY in client.session) == ((200, True) if stays else (302, False))
    if not stays:
        assert response["Location"] == SIGN_IN + reverse("account")


def test_an_officer_is_told_why_she_is_signed_out(login, clock):
    client = login(RoleGrantFactory().user)
    client.get(reverse("home"))
    clock.shift(timedelta(minutes=31))

    page = client.get(reverse("home"), follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["info"]


def test_an_officer_who_goes_on_working_stays_signed_in(login, clock):
    client = login(RoleGrantFactory().user)
    for _quarter in range(8):
        assert client.get(reverse("home")).status_code == 200
        clock.shift(timedelta(minutes=15))


def test_after_seven_days_everybody_signs_in_again(login, clock):
    client = login(UserFactory())
    for _day in range(24):
        assert client.get(reverse("account")).status_code == 200
        clock.shift(timedelta(hours=7))
    clock.shift(timedelta(seconds=1))

    assert client.get(reverse("account")).status_code == 302


def test_an_act_after_the_session_ended_is_not_done(login, clock):
    user = UserFactory()
    client = login(user)
    client.get(reverse("home"))
    clock.shift(timedelta(hours=13))

    client.post(reverse("set_language"), {"language": "en"})

    user.refresh_from_db()
    assert user.language == "id"


def test_reading_writes_the_session_once_a_minute_at_most(login, clock):
    client = login(UserFactory())
    client.get(reverse("account"))
    kept = Session.objects.get().session_data

    clock.shift(timedelta(seconds=60))
    client.get(reverse("account"))
    assert Session.objects.get().session_data == kept

    clock.shift(timedelta(seconds=1))
    client.get(reverse("account"))
    assert Session.objects.get().session_data != kept


@pytest.mark.parametrize("path", ["/admin/", "/admin/users/", "/admin/pages/"])
def test_a_superuser_without_a_second_factor_does_not_enter_the_admin(client, path):
    user = superuser()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    first = client.get(path)
    give_second_factor(user)

    assert (first.status_code, first["Location"]) == (302, reverse("account_second_step"))
    assert client.get(path).status_code == 200
