import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.models import Recovery
from lms.organisations.models.roles import accounts_helped_by
from lms.organisations.operations.recovery import (
    ask_recovery,
    confirm_recovery,
    make_recovery_link,
    recovery_behind,
    use_recovery,
)
from lms.organisations.rules.links import hash_of
from lms.organisations.tasks import letter_after, letter_before, message_after, message_before
from lms.refusal import Refusal
from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    ProvinceFactory,
    RecoveryFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable
from tests.organisations.fresh import fresh

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
WHY = "Datang sendiri dengan KTP dan kartu anggota."
PASSWORD = "sungai-kapuas-tenang"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def person():
    return PersonFactory(name="Noor Aisyah", user=UserFactory(phone="+6281234567890"), region=RegencyFactory())


@pytest.fixture
def first():
    return RoleGrantFactory().user


@pytest.fixture
def second():
    return RoleGrantFactory(province=True).user


@pytest.fixture
def asked(person, first):
    return ask_recovery(person.user, why=WHY, by=first, at=NOW)


@pytest.fixture
def confirmed(asked, second):
    confirm_recovery(asked, by=second, at=NOW)
    return asked


@pytest.fixture
def token(confirmed, first):
    return make_recovery_link(confirmed, by=first, at=NOW)


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def refused(act, *args, **kwargs):
    with pytest.raises(Refusal) as refusal:
        act(*args, **kwargs)
    return codes(refusal)


def again(user):
    return type(user).objects.get(pk=user.pk)


# --- whom one may help -------------------------------------------------------


def test_officers_help_people_who_live_or_belong_in_their_area():
    gunung_mas = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    resident = PersonFactory(user=UserFactory(), region=RegencyFactory())
    member = PersonFactory(user=UserFactory(), region=gunung_mas)
    MembershipFactory(person=member)
    former = PersonFactory(user=UserFactory())
    MembershipFactory(person=former, ends_on=date(2026, 1, 1))
    PersonFactory(user=UserFactory(), region=gunung_mas)
    PersonFactory(region=RegencyFactory())
    admin = RoleGrantFactory(institution_admin=True, institution=InstitutionFactory()).user

    helped = accounts_helped_by(RoleGrantFactory().user)

    assert list(helped.order_by("pk")) == [resident.user, member.user, admin]


@pytest.mark.parametrize(
    "role",
    [{"can_edit": False}, {"sees_names": False}, {"ministry": True}, {"trainer": True}, {"institution_admin": True}],
)
def test_who_may_not_decide_about_people_helps_nobody(person, role):
    assert not accounts_helped_by(RoleGrantFactory(**role).user).exists()


def test_nobody_helps_herself_nor_a_superuser_nor_a_closed_account(first):
    PersonFactory(user=first, region=RegencyFactory())
    PersonFactory(user=UserFactory(is_superuser=True), region=RegencyFactory())
    PersonFactory(user=UserFactory(is_active=False), region=RegencyFactory())
    PersonFactory(user=UserFactory(confirmed_at=None), region=RegencyFactory())

    assert not accounts_helped_by(first).exists()


def test_accounts_of_officers_are_given_back_by_their_province_and_by_superusers(person):
    officer = RoleGrantFactory().user
    PersonFactory(user=officer, region=RegencyFactory())
    coming = RoleGrantFactory(starts_on=date(2026, 7, 1)).user
    colleague, province = RoleGrantFactory().user, RoleGrantFactory(province=True).user
    aceh = RoleGrantFactory(province=True, region=ProvinceFactory(code="11", name="Aceh")).user
    of_both = RoleGrantFactory(
        user=RoleGrantFactory(region=RegencyFactory(code="11.16", name="Aceh Tamiang")).user
    ).user
    ministry = RoleGrantFactory(ministry=True).user
    superuser = UserFactory(is_superuser=True)

    assert set(accounts_helped_by(colleague)) == {person.user}
    assert set(accounts_helped_by(province)) == {person.user, officer, coming, colleague}
    assert set(accounts_helped_by(aceh)) == set()
    assert set(accounts_helped_by(superuser)) == {officer, coming, colleague, province, aceh, of_both, ministry}


