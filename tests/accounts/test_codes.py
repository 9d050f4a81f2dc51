"""Signing in with a one-time code, and choosing a new password with one."""

import logging

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.operations import create_account
from tests.accounts.letters import code_in, mailed_code
from tests.accounts.test_sign_up import EMAIL, NUMBER, PASSWORD, is_signed_in, shape
from tests.conftest import give_second_factor
from tests.factories.organisations import RoleGrantFactory

pytestmark = pytest.mark.django_db
ASK, ENTER = reverse("account_request_login_code"), reverse("account_confirm_login_code")
FORGOT, PROVE, CHOOSE = (
    reverse(f"account_{name}") for name in ("reset_password", "confirm_password_reset_code", "complete_password_reset")
)
NEW = "kata-sandi-yang-baru"


@pytest.fixture
def noor():
    return create_account(name="Noor", email=EMAIL, phone=NUMBER, password=PASSWORD, by=None, at=timezone.now())


@pytest.fixture
def last_code(phone_messages):
    """Of the last letter or message."""
    return lambda: code_in(phone_messages()[-1][1]) if phone_messages() else mailed_code()


@pytest.mark.parametrize("login", ["Noor@contoh.id", "0812-3456-7890"])
def test_a_code_opens_the_account(client, noor, last_code, login):
    response = client.post(ASK, {"login": login})
    between = is_signed_in(client)
    done = client.post(response.url, {"code": last_code()})

    assert (response.url, between, done.url, is_signed_in(client)) == (ENTER, False, reverse("home"), True)
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


@pytest.mark.parametrize("login", [EMAIL, NUMBER])
def test_a_known_and_an_unknown_account_get_the_same_answer(phone_messages, login):
    one, other = Client(), Client()
    answer_to_unknown = shape(one, one.post(ASK, {"login": login}))
    wrong = [(r.status_code, r.get("Location")) for r in (one.post(ENTER, {"code": "123456"}) for _ in range(6))]
    create_account(name="Noor", email=EMAIL, phone=NUMBER, password=PASSWORD, by=None, at=timezone.now())

    assert shape(other, other.post(ASK, {"login": login})) == answer_to_unknown
    assert [(r.status_code, r.get("Location")) for r in (other.post(ENTER, {"code": "x"}) for _ in range(6))] == wrong


@pytest.mark.parametrize("action", ["resend", "change", "verify", ""])
def test_no_other_button_of_the_page_tells_the_difference(phone_messages, action):
    client = Client()
    client.post(ASK, {"login": NUMBER})

    assert client.post(ENTER, {"action": action}).status_code == 200


def test_who_is_unknown_is_told_so_where_only_the_owner_reads_it(client, phone_messages):
    client.post(ASK, {"login": EMAIL})
    Client().post(ASK, {"login": NUMBER})

    assert ([letter.to for letter in mail.outbox], "/akun/daftar/" in mail.outbox[0].body) == ([[EMAIL]], True)
    assert [(number, "/akun/daftar/" in text) for number, text in phone_messages()] == [(NUMBER, True)]


@pytest.mark.parametrize("login", [EMAIL, NUMBER])
def test_three_codes_in_ten_minutes_and_no_fourth(noor, phone_messages, login):
    answers = [Client().post(ASK, {"login": login}).status_code for _ in range(4)]

    assert answers == [302, 302, 302, 200]
    assert len(mail.outbox) + len(phone_messages()) == 3


def test_the_limit_counts_unknown_people_too(phone_messages):
    assert [Client().post(ASK, {"login": NUMBER}).status_code for _ in range(4)] == [302, 302, 302, 200]


def test_a_hall_of_people_behind_one_address_gets_its_codes(phone_messages):
    answers = {Client().post(ASK, {"login": f"08123456{number:04}"}).status_code for number in range(200)}

    assert answers == {302}


def test_five_tries_for_one_code(client, noor, last_code):
    client.post(ASK, {"login": NUMBER})
    code = last_code()
    wrong = "000000" if code != "000000" else "111111"

    answers = [client.post(ENTER, {"code": wrong}).status_code for _ in range(5)]
    client.post(ENTER, {"code": code})

    assert answers == [200, 200, 200, 200, 302]
    assert not is_signed_in(client)


def test_the_fifth_try_may_still_be_right(client, noor, last_code):
    client.post(ASK, {"login": NUMBER})
    for _ in range(4):
        client.post(ENTER, {"code": "x"})

    client.post(ENTER, {"code": last_code()})

    assert is_signed_in(client)


def test_a_code_is_good_for_ten_minutes(client, noor, last_code):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(ASK, {"login": NUMBER})
        clock.shift(601)
        client.post(ENTER, {"code": last_code()})

    assert not is_signed_in(client)


