"""Making an account for oneself: an address or a number, proved by a code before anything else."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.operations import create_account, sign_up
from lms.journal.models import Event
from tests.accounts.letters import code_in, mailed_code
from tests.factories.accounts import UserFactory
from tests.house.wordwalk import texts

PASSWORD = "sungai-kapuas-tenang"
EMAIL, NUMBER = "noor@contoh.id", "+6281234567890"
BY_EMAIL, BY_PHONE = reverse("account_email_verification_sent"), reverse("account_verify_phone")

pytestmark = pytest.mark.django_db


def apply(client, login, name="Noor Aisyah", password=PASSWORD):
    return client.post(reverse("account_signup"), {"login": login, "name": name, "password1": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_an_address_is_proved_by_the_code_of_a_letter(client):
    response = apply(client, "Noor@Contoh.ID")
    before = is_signed_in(client)
    done = client.post(response.url, {"code": mailed_code()})

    user = User.objects.get()
    assert (response.url, before, done.url, is_signed_in(client)) == (BY_EMAIL, False, reverse("home"), True)
    assert (user.email, user.name, user.phone, user.confirmed_at is None) == (EMAIL, "Noor Aisyah", None, False)
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("spelling", ["081234567890", "0812 3456 7890", "+62 812-3456-7890", "6281234567890"])
def test_a_number_in_any_spelling_is_proved_by_the_code_of_a_message(client, phone_messages, spelling):
    response = apply(client, spelling)
    before = is_signed_in(client)
    ((number, text),) = phone_messages()
    done = client.post(response.url, {"code": code_in(text)})

    user = User.objects.get()
    assert (response.url, before, done.url, is_signed_in(client)) == (BY_PHONE, False, reverse("home"), True)
    assert (number, user.phone, user.email, user.confirmed_at is None) == (NUMBER, NUMBER, None, False)
    assert mail.outbox == []


def test_without_a_password_she_signs_in_with_a_code(client, phone_messages):
    response = apply(client, NUMBER, password="")
    client.post(response.url, {"code": code_in(phone_messages()[-1][1])})

    assert not User.objects.get().has_usable_password()


def test_what_happened_is_journalled_without_personal_data(client):
    response = apply(client, EMAIL)
    client.post(response.url, {"code": mailed_code()})

    user = User.objects.get()
    events = Event.objects.filter(subject_type="accounts.user").order_by("pk").values_list("name", "by_id", "data")
    assert list(events) == [("account.signed_up", None, {}), ("account.confirmed", user.pk, {})]


def test_the_language_of_the_page_becomes_hers(client):
    client.cookies["pilar-language"] = "en"

    apply(client, EMAIL)

    assert User.objects.get().language == "en"


@pytest.mark.parametrize("login", [EMAIL, "0812 3456 7890"])
def test_an_account_is_not_used_before_it_is_confirmed(client, phone_messages, login):
    apply(client, login)
    stranger = Client()

    answer = stranger.post(reverse("account_login"), {"login": login, "password": PASSWORD})

    assert answer.url in {BY_EMAIL, BY_PHONE}
    assert not is_signed_in(stranger)
    assert stranger.get(reverse("home")).status_code == 302
    assert User.objects.unconfirmed().count() == 1


def test_after_five_wrong_codes_the_right_one_does_not_help(client):
    response = apply(client, EMAIL)
    code = mailed_code()

    for _ in range(5):
        client.post(response.url, {"code": "000000" if code != "000000" else "111111"})
    client.post(response.url, {"code": code})

    assert not is_signed_in(client)
    assert User.objects.unconfirmed().count() == 1


def test_a_new_code_may_be_asked_for_twice(client, phone_messages):
    response = apply(client, NUMBER)
    for _ in range(4):
        client.post(response.url, {"action": "resend"})

    assert len(phone_messages()) == 3
    done = client.post(response.url, {"code": code_in(phone_messages()[-1][1])})
    assert done.url == reverse("home")


# --- known and unknown look alike ----------------------------------------------------------------------------------


def shape(client, response):
    """What a stranger sees of an answer and of the page it leads to; not the address she typed herself."""
    page = client.get(response.url)
    return response.status_code, response.url, page.status_code, [text for text in texts(page)]


@pytest.mark.parametrize("login", [EMAIL, "0812 3456 7890"])
def test_a_known_and_an_unknown_address_get_the_same_answer(phone_messages, login):
    known, unknown = Client(), Client()
    answer_to_unknown = shape(unknown, apply(unknown, login))
    User.objects.all().delete()
    create_account(name="Siti", email=EMAIL, phone=NUMBER, password=PASSWORD, by=None, at=timezone.now())

    assert shape(known, apply(known, login)) == answer_to_unknown
    assert User.objects.count() == 1


@pytest.mark.parametrize("login", [EMAIL, "0812 3456 7890"])
def test_wrong_and_repeated_codes_tell_no_difference_either(phone_messages, login):
    unknown, known = Client(), Client()
    url = apply(unknown, login).url
    steps = [{"code": "x"}, {"action": "resend"}, {"code": ""}, {"action": "change"}, *[{"code": "123"}] * 5]
    seen = [(r.status_code, r.get("Location")) for r in (unknown.post(url, step) for step in steps)]
    User.objects.all().delete()
    create_account(name="Siti", email=EMAIL, phone=NUMBER, password=PASSWORD, by=None, at=timezone.now())
    cache.clear()  # both count against the limit of this address

    apply(known, login)

    assert [(r.status_code, r.get("Location")) for r in (known.post(url, step) for step in steps)] == seen


def test_who_is_known_is_told_in_a_letter_or_a_message(client, phone_messages):
    create_account(name="Siti", email=EMAIL, phone=NUMBER, password=PASSWORD, by=None, at=timezone.now())

    apply(Client(), EMAIL)
    apply(Client(), NUMBER)

    assert [letter.to for letter in mail.outbox] == [[EMAIL]]
    assert "/akun/sandi/lupa/" in mail.outbox[0].body
    assert [(number, "/akun/masuk/kode/" in text) for number, text in phone_messages()] == [(NUMBER, True)]
    assert User.objects.get().name == "Siti"


# --- twice, and by others -------------------------------------------------------------------------------------------


def test_the_same_form_twice_makes_one_account(client):
    first = apply(client, EMAIL)
    second = apply(client, EMAIL)

    assert (first.url, second.url, User.objects.count(), len(mail.outbox)) == (BY_EMAIL, BY_EMAIL, 1, 1)


def test_the_same_form_twice_before_the_first_answer_makes_one_account_and_the_last_code_works():
    first, second = Client(), Client()
    apply(first, EMAIL)
    response = apply(second, EMAIL)

    done = second.post(response.url, {"code": mailed_code()})

    assert (User.objects.count(), done.url) == (1, reverse("home"))


def test_whoever_signed_up_first_gets_nothing_from_the_code_of_the_second():
    """A stranger signs up with somebody's address; its owner does so too, and confirms."""
    stranger, owner = Client(), Client()
    url = apply(stranger, EMAIL, name="Orang Lain", password="kata-sandi-orang-lain").url
    stolen = mailed_code()
    apply(owner, EMAIL)
    owner.post(url, {"code": mailed_code()})

    stranger.post(url, {"code": stolen})
    by_password = stranger.post(reverse("account_login"), {"login": EMAIL, "password": "kata-sandi-orang-lain"})

    assert (User.objects.get().name, is_signed_in(owner), is_signed_in(stranger)) == ("Noor Aisyah", True, False)
    assert by_password.status_code != 302 or not is_signed_in(stranger)


