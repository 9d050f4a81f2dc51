"""A companion learns with somebody who has no telephone: in her name, journalled as who she is, and nothing beyond."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.enrolment.models import Enrolment
from lms.journal.models import Event
from lms.learning.models import DeviceMark, LessonProgress
from lms.organisations.models import Membership, Person
from tests.factories.accounts import UserFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import MembershipFactory, PersonFactory


@pytest.fixture
def companion(db):
    return MembershipFactory(person__user=UserFactory()).person


@pytest.fixture
def siti(course, companion):
    """Assisted, a participant of the course."""
    person = PersonFactory(name="Siti Aminah", companion=companion, birth_place="Mandomai")
    return EnrolmentFactory(accepted=True, assisted=True, cohort=course.enrolment.cohort, person=person)


def finish(enrolment, lesson):
    return reverse("lesson_finish", args=[enrolment.pk, lesson.pk])


def sent(client, enrolment, lesson):
    now = timezone.now().isoformat()
    mark = {"key": str(uuid.uuid4()), "kind": "finish", "enrolment": enrolment.pk, "lesson": lesson.pk, "at": now}
    body = json.dumps({"now": now, "marks": [mark]})
    answer = client.post(reverse("lesson_send"), body, content_type="application/json")
    return answer.json()["answers"][0]["state"]


def pages_of(enrolment, course):
    lesson, module = course.lessons[0], course.modules[0]
    return [
        reverse("course_outline", args=[enrolment.pk]),
        reverse("lesson", args=[enrolment.pk, lesson.pk]),
        reverse("lesson_module", args=[enrolment.pk, module.pk]),
        reverse("lesson_store", args=[enrolment.pk]),
        reverse("test_intro", args=[enrolment.pk]),
    ]


def test_each_page_says_in_whose_name_she_works_and_shows_nothing_else_of_her(course, companion, siti, login):
    client = login(companion.user)

    for url in pages_of(siti, course):
        html = client.get(url).content.decode()
        assert "Siti Aminah" in html and reverse("assisted_status") in html
        assert "Mandomai" not in html and siti.person.code not in html


def test_her_own_pages_say_nothing_of_the_kind(course, login):
    client = login(course.user)

    for url in pages_of(course.enrolment, course):
        assert course.enrolment.person_name not in client.get(url).content.decode().partition("<main")[2]


def test_a_lesson_is_marked_for_her_and_the_journal_tells_who_did_it(course, companion, siti, login):
    login(companion.user).post(finish(siti, course.lessons[0]))

    assert [(each.enrolment, each.lesson_id) for each in LessonProgress.objects.all()] == [(siti, course.lessons[0].pk)]
    event = Event.objects.get(name="lesson.finished")
    assert (event.by_id, event.subject_id) == (companion.user_id, str(siti.pk))


def test_what_she_did_without_signal_arrives_in_her_name_too(course, companion, siti, login):
    assert sent(login(companion.user), siti, course.lessons[0]) == "done"

    mark = DeviceMark.objects.get()
    assert (mark.progress.enrolment, mark.received_by) == (siti, companion.user)
    assert Event.objects.get(name="lesson.finished").by_id == companion.user_id


def test_a_pack_for_places_without_signal_is_hers_to_take(course, companion, siti, login):
    url = reverse("lesson_pack", args=[siti.pk, course.modules[0].pk])

    assert login(companion.user).get(url).json()["enrolment"] == siti.pk


ENDS = {
    "she is nobody's companion any more": lambda siti: Person.objects.filter(pk=siti.person_id).update(companion=None),
    "somebody else accompanies her": lambda siti: Person.objects.filter(pk=siti.person_id).update(
        companion=MembershipFactory(person__user=UserFactory()).person
    ),
    "she has an account": lambda siti: Person.objects.filter(pk=siti.person_id).update(user=UserFactory()),
    "the companion left": lambda siti: Membership.objects.filter(person=siti.person.companion).update(
        starts_on="2020-01-01", ends_on="2020-12-31"
    ),
    "she comes in her own right": lambda siti: Enrolment.objects.filter(pk=siti.pk).update(role="participant"),
    "her place is withdrawn": lambda siti: Enrolment.objects.filter(pk=siti.pk).update(
        status="withdrawn", ended_at=timezone.now(), ended_by=siti.nominated_by
    ),
}


@pytest.mark.parametrize("how", ENDS)
def test_when_it_ends_both_doors_are_shut(course, companion, siti, login, how):
    client = login(companion.user)
    assert client.get(pages_of(siti, course)[0]).status_code == 200

    ENDS[how](siti)

    assert [client.get(url).status_code for url in pages_of(siti, course)] == [404] * 5
    assert client.post(finish(siti, course.lessons[0])).status_code == 404
    assert sent(client, siti, course.lessons[0]) == "refused"
    assert not LessonProgress.objects.exists()


def test_another_companion_sees_nothing(course, siti, login):
    stranger = MembershipFactory(person__user=UserFactory()).person
    PersonFactory(companion=stranger)

    assert [login(stranger.user).get(url).status_code for url in pages_of(siti, course)] == [404] * 5


def test_she_sees_the_enrolments_of_whom_she_accompanies_and_no_others(companion, siti):
    EnrolmentFactory(accepted=True, cohort=siti.cohort)

    assert list(Enrolment.objects.visible_to(companion.user)) == [siti]
    assert list(Enrolment.objects.learnt_by(companion.user)) == [siti]
