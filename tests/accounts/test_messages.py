"""The port through which codes leave for phones."""

import stat

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from lms.accounts import messages
from lms.accounts.checks import codes_reach_phones, the_gateway_exists
from lms.accounts.models import User
from tests.accounts.test_sign_up import EMAIL, NUMBER
from tests.factories.accounts import UserFactory

carried = []


def gateway(phone, text):
    """As an operator writes one."""
    carried.append((phone, text))


def broken_gateway(phone, text):
    raise messages.NotSent


def gateway_without_network(phone, text):
    raise ConnectionError("no route to +6281234567890")


def test_a_file_holds_one_message_and_only_its_owner_reads_it(settings, tmp_path):
    settings.PILAR_MESSAGE_BACKEND, settings.PILAR_MESSAGE_FILE_PATH = "file", tmp_path / "a" / "messages"

    messages.send(NUMBER, "halo")
    messages.send(NUMBER, "halo lagi")

    files = sorted((tmp_path / "a" / "messages").iterdir())
    assert [file.read_text() for file in files] == [f"{NUMBER}\n\nhalo\n", f"{NUMBER}\n\nhalo lagi\n"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_console_shows_a_message(settings, capsys):
    settings.PILAR_MESSAGE_BACKEND = "console"

    messages.send(NUMBER, "halo")

    assert capsys.readouterr().out == f"\n{NUMBER}\nhalo\n\n"


def test_a_gateway_is_one_function(settings):
    settings.PILAR_MESSAGE_BACKEND = f"{__name__}.gateway"
    carried.clear()

    messages.send(NUMBER, "halo")

    assert carried == [(NUMBER, "halo")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["broken_gateway", "gateway_without_network"])
@pytest.mark.parametrize("url", ["account_signup", "account_request_login_code", "account_reset_password"])
@pytest.mark.parametrize("known", [True, False])
def test_a_gateway_that_is_down_is_answered_in_words_to_everybody_alike(settings, caplog, name, url, known):
    settings.PILAR_MESSAGE_BACKEND = f"{__name__}.{name}"
    if known:
        UserFactory(phone=NUMBER)

    response = Client().post(reverse(url), {"login": NUMBER, "email": NUMBER, "name": "Noor"})

    assert response.status_code == 503
    assert NUMBER not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_a_mail_server_that_is_down_is_answered_in_words_to_everybody_alike(settings, known):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9  # nobody listens
    if known:
        UserFactory(email=EMAIL)

    response = Client().post(reverse("account_request_login_code"), {"login": EMAIL})

    assert response.status_code == 503


@pytest.mark.django_db
def test_who_got_no_code_starts_again_when_the_gateway_is_back(settings, client, phone_messages):
    settings.PILAR_MESSAGE_BACKEND = f"{__name__}.broken_gateway"
    client.post(reverse("account_signup"), {"login": NUMBER, "name": "Noor"})
    settings.PILAR_MESSAGE_BACKEND = "file"

    response = client.post(reverse("account_signup"), {"login": NUMBER, "name": "Noor"})

    assert (response.url, User.objects.count()) == (reverse("account_verify_phone"), 1)


@pytest.mark.parametrize(("name", "words"), [("file", 1), ("console", 1), (f"{__name__}.gateway", 0)])
def test_the_deployment_check_speaks_when_nobody_would_receive_codes(settings, name, words):
    settings.PILAR_MESSAGE_BACKEND = name

    assert len(codes_reach_phones()) == words
    assert the_gateway_exists() == []


@pytest.mark.parametrize("name", ["sms", "nowhere.at.all", f"{__name__}.missing"])
def test_a_gateway_that_does_not_exist_is_found_at_the_start(settings, name):
    settings.PILAR_MESSAGE_BACKEND = name

    assert "pilar.E010" in [found.id for found in run_checks()]