def test_a_code_works_once(client, noor, last_code):
    client.post(ASK, {"login": NUMBER})
    client.post(ENTER, {"code": last_code()})
    client.post(reverse("account_logout"))

    client.post(ENTER, {"code": last_code()})

    assert not is_signed_in(client)


def test_a_code_of_another_browser_does_not_work(client, noor, last_code):
    client.post(ASK, {"login": NUMBER})

    stranger = Client()
    stranger.post(ASK, {"login": EMAIL})
    stranger.post(ENTER, {"code": last_code()})

    assert not is_signed_in(stranger)


@pytest.mark.parametrize("login", [EMAIL, NUMBER])
def test_a_deactivated_account_gets_no_code(client, noor, phone_messages, login):
    User.objects.update(is_active=False)

    response = client.post(ASK, {"login": login})

    sent = [letter.body for letter in mail.outbox] + [text for _number, text in phone_messages()]
    assert (response.url, len(sent), "/akun/daftar/" in sent[0]) == (ENTER, 1, True)


def test_an_officer_is_still_asked_for_the_second_step(client, last_code):
    user = RoleGrantFactory(user__email="kapuas@contoh.id").user
    give_second_factor(user)

    client.post(ASK, {"login": "kapuas@contoh.id"})
    done = client.post(ENTER, {"code": last_code()})

    assert done.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_no_log_line_holds_a_code_or_a_number(client, noor, last_code, caplog):
    caplog.set_level(logging.DEBUG)
    client.post(ASK, {"login": NUMBER})
    client.post(ENTER, {"code": "123123"})
    client.post(ENTER, {"code": last_code()})

    written = " ".join(record.getMessage() for record in caplog.records)
    assert [word for word in (last_code(), "123123", NUMBER, "81234567890") if word in written] == []


# --- a new password --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", [EMAIL, "0812 3456 7890"])
def test_a_new_password_is_chosen_with_a_code(client, noor, last_code, login):
    asked = client.post(FORGOT, {"email": login})
    proved = client.post(asked.url, {"code": last_code()})
    done = client.post(proved.url, {"password1": NEW, "password2": NEW})

    noor.refresh_from_db()
    assert (asked.url, proved.url, done.url) == (PROVE, CHOOSE, reverse("home"))
    assert noor.check_password(NEW)
    assert is_signed_in(client)


def test_nobody_chooses_a_password_before_the_code(client, noor, phone_messages):
    client.post(FORGOT, {"email": NUMBER})

    response = client.post(CHOOSE, {"password1": NEW, "password2": NEW})

    noor.refresh_from_db()
    assert response.url == PROVE
    assert noor.check_password(PASSWORD)


@pytest.mark.parametrize("login", [EMAIL, NUMBER])
def test_who_forgot_and_who_is_unknown_get_the_same_answer(phone_messages, login):
    one, other = Client(), Client()
    answer_to_unknown = shape(one, one.post(FORGOT, {"email": login}))
    wrong = [(r.status_code, r.get("Location")) for r in (one.post(PROVE, {"code": "123456"}) for _ in range(6))]
    create_account(name="Noor", email=EMAIL, phone=NUMBER, password=PASSWORD, by=None, at=timezone.now())

    assert shape(other, other.post(FORGOT, {"email": login})) == answer_to_unknown
    assert [(r.status_code, r.get("Location")) for r in (other.post(PROVE, {"code": "x"}) for _ in range(6))] == wrong


def test_an_officer_with_a_new_password_is_still_asked_for_the_second_step(client, last_code):
    user = RoleGrantFactory(user__email="kapuas@contoh.id").user
    give_second_factor(user)
    client.post(FORGOT, {"email": "kapuas@contoh.id"})
    client.post(PROVE, {"code": last_code()})

    done = client.post(CHOOSE, {"password1": NEW, "password2": NEW})

    assert (done.url, is_signed_in(client)) == (reverse("mfa_authenticate"), False)


# --- one number does not lock out another ---------------------------------------------------------------------------


def test_guessing_the_password_of_one_number_does_not_slow_down_another(client, noor):
    for _ in range(6):
        Client().post(reverse("account_login"), {"login": "0856 1111 2222", "password": "salah-salah-salah"})

    client.post(reverse("account_login"), {"login": NUMBER, "password": PASSWORD})

    assert is_signed_in(client)


def test_guessing_the_password_of_a_number_is_slowed_down(client, noor):
    for _ in range(5):
        client.post(reverse("account_login"), {"login": NUMBER, "password": "salah-salah-salah"})

    client.post(reverse("account_login"), {"login": NUMBER, "password": PASSWORD})

    assert not is_signed_in(client)
