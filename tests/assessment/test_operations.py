from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import IntegrityError

from lms.assessment.models import Attempt, bank_of
from lms.assessment.operations import save_answers, start_attempt, submit_attempt
from lms.cohorts.enums import CohortStatus
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.assessment import RIGHT, AttemptFactory
from tests.factories.content import Choice, CoursePageFactory, ModulePageFactory, QuestionFactory
from tests.factories.enrolment import EnrolmentFactory

AT = datetime(2026, 7, 24, 8, tzinfo=UTC)
LATER = AT + timedelta(minutes=20)


def right_answers(attempt):
    return {question["id"]: question["key"] for question in attempt.questions}


def wrong_answer(question):
    return {question["id"]: next(each["id"] for each in question["options"] if each["id"] != question["key"])}


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def close(cohort):
    cohort.status, cohort.closed_at = CohortStatus.CLOSED, AT
    cohort.save(update_fields=["status", "closed_at"])


def test_an_attempt_freezes_ten_questions_of_the_bank(course):
    attempt = start_attempt(course.enrolment, at=AT, rng=Random(1))

    course.questions[0].choices.all().update(text="Diubah")
    attempt.refresh_from_db()
    known = {question.pk for question in course.questions}
    assert (attempt.number, attempt.started_at, len(attempt.questions)) == (1, AT, 10)
    assert {each["question_id"] for each in attempt.questions} <= known
    assert [each["module"] for each in attempt.questions].count("L1") == 5
    assert all(option["text"] != "Diubah" for each in attempt.questions for option in each["options"])
    event = Event.objects.get(name="test.started")
    assert (event.by_id, event.data) == (course.user.pk, {"enrolment": course.enrolment.pk, "number": 1})


def test_the_bank_holds_questions_in_use_with_a_key_on_modules_of_the_frozen_syllabus(course):
    first, second = course.questions[:2]
    first.is_active = False
    first.save()
    Choice.objects.filter(question=second, is_key=True).update(is_key=False)
    QuestionFactory(module=ModulePageFactory(parent=course.page, code="L9"), course=course.page)
    QuestionFactory(module=ModulePageFactory(parent=CoursePageFactory()))

    bank = bank_of(course.enrolment.cohort)

    assert [question.pk for question in bank] == [question.pk for question in course.questions[2:]]
    assert bank[0].choices == (("Benar", "Benar.", True), ("Salah", "Salah.", False), ("Keliru", "Keliru.", False))


def test_a_second_attempt_waits_for_the_first(course):
    start_attempt(course.enrolment, at=AT)

    with pytest.raises(Refusal) as refusal:
        start_attempt(course.enrolment, at=LATER)

    assert codes(refusal) == ["attempt_open"]
    assert Attempt.objects.count() == 1


def test_the_attempts_of_the_policy_are_all_there_are(course):
    for number in range(1, 4):
        AttemptFactory(enrolment=course.enrolment, number=number, submitted=True, score_percent=60)

    with pytest.raises(Refusal) as refusal:
        start_attempt(course.enrolment, at=AT)

    assert codes(refusal) == ["no_attempts_left"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # The first day is 22 July. In Jakarta (UTC+7) it begins at 17:00 UTC of the day before.
        (datetime(2026, 7, 21, 16, 30, tzinfo=UTC), ["not_started"]),
        (datetime(2026, 7, 21, 17, 0, tzinfo=UTC), []),
    ],
)
def test_the_first_day_begins_at_the_cohort_s_own_midnight(course, moment, expected):
    try:
        start_attempt(course.enrolment, at=moment)
        found = []
    except Refusal as refusal:
        found = [reason.code for reason in refusal.reasons]

    assert found == expected