# --- two officers ------------------------------------------------------------


def test_nothing_works_before_a_second_officer_confirms(asked, first):
    assert asked.token_hash is None
    assert asked.expires_at == NOW + timedelta(hours=24)
    assert refused(make_recovery_link, asked, by=first, at=NOW) == ["recovery_unconfirmed"]


def test_the_first_officer_does_not_confirm_what_she_began(asked, first):
    assert refused(confirm_recovery, asked, by=first, at=NOW) == ["same_officer"]


def test_the_person_herself_and_strangers_neither_begin_nor_confirm(asked, person):
    stranger = RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user
    other = PersonFactory(user=UserFactory(), region=RegencyFactory()).user

    for by in (stranger, person.user, UserFactory(), UserFactory(is_superuser=True)):
        assert refused(confirm_recovery, asked, by=by, at=NOW) == ["not_yours_to_help"]
        assert refused(ask_recovery, other, why=WHY, by=by, at=NOW) == ["not_yours_to_help"]


def test_an_officer_who_is_a_person_of_the_area_does_not_begin_for_herself(first):
    PersonFactory(user=first, region=RegencyFactory())

    assert refused(ask_recovery, first, why=WHY, by=first, at=NOW) == ["not_yours_to_help"]


def test_what_nobody_confirms_within_a_day_is_over(asked, second):
    assert refused(confirm_recovery, asked, by=second, at=NOW + timedelta(hours=24)) == ["recovery_over"]


def test_it_is_confirmed_once(confirmed):
    third = RoleGrantFactory(province=True).user

    assert refused(confirm_recovery, confirmed, by=third, at=NOW) == ["recovery_confirmed"]


def test_there_is_one_open_recovery_for_an_account(asked, person, second):
    assert refused(ask_recovery, person.user, why=WHY, by=second, at=NOW) == ["recovery_open"]
    later = NOW + timedelta(hours=24)
    assert ask_recovery(person.user, why=WHY, by=second, at=later).asked_by == second


def test_the_link_is_made_by_either_of_the_two_and_by_nobody_else(confirmed, first, second):
    third = RoleGrantFactory(province=True).user

    tokens = [make_recovery_link(confirmed, by=by, at=NOW) for by in (first, second)]

    assert refused(make_recovery_link, confirmed, by=third, at=NOW) == ["other_officer"]
    assert [recovery_behind(token, at=NOW) for token in tokens] == [None, confirmed]
    assert Recovery.objects.get().token_hash == hash_of(tokens[1])


def test_every_step_is_in_the_journal_without_the_secret(token, first, second, person):
    use_recovery(recovery_behind(token, at=NOW), password=PASSWORD, at=NOW)

    events = Event.objects.filter(name__startswith="account.recovery").order_by("pk")
    assert [(event.name, event.by_id) for event in events] == [
        ("account.recovery_asked", first.pk),
        ("account.recovery_confirmed", second.pk),
        ("account.recovery_linked", first.pk),
        ("account.recovery_used", person.user_id),
    ]
    assert {str(event.data) for event in events} == {str({"user": person.user_id})}


# --- the link ----------------------------------------------------------------


def test_a_new_password_ends_all_sessions_and_takes_the_second_step_away(token, person):
    person.user.set_password("sandi-yang-lama-sekali")
    person.user.save()
    old = Client()
    old.post(reverse("account_login"), {"login": "0812 3456 7890", "password": "sandi-yang-lama-sekali"})
    give_second_factor(person.user)
    assert old.get(reverse("home")).status_code == 200
    assert UserSession.objects.filter(user=person.user).count() == 1

    response = Client().post(reverse("recovery_use", args=[token]), {"password": PASSWORD})

    assert (response.status_code, response.url) == (302, reverse("account_login"))
    assert again(person.user).check_password(PASSWORD)
    assert old.get(reverse("home")).status_code == 302
    assert not UserSession.objects.filter(user=person.user).exists()
    assert not person.user.authenticator_set.exists()


