"""A whole course in one click, and last year's course again."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from content.models import CoursePage, LessonPage, ModulePage, PageOrigin, Question
from lms.authoring.operations.courses import TEMPLATES, Template, repeat_course, start_course
from lms.journal.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.content import (
    CoursePageFactory,
    LessonPageFactory,
    ModulePageFactory,
    PageOriginFactory,
    QuestionFactory,
)

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


@pytest.fixture
def small(tmp_path):
    """A template of one module with one lesson and one question."""
    module = tmp_path / "kecil" / "k1-satu"
    module.mkdir(parents=True)
    head = "judul: Kursus kecil\njenis: bimtek\njudul sertifikat: Kursus Kecil\nringkasan: Satu modul.\n\n- Mengenal.\n"
    (module.parent / "kursus.md").write_text(head, encoding="utf-8")
    (module / "modul.md").write_text(
        "judul: Satu\nkode: K1\nteori: 1 JP\npraktik: 1 JP\n\n- Mengenal.\n", encoding="utf-8"
    )
    (module / "1-pilar.md").write_text(
        "judul: Pilar\ntujuan: Anda mengenal pilar.\n\nSatu kalimat.\n", encoding="utf-8"
    )
    answers = "- [x] Empat\n  Betul.\n- [ ] Lima\n  Hitung lagi.\n"
    (module / "soal.md").write_text(f"## Berapa pilar?\n\n{answers}", encoding="utf-8")
    return Template("kecil", "Kursus kecil", "", module.parent)


def test_each_template_makes_the_whole_course_as_a_draft_of_the_office(trees, trainer_of):
    """Slow with reason: all 28 modules are made, as an author's click makes them."""
    trainer, tree = trainer_of("62.03"), trees["62.03"]

    courses = [start_course(each, tree=tree, by=trainer, at=timezone.now()) for each in TEMPLATES]

    assert [course.slug for course in courses] == ["bimtek-lks", "keluarga-tangguh", "pembinaan-mental", "kube"]
    assert {course.get_parent().pk for course in courses} == {tree.programme_id}
    assert [ModulePage.objects.child_of(course).count() for course in courses] == [8, 7, 6, 7]
    bimtek = courses[0]
    assert sum(module.jp for module in ModulePage.objects.child_of(bimtek)) == 24
    assert all(LessonPage.objects.child_of(m).count() >= 3 for m in ModulePage.objects.child_of(bimtek))
    assert Question.objects.filter(course=bimtek).count() >= 40
    assert {(course.needs_evaluation, course.needs_rtl) for course in courses} == {(True, True)}
    assert not any(page.live for course in courses for page in course.get_descendants(inclusive=True))
    # mental coaching opens KUBE
    assert [gate.course for gate in courses[3].prerequisites.all()] == [courses[2]]
    assert Event.objects.filter(name="course.started", by_id=trainer.pk).count() == 4


def test_a_template_used_twice_makes_a_second_course_beside_the_first(trees, trainer_of, small):
    trainer = trainer_of("62.03")

    courses = [start_course(small, tree=trees["62.03"], by=trainer, at=timezone.now()) for _year in range(2)]

    assert [course.slug for course in courses] == ["kecil", "kecil-2"]
    assert [Question.objects.filter(course=course).exists() for course in courses] == [True, True]


def test_courses_begun_at_once_have_addresses_of_their_own(migrated_rows, transactional_db, trees, trainer_of, small):
    trainer, barrier = trainer_of("62.03"), Barrier(2)

    def begin(_number):
        barrier.wait(20)
        try:
            return start_course(small, tree=trees["62.03"], by=trainer, at=timezone.now()).slug
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(begin, range(2))) == ["kecil", "kecil-2"]


def test_one_click_makes_one_course_however_often_it_is_pressed(trees, trainer_of, desk_of):
    """Slow with reason: the click makes a real course of six modules."""
    client, url = desk_of(trainer_of("62.03")), reverse("course_new")
    form = {"once_key": str(uuid.uuid4()), "template": "pembinaan-mental", "tree": trees["62.03"].pk}

    answers = [client.post(url, form) for _time in range(2)]

    course = CoursePage.objects.get()
    assert [answer.url for answer in answers] == [reverse("wagtailadmin_explore", args=[course.pk])] * 2
    assert "is there as a draft" in client.get(answers[0].url).content.decode()


@pytest.mark.parametrize(
    "form",
    [{}, {"template": "bimtek-lks"}, {"template": "x" * 10_000, "tree": "1"}, {"template": "kube", "tree": "9" * 30}],
)
def test_an_incomplete_choice_makes_nothing(trees, trainer_of, desk_of, form):
    answer = desk_of(trainer_of("62.03")).post(reverse("course_new"), {"once_key": str(uuid.uuid4()), **form})

    assert answer.status_code == 200
    assert "help-critical" in answer.content.decode()
    assert not CoursePage.objects.exists()


