import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.operations import create_account
from lms.accounts.phones import e164
from lms.journal.models import Event
from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import RoleGrantFactory

PASSWORD = "sungai-kapuas-tenang"


@pytest.mark.parametrize(
    "spelling", ["081234567890", "0812 3456 7890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890"]
)
def test_any_usual_spelling_of_a_phone_number_is_the_same_number(spelling):
    assert e164(spelling) == "+6281234567890"


@pytest.mark.parametrize(
    "text", ["", "halo", "12", "0812' OR 1=1", "\x00", "9" * 400, "+1 415 555 2671", "+60 12 345 6789"]
)
def test_what_is_no_phone_number_is_refused(text):
    with pytest.raises(ValueError):
        e164(text)


def sign_in(client, login, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": login, "password": password, **more})


@pytest.fixture
def trainee(db):
    return create_account(
        name="Noor Aisyah",
        email="noor@contoh.id",
        phone="+6281234567890",
        password=PASSWORD,
        by=None,
        at=timezone.now(),
    )


@pytest.mark.parametrize("login", ["noor@contoh.id", "NOOR@contoh.id", "0812 3456 7890", "+62812-3456-7890"])
def test_a_trainee_signs_in_with_her_address_or_her_number(client, trainee, login):
    response = sign_in(client, login)

    assert (response.status_code, response.url) == (302, reverse("home"))


@pytest.mark.parametrize("login", ["", "bukan apa-apa", "x" * 10_000, "\x00noor", "0812", "<script>alert(1)</script>"])
def test_a_login_that_is_neither_is_answered_in_words(client, trainee, login):
    response = sign_in(client, login)

    assert response.status_code == 200
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_known_and_unknown_accounts_get_the_same_answer(client, trainee):
    wrong_password = sign_in(client, "noor@contoh.id", "salah-salah-salah")
    unknown = sign_in(client, "tidak.ada@contoh.id", "salah-salah-salah")

    assert wrong_password.context["form"].errors == unknown.context["form"].errors


def test_guessing_a_password_is_slowed_down_by_account(client, trainee):
    for _ in range(5):
        sign_in(client, "noor@contoh.id", "salah-salah-salah")

    response = sign_in(client, "noor@contoh.id")

    assert "_auth_user_id" not in client.session
    assert response.status_code in {200, 429}


def test_a_hall_of_two_hundred_people_behind_one_address_signs_in(db):
    for number in range(200):
        create_account(
            name=f"Warga {number}",
            email=f"warga{number}@contoh.id",
            phone=None,
            password=PASSWORD,
            by=None,
            at=timezone.now(),
        )

    answers = {sign_in(Client(), f"warga{number}@contoh.id").status_code for number in range(200)}

    assert answers == {302}


def test_a_deactivated_account_is_signed_out_at_the_next_request(login, trainee):
    client = login(trainee)
    trainee.is_active = False
    trainee.save(update_fields=["is_active"])

    response = client.get(reverse("account"))

    assert response.url == f"{reverse('account_login')}?next={reverse('account')}"


def test_an_officer_without_a_second_factor_is_sent_to_set_one_up(client, db):
    grant = RoleGrantFactory()
    client.force_login(grant.user, backend=settings.AUTHENTICATION_BACKENDS[0])

    assert client.get(reverse("nomination_list")).url == reverse("account_second_step")


def test_an_officer_is_asked_for_the_code_after_the_password(client, db):
    user = RoleGrantFactory(user__email="kapuas@contoh.id").user
    user.set_password(PASSWORD)
    user.save()
    secret = give_second_factor(user)

    step_one = sign_in(client, "kapuas@contoh.id")
    between = "_auth_user_id" in client.session
    counters = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))
    step_two = client.post(step_one.url, {"code": code})

    assert step_one.url.startswith(reverse("mfa_authenticate"))
    assert not between
    assert step_two.url == reverse("home")


def test_the_wagtail_admin_uses_the_same_sign_in(client, db):
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_chosen_language_follows_the_account(login, trainee):
    client = login(trainee)

    response = client.post(reverse("set_language"), {"language": "en", "next": reverse("account")})

    trainee.refresh_from_db()
    assert (response.url, trainee.language) == (reverse("account"), "en")
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", ""])
def test_after_choosing_a_language_nobody_is_sent_to_a_foreign_host(client, db, target):
    response = client.post(reverse("set_language"), {"language": "en", "next": target})

    assert response.url == reverse("front")


@pytest.mark.parametrize("language", ["", "xx", "\x00", "id" * 999])
def test_an_unknown_language_changes_nothing(login, trainee, language):
    response = login(trainee).post(reverse("set_language"), {"language": language})

    trainee.refresh_from_db()
    assert (response.status_code, trainee.language) == (302, "id")


def test_making_an_account_is_journalled_without_personal_data(trainee):
    event = Event.objects.get(name="account.created")

    assert (event.subject_id, event.data) == (str(trainee.pk), {})


def test_an_account_needs_an_address_or_a_number(db):
    with pytest.raises(IntegrityError, match="accounts_user_can_be_reached"):
        UserFactory(email=None, phone=None)


def test_a_phone_number_is_stored_as_e164(db):
    with pytest.raises(IntegrityError, match="accounts_user_phone_is_e164"):
        UserFactory(phone="081234567890")


def test_one_phone_number_belongs_to_one_account(db):
    UserFactory(phone="+6281234567890")

    with pytest.raises(IntegrityError):
        UserFactory(phone="+6281234567890")