def test_a_closed_cohort_gives_no_test_and_takes_no_answers(course):
    attempt = start_attempt(course.enrolment, at=AT)
    other = EnrolmentFactory(accepted=True, cohort=course.enrolment.cohort)
    close(course.enrolment.cohort)

    for act in (
        lambda: start_attempt(other, at=LATER),
        lambda: submit_attempt(attempt, right_answers(attempt), at=LATER),
        lambda: save_answers(attempt, {}, at=LATER),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert codes(refusal) == ["cohort_closed"]


def test_somebody_who_lost_her_place_can_no_longer_send_answers(course):
    attempt = start_attempt(course.enrolment, at=AT)
    enrolment = course.enrolment
    enrolment.status, enrolment.ended_at, enrolment.ended_by = "withdrawn", AT, UserFactory()
    enrolment.save()

    with pytest.raises(Refusal) as refusal:
        submit_attempt(attempt, right_answers(attempt), at=LATER)

    assert codes(refusal) == ["not_accepted"]


def test_answers_are_judged_on_the_server(course):
    attempt = start_attempt(course.enrolment, at=AT)
    answers = right_answers(attempt) | wrong_answer(attempt.questions[0])

    submit_attempt(attempt, answers, at=LATER)

    attempt.refresh_from_db()
    assert (attempt.score_percent, attempt.submitted_at, attempt.answers) == (90, LATER, answers)
    assert Event.objects.filter(name="test.submitted", subject_id=str(attempt.pk)).count() == 1


def test_the_same_answers_again_change_nothing_and_others_are_refused(course):
    attempt = start_attempt(course.enrolment, at=AT)
    answers = right_answers(attempt)
    submit_attempt(attempt, answers, at=LATER)
    others = answers | wrong_answer(attempt.questions[0])

    submit_attempt(Attempt.objects.get(), answers, at=LATER + timedelta(minutes=1))
    with pytest.raises(Refusal) as refusal:
        submit_attempt(Attempt.objects.get(), others, at=LATER + timedelta(minutes=2))

    assert codes(refusal) == ["already_submitted"]
    assert Attempt.objects.get().submitted_at == LATER
    assert Event.objects.filter(name="test.submitted").count() == 1


def test_a_missing_answer_is_named_and_nothing_is_kept(course):
    attempt = start_attempt(course.enrolment, at=AT)
    answers = right_answers(attempt)
    del answers[attempt.questions[3]["id"]]

    with pytest.raises(Refusal) as refusal:
        submit_attempt(attempt, answers, at=LATER)

    assert [(reason.code, reason.values) for reason in refusal.value.reasons] == [("unanswered", (("number", 4),))]
    assert Attempt.objects.get().answers == {}


def test_answers_are_kept_for_later_until_they_are_sent(course):
    attempt = start_attempt(course.enrolment, at=AT)
    question = attempt.questions[0]

    save_answers(attempt, {question["id"]: question["key"]}, at=LATER)

    assert Attempt.objects.get().answers == {question["id"]: question["key"]}
    submit_attempt(attempt, right_answers(attempt), at=LATER)
    with pytest.raises(Refusal) as refusal:
        save_answers(attempt, {}, at=LATER)
    assert codes(refusal) == ["already_submitted"]


def test_best_scores_are_those_of_submitted_attempts_in_one_query(db, django_assert_num_queries):
    first, second, third = (EnrolmentFactory(accepted=True) for _person in range(3))
    AttemptFactory(enrolment=first, submitted=True, score_percent=80)
    AttemptFactory(enrolment=first, submitted=True, score_percent=60)
    AttemptFactory(enrolment=second, submitted=True, score_percent=40)
    AttemptFactory(enrolment=second)
    AttemptFactory(enrolment=third)

    with django_assert_num_queries(1):
        scores = Attempt.objects.best_scores([first, second, third])

    assert scores == {first.pk: 80, second.pk: 40}


def test_attempts_are_visible_to_the_trainee_and_the_nominator_but_answered_by_herself_alone(course):
    attempt = AttemptFactory(enrolment=course.enrolment)

    assert list(Attempt.objects.visible_to(course.user)) == list(Attempt.objects.taken_by(course.user)) == [attempt]
    assert list(Attempt.objects.visible_to(UserFactory())) == []


@pytest.mark.parametrize(
    ("before", "broken"),
    [
        ({"number": 1, "submitted": True}, {"number": 1, "submitted": True}),
        ({"number": 1}, {"number": 2}),
        (None, {"submitted_at": AT, "score_percent": None}),
        (None, {"submitted_at": None, "score_percent": 50}),
        (None, {"submitted_at": AT - timedelta(days=1), "score_percent": 50}),
        (None, {"submitted_at": AT, "score_percent": 101}),
    ],
    ids=["number_once", "one_open", "score_missing", "not_submitted", "submitted_before_begun", "score_over_100"],
)
def test_the_database_refuses_what_no_attempt_can_be(db, before, broken):
    enrolment = EnrolmentFactory(accepted=True)
    if before:
        AttemptFactory(enrolment=enrolment, **before)

    with pytest.raises(IntegrityError):
        AttemptFactory(enrolment=enrolment, answers=RIGHT, **broken)