def test_nobody_makes_a_course_for_another_office(trees, trainer_of, desk_of):
    form = {"once_key": str(uuid.uuid4()), "template": "kube", "tree": trees["62.71"].pk}

    answer = desk_of(trainer_of("62.03")).post(reverse("course_new"), form)

    assert answer.status_code == 200
    assert not CoursePage.objects.exists()


def test_the_menu_leads_to_it(trees, trainer_of, desk_of):
    home = desk_of(trainer_of("62.03")).get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("course_new") in home
    assert reverse("offer_list") in home


# --- again -----------------------------------------------------------------------------------------


@pytest.fixture
def course(trees):
    page = CoursePageFactory(parent=trees["62.03"].programme, title="Bimtek 2026", pass_score_percent=75)
    module = ModulePageFactory(parent=page)
    lesson = LessonPageFactory(parent=module, title="Empat pilar")
    lesson.title = "Lima pilar"
    lesson.save_revision()
    LessonPageFactory(parent=module, title="Masih ditulis", live=False)
    QuestionFactory(module=module)
    QuestionFactory(module=module, is_active=False)
    return page


def test_last_years_course_comes_again_as_its_authors_left_it(course, trainer_of):
    trainer = trainer_of("62.03")

    again = repeat_course(course, title="Bimtek 2027", by=trainer, at=timezone.now())

    assert (again.title, again.pass_score_percent, again.live) == ("Bimtek 2027", 75, False)
    assert again.get_parent().pk == course.get_parent().pk
    module = ModulePage.objects.child_of(again).get()
    assert [page.title for page in module.get_children()] == ["Lima pilar", "Masih ditulis"]
    assert list(Question.objects.filter(module=module).order_by("pk").values_list("is_active", flat=True)) == [
        True,
        False,
    ]
    assert Question.objects.filter(course=course).count() == 2
    assert CoursePage.objects.get(pk=course.pk).title == "Bimtek 2026"


def test_what_a_copy_remembers_of_its_source_its_clone_remembers_too(course, trainer_of):
    source = CoursePageFactory()
    CoursePage.objects.filter(pk=course.pk).update(copied_from=source, copied_at=timezone.now())
    lesson = LessonPage.objects.descendant_of(course).first()
    PageOriginFactory(page=lesson, source_state={"title": "Empat pilar"})

    again = repeat_course(CoursePage.objects.get(pk=course.pk), title="x", by=trainer_of("62.03"), at=timezone.now())

    assert again.copied_from == source
    (origin,) = PageOrigin.objects.filter(page__path__startswith=again.path)
    assert origin.source_state == {"title": "Empat pilar"}


def test_the_screen_makes_one_clone_and_the_copy_of_wagtail_leads_to_it(course, trainer_of, desk_of):
    client, url = desk_of(trainer_of("62.03")), reverse("course_again", args=[course.pk])
    form = {"once_key": str(uuid.uuid4()), "title": "Bimtek 2027"}

    by_wagtail = client.get(reverse("wagtailadmin_pages:copy", args=[course.pk]))
    empty = client.post(url, {"once_key": str(uuid.uuid4()), "title": " "})
    answers = [client.post(url, form) for _time in range(2)]

    assert (by_wagtail.url, empty.status_code) == (url, 200)
    assert answers[0].url == answers[1].url
    assert CoursePage.objects.filter(title="Bimtek 2027").count() == 1


# --- one module by itself --------------------------------------------------------------------------


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_module_moved_to_another_course_takes_its_questions_along(course, trees, officer_of, desk_of, in_bulk):
    module, other = ModulePage.objects.child_of(course).get(), CoursePageFactory(parent=trees["62.03"].programme)
    stays = QuestionFactory(module=ModulePageFactory(parent=course))
    client = desk_of(officer_of("62.03"))

    if in_bulk:
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
        client.post(f"{bulk}?id={module.pk}&next=/admin/", {"chooser": other.pk})
    else:
        client.post(reverse("wagtailadmin_pages:move_confirm", args=[module.pk, other.pk]))

    assert set(Question.objects.filter(module=module).values_list("course", flat=True)) == {other.pk}
    assert Question.objects.get(pk=stays.pk).course_id == course.pk


def test_a_module_or_a_whole_programme_is_not_copied_without_its_questions(course, desk_of):
    client = desk_of(UserFactory(is_superuser=True, language="en"))
    pages = [ModulePage.objects.child_of(course).get(), course.get_parent()]

    for page in pages:
        answer = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), follow=True)
        assert answer.redirect_chain == [(reverse("wagtailadmin_explore", args=[page.get_parent().pk]), 302)]
        assert "its questions would stay behind" in answer.content.decode()
    assert ModulePage.objects.count() == 1
