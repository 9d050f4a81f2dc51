from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import translation

from content.models import Choice, CoursePage, LessonPage
from content.rules import is_whole_jp, jp_of
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory, QuestionFactory


@pytest.mark.parametrize(("minutes", "jp"), [(0, 0), (44, 0), (45, 1), (89, 1), (90, 2), (1080, 24)])
def test_jp_are_the_whole_hours_in_the_minutes(minutes, jp):
    assert jp_of(minutes, minutes_per_jp=45) == jp
    assert is_whole_jp(minutes, minutes_per_jp=45) == (minutes % 45 == 0)


@pytest.mark.parametrize(
    ("theory", "practice", "field", "words"),
    [
        (0, 0, "theory_minutes", "how many minutes"),
        (50, 45, "theory_minutes", "multiple of 45"),
        (45, 10, "practice_minutes", "multiple of 45"),
        (6_030, 0, "theory_minutes", "6000"),
        (-45, 45, "theory_minutes", "0"),
    ],
)
def test_a_module_lasts_whole_lesson_hours(db, theory, practice, field, words):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        ModulePageFactory(theory_minutes=theory, practice_minutes=practice)
    assert words in " ".join(refused.value.message_dict[field])


def test_a_course_lists_its_published_modules_in_the_order_of_the_tree(db):
    course = CoursePageFactory()
    second, first = ModulePageFactory(parent=course, code="L2"), ModulePageFactory(parent=course, code="L1")
    ModulePageFactory(parent=course, code="L3", live=False)
    ModulePageFactory()
    first.move(course, pos="first-child")
    assert [module.code for module in CoursePage.objects.get(pk=course.pk).modules()] == ["L1", "L2"]
    assert second.jp == 3


def test_a_module_lists_its_published_lessons_in_the_order_of_the_tree(db):
    module = ModulePageFactory()
    LessonPageFactory(parent=module, title="Satu")
    LessonPageFactory(parent=module, title="Dua")
    LessonPageFactory(parent=module, title="Draf", live=False)
    assert [lesson.title for lesson in module.lessons()] == ["Satu", "Dua"]


def test_the_ids_of_blocks_survive_saving(db):
    lesson = LessonPageFactory()
    ids = [block_id for block_id, _block in LessonPage.objects.get(pk=lesson.pk).blocks()]
    assert len(set(ids)) == 3
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.save_revision().publish()
    assert [block_id for block_id, _block in LessonPage.objects.get(pk=lesson.pk).blocks()] == ids


def test_a_question_has_at_most_one_key(db):
    question = QuestionFactory()
    with pytest.raises(IntegrityError):
        Choice.objects.create(question=question, text="Juga benar", is_key=True)


def test_blocks_stay_out_of_migrations(db):
    output = StringIO()
    call_command("makemigrations", "content", "--check", "--dry-run", stdout=output)
    assert "No changes" in output.getvalue() or "Tidak" in output.getvalue()
    _name, path, args, kwargs = LessonPage._meta.get_field("body").deconstruct()
    assert (path, args) == ("content.fields.BlocksField", [])
    assert "block_lookup" not in kwargs