def test_she_signs_in_with_the_new_password(token, person):
    client = Client()
    client.post(reverse("recovery_use", args=[token]), {"password": PASSWORD})

    response = client.post(reverse("account_login"), {"login": "0812 3456 7890", "password": PASSWORD})

    assert (response.status_code, response.url) == (302, reverse("home"))


def test_the_link_works_once(token, person):
    url = reverse("recovery_use", args=[token])
    Client().post(url, {"password": PASSWORD})

    second = Client().post(url, {"password": "lain-lagi-sandinya"})

    assert second.status_code == 404
    assert again(person.user).check_password(PASSWORD)


def test_a_link_replaced_while_it_was_open_does_not_work(token, confirmed, second):
    opened = recovery_behind(token, at=NOW)
    make_recovery_link(confirmed, by=second, at=NOW)

    assert refused(use_recovery, opened, password=PASSWORD, at=NOW) == ["recovery_over"]


def test_the_link_ends_a_day_after_it_was_confirmed(token):
    assert recovery_behind(token, at=NOW + timedelta(hours=23, minutes=59)) is not None
    assert recovery_behind(token, at=NOW + timedelta(hours=24)) is None


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_link_dies_with_the_role_of_either_officer(token, first, second, which):
    officer = {"first": first, "second": second}[which]
    officer.grants.update(ends_on=date(2026, 6, 10))

    assert recovery_behind(token, at=NOW) is None
    assert Client().get(reverse("recovery_use", args=[token])).status_code == 404


def test_the_link_dies_when_the_person_has_become_an_officer_meanwhile(token, person):
    RoleGrantFactory(user=person.user)

    assert recovery_behind(token, at=NOW) is None


def test_used_expired_and_wrong_links_are_answered_alike(token, confirmed):
    bodies = []
    for link, change in [
        ("x" * 43, {}),
        (token, {"used_at": NOW}),
        (token, {"used_at": None, "expires_at": NOW}),
    ]:
        Recovery.objects.update(**change) if change else None
        response = Client().get(reverse("recovery_use", args=[link]))
        body = response.content.decode().replace(response["X-Request-Id"], "").replace(link, "")
        bodies.append((response.status_code, [line for line in body.splitlines() if "csrf" not in line]))

    assert bodies[0][0] == 404
    assert bodies[0] == bodies[1] == bodies[2]


def test_the_page_tells_only_masked_what_she_signs_in_with(client, token, person):
    response = client.get(reverse("recovery_use", args=[token]))

    page = response.content.decode()
    assert (person.user.email in page, person.user.phone in page, person.name in page) == (False, False, False)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("password", ["", "pendek", "password1234", "\x00" * 20, "a" * 10_000])
def test_a_weak_or_broken_password_is_refused(client, token, person, password):
    before = again(person.user).password

    response = client.post(reverse("recovery_use", args=[token]), {"password": password})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["password"])
    assert again(person.user).password == before


# --- officers' own accounts --------------------------------------------------


def test_an_officer_gets_her_account_back_from_two_of_her_province_and_sets_up_the_second_step_anew(login):
    officer = RoleGrantFactory().user
    give_second_factor(officer)
    first, second = (RoleGrantFactory(province=True).user for _ in range(2))
    recovery = ask_recovery(officer, why=WHY, by=first, at=NOW)
    confirm_recovery(recovery, by=second, at=NOW)
    token = make_recovery_link(recovery, by=second, at=NOW)

    use_recovery(recovery_behind(token, at=NOW), password=PASSWORD, at=NOW)

    client = Client()
    client.force_login(again(officer), backend=settings.AUTHENTICATION_BACKENDS[0])
    response = client.get(reverse("area_figures"))
    assert (response.status_code, response.url) == (302, reverse("account_second_step"))


