"""A companion answers the test with somebody who has no telephone; the journal tells who sat at the screen."""

import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.assessment.models import Attempt
from lms.enrolment.models import Enrolment
from lms.journal.models import Event
from lms.organisations.models import Person
from tests.factories.accounts import UserFactory
from tests.factories.organisations import MembershipFactory


@pytest.fixture(autouse=True)
def _third_day():
    with time_machine.travel(datetime(2026, 7, 24, 8, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def companion(course):
    """Of the participant of the course, who has no account."""
    companion = MembershipFactory(person__user=UserFactory()).person
    Person.objects.filter(pk=course.enrolment.person_id).update(user=None, companion=companion)
    Enrolment.objects.filter(pk=course.enrolment.pk).update(role="assisted", accompanied_by=companion)
    return companion


def test_the_whole_test_is_taken_in_her_name(course, companion, login):
    client = login(companion.user)
    client.post(reverse("test_start", args=[course.enrolment.pk]), {"once_key": uuid.uuid4()})
    attempt = Attempt.objects.get()
    sheet = client.get(reverse("test_attempt", args=[attempt.pk])).content.decode()
    right = {question["id"]: question["key"] for question in attempt.questions}

    result = client.post(reverse("test_attempt", args=[attempt.pk]), right, follow=True)

    assert course.enrolment.person_name in sheet and course.enrolment.person_name in result.content.decode()
    assert Attempt.objects.get().score_percent == 100
    told = list(Event.objects.filter(subject_type="assessment.attempt").order_by("pk").values_list("name", "by_id"))
    assert told == [("test.started", companion.user_id), ("test.submitted", companion.user_id)]


def test_when_it_ends_an_open_test_is_out_of_reach(course, companion, login):
    client = login(companion.user)
    client.post(reverse("test_start", args=[course.enrolment.pk]), {"once_key": uuid.uuid4()})
    attempt = Attempt.objects.get()

    Person.objects.filter(pk=course.enrolment.person_id).update(companion=None)

    for name in ("test_attempt", "test_result"):
        assert client.get(reverse(name, args=[attempt.pk])).status_code == 404
    assert client.post(reverse("test_save", args=[attempt.pk])).status_code == 404
