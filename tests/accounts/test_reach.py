"""Changing the address or the number of one's own account: proved by a code, after the password once more."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.operations import change_phone, create_account, sign_up
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.accounts.letters import code_in, mailed_code
from tests.accounts.test_sign_up import EMAIL, NUMBER, PASSWORD
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
CHANGE_EMAIL, PROVE_EMAIL = reverse("account_email"), reverse("account_email_verification_sent")
CHANGE_PHONE, PROVE_PHONE = reverse("account_change_phone"), reverse("account_verify_phone")
OTHER_EMAIL, OTHER_NUMBER = "baru@contoh.id", "+6285611112222"


@pytest.fixture
def noor():
    return create_account(name="Noor", email=EMAIL, phone=NUMBER, password=PASSWORD, by=None, at=timezone.now())


@pytest.fixture
def hers(noor):
    """Signed in, with the password given once more a moment ago."""
    client = Client()
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_the_address_changes_when_the_code_of_the_new_one_is_entered(hers, noor):
    asked = hers.post(CHANGE_EMAIL, {"action_add": "", "email": OTHER_EMAIL})
    before = User.objects.get().email
    hers.post(asked.url, {"code": mailed_code()})

    assert (asked.url, before, User.objects.get().email, mail.outbox[-1].to) == (
        PROVE_EMAIL,
        EMAIL,
        OTHER_EMAIL,
        [OTHER_EMAIL],
    )
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(OTHER_EMAIL, True, True)]
    assert Event.objects.filter(name="account.email_changed", data={}).count() == 1


def test_the_number_changes_when_the_code_of_the_new_one_is_entered(hers, noor, phone_messages):
    asked = hers.post(CHANGE_PHONE, {"phone": "0856-1111-2222"})
    before = User.objects.get().phone
    ((number, text),) = phone_messages()
    hers.post(asked.url, {"code": code_in(text)})

    assert (asked.url, before, number, User.objects.get().phone) == (PROVE_PHONE, NUMBER, OTHER_NUMBER, OTHER_NUMBER)
    assert Event.objects.filter(name="account.phone_changed", data={}).count() == 1


def test_who_has_only_a_number_adds_an_address(client, phone_messages):
    user = create_account(name="Noor", email=None, phone=NUMBER, password=None, by=None, at=timezone.now())
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    asked = client.post(CHANGE_EMAIL, {"action_add": "", "email": OTHER_EMAIL})
    client.post(asked.url, {"code": mailed_code()})

    assert User.objects.get().email == OTHER_EMAIL


def test_the_password_is_asked_for_once_more(client, noor):
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})

    responses = [
        client.post(CHANGE_EMAIL, {"action_add": "", "email": OTHER_EMAIL}),
        client.post(CHANGE_PHONE, {"phone": OTHER_NUMBER}),
    ]

    assert {response.url.split("?")[0] for response in responses} == {reverse("account_reauthenticate")}
    assert mail.outbox == []


def test_after_the_password_the_change_goes_on_where_it_stopped(client, noor):
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    stopped = client.post(CHANGE_EMAIL, {"action_add": "", "email": OTHER_EMAIL})

    resumed = client.post(stopped.url, {"password": PASSWORD, "next": CHANGE_EMAIL})

    assert resumed.url == PROVE_EMAIL
    assert mail.outbox[-1].to == [OTHER_EMAIL]


@pytest.mark.parametrize("taken", [True, False])
def test_an_address_of_somebody_else_gets_the_same_answer_and_never_changes_hands(hers, noor, taken):
    if taken:
        UserFactory(email=OTHER_EMAIL)

    asked = hers.post(CHANGE_EMAIL, {"action_add": "", "email": OTHER_EMAIL})
    page = hers.get(asked.url)
    done = hers.post(asked.url, {"code": mailed_code()})

    noor.refresh_from_db()
    assert (asked.status_code, asked.url, page.status_code) == (302, PROVE_EMAIL, 200)
    assert (noor.email, done.status_code) == ((EMAIL, 200) if taken else (OTHER_EMAIL, 302))


@pytest.mark.parametrize("taken", [True, False])
def test_the_same_for_a_number(hers, noor, taken, phone_messages):
    if taken:
        UserFactory(phone=OTHER_NUMBER)

    asked = hers.post(CHANGE_PHONE, {"phone": OTHER_NUMBER})
    done = hers.post(asked.url, {"code": code_in(phone_messages()[-1][1])})

    noor.refresh_from_db()
    assert (asked.status_code, asked.url) == (302, PROVE_PHONE)
    assert (noor.phone, done.status_code) == ((NUMBER, 200) if taken else (OTHER_NUMBER, 302))


@pytest.mark.parametrize("reach", [OTHER_EMAIL, OTHER_NUMBER])
def test_nobody_keeps_an_address_by_signing_up_with_it(hers, noor, phone_messages, reach):
    sign_up(name="Orang Lain", reach=reach, password=None, language="id", at=timezone.now())

    if "@" in reach:
        hers.post(CHANGE_EMAIL, {"action_add": "", "email": reach})
        hers.post(PROVE_EMAIL, {"code": mailed_code()})
    else:
        hers.post(CHANGE_PHONE, {"phone": reach})
        hers.post(PROVE_PHONE, {"code": code_in(phone_messages()[-1][1])})

    assert [user.name for user in User.objects.reached_by(reach)] == ["Noor"]
    assert User.objects.count() == 1


def test_a_number_taken_in_the_same_moment_is_refused_in_words(noor):
    UserFactory(phone=OTHER_NUMBER)

    with pytest.raises(Refusal):
        change_phone(noor, phone=OTHER_NUMBER, at=timezone.now())


def test_the_database_knows_one_account_for_a_number():
    UserFactory(phone=NUMBER)

    with pytest.raises(IntegrityError):
        UserFactory(phone=NUMBER)


def test_wrong_codes_end_the_change(hers, noor, phone_messages):
    hers.post(CHANGE_PHONE, {"phone": OTHER_NUMBER})
    for _ in range(5):
        last = hers.post(PROVE_PHONE, {"code": "x"})
    hers.post(PROVE_PHONE, {"code": code_in(phone_messages()[-1][1])})

    noor.refresh_from_db()
    assert (last.url, noor.phone) == (CHANGE_PHONE, NUMBER)


def test_too_many_codes_are_answered_in_words(hers, noor, phone_messages):
    answers = [hers.post(CHANGE_PHONE, {"phone": OTHER_NUMBER}).status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]


@pytest.mark.parametrize("action", ["action_remove", "action_primary", "action_send", "nonsense"])
def test_the_address_is_never_lost(hers, noor, action):
    response = hers.post(CHANGE_EMAIL, {action: "", "email": EMAIL})

    noor.refresh_from_db()
    assert (response.status_code, noor.email) == (302, EMAIL)


def test_the_account_page_shows_how_she_is_reached(hers, noor):
    page = hers.get(reverse("account")).content.decode()

    assert EMAIL in page
    assert "0812-3456-7890" in page
    assert f'href="{CHANGE_EMAIL}"' in page
    assert f'href="{CHANGE_PHONE}"' in page
