"""The page of checks, which an author may open at any time, and the list of regulations."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from content.checking import check_course
from content.models import Choice, CoursePage, Regulation
from tests.authoring.lessons import checks, editor, lesson_in, picture_in
from tests.content.readability_corpus import EASY, MEDIUM
from tests.factories.accounts import UserFactory
from tests.factories.content import (
    CoursePageFactory,
    CourseRegulationFactory,
    LessonPageFactory,
    ModulePageFactory,
    QuestionFactory,
    RegulationFactory,
)

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")

KAPUAS = "62.03"
HELD = '<span class="pilar-badge pilar-badge--held">must be mended</span>'


@pytest.fixture
def tree(trees):
    return trees[KAPUAS]


@pytest.fixture
def author(trainer_of, desk_of):
    return desk_of(trainer_of(KAPUAS))


@pytest.fixture
def course(tree):
    return CoursePageFactory(parent=tree.programme)


def page_of(client, page):
    answer = client.get(checks(page))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_lesson_tells_how_hard_it_is_to_read(author, tree):
    lesson = lesson_in(tree, body=[("text", f"<p>{' '.join(EASY[0].text.split())}</p>")])

    page = page_of(author, lesson)

    assert f"This lesson is easy to read: {EASY[0].score} points of at most 42 for its readers." in page
    assert "Nothing keeps this from being published" in page
    assert HELD not in page


@pytest.mark.parametrize(("kinds", "is_held"), [(["PSKS-01"], False), (["PSKS-01", "PSKS-04"], True), ([], True)])
def test_a_course_for_those_who_read_texts_of_office_may_be_harder(author, tree, kinds, is_held):
    lesson = lesson_in(tree, body=[("text", f"<p>{' '.join(MEDIUM[1].text.split())}</p>")])
    course = lesson.get_parent().get_parent().specific
    course.for_psks = kinds
    course.save()

    assert (HELD in page_of(author, lesson)) == is_held


def test_a_check_reads_what_was_saved_last_and_not_what_is_public(author, tree):
    lesson = lesson_in(tree)
    lesson.body = [("picture", {"image": picture_in(tree.collection), "alt_text": "", "caption": ""})]
    lesson.save_revision()

    assert "This picture has no description" in page_of(author, lesson)


def test_a_question_without_a_key_leads_to_the_question(author, course):
    module = ModulePageFactory(parent=course)
    question = QuestionFactory(module=module)
    Choice.objects.filter(question=question).update(is_key=False)

    page = page_of(author, module)

    assert f'href="{reverse("question-bank:edit", args=[question.pk])}"' in page
    assert page.count(HELD) == 1


def test_a_course_shows_all_its_pages_with_what_is_to_be_said(author, course):
    module = ModulePageFactory(parent=course, title="Administrasi")
    LessonPageFactory(parent=module, title="Buku tamu", body=[("text", "<h3>Kecil</h3><p>Tamu menulis.</p>")])

    page = page_of(author, course)

    assert [title in page for title in (course.title, "Administrasi", "Buku tamu")] == [True, True, True]
    assert page.count(HELD) == 1
    assert "The bank holds 0 questions of this module" in page


def grow(tree, course, number):
    for _time in range(number):
        module = ModulePageFactory(parent=course, code=f"L{_time}")
        module.save_revision()
        picture = {"image": picture_in(tree.collection), "alt_text": "Meja.", "caption": ""}
        lesson = LessonPageFactory(parent=module, body=[("text", "<p>Tamu menulis.</p>"), ("picture", picture)])
        lesson.save_revision()
        QuestionFactory(module=module)


@pytest.mark.parametrize("number", [1, 3])
def test_a_course_costs_the_same_queries_whatever_its_size(tree, course, number, django_assert_num_queries):
    grow(tree, course, number)
    CourseRegulationFactory(page=course)
    course.save_revision()

    with django_assert_num_queries(11):
        check_course(CoursePage.objects.get(pk=course.pk), on=date(2026, 7, 6))


def test_a_course_tells_what_the_blocks_of_its_lessons_refuse(author, course):
    """Each lesson for itself, also where two hold blocks of one kind."""
    module = ModulePageFactory(parent=course)
    links = {"title": "Bacaan", "links": [{"text": "Kemensos", "address": "http://kemensos.go.id"}]}
    for title, body in (("Tautan lama", [("links", links)]), ("Tanpa cela", [("text", "<p>Tamu menulis.</p>")])):
        LessonPageFactory(parent=module, title=title, body=body)

    found = {each.page.title: each.findings for each in check_course(course, on=date(2026, 7, 6))}

    assert [finding.code for finding in found["Tautan lama"] if finding.blocks] == ["refused"]
    assert [finding.code for finding in found["Tanpa cela"] if finding.blocks] == []
    assert HELD in page_of(author, course)


def test_a_check_of_what_is_not_hers_does_not_exist(author, trees):
    foreign = lesson_in(trees["62.71"])

    assert author.get(checks(foreign)).status_code == 404


@pytest.mark.parametrize("number", [1, 987_654_321])
def test_only_courses_modules_and_lessons_are_checked(author, number):
    assert author.get(reverse("page_check", args=[number])).status_code == 404


def test_the_editor_leads_to_the_checks(author, tree):
    lesson = lesson_in(tree)

    page = author.get(editor(lesson)).content.decode()

    assert page.count(f'href="{checks(lesson)}"') == 2  # above, among the buttons, and below, beside “hand in”


def test_an_address_typed_by_hand_changes_nothing(author, tree):
    assert author.post(checks(lesson_in(tree))).status_code == 405


# --- regulations ---------------------------------------------------------------


@time_machine.travel("2026-07-06 09:00+07:00")
def test_the_editor_of_a_course_warns_of_regulations_that_no_longer_hold(author, course):
    old = RegulationFactory(name="Permensos 9/2018", replaced_by=RegulationFactory(name="Permensos 5/2024"))
    due = RegulationFactory(name="Perda 3/2015", review_on=date(2026, 1, 1))
    for regulation in (old, due, RegulationFactory(name="UU 11/2009")):
        CourseRegulationFactory(page=course, regulation=regulation)
    course.save_revision()

    page = author.get(editor(course)).content.decode()

    assert "Permensos 9/2018 was replaced by Permensos 5/2024." in page
    assert "Perda 3/2015 is due for review." in page
    assert "UU 11/2009 is due" not in page


@pytest.fixture
def province(officer_of, desk_of):
    return desk_of(officer_of("62"))


def test_a_reviewer_of_the_province_keeps_the_regulations(province, trees):
    old = RegulationFactory(name="Permensos 9/2018")
    new = {"name": "Permensos 5/2024", "title": "Lembaga", "url": "", "review_on": "2027-01-01", "replaced_by": ""}

    province.post(reverse("regulations:add"), new)
    added = Regulation.objects.get(name="Permensos 5/2024")
    province.post(
        reverse("regulations:edit", args=[old.pk]),
        {**new, "name": old.name, "title": old.title, "replaced_by": added.pk},
    )

    old.refresh_from_db()
    assert old.replaced_by == added
    assert '"name": "regulations"' in province.get(reverse("wagtailadmin_home")).content.decode()


def test_a_regulation_does_not_replace_itself(province):
    old = RegulationFactory()

    answer = province.post(
        reverse("regulations:edit", args=[old.pk]),
        {"name": old.name, "title": old.title, "url": "", "review_on": "2027-01-01", "replaced_by": old.pk},
    )

    assert "A regulation does not replace itself." in answer.content.decode()


@pytest.mark.parametrize("name", ["regulations:index", "regulations:add"])
def test_authors_and_reviewers_of_a_kabupaten_do_not_keep_them(author, officer_of, desk_of, name):
    of_kapuas = desk_of(officer_of(KAPUAS))

    assert [desk.get(reverse(name)).status_code for desk in (author, of_kapuas)] == [302, 302]
    assert '"name": "regulations"' not in author.get(reverse("wagtailadmin_home")).content.decode()


def test_a_cited_regulation_is_not_deleted(desk_of, course):
    cited = CourseRegulationFactory(page=course).regulation
    client = desk_of(UserFactory(is_superuser=True, language="en"))

    answer = client.post(reverse("regulations:delete", args=[cited.pk]), follow=True)

    assert answer.status_code == 200
    assert Regulation.objects.filter(pk=cited.pk).exists()
