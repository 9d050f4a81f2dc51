import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from lms.journal.models import Event
from lms.organisations.models import Invitation
from lms.organisations.operations.invitations import (
    accept_invitation,
    accept_with_account,
    invitation_behind,
    invite_person,
)
from lms.organisations.rules.links import hash_of
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import (
    InstitutionFactory,
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.naughty import NAUGHTY, encodable

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)
PASSWORD = "sungai-kapuas-tenang"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def institution():
    return InstitutionFactory(name="LKS Harapan")


@pytest.fixture
def person(institution):
    person = PersonFactory(name="Hj. Siti Aminah, S.Sos.")
    MembershipFactory(institution=institution, person=person)
    return person


@pytest.fixture
def token(person, admin):
    return invite_person(person, by=admin, at=NOW)


def url_of(token):
    return reverse("invitation_accept", args=[token])


def answers(**more):
    return {"once_key": str(uuid.uuid4()), "reach": "0812 3456 7890", "password": PASSWORD, **more}


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


# --- making a link -----------------------------------------------------------


def test_an_admin_makes_a_link_for_a_member_and_sees_it_once(login, admin, person):
    client = login(admin)

    response = client.post(reverse("invitation_new", args=[person.pk]))

    invitation = Invitation.objects.get()
    url = response.context["link"].url
    token = url.rstrip("/").rsplit("/", 1)[1]
    assert (response.status_code, url) == (200, settings.BASE_URL + url_of(token))
    assert len(token) >= 22  # 128 bits and more
    assert invitation.token_hash == hash_of(token)
    assert (invitation.person, invitation.invited_by) == (person, admin)
    assert invitation.expires_at == NOW + timedelta(days=7)
    assert "no-store" in response["Cache-Control"]
    assert token not in client.get(reverse("invitation_new", args=[person.pk])).content.decode()
    assert token not in str(list(Event.objects.values()))


def test_the_picture_of_the_link_needs_no_second_request(login, admin, person):
    response = login(admin).post(reverse("invitation_new", args=[person.pk]))

    assert response.context["link"].picture.startswith("data:image/svg+xml")


def test_a_new_link_makes_the_older_ones_useless(token, person, admin):
    second = invite_person(person, by=admin, at=NOW)

    assert invitation_behind(token, at=NOW) is None
    assert invitation_behind(second, at=NOW).person == person


@pytest.mark.parametrize("text", ["phone", "", "lain"])
def test_the_link_goes_to_the_phone_when_that_was_asked_for(login, admin, person, tmp_path, settings, text):
    settings.PILAR_MESSAGE_BACKEND, settings.PILAR_MESSAGE_FILE_PATH = "file", tmp_path
    person.phone = "+6281234567890"
    person.save()

    response = login(admin).post(reverse("invitation_new", args=[person.pk]), {"send": text})

    sent = [path.read_text() for path in tmp_path.iterdir()]
    assert response.context["sending"] == ("sent" if text == "phone" else "")
    assert [(response.context["link"].url in each, "+6281234567890" in each) for each in sent] == (
        [(True, True)] if text == "phone" else []
    )


def test_a_message_that_does_not_leave_is_told_and_the_link_stands(login, admin, person, tmp_path, settings):
    (tmp_path / "file").write_text("")
    settings.PILAR_MESSAGE_BACKEND, settings.PILAR_MESSAGE_FILE_PATH = "file", tmp_path / "file" / "folder"
    person.phone = "+6281234567890"
    person.save()

    response = login(admin).post(reverse("invitation_new", args=[person.pk]), {"send": "phone"})

    assert (response.status_code, response.context["sending"]) == (200, "failed")
    assert Invitation.objects.count() == 1


def test_somebody_who_has_an_account_is_not_invited(login, admin, person):
    person.user = UserFactory()
    person.save()

    response = login(admin).post(reverse("invitation_new", args=[person.pk]))

    assert [reason.code for reason in response.context["reasons"]] == ["has_account"]
    assert not Invitation.objects.exists()


def test_somebody_who_was_erased_is_not_invited(person, admin):
    person.erased_at = NOW
    person.save()

    with pytest.raises(Refusal) as refusal:
        invite_person(person, by=admin, at=NOW)

    assert codes(refusal) == ["not_invitable"]


def test_a_person_of_another_institution_is_not_found(login, admin):
    stranger = MembershipFactory().person

    assert login(admin).get(reverse("invitation_new", args=[stranger.pk])).status_code == 404
    assert login(admin).post(reverse("invitation_new", args=[stranger.pk])).status_code == 404


