"""Passkeys as the server sees them; a real browser with a device uses one in tests/journeys/test_passkey.py."""

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from lms.organisations.access import scope_of
from lms.organisations.permissions import lacks_second_factor
from tests.accounts.device import Device
from tests.accounts.letters import mailed_code
from tests.factories.accounts import UserFactory
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db
ADD, LIST, ENTER = reverse("mfa_add_webauthn"), reverse("mfa_list_webauthn"), reverse("mfa_login_webauthn")
DATA = re.compile(r'<script id="js_data" type="application/json">(.*?)</script>', re.DOTALL)


def browser():
    """Where passkeys work: over https, or on the machine itself under this name."""
    return Client(SERVER_NAME="localhost")


def signed_in(user):
    client = browser()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def without_password(**more):
    return UserFactory(password="!", **more)


def asked(response):
    return json.loads(DATA.search(response.content.decode())[1])


def a_passkey(user, name="Ponsel", **more):
    """``user`` adds a passkey; answers the device that holds it."""
    device, client = Device(), signed_in(user)
    credential = device.register(asked(client.get(ADD))["creation_options"], **more)
    client.post(ADD, {"name": name, "passwordless": "on", "credential": credential})
    assert user.authenticator_set.filter(type="webauthn", data__name=name).exists()
    return device


def enter(client, device):
    options = client.get(ENTER, headers={"accept": "application/json"}).json()["request_options"]
    return client.post(ENTER, {"credential": device.sign(options)})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_passkey_opens_the_account_by_itself():
    device, client = a_passkey(without_password()), browser()

    response = enter(client, device)

    assert (response.url, is_signed_in(client)) == (reverse("home"), True)


def test_somebody_elses_passkey_opens_nothing():
    a_passkey(without_password())
    stranger, client = Device(), browser()
    stranger.owner = "MQ"

    response = enter(client, stranger)

    assert (response.url, is_signed_in(client)) == (reverse("account_login"), False)


def test_the_same_answer_of_a_device_does_not_work_twice():
    device, client = a_passkey(without_password()), browser()
    options = client.get(ENTER, headers={"accept": "application/json"}).json()["request_options"]
    signature = device.sign(options)
    client.post(ENTER, {"credential": signature})

    thief = browser()
    thief.post(ENTER, {"credential": signature})

    assert not is_signed_in(thief)


def test_an_answer_for_another_host_opens_nothing():
    device, client = a_passkey(without_password()), browser()
    device.origin = "https://pilar.jahat.example"

    enter(client, device)

    assert not is_signed_in(client)


def test_a_passkey_counts_as_the_second_factor_of_an_officer():
    user = without_password()
    RoleGrantFactory(user=user)
    before = lacks_second_factor(user, scope_of(user))

    a_passkey(user)

    assert (before, lacks_second_factor(user, scope_of(user))) == (True, False)


@pytest.mark.parametrize(("role", "wanted"), [("officer", "nomination_list"), ("superuser", "wagtailadmin_home")])
def test_who_lacks_a_second_factor_chooses_and_a_passkey_alone_lets_her_through(role, wanted):
    user = without_password(is_superuser=role == "superuser")
    if role == "officer":
        RoleGrantFactory(user=user)
    client = signed_in(user)

    sent = client.get(reverse(wanted))
    page = client.get(sent.url).content.decode()
    a_passkey(user)

    assert sent.url == reverse("account_second_step")
    ways = [reverse(name) for name in ("mfa_add_webauthn", "mfa_activate_totp")]
    assert [f'href="{way}"' in page for way in ways] == [True, True]
    assert client.get(reverse(wanted)).status_code == 200
    assert client.get(sent.url).url == reverse("mfa_index")


def test_an_officer_with_a_passkey_is_asked_for_nothing_more():
    user = without_password()
    RoleGrantFactory(user=user)
    device, client = a_passkey(user), browser()

    response = enter(client, device)

    assert (response.url, client.get(reverse("nomination_list")).status_code) == (reverse("home"), 200)


def test_after_a_code_an_officer_shows_the_passkey():
    user = without_password(email="kapuas@contoh.id")
    RoleGrantFactory(user=user)
    device, client = a_passkey(user), browser()
    client.post(reverse("account_request_login_code"), {"login": "kapuas@contoh.id"})
    step = client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    between = is_signed_in(client)

    client.post(step.url, {"credential": device.sign(asked(client.get(step.url))["request_options"])})

    assert (step.url, between, is_signed_in(client)) == (reverse("mfa_authenticate"), False, True)


def test_a_deactivated_account_is_not_opened():
    user = without_password()
    device, client = a_passkey(user), browser()
    user.is_active = False
    user.save(update_fields=["is_active"])

    enter(client, device)

    assert not is_signed_in(client)


def test_passkeys_are_listed_renamed_and_removed():
    user = without_password()
    device = a_passkey(user, "Ponsel")
    client = browser()
    enter(client, device)
    pk = user.authenticator_set.get(type="webauthn").pk

    first = client.get(LIST).content.decode()
    renew = client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Laptop"})
    confirm(client, renew, device)
    client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Laptop"})
    second = client.get(LIST).content.decode()
    client.post(reverse("mfa_remove_webauthn", args=[pk]))

    assert ("Ponsel" in first, "Laptop" in second) == (True, True)
    assert not Authenticator.objects.exists()


def confirm(client, response, device):
    """It is still she: the device once more."""
    assert response.url.startswith(reverse("mfa_reauthenticate_webauthn")) or "konfirmasi-ulang" in response.url
    url = reverse("mfa_reauthenticate_webauthn")
    client.post(url, {"credential": device.sign(asked(client.get(url))["request_options"])})


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_passkey_of_somebody_else_does_not_exist(name):
    other = without_password()
    a_passkey(other)

    response = signed_in(without_password()).get(reverse(name, args=[other.authenticator_set.first().pk]))

    assert response.status_code == 404
    assert other.authenticator_set.filter(type="webauthn").count() == 1


def test_the_same_form_twice_adds_one_passkey():
    user = without_password()
    device, client = Device(), signed_in(user)
    body = {"name": "Ponsel", "credential": device.register(asked(client.get(ADD))["creation_options"])}

    first, second = client.post(ADD, body), client.post(ADD, body)

    assert (first.status_code, second.status_code) == (302, 302)
    assert user.authenticator_set.filter(type="webauthn").count() == 1


@pytest.mark.parametrize("name", ["account_login", "mfa_add_webauthn"])
def test_the_scripts_of_passkeys_are_our_own_files(name):
    page = (browser() if name == "account_login" else signed_in(without_password())).get(reverse(name))

    sources = re.findall(r'<script[^>]* src="([^"]+)"', page.content.decode())
    assert sources == ["/static/mfa/js/webauthn-json.js", "/static/mfa/js/webauthn.js", "/static/passkey.js"]
    assert "'unsafe" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("passkeys", [1, 3])
def test_the_list_asks_the_database_the_same_whatever_its_length(passkeys, django_assert_num_queries):
    user = without_password()
    a_passkey(user)
    kept = user.authenticator_set.get(type="webauthn")
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type="webauthn", data=kept.data) for _ in range(passkeys - 1)
    )
    client = signed_in(user)
    client.get(LIST)

    with django_assert_num_queries(4):
        client.get(LIST)
