"""Whatever is typed at the door: a sentence, never 500, and the same for known and unknown people."""

import json

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from tests.accounts.letters import code_in
from tests.accounts.test_passkeys import a_passkey
from tests.factories.accounts import UserFactory
from tests.naughty import HUGE, NAUGHTY, encodable

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("field", ["login", "password"])
def test_a_naughty_sign_in_is_answered_in_words(client, field, text):
    UserFactory(email="siti@contoh.id")
    body = {"login": "siti@contoh.id", "password": "salah-salah-salah"} | {field: encodable(text)}

    response = client.post(reverse("account_login"), body)

    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("text", [*NAUGHTY, "/" + HUGE, "/a\r\nX: y", "/\x00", "https:///jahat", "/\\jahat"])
def test_a_naughty_way_back_leads_home_or_stays_on_this_host(client, text):
    response = client.post(reverse("set_language"), {"language": "en", "next": encodable(text)})

    assert response.status_code == 302
    assert "://" not in response["Location"]
    assert not response["Location"].startswith(("//", "/\\"))
    assert "X" not in response


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("name", ["account_reset_password", "account_change_password", "mfa_activate_totp"])
def test_naughty_account_forms_are_answered_in_words(login, name, text):
    client = login(UserFactory())
    naughty = encodable(text)
    body = {"email": naughty, "oldpassword": naughty, "password1": naughty, "password2": naughty, "code": naughty}

    assert client.post(reverse(name), body).status_code in {200, 302}


GOOD = {"login": "noor@contoh.id", "name": "Noor", "password1": "sungai-kapuas-tenang", "email": "noor@contoh.id"}
ENTRANCES = [
    ("account_signup", "login"),
    ("account_signup", "name"),
    ("account_signup", "password1"),
    ("account_request_login_code", "login"),
    ("account_reset_password", "email"),
]


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize(("name", "field"), ENTRANCES)
def test_a_naughty_entrance_is_answered_in_words(client, phone_messages, name, field, text):
    response = client.post(reverse(name), GOOD | {field: encodable(text), "next": encodable(text)})

    assert response.status_code in {200, 302}
    assert User.objects.count() == (1 if response.status_code == 302 and name == "account_signup" else 0)
    assert not User.objects.confirmed().exists()


@pytest.mark.parametrize("body", [{}, {"login": ["a", "b"]}, {"login": "", "name": "", "password1": ""}])
@pytest.mark.parametrize(("name", "field"), ENTRANCES[2:])
def test_an_empty_entrance_is_answered_in_words(client, name, field, body):
    response = client.post(reverse(name), body)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["\u202eabc", "a\u200bb", "  Noor \t Aisyah  ", "Andre\u0301"])
def test_a_name_is_kept_as_it_is_read(client, name):
    client.post(reverse("account_signup"), GOOD | {"name": name})

    assert User.objects.get().name in {"abc", "ab", "Noor Aisyah", "André"}


@pytest.mark.parametrize("password", ["pendek", "qwertyqwerty"])
def test_a_weak_password_is_refused_in_words(client, password):
    response = client.post(reverse("account_signup"), GOOD | {"password1": password})

    assert list(response.context["form"].errors) == ["password1"]
    assert not User.objects.exists()


@pytest.mark.parametrize("text", [*NAUGHTY, "１２３４５６"])
def test_a_naughty_code_is_answered_in_words_and_opens_nothing(client, phone_messages, text):
    wrong = {"code": encodable(text), "action": encodable(text)}
    steps = [
        ("account_signup", {"login": "a@contoh.id", "name": "A"}, "account_email_verification_sent"),
        ("account_signup", {"login": "081234567890", "name": "A"}, "account_verify_phone"),
        ("account_request_login_code", {"login": "a@contoh.id"}, "account_confirm_login_code"),
        ("account_reset_password", {"email": "a@contoh.id"}, "account_confirm_password_reset_code"),
    ]
    for first, body, second in steps:
        visitor = Client()
        assert visitor.post(reverse(first), body).status_code == 302
        assert visitor.post(reverse(second), wrong).status_code == 200
        assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("name", ["confirm_login_code", "email_verification_sent", "verify_phone",
                                  "confirm_password_reset_code", "complete_password_reset"])  # fmt: skip
def test_who_comes_to_a_code_page_without_having_asked_is_sent_to_the_entrance(client, name):
    for response in (client.get(reverse(f"account_{name}")), client.post(reverse(f"account_{name}"), {"code": "1"})):
        assert response.status_code == 302
        assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("name", ["account_email", "account_change_phone", "mfa_add_webauthn", "account_set_password"])
def test_naughty_changes_are_answered_in_words(client, phone_messages, name, text):
    user = UserFactory(password="!", phone="+6281234567890")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    naughty = encodable(text)
    body = {
        "action_add": "",
        "email": naughty,
        "phone": naughty,
        "name": naughty,
        "credential": naughty,
        "password1": naughty,
    }

    response = client.post(reverse(name), body)

    before = (user.email, user.phone)
    user.refresh_from_db()
    assert response.status_code in {200, 302}
    assert (user.email, user.phone, user.authenticator_set.count()) == (*before, 0)


# What no browser sends as a passkey, and a message of the right shape with nonsense in it.
CREDENTIALS = [
    *NAUGHTY,
    *("null", "[]", "[1]", "{}", '"x"', "1", "true", '{"id": 1}', '{"id": "x", "response": null}', "[" * 5_000),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": "x"}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "é"}}),
    *(
        json.dumps(
            {
                "id": "AAAA",
                "rawId": "AAAA",
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {
                    "clientDataJSON": data,
                    "authenticatorData": data,
                    "attestationObject": data,
                    "signature": data,
                    "userHandle": handle,
                },
            }
        )
        for data in ("AAAA", "!!!", "", "e30", "A" * 4_000)
        for handle in ("MQ", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "AAAA", "!", "", None, 7)
    ),
]


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_naughty_passkey_opens_nothing(client, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    response = client.post(reverse("mfa_login_webauthn"), {"credential": encodable(credential)})

    assert (response.status_code, response.url) == (302, reverse("account_login"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_naughty_passkey_is_not_added(client, credential):
    user = UserFactory(password="!")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("mfa_add_webauthn"))

    response = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": encodable(credential)})

    assert response.status_code == 200
    assert not user.authenticator_set.exists()


@pytest.mark.parametrize("credential", CREDENTIALS[::4])
def test_a_naughty_passkey_is_no_second_step(client, credential):
    user = UserFactory(email="siti@contoh.id", password="!")
    a_passkey(user)
    client.post(reverse("account_request_login_code"), {"login": "siti@contoh.id"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[-1].body)})

    response = client.post(reverse("mfa_authenticate"), {"credential": encodable(credential)})

    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