def test_a_superuser_confirms_for_an_officer_and_a_colleague_of_the_regency_does_not(login):
    officer, province = RoleGrantFactory().user, RoleGrantFactory(province=True).user
    colleague, superuser = RoleGrantFactory().user, UserFactory(is_superuser=True)
    recovery = ask_recovery(officer, why=WHY, by=province, at=NOW)

    assert refused(confirm_recovery, recovery, by=colleague, at=NOW) == ["not_yours_to_help"]
    confirm_recovery(recovery, by=superuser, at=NOW)

    assert recovery.confirmed_by == superuser


# --- pages -------------------------------------------------------------------


def test_two_officers_give_an_account_back_through_the_pages(login, person, first, second):
    theirs, others = fresh(login(first), first), fresh(login(second), second)

    found = theirs.get(reverse("recovery_find"), {"cari": "noor"}).context["rows"]
    theirs.post(reverse("recovery_new", args=[person.user_id]), {"once_key": str(uuid.uuid4()), "why": WHY})
    recovery = Recovery.objects.get()
    own = theirs.get(reverse("recovery_detail", args=[recovery.pk])).context
    other = others.get(reverse("recovery_detail", args=[recovery.pk])).context
    others.post(reverse("recovery_confirm", args=[recovery.pk]))
    shown = theirs.post(reverse("recovery_link", args=[recovery.pk]))

    assert [account for account, _ in found] == [person.user]
    assert (own["may_confirm"], own["may_link"], other["may_confirm"]) == (False, False, True)
    token = shown.context["link"].url.rstrip("/").rsplit("/", 1)[1]
    assert Recovery.objects.get().token_hash == hash_of(token)
    assert "no-store" in shown["Cache-Control"]
    assert Client().get(reverse("recovery_use", args=[token])).status_code == 200


def test_confirming_what_one_began_is_refused_in_words(login, asked, first):
    client = fresh(login(first), first)

    response = client.post(reverse("recovery_confirm", args=[asked.pk]), follow=True)

    assert Recovery.objects.get().confirmed_at is None
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


@pytest.mark.parametrize("name", ["recovery_new", "recovery_confirm", "recovery_link"])
def test_each_step_asks_for_the_password_first(login, confirmed, first, person, name):
    pk = person.user_id if name == "recovery_new" else confirmed.pk

    response = login(first).post(reverse(name, args=[pk]))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_reauthenticate"))
    assert Recovery.objects.get().token_hash is None


