from datetime import UTC, datetime

import pytest

from lms.learning.rules import LessonEntry, ModuleEntry, Outline, neighbours, next_lesson, percent

EARLY = datetime(2026, 7, 22, 3, tzinfo=UTC)
LATE = datetime(2026, 7, 22, 4, tzinfo=UTC)


def fresh(pk):
    return LessonEntry(pk, f"Pelajaran {pk}")


def begun(pk, at=EARLY):
    return LessonEntry(pk, f"Pelajaran {pk}", False, "b", at)


def finished(pk, at=EARLY):
    return LessonEntry(pk, f"Pelajaran {pk}", True, "b", at)


@pytest.mark.parametrize(
    ("lessons", "after", "expected"),
    [
        ([], None, None),
        ([fresh(1), fresh(2)], None, 1),
        ([begun(1), begun(2, LATE), fresh(3)], None, 2),
        ([begun(1), finished(2, LATE), fresh(3)], None, 3),
        ([begun(1), fresh(2), finished(3, LATE)], None, 1),
        ([finished(1), finished(2)], None, None),
        ([finished(1), fresh(2), begun(3, LATE)], 1, 2),
        ([fresh(1), finished(2)], 2, 1),
        ([finished(1), finished(2)], 2, None),
    ],
)
def test_the_next_lesson_is_where_she_stopped_or_the_first_unfinished_behind_it(lessons, after, expected):
    following = next_lesson(lessons, after=after)

    assert (following.pk if following else None) == expected


@pytest.mark.parametrize(("done", "total", "expected"), [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 66), (3, 3, 100)])
def test_percent_is_rounded_down(done, total, expected):
    assert percent(done, total) == expected


@pytest.mark.parametrize(("pk", "expected"), [(1, (None, 2)), (2, (1, 3)), (3, (2, None))])
def test_a_lesson_has_one_before_and_one_behind(pk, expected):
    before, behind = neighbours([fresh(1), fresh(2), fresh(3)], pk)

    assert (before and before.pk, behind and behind.pk) == expected


def test_a_begun_lesson_opens_where_she_stopped_and_a_finished_one_from_its_top():
    assert [fresh(1).resume_anchor, begun(1).resume_anchor, finished(1).resume_anchor] == ["", "#blok-b", ""]


def test_an_outline_counts_the_lessons_of_all_modules():
    outline = Outline((ModuleEntry("L1", "", 3, (finished(1), fresh(2))), ModuleEntry("L2", "", 3, (finished(3),))))

    assert (outline.finished_lessons, len(outline.lessons), outline.percent) == (2, 3, 66)
