"""A passkey in a real Chromium with a virtual device: added, used alone, used as the second step."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from lms.accounts.operations import create_account
from tests.factories.organisations import RoleGrantFactory
from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL, PASSWORD = "noor@contoh.id", "sungai-kapuas-tenang"
# The browser reports each blocked script, style or address; what it says so becomes an error of the console.
REPORT = (
    "addEventListener('securitypolicyviolation', e => console.error('blocked: ' + e.blockedURI + e.violatedDirective))"
)


@pytest.fixture
def noor(migrated_rows, transactional_db):
    return create_account(name="Noor", email=EMAIL, phone=None, password=PASSWORD, by=None, at=timezone.now())


@pytest.fixture
def go(page, live_server):
    """Passkeys know hosts by name: the live server calls itself localhost."""
    assert live_server.url.startswith("http://localhost:")
    return lambda name: page.goto(live_server.url + reverse(name))


@pytest.fixture
def complaints(page):
    said = []
    page.add_init_script(REPORT)
    page.on("console", lambda words: said.append(words.text) if words.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def passkeys(page):
    """A phone or computer that keeps passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda: session.send("WebAuthn.getCredentials", made)["credentials"]


def is_at(page, name):
    expect(page).to_have_url(re.compile(re.escape(reverse(name)) + "$"))


def sign_in_with_password(page):
    page.locator("#id_login").fill(EMAIL)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form").first.locator("button[type=submit]").click()


def add_a_passkey(page, go, *, alone=True):
    go("account_login")
    sign_in_with_password(page)
    is_at(page, "home")
    go("mfa_add_webauthn")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form").first.locator("button[type=submit]").click()
    page.locator("#id_passwordless").set_checked(alone)
    page.locator("#passkey").click()
    is_at(page, "mfa_view_recovery_codes")


def sign_out(page):
    page.context.clear_cookies()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_passkey_is_added_and_opens_the_account(page, go, noor, passkeys, complaints, size):
    page.set_viewport_size(size)
    add_a_passkey(page, go)
    kept = passkeys()
    sign_out(page)
    go("account_login")
    page.locator("#passkey").click()

    is_at(page, "home")
    assert [each["rpId"] for each in kept] == ["localhost"]
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None
    assert complaints == []


def test_enter_in_a_field_asks_the_device_first(page, go, noor, passkeys, complaints):
    go("account_login")
    sign_in_with_password(page)
    go("mfa_add_webauthn")
    page.locator("#id_password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#id_name").fill("Ponsel Noor")
    page.keyboard.press("Enter")

    is_at(page, "mfa_view_recovery_codes")
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Ponsel Noor"
    assert complaints == []


def test_after_the_password_a_key_that_is_no_way_in_alone_is_the_second_step(page, go, noor, passkeys, complaints):
    add_a_passkey(page, go, alone=False)
    sign_out(page)
    go("account_login")
    sign_in_with_password(page)
    is_at(page, "mfa_authenticate")
    page.locator("#passkey").click()

    is_at(page, "home")
    assert complaints == []


def test_an_officer_without_a_second_step_chooses_a_passkey_and_goes_on(page, go, noor, passkeys, complaints):
    RoleGrantFactory(user=noor)
    go("account_login")
    sign_in_with_password(page)
    is_at(page, "account_second_step")
    page.locator(f"main a[href='{reverse('mfa_add_webauthn')}']").click()
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form").first.locator("button[type=submit]").click()
    page.locator("#passkey").click()
    is_at(page, "mfa_view_recovery_codes")
    go("nomination_list")

    is_at(page, "nomination_list")
    assert complaints == []


def test_a_device_without_a_passkey_is_told_so_in_words(page, go, noor, complaints):
    """No device at all: the browser refuses at once."""
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    go("account_login")
    expect(page.locator("#passkey_trouble")).to_be_hidden()
    page.locator("#passkey").click()

    expect(page.locator("#passkey_trouble")).to_be_visible()
    assert complaints == []


def test_without_scripts_no_button_promises_what_it_cannot_do(browser, live_server, noor):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + reverse("account_login"))

    assert not page.locator("#passkey").is_visible()
    sign_in_with_password(page)
    assert page.url.endswith(reverse("home"))
    context.close()
