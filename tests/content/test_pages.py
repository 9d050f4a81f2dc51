"""The public faces of the pages, rendered as Wagtail's preview renders them."""

from django.test import RequestFactory
from django.utils import translation

from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory, catalog


def shown(login, page):
    response = login(UserFactory()).get(page.get_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_catalogue_lists_published_courses(login):
    CoursePageFactory(title="Bimtek LKS")
    CoursePageFactory(title="Draf kursus", live=False)
    html = shown(login, catalog())
    assert "Bimtek LKS" in html
    assert "Draf kursus" not in html
    assert "Belajar mengelola lembaga." in html


def test_an_empty_catalogue_says_what_will_stand_there(login):
    with translation.override("id"):
        assert 'class="empty"' in shown(login, catalog())


def test_a_course_shows_its_modules_with_the_jp_of_each_share_and_in_total(login):
    course = CoursePageFactory()
    ModulePageFactory(parent=course, code="L1", theory_minutes=90, practice_minutes=45)
    ModulePageFactory(parent=course, code="L2", theory_minutes=45, practice_minutes=90, online_minutes=90)
    context = course.get_context(RequestFactory().get("/"))
    assert context["shares"] == {"theory": 3, "practice": 3, "field": 0, "online": 2}
    assert context["total_jp"] == 8
    html = shown(login, course)
    assert "L1" in html and "L2" in html
    assert "8 JP" in html


def test_listing_modules_costs_the_same_for_one_and_for_three(login, django_assert_num_queries):
    course = CoursePageFactory()
    for number in (1, 3):
        while course.modules().count() < number:
            ModulePageFactory(parent=course)
        request = RequestFactory().get("/")
        course.get_context(request)
        page = type(course).objects.get(pk=course.pk)
        with django_assert_num_queries(2):
            page.get_context(request)


def test_a_module_lists_its_lessons(login):
    module = ModulePageFactory()
    LessonPageFactory(parent=module, title="Empat pilar")
    html = shown(login, module)
    assert "Empat pilar" in html
    assert module.code in html


def test_a_module_links_to_no_lesson_that_a_visitor_cannot_open(client, db):
    lesson = LessonPageFactory(parent=ModulePageFactory(), title="Empat pilar")

    html = client.get(lesson.get_parent().get_url()).content.decode()

    assert "Empat pilar" in html
    assert lesson.get_url() not in html