def test_an_officer_invites_people_of_her_area_and_no_other(login, person, institution):
    own = login(RoleGrantFactory(region=institution.region).user)
    foreign = login(RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")).user)
    url = reverse("invitation_new", args=[person.pk])

    assert (own.post(url).status_code, foreign.post(url).status_code) == (200, 404)


def test_nobody_is_invited_more_than_five_times_an_hour(login, admin, person):
    client = login(admin)

    answers = [client.post(reverse("invitation_new", args=[person.pk])).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


def test_an_admin_sees_her_members_without_an_account(login, admin, person, institution):
    MembershipFactory(institution=institution, person=PersonFactory(user=UserFactory()))
    MembershipFactory()

    response = login(admin).get(reverse("invitation_list"))

    assert [row for row, _ in response.context["rows"]] == [person]


def test_an_officer_of_an_area_searches_first(login, person, institution):
    client = login(RoleGrantFactory(region=institution.region).user)

    assert client.get(reverse("invitation_list")).context["rows"] == []
    assert [row for row, _ in client.get(reverse("invitation_list"), {"cari": "siti"}).context["rows"]] == [person]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_queries_for_one_person_and_for_three(
    login, admin, institution, rows, django_assert_num_queries
):
    for _ in range(rows):
        invite_person(MembershipFactory(institution=institution).person, by=admin, at=NOW)
    client = login(admin)

    with django_assert_num_queries(10):
        assert len(client.get(reverse("invitation_list")).context["rows"]) == rows


@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_searched_for_is_answered(login, admin, text):
    assert login(admin).get(reverse("invitation_list"), {"cari": encodable(text)}).status_code == 200


@pytest.mark.parametrize("role", [{"trainer": True}, {"ministry": True}, {"can_edit": False}, {"sees_names": False}])
def test_who_keeps_no_members_invites_nobody(login, role, person):
    client = login(RoleGrantFactory(**role).user)

    assert client.get(reverse("invitation_list")).status_code == 403
    assert client.post(reverse("invitation_new", args=[person.pk])).status_code == 403


# --- opening it --------------------------------------------------------------


def test_the_page_shows_a_first_name_and_the_institution_and_no_more(client, token, person):
    response = client.get(url_of(token))

    assert (response.context["first_name"], response.context["institution"]) == ("Siti", "LKS Harapan")
    assert "Aminah" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("reach", "phone", "email"),
    [("0812 3456 7890", "+6281234567890", None), ("Siti@Contoh.id", None, "siti@contoh.id")],
)
def test_the_person_makes_her_account_and_is_signed_in(client, token, person, reach, phone, email):
    response = client.post(url_of(token), answers(reach=reach))

    user = User.objects.get(person=person)
    assert (response.status_code, response.url) == (302, reverse("home"))
    assert (user.name, user.phone, user.email, user.check_password(PASSWORD)) == (person.name, phone, email, True)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(reverse("home")).status_code == 200
    invitation = Invitation.objects.get()
    event = Event.objects.get(name="person.invitation_used")
    assert (invitation.used_at, event.by_id, event.data) == (NOW, user.pk, {"person": person.pk, "user": user.pk})


def test_a_double_tap_makes_one_account(token):
    first, second, body = Client(), Client(), answers()

    responses = [first.post(url_of(token), body), second.post(url_of(token), body)]

    assert [(r.status_code, r.url) for r in responses] == [(302, reverse("home"))] * 2
    assert User.objects.filter(phone="+6281234567890").count() == 1


def test_the_second_tap_of_who_is_signed_in_by_the_first_leads_home(client, token):
    body = answers()
    client.post(url_of(token), body)

    response = client.post(url_of(token), body)

    assert (response.status_code, response.url) == (302, reverse("home"))
    assert User.objects.filter(phone="+6281234567890").count() == 1


def dead_links(token, person, admin):
    """Every reason for which a link does not work."""
    yield "wrong", lambda: None, "x" * 43
    yield "used", lambda: Invitation.objects.update(used_at=NOW), token
    yield "expired", lambda: Invitation.objects.update(used_at=None, expires_at=NOW), token


def test_used_expired_and_wrong_links_are_answered_alike(token, person, admin):
    bodies = {}
    for name, spoil, link in dead_links(token, person, admin):
        spoil()
        response = Client().get(url_of(link))
        body = response.content.decode().replace(response["X-Request-Id"], "").replace(link, "")
        bodies[name] = (response.status_code, [line for line in body.splitlines() if "csrf" not in line])

    assert bodies["wrong"][0] == 404
    assert bodies["used"] == bodies["expired"] == bodies["wrong"]


@pytest.mark.parametrize("link", ["x", "%00", "a" * 5_000, "..", "' OR 1=1 --", "%F0%9D%92%B3"])
def test_whatever_is_opened_is_answered(client, link):
    assert client.get(f"/undangan/{link}/").status_code in {404}


def test_a_link_dies_with_the_role_of_who_made_it(client, token, admin):
    admin.grants.update(ends_on=date(2026, 6, 10))

    assert client.get(url_of(token)).status_code == 404
    assert client.post(url_of(token), answers()).status_code == 404


def test_a_link_dies_with_the_account_of_who_made_it(client, token, admin):
    admin.is_active = False
    admin.save()

    assert client.get(url_of(token)).status_code == 404


@pytest.mark.parametrize("reach", ["0812 3456 7890", "ada@contoh.id"])
def test_an_address_that_is_taken_is_refused_plainly_and_nothing_is_written(client, token, person, reach):
    UserFactory(email="ada@contoh.id", phone="+6281234567890")

    response = client.post(url_of(token), answers(reach=reach))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["__all__"]
    person.refresh_from_db()
    assert (person.user, User.objects.filter(name=person.name).exists()) == (None, False)


def test_an_address_that_was_never_confirmed_gives_way(client, token, person):
    UserFactory(email="ada@contoh.id", confirmed_at=None)

    client.post(url_of(token), answers(reach="ada@contoh.id"))

    person.refresh_from_db()
    assert person.user.email == "ada@contoh.id"


def test_whether_addresses_are_taken_cannot_be_tried_out(client, token):
    UserFactory(email="ada@contoh.id")

    statuses = [client.post(url_of(token), answers(reach="ada@contoh.id")).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]


@pytest.mark.parametrize("password", ["", "pendek", "password1234"])
def test_a_weak_password_is_refused(client, token, password):
    response = client.post(url_of(token), answers(password=password))

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["password"])


