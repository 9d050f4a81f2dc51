"""The permission matrix: generated from the URL resolver, every URL as every identity."""

import uuid
from contextlib import contextmanager
from itertools import chain

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.conftest import give_second_factor
from tests.house.permission_lines import EVERYBODY
from tests.house.permission_table import CLOSED_TO_AUTHORS, TABLE
from tests.house.urlwalk import walk
from tests.house.world import build_world

LINES = {line.name: line for line in TABLE}
ROUTES = list(walk())
OURS = [route for route in ROUTES if route.is_ours and not route.route.startswith("admin/")]
ADMIN = [route for route in ROUTES if route.route.startswith("admin/")]
POSTS = [name for name, line in LINES.items() if line.method == "post"]
WORDS_IN_ADDRESSES = {
    *("certificate_code", "session_code", "file", "sheet", "review_token", "invitation_token", "recovery_token"),
    "letter_kind",
}
STRANGERS = sorted(EVERYBODY - {"trainer", "other_trainer", "superuser"})


def bundles(names, size=10):
    """Lines that share a world, since building one takes longer than asking it."""
    listed = sorted(names)
    return [listed[first : first + size] for first in range(0, len(listed), size)]


@contextmanager
def undone():
    """What one line changed is not there for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return build_world()


def client_of(user) -> Client:
    client = Client(raise_request_exception=True)
    if user is not None:
        if not user.authenticator_set.exists():
            give_second_factor(user)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def ask(client, line, world):
    url = reverse(line.name, args=[world.arguments[key] for key in line.arguments])
    if line.method == "get":
        response = client.get(url)
    else:
        response = client.post(url, {"once_key": str(uuid.uuid4()), **line.data})
    if response.streaming:
        assert b"".join(response)
    return response


def expected(line, who):
    if who == "anonymous":
        if not line.public:
            return 302
        return 200 if line.name == "front" else line.status
    if who in line.allowed:
        return line.status
    return 404 if who in line.foreign else 403


def test_every_url_of_ours_has_its_line_in_the_table():
    assert sorted({route.name for route in OURS}) == sorted(LINES)


@pytest.mark.parametrize("names", bundles(LINES), ids=lambda names: names[0])
def test_every_identity_gets_what_the_table_says(world, names):
    clients = {who: client_of(user) for who, user in world.users.items()}
    for line in map(LINES.get, names):
        # Who is refused asks first: an act of somebody allowed could change what the others see.
        order = sorted(world.users, key=lambda who: who in line.allowed)
        with undone():
            answers = {who: ask(clients[who], line, world) for who in order}

        statuses = {who: answer.status_code for who, answer in answers.items()}
        assert (line.name, statuses) == (line.name, {who: expected(line, who) for who in order})
        if not line.public:
            assert answers["anonymous"].url.startswith(reverse("account_login"))


@pytest.mark.parametrize("names", bundles(n for n, line in LINES.items() if line.foreign), ids=lambda names: names[0])
def test_a_foreign_object_and_a_missing_one_look_alike(world, names):
    arguments = dict(world.arguments)
    clients = {who: client_of(user) for who, user in world.users.items()}
    for line in map(LINES.get, names):
        client = clients[min(line.foreign)]
        with undone():
            world.arguments = arguments
            foreign = ask(client, line, world)
            world.arguments = arguments | {key: 987_654_321 for key in line.arguments if key != "certificate_code"}
            missing = ask(client, line, world)

        assert (line.name, foreign.status_code, missing.status_code) == (line.name, 404, 404)
        assert len(without_path(foreign)) == pytest.approx(len(without_path(missing)), abs=100)


def without_path(response):
    """The body without what differs by design: the number of the request and the way back."""
    body = response.content.replace(response["X-Request-Id"].encode(), b"")
    return b"".join(chunk for chunk in body.splitlines() if b'name="next"' not in chunk)


@pytest.mark.parametrize("names", bundles(POSTS), ids=lambda names: names[0])
def test_what_changes_something_answers_neither_a_get_nor_a_post_without_the_csrf_token(world, names):
    for line in map(LINES.get, names):
        client = client_of(world.users[min(line.allowed or line.foreign)])
        read = client.get(reverse(line.name, args=[world.arguments[key] for key in line.arguments]))
        client.handler.enforce_csrf_checks = True

        assert (line.name, read.status_code, ask(client, line, world).status_code) == (line.name, 405, 403)


@pytest.mark.parametrize("names", bundles(n for n, line in LINES.items() if line.arguments), ids=lambda names: names[0])
def test_a_number_too_large_for_the_database_is_not_found(world, names):
    arguments = dict(world.arguments)
    clients = {who: client_of(user) for who, user in world.users.items()}
    for line in map(LINES.get, names):
        world.arguments = arguments | {key: 10**22 for key in line.arguments if key not in WORDS_IN_ADDRESSES}
        with undone():
            answer = ask(clients[min(line.allowed or line.foreign)], line, world)

        assert answer.status_code in {404, line.status}, line.name


def admin_url(route):
    parts = {name: "1" for name in route.parameters}
    try:
        return reverse(route.name, kwargs=parts) if parts else reverse(route.name)
    except Exception:
        return None


def admin_paths():
    return sorted({url for route in ADMIN if (url := admin_url(route))})


def test_the_admin_pages_are_found_by_the_walk():
    assert len(admin_paths()) > 120


def test_nobody_but_authors_gets_into_the_wagtail_admin(world):
    let_in = []
    for who in ["anonymous", *STRANGERS]:
        client = client_of(world.users[who])
        for path in admin_paths():
            response = client.get(path)
            if response.status_code not in {302, 403, 404, 405}:
                let_in.append((who, path, response.status_code))
    # The script catalogue holds words of the interface and nothing else.
    assert {path for _, path, _ in let_in} <= {
        reverse("wagtailadmin_javascript_catalog"),
        reverse("wagtailadmin_sprite"),
    }


def test_trainers_do_not_reach_the_pages_of_administrators(world):
    client = client_of(world.users["trainer"])
    paths = [path for path in admin_paths() if path.split("/")[2] in CLOSED_TO_AUTHORS]

    answers = {path: client.get(path).status_code for path in paths}

    assert len(paths) > 20
    assert {path: status for path, status in answers.items() if status not in {302, 403, 404, 405}} == {}


def test_every_view_states_its_permission():
    silent = [route.name for route in OURS if not hasattr(route.view, "permission")]

    assert silent == []


def test_sign_up_and_the_login_of_wagtail_lead_to_the_one_sign_in(client, db):
    urls = list(chain([reverse("wagtailcore_login")], ["/admin/login/"]))

    answers = [client.get(url) for url in urls]

    assert [(a.status_code, a.url) for a in answers] == [(302, reverse("account_login"))] * 2
