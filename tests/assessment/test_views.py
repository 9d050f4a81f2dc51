import uuid
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from lms.assessment.models import Attempt
from tests.factories.accounts import UserFactory
from tests.factories.assessment import EIGHT_RIGHT, QUESTIONS, RIGHT, AttemptFactory
from tests.factories.enrolment import EnrolmentFactory

NAUGHTY = ["\x00", "x" * 10_000, "<script>alert(1)</script>", "' OR 1=1 --", "🙂\u202e", "%s%d{0}", "-1"]


@pytest.fixture(autouse=True)
def _third_day():
    with time_machine.travel(datetime(2026, 7, 24, 8, tzinfo=UTC), tick=False):
        yield


def start(client, course, key=None):
    return client.post(reverse("test_start", args=[course.enrolment.pk]), {"once_key": key or uuid.uuid4()})


def test_the_intro_says_what_is_asked_and_offers_to_begin(course, login):
    answer = login(course.user).get(reverse("test_intro", args=[course.enrolment.pk]))

    assert [value for _term, value in answer.context["rows"]] == [10, 70, 3]
    assert answer.context["reasons"] == ()
    assert reverse("test_start", args=[course.enrolment.pk]) in answer.content.decode()


def test_the_intro_offers_to_go_on_with_an_open_attempt(course, login):
    attempt = AttemptFactory(enrolment=course.enrolment)

    page = login(course.user).get(reverse("test_intro", args=[course.enrolment.pk])).content.decode()

    assert reverse("test_attempt", args=[attempt.pk]) in page
    assert reverse("test_start", args=[course.enrolment.pk]) not in page


def test_the_intro_tells_why_the_test_cannot_be_taken(course, login):
    AttemptFactory(enrolment=course.enrolment, submitted=True)

    answer = login(course.user).get(reverse("test_intro", args=[course.enrolment.pk]))

    assert [reason.code for reason in answer.context["reasons"]] == ["already_passed"]
    assert reverse("test_start", args=[course.enrolment.pk]) not in answer.content.decode()


def test_beginning_twice_with_one_key_begins_once(course, login):
    client, key = login(course.user), uuid.uuid4()

    answers = [start(client, course, key) for _press in range(2)]

    attempt = Attempt.objects.get()
    assert {answer["Location"] for answer in answers} == {reverse("test_attempt", args=[attempt.pk])}


def test_beginning_again_while_one_is_open_leads_back_with_words(course, login):
    client = login(course.user)
    start(client, course)

    answer = start(client, course)

    assert answer["Location"] == reverse("test_intro", args=[course.enrolment.pk])
    assert Attempt.objects.count() == 1


def test_the_sheet_shows_all_questions_and_neither_key_nor_feedback(course, login):
    client = login(course.user)
    page = client.get(start(client, course)["Location"]).content.decode()

    attempt = Attempt.objects.get()
    assert page.count("<fieldset") == 10
    assert [question["prompt"] in page for question in attempt.questions] == [True] * 10
    assert page.count('type="radio"') == 30
    leaks = ["feedback", "is_key", "Benar.", "Salah.", "Keliru.", "checked"]
    assert [leak for leak in leaks if leak in page] == []
    # each option is named once, as the value of its radio button: nothing points to the right one
    keys = [question["key"] for question in attempt.questions]
    assert [page.count(key) for key in keys] == [1] * 10


def test_sent_answers_are_judged_and_explained(course, login):
    attempt = AttemptFactory(enrolment=course.enrolment)

    answer = login(course.user).post(reverse("test_attempt", args=[attempt.pk]), EIGHT_RIGHT, follow=True)

    assert answer.redirect_chain == [(reverse("test_result", args=[attempt.pk]), 302)]
    assert (answer.context["has_passed"], answer.context["attempt"].score_percent) == (True, 80)
    page = answer.content.decode()
    assert [each["options"][0]["feedback"] in page for each in QUESTIONS[:8]] == [True] * 8
    assert [each["options"][1]["feedback"] in page for each in QUESTIONS[8:]] == [True] * 2


