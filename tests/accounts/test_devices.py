"""Where one is signed in, and signing out from afar."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.operations import create_account
from lms.accounts.rules import Device, device
from tests.accounts.test_sign_up import EMAIL, PASSWORD
from tests.factories.accounts import UserFactory

LIST = reverse("usersessions_list")
CHROME = "Mozilla/5.0 (Linux; Android 13; SM-A047F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (CHROME, Device("Chrome", "Android")),
        (FIREFOX, Device("Firefox", "Windows")),
        (SAFARI, Device("Safari", "iPhone")),
        (CHROME + " Edg/120.0", Device("Edge", "Android")),
        ("curl/8", Device("", "")),
        ("", Device("", "")),
        ("<script>alert(1)</script>", Device("", "")),
    ],
)
def test_what_a_browser_says_of_itself_becomes_a_name(user_agent, expected):
    assert device(user_agent) == expected


@pytest.fixture
def noor(db):
    return create_account(name="Noor", email=EMAIL, phone=None, password=PASSWORD, by=None, at=timezone.now())


def sign_in(user_agent, email=EMAIL):
    client = Client(headers={"user-agent": user_agent})
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    client.get(reverse("home"))
    return client


def is_in(client):
    return client.get(reverse("account")).status_code == 200


def test_another_device_is_signed_out_from_here(noor):
    here, there, third = sign_in(CHROME), sign_in(FIREFOX), sign_in(SAFARI)

    response = here.post(reverse("usersessions_end", args=[UserSession.objects.get(user_agent=FIREFOX).pk]))

    assert (response.url, is_in(here), is_in(there), is_in(third)) == (LIST, True, False, True)


def test_all_others_are_signed_out_from_here(noor):
    here, there, third = sign_in(CHROME), sign_in(FIREFOX), sign_in(SAFARI)

    here.post(LIST)

    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)


def test_a_session_of_somebody_else_does_not_exist(noor, login):
    sign_in(CHROME)

    response = login(UserFactory()).post(reverse("usersessions_end", args=[UserSession.objects.get().pk]))

    assert response.status_code == 404
    assert UserSession.objects.filter(user=noor).exists()


@pytest.mark.parametrize("pk", [0, 99999999999999999999])
def test_a_session_that_is_none_does_not_exist(noor, pk):
    assert sign_in(CHROME).post(reverse("usersessions_end", args=[pk])).status_code == 404


def test_reading_the_address_ends_no_session(noor):
    client = sign_in(CHROME)

    assert client.get(reverse("usersessions_end", args=[UserSession.objects.get().pk])).status_code == 405


def test_the_list_names_each_device(noor):
    sign_in(FIREFOX)

    page = sign_in(CHROME).get(LIST).content.decode()

    assert "Chrome, Android" in page
    assert "Firefox, Windows" in page
    assert "Mozilla" not in page
