"""Whatever is sent: a sentence, nothing half-written, never 500."""

from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
import time_machine
from django.urls import reverse

from lms.attendance.models import Presence
from tests.attendance.conftest import AT
from tests.naughty import HUGE, NAUGHTY, encodable

SHAPELESS = {"\x00", "a\x00b", "9" * 5_000, HUGE, "", "   "}  # no code looks like this


@pytest.fixture(autouse=True)
def _during_the_session():
    with time_machine.travel(AT, tick=False):
        yield


def body(hall, **more):
    """Everybody present, with a key each."""
    fields = {}
    for person in hall.people:
        fields |= {f"state-{person.pk}": "present", f"key-{person.pk}": uuid4(), f"seen-{person.pk}": 0}
    return fields | more


@pytest.mark.parametrize("field", ["state", "key", "seen"])
def test_naughty_roll_calls_mark_nobody_and_say_so_on_the_form(hall, login, field):
    client, second = login(hall.trainer), hall.people[1].pk
    for text in NAUGHTY:
        response = client.post(
            reverse("roll_call", args=[hall.session.pk]), body(hall, **{f"{field}-{second}": encodable(text)})
        )
        if response.status_code == 302:
            is_number = (field, text) == ("seen", "99999999999999999999")  # only compared, never stored
            assert is_number or not text.strip(), (field, text)
            Presence.objects.all().delete()
        else:
            assert (response.status_code, Presence.objects.count()) == (200, 0), (field, text)
            assert "error-summary" in response.content.decode(), (field, text)


def test_one_key_for_two_people_marks_neither(hall, login):
    key = uuid4()
    keys = {f"key-{person.pk}": key for person in hall.people}

    response = login(hall.trainer).post(reverse("roll_call", args=[hall.session.pk]), body(hall, **keys), follow=True)

    assert (response.status_code, len(list(response.context["messages"]))) == (200, 1)
    assert not Presence.objects.exists()


def test_an_empty_roll_call_says_that_nothing_changed(hall, login):
    response = login(hall.trainer).post(reverse("roll_call", args=[hall.session.pk]), {}, follow=True)

    assert (response.status_code, len(list(response.context["messages"]))) == (200, 1)
    assert not Presence.objects.exists()


def test_a_key_of_another_spelling_is_the_same_mark(hall, login):
    client, key = login(hall.trainer), UUID("{12345678-1234-5678-1234-567812345678}")
    first = hall.people[0].pk
    for spelling in (str(key), key.hex, str(key).upper(), f"urn:uuid:{key}"):
        fields = {f"state-{first}": "present", f"key-{first}": spelling}
        assert client.post(reverse("roll_call", args=[hall.session.pk]), fields).status_code == 302

    assert [presence.key for presence in Presence.objects.all()] == [key]


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_codes_are_answered_in_words(hall, login, text):
    client = login(hall.people[0].person.user)

    typed = client.post(reverse("check_in"), {"code": encodable(text)})
    scanned = client.post(f"/hadir/{quote(encodable(text), safe='')}/")

    where = "code" if text in SHAPELESS else "__all__"
    assert (typed.status_code, list(typed.context["form"].errors)) == (200, [where])
    assert scanned.status_code in {404, 405}
    assert not Presence.objects.exists()


@pytest.mark.parametrize("digits", ["9" * 23, "9" * 5_000])
@pytest.mark.parametrize("rest", ["presensi/", "kode/", "kode.svg"])
def test_a_session_no_database_can_hold_is_not_found(hall, login, rest, digits):
    assert login(hall.trainer).get(f"/sesi/{digits}/{rest}").status_code == 404