def test_pressed_twice_it_begins_once(login, person, first):
    client, body = fresh(login(first), first), {"once_key": str(uuid.uuid4()), "why": WHY}

    answers = [client.post(reverse("recovery_new", args=[person.user_id]), body).status_code for _ in range(2)]

    assert (answers, Recovery.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("why", ["", "tahu saja", *NAUGHTY])
def test_a_reason_is_written_and_whatever_is_sent_is_answered(login, person, first, why):
    client = fresh(login(first), first)

    response = client.post(
        reverse("recovery_new", args=[person.user_id]), {"once_key": str(uuid.uuid4()), "why": encodable(why)}
    )

    kept = Recovery.objects.count()
    assert (response.status_code, kept) in {(200, 0), (302, 1)}
    assert kept == (15 <= len(encodable(why).strip()) <= 300 and "\x00" not in why and "\x1b" not in why)


def test_strangers_find_nothing(login, asked, person):
    stranger = RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user
    client = fresh(login(stranger), stranger)

    assert client.get(reverse("recovery_list")).context["page"].paginator.count == 0
    assert client.get(reverse("recovery_find"), {"cari": "noor"}).context["rows"] == []
    assert client.get(reverse("recovery_new", args=[person.user_id])).status_code == 404
    assert client.get(reverse("recovery_detail", args=[asked.pk])).status_code == 404
    assert client.post(reverse("recovery_confirm", args=[asked.pk])).status_code == 404
    assert client.post(reverse("recovery_link", args=[asked.pk])).status_code == 404


@pytest.mark.parametrize(
    "role", [{"trainer": True}, {"institution_admin": True}, {"ministry": True}, {"can_edit": False}]
)
def test_only_who_may_help_sees_the_pages(login, role):
    client = login(RoleGrantFactory(**role).user)

    assert [client.get(reverse(name)).status_code for name in ("recovery_list", "recovery_find")] == [403, 403]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_for_three(login, first, rows, django_assert_num_queries):
    for _ in range(rows):
        person = PersonFactory(user=UserFactory(), region=RegencyFactory())
        ask_recovery(person.user, why=WHY, by=first, at=NOW)
    client = login(first)

    with django_assert_num_queries(10):
        assert len(client.get(reverse("recovery_list")).context["page"].object_list) == rows


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_searched_for_is_answered(login, first, text):
    assert login(first).get(reverse("recovery_find"), {"cari": encodable(text)}).status_code == 200


# --- being told --------------------------------------------------------------


class Done:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        return self

    def __enter__(self):
        self.calls += 1

    def __exit__(self, *args):
        return None


@pytest.mark.parametrize(("message", "letter"), [(message_before, letter_before), (message_after, letter_after)])
def test_she_is_told_by_message_and_by_letter_without_the_link(confirmed, person, tmp_path, settings, message, letter):
    settings.PILAR_MESSAGE_BACKEND, settings.PILAR_MESSAGE_FILE_PATH = "file", tmp_path
    event, done = Event.objects.get(name="account.recovery_confirmed"), Done()

    message(event, done)
    letter(event, done)

    texts = [path.read_text() for path in tmp_path.iterdir()]
    assert [text.startswith("+6281234567890") for text in texts] == [True]
    assert [each.to for each in mail.outbox] == [[person.user.email]]
    assert [("http" in text) for text in (*texts, mail.outbox[0].body)] == [False, False]
    assert done.calls == 2


def test_somebody_without_a_phone_or_an_address_is_told_the_other_way(tmp_path, settings, first):
    settings.PILAR_MESSAGE_BACKEND, settings.PILAR_MESSAGE_FILE_PATH = "file", tmp_path
    person = PersonFactory(user=UserFactory(email=None, phone="+6281234567891"), region=RegencyFactory())
    ask_recovery(person.user, why=WHY, by=first, at=NOW)
    event, done = Event.objects.get(name="account.recovery_asked"), Done()

    message_before(event, done)
    letter_before(event, done)

    assert (len(list(tmp_path.iterdir())), mail.outbox, done.calls) == (1, [], 2)


# --- the database ------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "name"),
    [
        (lambda a, b, u: {"token_hash": "0" * 64}, "confirmed_before_it_works"),
        (lambda a, b, u: {"confirmed_by": b}, "confirmed_before_it_works"),
        (lambda a, b, u: {"confirmed_at": NOW}, "confirmed_before_it_works"),
        (lambda a, b, u: {"confirmed_by": a, "confirmed_at": NOW}, "confirmed_by_another"),
        (lambda a, b, u: {"asked_by": u}, "not_of_ones_own_account"),
        (lambda a, b, u: {"confirmed_by": u, "confirmed_at": NOW}, "not_of_ones_own_account"),
        (lambda a, b, u: {"used_at": NOW}, "used_by_its_link"),
    ],
)
def test_the_database_refuses(more, name):
    first, second, user = UserFactory(), UserFactory(), UserFactory()

    with pytest.raises(IntegrityError, match=f"organisations_recovery_{name}"):
        RecoveryFactory(**{"user": user, "asked_by": first, **more(first, second, user)})


def test_a_hash_stands_once_in_the_database():
    done = {"confirmed_at": NOW, "token_hash": "0" * 64}
    RecoveryFactory(confirmed_by=UserFactory(), **done)

    with pytest.raises(IntegrityError):
        RecoveryFactory(confirmed_by=UserFactory(), **done)


def test_a_role_handed_over_needs_a_last_day():
    with pytest.raises(IntegrityError, match="organisations_rolegrant_delegated_until_a_day"):
        RoleGrantFactory(province=True, delegated_from=RoleGrantFactory(province=True))