@pytest.mark.parametrize("field", ["reach", "password"])
@pytest.mark.parametrize("text", [text for text in NAUGHTY if text.strip()])
def test_whatever_is_sent_is_answered_and_nothing_is_half_written(client, token, person, field, text):
    response = client.post(url_of(token), answers() | {field: encodable(text)})

    person.refresh_from_db()
    if response.status_code == 200:
        assert (person.user, Invitation.objects.get().used_at) == (None, None)
    else:
        assert (response.status_code, field, person.user is None) == (302, "password", False)


def test_an_account_needs_the_once_key(client, token):
    assert client.post(url_of(token), {"reach": "0812 3456 7890", "password": PASSWORD}).status_code == 400


def test_many_tries_from_one_address_are_slowed_down(client):
    for _ in range(300):
        client.get(url_of("x" * 43))

    assert client.get(url_of("x" * 43)).status_code == 429


# --- with an account of one's own --------------------------------------------


def test_somebody_with_an_account_and_without_a_name_in_the_register_takes_it(login, token, person):
    user = UserFactory()
    client = login(user)

    shown = client.get(url_of(token))
    response = client.post(url_of(token), {"once_key": str(uuid.uuid4())})

    person.refresh_from_db()
    assert (shown.status_code, shown.context["is_somebody"]) == (200, False)
    assert (response.status_code, response.url, person.user) == (302, reverse("home"), user)


def test_somebody_who_is_in_the_register_already_takes_no_second_name(login, token, person):
    other = PersonFactory(user=UserFactory())
    client = login(other.user)

    shown = client.get(url_of(token))
    response = client.post(url_of(token), {"once_key": str(uuid.uuid4())})

    person.refresh_from_db()
    assert (shown.context["is_somebody"], response.status_code, person.user) == (True, 302, None)
    assert Invitation.objects.get().used_at is None


def test_who_made_the_link_does_not_use_it(token, person, admin):
    with pytest.raises(Refusal) as refusal:
        accept_with_account(Invitation.objects.get(), user=admin, at=NOW)

    assert codes(refusal) == ["own_invitation"]


def test_a_link_that_was_used_meanwhile_is_refused(token, person):
    invitation = invitation_behind(token, at=NOW)
    stale = Invitation.objects.get()
    accept_with_account(invitation, user=UserFactory(), at=NOW)

    with pytest.raises(Refusal) as refusal:
        accept_invitation(stale, reach="baru@contoh.id", password=PASSWORD, language="id", at=NOW)

    assert codes(refusal) == ["invitation_used"]
    assert not User.objects.filter(email="baru@contoh.id").exists()


def test_a_hash_stands_once_in_the_database():
    invitation = InvitationFactory()

    with pytest.raises(IntegrityError):
        InvitationFactory(token_hash=invitation.token_hash)
