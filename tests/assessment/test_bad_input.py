"""Whatever is sent: a sentence, nothing half-written, never 500."""

import uuid
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.urls import reverse

from content.models import Question
from lms.assessment.models import Attempt
from tests.factories.assessment import RIGHT, AttemptFactory
from tests.naughty import HUGE, NAUGHTY, encodable


@pytest.fixture(autouse=True)
def _third_day():
    with time_machine.travel(datetime(2026, 7, 24, 8, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_answers_are_refused_on_the_form_and_the_test_stays_open(course, login, text):
    attempt = AttemptFactory(enrolment=course.enrolment)

    response = login(course.user).post(
        reverse("test_attempt", args=[attempt.pk]), RIGHT | {"q1": encodable(text), "x": "y"}
    )

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["q1"])
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.answers) == (None, {})


@pytest.mark.parametrize("key", [*NAUGHTY, None])
def test_without_a_proper_key_no_test_begins(course, login, key):
    data = {} if key is None else {"once_key": encodable(key)}

    response = login(course.user).post(reverse("test_start", args=[course.enrolment.pk]), data)

    assert response.status_code == 400
    assert not Attempt.objects.exists()


def test_a_refused_start_is_never_said_to_have_been_saved(course, login):
    Question.objects.update(is_active=False)  # the bank is empty
    client, data = login(course.user), {"once_key": str(uuid.uuid4())}

    answers = [client.post(reverse("test_start", args=[course.enrolment.pk]), data, follow=True) for _press in range(2)]

    words = [[str(message) for message in answer.context["messages"]] for answer in answers]
    assert words[0] == words[1]
    assert len(words[0]) == 1
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("digits", ["9" * 23, "9" * 5_000])
@pytest.mark.parametrize("rest", ["{}/", "{}/mulai/", "percobaan/{}/", "percobaan/{}/simpan/", "percobaan/{}/hasil/"])
def test_what_no_database_can_hold_is_not_found(course, login, rest, digits):
    client, address = login(course.user), "/tes/" + rest.format(digits)

    is_act = rest.endswith(("mulai/", "simpan/"))
    response = client.post(address, {"once_key": str(uuid.uuid4())}) if is_act else client.get(address)

    assert response.status_code == 404


def test_a_sheet_of_many_foreign_fields_is_refused_whole(course, login):
    attempt = AttemptFactory(enrolment=course.enrolment)
    fields = RIGHT | {f"x{number}": "y" for number in range(1_000)}

    response = login(course.user).post(reverse("test_attempt", args=[attempt.pk]), fields)

    assert response.status_code == 413
    attempt.refresh_from_db()
    assert attempt.submitted_at is None


def test_a_huge_sheet_is_refused_whole(course, login):
    attempt = AttemptFactory(enrolment=course.enrolment)
    sheet = urlencode(RIGHT | {f"x{number}": HUGE for number in range(120)})

    response = login(course.user).post(
        reverse("test_attempt", args=[attempt.pk]), sheet, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413
    attempt.refresh_from_db()
    assert attempt.submitted_at is None
