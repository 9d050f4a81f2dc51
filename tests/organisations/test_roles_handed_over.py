import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.journal.models import Event
from lms.organisations.models import RoleGrant
from tests.conftest import give_second_factor
from tests.factories.accounts import UserFactory
from tests.factories.organisations import RoleGrantFactory
from tests.naughty import NAUGHTY, encodable
from tests.organisations.fresh import fresh

NOW = datetime(2026, 6, 10, 2, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def origin():
    return RoleGrantFactory(province=True)


@pytest.fixture
def client(login, origin):
    return fresh(login(origin.user), origin.user)


@pytest.fixture
def colleague():
    """Somebody without a role, who signs in with a second step."""
    user = UserFactory(email="rekan@contoh.id")
    give_second_factor(user)
    return user


def answers(**more):
    return {
        "once_key": str(uuid.uuid4()),
        "to": "rekan@contoh.id",
        "starts_on": "2026-06-10",
        "last_on": "2026-06-16",
        "sees_sums": "on",
        "sees_names": "on",
        **more,
    }


def url_of(grant):
    return reverse("role_hand_over", args=[grant.pk])


def test_an_officer_hands_her_role_over_and_both_see_it(client, login, origin, colleague):
    response = client.post(url_of(origin), answers())

    grant = RoleGrant.objects.get(delegated_from=origin)
    assert (response.status_code, response.url) == (302, reverse("role_mine"))
    assert (grant.user, grant.starts_on, grant.ends_on) == (colleague, date(2026, 6, 10), date(2026, 6, 17))
    assert (grant.can_edit, grant.sees_sums, grant.sees_names) == (False, True, True)
    assert [row for row, _ in client.get(reverse("role_mine")).context["given"]] == [grant]
    assert [row for row, _ in login(colleague).get(reverse("role_mine")).context["mine"]] == [grant]


def test_the_colleague_acts_in_the_place_of_the_giver_until_the_role_ends(client, login, origin, colleague):
    theirs = login(colleague)
    before = theirs.get(reverse("area_figures")).status_code
    client.post(url_of(origin), answers())
    during = theirs.get(reverse("area_figures")).status_code
    origin.ends_on = date(2026, 6, 10)
    origin.save()

    assert (before, during, theirs.get(reverse("area_figures")).status_code) == (403, 200, 403)


def test_pressed_twice_a_role_is_handed_over_once(client, origin, colleague):
    body = answers()

    first, second = client.post(url_of(origin), body), client.post(url_of(origin), body)

    assert (first.status_code, second.status_code, RoleGrant.objects.count()) == (302, 302, 2)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"to": ""}, "to"),
        ({"to": "tidak.ada@contoh.id"}, "to"),
        ({"to": "biasa@contoh.id"}, "to"),
        ({"to": "tutup@contoh.id"}, "to"),
        ({"to": "saya@contoh.id"}, "to"),
        ({"starts_on": "2026-06-09"}, "__all__"),
        ({"last_on": "2026-06-09"}, "__all__"),
        ({"last_on": ""}, "last_on"),
        ({"last_on": "9999-12-31"}, "last_on"),
        ({"sees_sums": "", "sees_names": ""}, "__all__"),
    ],
)
def test_what_does_not_fit_is_explained_and_nothing_is_handed_over(client, origin, colleague, more, field):
    UserFactory(email="biasa@contoh.id")
    RoleGrantFactory(user__email="tutup@contoh.id", user__is_active=False)
    origin.user.email = "saya@contoh.id"
    origin.user.save()

    response = client.post(url_of(origin), {**answers(), **more})

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not RoleGrant.objects.filter(delegated_from__isnull=False).exists()


def test_an_officer_without_a_second_step_yet_may_receive_a_role(client, origin):
    receiver = RoleGrantFactory(user__email="petugas@contoh.id").user

    client.post(url_of(origin), answers(to="petugas@contoh.id"))

    assert RoleGrant.objects.get(delegated_from=origin).user == receiver


def test_nobody_is_offered_what_she_does_not_hold(login, colleague):
    origin = RoleGrantFactory(can_edit=False)
    client = fresh(login(origin.user), origin.user)

    form = client.get(url_of(origin)).context["form"]
    client.post(url_of(origin), answers(can_edit="on"))

    assert list(form.fields) == ["to", "starts_on", "last_on", "sees_sums", "sees_names"]
    assert RoleGrant.objects.get(delegated_from=origin).can_edit is False


def test_the_role_of_somebody_else_is_not_found(client):
    assert client.get(url_of(RoleGrantFactory())).status_code == 404


def test_a_role_handed_over_is_not_handed_on(client, login, origin, colleague):
    client.post(url_of(origin), answers())
    grant = RoleGrant.objects.get(delegated_from=origin)
    theirs = fresh(login(colleague), colleague)

    assert theirs.get(url_of(grant)).status_code == 403

    RoleGrantFactory(user=colleague)  # an officer herself, she may hand over her own role but not this one
    assert theirs.get(url_of(grant)).status_code == 404


@pytest.mark.parametrize("role", [{"trainer": True}, {"institution_admin": True}])
def test_roles_that_are_no_officers_are_not_handed_over(login, role):
    grant = RoleGrantFactory(**role)

    assert fresh(login(grant.user), grant.user).get(url_of(grant)).status_code == 403


def test_handing_over_asks_for_the_password_first(login, origin):
    response = login(origin.user).get(url_of(origin))

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_reauthenticate"))


@pytest.mark.parametrize("who", ["giver", "receiver"])
def test_giver_and_receiver_may_both_end_it_early(login, origin, colleague, who):
    grant = RoleGrantFactory(province=True, user=colleague, delegated_from=origin, ends_on=date(2026, 7, 1))
    client = login(origin.user if who == "giver" else colleague)

    response = client.post(reverse("role_hand_back", args=[grant.pk]))

    grant.refresh_from_db()
    assert (response.status_code, grant.ends_on) == (302, date(2026, 6, 10))


def test_ended_twice_it_stays_ended_and_is_journalled_once(client, origin, colleague):
    grant = RoleGrantFactory(province=True, user=colleague, delegated_from=origin, ends_on=date(2026, 7, 1))
    url = reverse("role_hand_back", args=[grant.pk])

    assert [client.post(url).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(name="role.ended").count() == 1


def test_nobody_else_ends_it_and_a_role_of_ones_own_is_not_given_back(login, origin, colleague):
    grant = RoleGrantFactory(province=True, user=colleague, delegated_from=origin, ends_on=date(2026, 7, 1))

    assert (
        login(RoleGrantFactory(province=True).user).post(reverse("role_hand_back", args=[grant.pk])).status_code == 404
    )
    assert login(origin.user).post(reverse("role_hand_back", args=[origin.pk])).status_code == 404


@pytest.mark.parametrize("field", ["to", "starts_on", "last_on"])
@pytest.mark.parametrize("text", NAUGHTY)
def test_whatever_is_sent_is_answered(client, origin, colleague, field, text):
    response = client.post(url_of(origin), answers() | {field: encodable(text)})

    assert response.status_code == 200
    assert RoleGrant.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_ones_own_roles_takes_the_same_queries_for_one_and_for_three(
    client, origin, rows, django_assert_num_queries
):
    for _ in range(rows):
        RoleGrantFactory(province=True, delegated_from=origin, ends_on=date(2026, 7, 1))

    with django_assert_num_queries(10):
        assert len(client.get(reverse("role_mine")).context["given"]) == rows


def test_somebody_without_a_role_reads_that_she_has_none(login):
    assert login(UserFactory()).get(reverse("role_mine")).status_code == 200
