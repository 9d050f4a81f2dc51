from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from lms.journal.health import Health, look
from tests.factories.journal import DeliveryFactory

LATE = timedelta(seconds=901)


def test_a_living_process_says_so_without_the_database(client):
    """No mark, no database: a query would fail this test."""
    response = client.get("/sehat/hidup")

    assert (response.status_code, response.content, response["Content-Type"]) == (
        *(200, b"hidup"),
        "text/plain; charset=utf-8",
    )


@pytest.mark.django_db
def test_a_ready_installation_says_so(client):
    DeliveryFactory(due_at=timezone.now() - timedelta(seconds=100))
    DeliveryFactory(due_at=timezone.now() - LATE, done=True)

    response = client.get("/sehat/siap")

    assert response.status_code == 200
    answer = response.json()
    assert 100 <= answer.pop("oldest_delivery_seconds") < 200
    assert answer == {"status": "ready", "parts": {"database": True, "migrations": True, "outbox": True}}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("situation", [{}, {"left_behind": True}])
def test_an_outbox_that_nobody_serves_is_not_ready(client, situation):
    DeliveryFactory(due_at=timezone.now() - LATE, **situation)

    response = client.get("/sehat/siap")

    assert response.status_code == 503
    assert response.json()["parts"] == {"database": True, "migrations": True, "outbox": False}


@pytest.mark.django_db
def test_a_long_job_in_good_hands_is_no_fault(client):
    DeliveryFactory(due_at=timezone.now() - LATE, running=True)

    assert client.get("/sehat/siap").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/sehat/hidup", "/sehat/siap"])
def test_health_is_only_looked_at(client, path, method):
    assert getattr(client, method)(path).status_code == 405


@pytest.fixture
def elsewhere(django_db_blocker):
    """``elsewhere(file)``: a connection to another SQLite database."""
    names = []

    def connect(name):
        connections.settings["elsewhere"] = {
            **connections["default"].settings_dict,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            "OPTIONS": {},
        }
        names.append(name)
        return connections["elsewhere"]

    with django_db_blocker.unblock():
        yield connect
    connections["elsewhere"].close()
    del connections["elsewhere"]
    del connections.settings["elsewhere"]


def test_a_database_that_does_not_answer_is_said(elsewhere, tmp_path):
    health = look(elsewhere(tmp_path / "no" / "such" / "place"), at=timezone.now())

    assert (health, health.is_ready) == (Health(database=False), False)


def test_a_database_that_is_not_migrated_is_said(elsewhere, tmp_path):
    health = look(elsewhere(tmp_path / "empty.sqlite3"), at=timezone.now())

    assert (health, health.is_ready) == (Health(database=True, migrations=False), False)