def test_missing_answers_are_named_and_the_chosen_ones_stay(course, login):
    attempt = AttemptFactory(enrolment=course.enrolment)

    answer = login(course.user).post(reverse("test_attempt", args=[attempt.pk]), {"q1": "q1-b", "q3": "q3-a"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sorted(answer.context["form"].errors) == sorted(["q10", *(f"q{n}" for n in (2, 4, 5, 6, 7, 8, 9))])
    assert page.count("checked") == 2
    assert 'href="#id_q2_0"' in page
    assert Attempt.objects.get().submitted_at is None


def test_answers_kept_for_later_are_there_when_she_comes_back(course, login):
    attempt = AttemptFactory(enrolment=course.enrolment)
    client = login(course.user)

    answer = client.post(reverse("test_save", args=[attempt.pk]), {"q1": "q1-b", "q2": "nonsense"})

    assert answer["Location"] == reverse("test_intro", args=[course.enrolment.pk])
    assert Attempt.objects.get().answers == {"q1": "q1-b"}
    assert client.get(reverse("test_attempt", args=[attempt.pk])).content.decode().count("checked") == 1


@pytest.mark.parametrize("value", NAUGHTY)
@pytest.mark.parametrize("name", ["test_attempt", "test_save"])
def test_an_answer_of_nonsense_is_never_kept(course, login, name, value):
    attempt = AttemptFactory(enrolment=course.enrolment)

    answer = login(course.user).post(reverse(name, args=[attempt.pk]), RIGHT | {"q1": value, "extra": value})

    assert answer.status_code in {200, 302}
    saved = Attempt.objects.get()
    assert (saved.submitted_at, saved.answers.get("q1")) == (None, None)


def test_sending_twice_gives_the_same_result_and_other_answers_are_refused(course, login):
    attempt = AttemptFactory(enrolment=course.enrolment)
    client, address = login(course.user), reverse("test_attempt", args=[attempt.pk])

    answers = [client.post(address, EIGHT_RIGHT) for _press in range(2)]
    other = client.post(address, RIGHT)

    assert {answer["Location"] for answer in answers} == {reverse("test_result", args=[attempt.pk])}
    assert other.status_code == 200
    assert len(other.context["form"].non_field_errors()) == 1
    assert Attempt.objects.get().score_percent == 80


def test_the_result_of_a_failed_attempt_keeps_the_key_while_another_is_possible(course, login):
    answers = {question["id"]: question["options"][1]["id"] for question in QUESTIONS}
    first = AttemptFactory(enrolment=course.enrolment, submitted=True, score_percent=0, answers=answers)
    client = login(course.user)

    answer = client.get(reverse("test_result", args=[first.pk]))
    for _number in range(2):
        AttemptFactory(enrolment=course.enrolment, submitted=True, score_percent=0, answers=answers)
    last = client.get(reverse("test_result", args=[first.pk]))

    assert (answer.context["may_try_again"], answer.context["attempts_left"]) == (True, 2)
    assert {review.right_answer for review in answer.context["reviews"]} == {""}
    assert last.context["may_try_again"] is False
    assert {review.right_answer for review in last.context["reviews"]} == {"Benar"}


def test_an_open_attempt_has_no_result_and_a_sent_one_no_sheet(course, login):
    sent = AttemptFactory(enrolment=course.enrolment, submitted=True)
    opened = AttemptFactory(enrolment=course.enrolment)
    client = login(course.user)

    answers = [
        client.get(reverse("test_result", args=[opened.pk])),
        client.get(reverse("test_attempt", args=[sent.pk])),
    ]

    assert [answer["Location"] for answer in answers] == [
        reverse("test_attempt", args=[opened.pk]),
        reverse("test_result", args=[sent.pk]),
    ]


@pytest.mark.parametrize("name", ["test_attempt", "test_save", "test_result"])
def test_another_trainee_of_the_same_cohort_finds_no_attempt_of_hers(course, login, name):
    attempt = AttemptFactory(enrolment=course.enrolment)
    stranger = EnrolmentFactory(accepted=True, cohort=course.enrolment.cohort, membership__person__user=UserFactory())
    client = login(stranger.person.user)

    ask = client.get if name == "test_result" else client.post

    assert ask(reverse(name, args=[attempt.pk])).status_code == 404


@pytest.mark.parametrize("name", ["test_intro", "test_start"])
def test_a_stranger_finds_no_test(course, login, name):
    client = login(UserFactory())
    ask = client.get if name == "test_intro" else client.post

    assert ask(reverse(name, args=[course.enrolment.pk]), {"once_key": uuid.uuid4()}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(course, client):
    answer = client.get(reverse("test_intro", args=[course.enrolment.pk]))

    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("attempts", [1, 3])
def test_the_intro_takes_seven_queries_however_many_attempts_there_are(
    course, login, django_assert_num_queries, attempts
):
    for _number in range(attempts):
        AttemptFactory(enrolment=course.enrolment, submitted=True, score_percent=10)
    client = login(course.user)
    address = reverse("test_intro", args=[course.enrolment.pk])
    client.get(address)

    # session, user, roles; enrolment with cohort; bank, scores for the facts, attempts for the list
    with django_assert_num_queries(7):
        client.get(address)


def test_the_sheet_takes_four_queries(course, login, django_assert_num_queries):
    attempt = AttemptFactory(enrolment=course.enrolment)
    client = login(course.user)
    address = reverse("test_attempt", args=[attempt.pk])
    client.get(address)

    with django_assert_num_queries(4):
        client.get(address)
