"""What devices bring later: taken once each, and progress only grows."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from lms.enrolment.models import Enrolment
from lms.journal.models import Event
from lms.learning.enums import MarkKind, MarkState
from lms.learning.models import DeviceMark, LessonProgress, answers_of
from lms.learning.operations import block_ids, finish_lesson, keep_place
from lms.learning.receiving import Arrival, Mark, take_marks
from tests.factories.accounts import UserFactory
from tests.factories.content import LessonPageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import DeviceMarkFactory, LessonProgressFactory

READ = datetime(2026, 7, 22, 3, tzinfo=UTC)
ARRIVED = READ + timedelta(days=1)
HOUR = timedelta(hours=1)
DONE, ALREADY, REFUSED = MarkState.DONE, MarkState.ALREADY, MarkState.REFUSED
CHECK = {
    "question": "Siapa?",
    "options": [
        {"text": "LKS", "is_right": True, "feedback": "Tepat."},
        {"text": "Bank", "is_right": False, "feedback": "Bukan."},
    ],
}


def finish(course, lesson=0, **more):
    values = {"key": uuid4(), "kind": MarkKind.FINISH, "made_at": READ, **more}
    return Mark(enrolment_id=course.enrolment.pk, lesson_id=course.lessons[lesson].pk, **values)


def place(course, block, **more):
    return finish(course, kind=MarkKind.PLACE, block=block, **more)


def bring(course, *marks, at=ARRIVED, by=None):
    arrival = Arrival(at=at, by=by or course.user, device_now=at)
    return [outcome.state for outcome in take_marks(Enrolment.objects.of(course.user), marks, arrival)]


def progress_of(course, lesson=0):
    return LessonProgress.objects.get(enrolment=course.enrolment, lesson=course.lessons[lesson])


def test_a_lesson_finished_without_signal_was_finished_when_it_was_read(course):
    mark = finish(course)

    assert bring(course, mark) == [DONE]

    kept = DeviceMark.objects.get(key=mark.key)
    assert progress_of(course).finished_at == READ
    assert (kept.counted_at, kept.received_at, kept.received_by) == (READ, ARRIVED, course.user)
    event = Event.objects.get(name="lesson.finished")
    assert (event.at, event.by_id, event.data["lesson"]) == (ARRIVED, course.user.pk, course.lessons[0].pk)


def test_the_same_key_twice_changes_nothing(course):
    mark = finish(course)

    assert [bring(course, mark, mark), bring(course, mark, at=ARRIVED + HOUR)] == [[DONE, ALREADY], [ALREADY]]

    assert (DeviceMark.objects.count(), Event.objects.filter(name="lesson.finished").count()) == (1, 1)
    assert progress_of(course).finished_at == READ


def test_two_phones_finish_a_lesson_once(course):
    phones = finish(course), finish(course, made_at=READ - HOUR)

    assert bring(course, *phones) == [DONE, ALREADY]

    assert Event.objects.filter(name="lesson.finished").count() == 1
    assert progress_of(course).finished_at == READ


def test_a_lesson_finished_on_the_screen_meanwhile_stays_as_it_is(course):
    finish_lesson(course.enrolment, course.lessons[0], at=READ + HOUR)

    assert bring(course, finish(course)) == [ALREADY]

    assert progress_of(course).finished_at == READ + HOUR


def test_the_same_key_with_other_contents_is_refused(course):
    key = UUID(int=7)
    bring(course, finish(course, key=key))

    assert bring(course, finish(course, lesson=1, key=key)) == [REFUSED]

    assert not LessonProgress.objects.filter(lesson=course.lessons[1]).exists()


def test_an_older_place_moves_nobody_back_and_a_farther_one_counts(course):
    blocks = block_ids(course.lessons[0])
    keep_place(course.enrolment, course.lessons[0], block=blocks[1], at=READ)

    older = place(course, blocks[2], made_at=READ - HOUR), place(course, blocks[0], made_at=READ - HOUR)
    assert bring(course, *older) == [DONE, ALREADY]

    progress = progress_of(course)
    assert (progress.last_block, progress.furthest_index, progress.updated_at) == (blocks[1], 2, READ)


def test_a_newer_place_is_where_she_goes_on(course):
    blocks = block_ids(course.lessons[0])
    keep_place(course.enrolment, course.lessons[0], block=blocks[2], at=READ - HOUR)

    assert bring(course, place(course, blocks[0])) == [DONE]

    progress = progress_of(course)
    assert (progress.last_block, progress.furthest_index, progress.updated_at) == (blocks[0], 2, READ)


def test_reading_in_a_finished_lesson_keeps_it_finished(course):
    bring(course, finish(course))

    bring(course, place(course, block_ids(course.lessons[0])[0], made_at=READ + HOUR))

    assert progress_of(course).finished_at == READ


@pytest.fixture
def check(course):
    lesson = LessonPageFactory(parent=course.modules[0], body=[("text", "<p>Satu.</p>"), ("check", CHECK)])
    course.lessons = [lesson]
    return block_ids(lesson)[1]


def answer(course, block, choice, **more):
    return finish(course, kind=MarkKind.ANSWER, block=block, choice=choice, **more)


def test_the_answer_given_last_is_hers_whichever_arrives_last(course, check):
    late, early = answer(course, check, 0), answer(course, check, 1, made_at=READ - HOUR)

    assert bring(course, late, early) == [DONE, ALREADY]

    assert answers_of(course.enrolment, course.lessons[0].pk) == {check: 0}


def test_the_place_she_stopped_at_counts_though_an_answer_given_later_came_first(course, check):
    stopped = block_ids(course.lessons[0])[0]

    bring(course, answer(course, check, 1), place(course, stopped, made_at=READ - HOUR))

    assert (progress_of(course).last_block, progress_of(course).updated_at) == (stopped, READ)


def test_what_was_taken_stays_taken_when_the_lesson_is_gone(course):
    mark, other = finish(course), finish(course)
    bring(course, mark)
    course.lessons[0].unpublish()

    assert bring(course, mark, other) == [ALREADY, REFUSED]


def test_answers_are_hers_alone(course, check, login):
    bring(course, answer(course, check, 1))
    other = EnrolmentFactory(accepted=True, cohort=course.enrolment.cohort, membership__person__user=UserFactory())
    asked = f"/belajar/keadaan/?pendaftaran={course.enrolment.pk}&pelajaran={course.lessons[0].pk}"

    told = [login(user).get(asked).json()["answers"] for user in (course.user, other.person.user)]

    assert told == [{check: 1}, {}]


@pytest.mark.parametrize(("block", "choice"), [("", 0), ("nothing", 0), (None, 2), (0, 0)])
def test_an_answer_to_what_is_no_check_or_no_choice_of_it_is_refused(course, check, block, choice):
    blocks = {None: check, 0: block_ids(course.lessons[0])[0]}

    assert bring(course, answer(course, blocks.get(block, block), choice)) == [REFUSED]

    assert not LessonProgress.objects.exists()


def test_what_is_refused_stands_in_nobodys_way(course):
    foreign = EnrolmentFactory(accepted=True)
    course.lessons[2].unpublish()
    marks = [
        finish(course),
        Mark(uuid4(), MarkKind.FINISH, foreign.pk, course.lessons[0].pk, READ),
        finish(course, lesson=2),
        place(course, "gone"),
        finish(course, lesson=1),
    ]

    arrival = Arrival(at=ARRIVED, by=course.user)
    outcomes = take_marks(Enrolment.objects.of(course.user), marks, arrival)

    assert [outcome.state for outcome in outcomes] == [DONE, REFUSED, REFUSED, REFUSED, DONE]
    assert [bool(outcome.words) for outcome in outcomes] == [False, True, True, True, False]
    assert LessonProgress.objects.filter(finished_at__isnull=False).count() == 2


def test_what_belongs_to_somebody_else_and_what_does_not_exist_are_refused_alike(course):
    foreign = EnrolmentFactory(accepted=True, cohort=course.enrolment.cohort)
    marks = [Mark(uuid4(), MarkKind.FINISH, pk, course.lessons[0].pk, READ) for pk in (foreign.pk, 10**18)]

    outcomes = take_marks(Enrolment.objects.of(course.user), marks, Arrival(at=ARRIVED, by=course.user))

    assert outcomes[0] == outcomes[1]
    assert outcomes[0].state == REFUSED


def test_a_key_is_remembered_once_for_a_lesson(course):
    progress = LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0])
    mark = DeviceMarkFactory(progress=progress)

    with pytest.raises(IntegrityError):
        DeviceMarkFactory(progress=progress, key=mark.key)


@pytest.mark.parametrize("wrong", [{"choice": 1}, {"answer": True, "choice": None}])
def test_answers_and_only_answers_choose(course, wrong):
    progress = LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        DeviceMarkFactory(progress=progress, **wrong)
