"""Whatever is typed at the door: a sentence, never 500, and the same for known and unknown people."""

import pytest
from django.urls import reverse

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
