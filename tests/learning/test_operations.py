from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from lms.journal.models import Event
from lms.learning.models import LessonProgress, outline_of
from lms.learning.operations import block_ids, finish_lesson, keep_place
from lms.refusal import Refusal
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import LessonProgressFactory

AT = datetime(2026, 7, 22, 3, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


def test_the_place_is_kept_and_the_furthest_block_never_goes_back(course):
    lesson = course.lessons[0]
    blocks = block_ids(lesson)

    keep_place(course.enrolment, lesson, block=blocks[2], at=AT)
    progress = keep_place(course.enrolment, lesson, block=blocks[0], at=LATER)

    assert (progress.last_block, progress.furthest_index, progress.updated_at) == (blocks[0], 2, LATER)
    assert LessonProgress.objects.count() == 1


@pytest.mark.parametrize("block", ["", "x", "00000000-0000-0000-0000-000000000000", "\x00", "x" * 10_000])
def test_a_block_that_is_not_in_the_lesson_is_refused(course, block):
    with pytest.raises(Refusal) as refusal:
        keep_place(course.enrolment, course.lessons[0], block=block, at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["block_unknown"]
    assert not LessonProgress.objects.exists()


def test_a_lesson_is_finished_once_and_journalled_once(course):
    lesson = course.lessons[0]

    finish_lesson(course.enrolment, lesson, at=AT)
    progress = finish_lesson(course.enrolment, lesson, at=LATER)

    assert (progress.finished_at, progress.furthest_index) == (AT, 2)
    event = Event.objects.get(name="lesson.finished")
    assert (event.by_id, event.data) == (course.user.pk, {"lesson": lesson.pk, "progress": progress.pk})


def test_reading_a_finished_lesson_again_keeps_it_finished(course):
    lesson = course.lessons[0]
    finish_lesson(course.enrolment, lesson, at=AT)

    keep_place(course.enrolment, lesson, block=block_ids(lesson)[0], at=LATER)

    progress = LessonProgress.objects.get()
    assert (progress.finished_at, progress.furthest_index) == (AT, 2)


def test_a_trainee_has_one_row_for_a_lesson(course):
    LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0])

    with pytest.raises(IntegrityError):
        LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0])


def test_the_outline_holds_live_lessons_of_the_frozen_syllabus_and_her_marks_alone(course):
    course.lessons[1].unpublish()
    LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0], finished=True)
    LessonProgressFactory(
        enrolment=EnrolmentFactory(accepted=True, cohort=course.enrolment.cohort), lesson=course.lessons[2]
    )

    outline = outline_of(course.enrolment)

    listed = [(module.code, [(each.title, each.is_finished) for each in module.lessons]) for module in outline.modules]
    assert listed == [("L1", [("Empat pilar", True)]), ("L2", [("Berkas pendaftaran", False)])]
    assert outline.lessons[1].read_at is None


def test_the_outline_takes_one_query(course, django_assert_num_queries):
    with django_assert_num_queries(1):
        outline_of(course.enrolment)


def test_progress_is_visible_to_the_trainee_and_not_to_a_stranger(course):
    progress = LessonProgressFactory(enrolment=course.enrolment, lesson=course.lessons[0])

    stranger = EnrolmentFactory(accepted=True, cohort=course.enrolment.cohort).nominated_by

    assert list(LessonProgress.objects.visible_to(course.user)) == [progress]
    assert list(LessonProgress.objects.visible_to(stranger)) == []