def test_the_password_of_a_stranger_goes_when_the_owner_comes_in_with_a_code(client):
    apply(Client(), EMAIL, password="kata-sandi-orang-lain")

    response = client.post(reverse("account_request_login_code"), {"login": EMAIL})
    client.post(response.url, {"code": mailed_code()})

    user = User.objects.get()
    assert is_signed_in(client)
    assert (user.confirmed_at is None, user.has_usable_password()) == (False, False)


def test_the_same_for_a_number(client, phone_messages):
    apply(Client(), NUMBER, password="kata-sandi-orang-lain")

    response = client.post(reverse("account_request_login_code"), {"login": NUMBER})
    client.post(response.url, {"code": code_in(phone_messages()[-1][1])})

    user = User.objects.get()
    assert is_signed_in(client)
    assert (user.confirmed_at is None, user.has_usable_password()) == (False, False)


def test_an_officer_may_make_the_account_that_somebody_never_confirmed():
    sign_up(name="Noor", reach=EMAIL, password=None, language="id", at=timezone.now())

    create_account(name="Noor Aisyah", email=EMAIL, phone=None, password=None, by=None, at=timezone.now())

    assert [user.name for user in User.objects.all()] == ["Noor Aisyah"]


def test_a_confirmed_account_never_gives_way():
    UserFactory(phone=NUMBER)

    with pytest.raises(IntegrityError):
        sign_up(name="Noor", reach=NUMBER, password=None, language="id", at=timezone.now())


def test_signing_up_with_a_number_confirmed_a_moment_ago_gets_the_usual_answer(client, phone_messages, monkeypatch):
    """The form found the number free; then somebody confirmed it."""
    UserFactory(phone=NUMBER)
    monkeypatch.setattr("lms.accounts.models.UserQuerySet.confirmed", lambda self: self.none())

    response = apply(client, NUMBER)

    assert (response.url, User.objects.count()) == (BY_PHONE, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_at_once_makes_one_account():
    def send(_):
        try:
            return apply(Client(), EMAIL).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert User.objects.count() == 1
    assert set(answers) <= {302, 429}  # a fourth code within ten minutes is one too many


# --- open and closed ------------------------------------------------------------------------------------------------


def test_sign_up_can_be_closed(client, settings):
    settings.PILAR_SIGNUP_OPEN = False

    response = apply(client, EMAIL)

    assert (response.status_code, User.objects.count(), mail.outbox) == (200, 0, [])


@pytest.mark.parametrize("is_open", [True, False])
def test_the_sign_in_page_offers_an_account_where_one_can_be_made(client, settings, is_open):
    settings.PILAR_SIGNUP_OPEN = is_open

    page = client.get(reverse("account_login")).content.decode()

    assert (f'href="{reverse("account_signup")}"' in page) == is_open
