"""What a cohort was promised when it opened stays, whatever is done to the pages afterwards."""

from dataclasses import asdict

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.models import CoursePage, LessonPage, ModulePage
from lms.cohorts.models import Cohort
from lms.cohorts.operations import open_cohort, policy_of
from lms.cohorts.rules import Policy, Syllabus
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, CohortFactory, ready_cohort
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.organisations import RoleGrantFactory

EXAMPLES = 15


def edit_course(course, other, number):
    course.title, course.certificate_title = f"Judul {number}", f"Sertifikat {number}"
    course.attendance_percent, course.pass_score_percent = number % 100 + 1, 100 - number % 100
    course.needs_evaluation, course.needs_rtl = bool(number % 2), bool(number % 3)
    course.save_revision().publish()


def draft_course(course, other, number):
    course.pass_score_percent = number % 100 + 1
    course.save_revision()


def edit_module(course, other, number):
    if module := ModulePage.objects.child_of(course).order_by("path")[number % 3 :].first():
        module.title, module.code = f"Modul {number}", f"X{number % 90}"
        module.theory_minutes, module.online_minutes = number % 5 * 45, (number % 4 + 1) * 45
        module.save_revision().publish()


def unpublish_course(course, other, number):
    course.unpublish()


def publish_course(course, other, number):
    course.get_latest_revision_as_object().save_revision().publish()


def unpublish_module(course, other, number):
    if module := ModulePage.objects.child_of(course)[number % 4 :].first():
        module.unpublish()


def move_module(course, other, number):
    if module := ModulePage.objects.child_of(course)[number % 4 :].first():
        module.move(other, pos="last-child")


def turn_modules(course, other, number):
    if module := ModulePage.objects.child_of(course).order_by("-path").first():
        module.move(course, pos="first-child")


def add_module(course, other, number):
    ModulePageFactory(parent=CoursePage.objects.get(pk=course.pk), code=f"Y{number % 90}", slug=f"tambahan-{number}")


def edit_lesson(course, other, number):
    if lesson := LessonPage.objects.descendant_of(course)[number % 2 :].first():
        lesson.title = f"Pelajaran {number}"
        lesson.save_revision().publish()


ACTS = [
    edit_course,
    draft_course,
    edit_module,
    unpublish_course,
    publish_course,
    unpublish_module,
    move_module,
    turn_modules,
    add_module,
    edit_lesson,
]


def promise_of(cohort):
    cohort = Cohort.objects.get(pk=cohort.pk)
    planned = sum(cohort.sessions.values_list("jp", flat=True))
    return cohort.frozen_syllabus(), cohort.frozen_policy(), planned


@pytest.fixture
def opened(db):
    cohort = ready_cohort(title="Bimtek LKS angkatan I")
    CoursePage.objects.filter(pk=cohort.course_id).update(pass_score_percent=75)
    cohort.course.refresh_from_db()
    open_cohort(cohort, by=UserFactory(), at=PLANNED_AT)
    return cohort


# The cohort is opened once and edited on and on: each example begins where the last one left the pages.
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), min_size=1, max_size=6, unique=True))
def test_no_sequence_of_edits_moves_an_open_cohort(opened, acts):
    promised = promise_of(opened)
    other = CoursePage.objects.filter(slug="lain").first() or CoursePageFactory(slug="lain")

    for act, number in acts:
        act(CoursePage.objects.get(pk=opened.course_id), CoursePage.objects.get(pk=other.pk), number)

    assert promise_of(opened) == promised


def test_the_promise_holds_all_four_shares_and_the_revisions(db):
    course = CoursePageFactory()
    course.save_revision().publish()
    module = ModulePageFactory(
        parent=course, theory_minutes=90, practice_minutes=45, field_minutes=180, online_minutes=135
    )
    module.save_revision().publish()
    facts = CohortFactory(course=CoursePage.objects.get(pk=course.pk)).opening_facts()

    frozen = facts.syllabus()

    (line,) = frozen.modules
    assert (line.theory_jp, line.practice_jp, line.field_jp, line.online_jp, line.session_jp) == (2, 1, 4, 3, 7)
    assert frozen.revision_id == CoursePage.objects.get(pk=course.pk).live_revision_id
    assert line.revision_id == ModulePage.objects.get(pk=module.pk).live_revision_id
    assert Syllabus.from_data(frozen.to_data()) == frozen


HOUSE = "aturan penyelenggara (pengaturan PILAR_*)"


@pytest.mark.parametrize(
    ("own", "expected", "source"),
    [
        ({}, (80, 70, True, True), HOUSE.capitalize().replace("pilar", "PILAR")),
        ({"attendance_percent": 90}, (90, 70, True, True), f"Kursus (kehadiran); selebihnya {HOUSE}"),
        (
            {"attendance_percent": 60, "pass_score_percent": 75, "needs_evaluation": False, "needs_rtl": False},
            (60, 75, False, False),
            f"Kursus (kehadiran, nilai lulus); selebihnya {HOUSE}",
        ),
    ],
)
def test_the_policy_is_taken_from_the_course_and_says_so(db, settings, own, expected, source):
    settings.PILAR_MIN_ATTENDANCE_PERCENT, settings.PILAR_PASS_SCORE_PERCENT = 80, 70

    policy = policy_of(CoursePageFactory(**own))

    found = (policy.min_attendance_percent, policy.pass_score_percent, policy.needs_evaluation, policy.needs_rtl)
    assert (found, policy.source) == (expected, source)
    assert Policy.from_data(policy.to_data()) == policy


def test_what_was_frozen_before_promises_neither_evaluation_nor_rtl():
    old = asdict(Policy(80, 70, 3, 45, "aturan contoh"))
    del old["needs_evaluation"], old["needs_rtl"]

    policy = Policy.from_data(old)

    assert (policy.needs_evaluation, policy.needs_rtl) == (False, False)
    assert Syllabus.from_data({"course_title": "a", "certificate_title": "b", "modules": []}).revision_id is None


def test_the_page_of_a_cohort_says_what_must_be_reached_and_what_is_not_asked_for_yet(opened, login):
    officer = RoleGrantFactory(province=True, region=opened.office.region, user__language="en").user
    client = login(officer)
    client.cookies["pilar-language"] = "en"

    page = client.get(reverse("cohort_detail", args=[opened.pk])).content.decode()

    for words in (
        "at least 80 % of the JP",
        "a score of 75 or more",
        "filled in; Pilar does not ask for it yet",
        "handed in; Pilar does not ask for it yet",
        "Kursus (nilai lulus); selebihnya aturan penyelenggara",
    ):
        assert words in page


# --- what an author is told --------------------------------------------------------------------------


@pytest.fixture
def desk(login, opened):
    client = login(UserFactory(is_superuser=True, language="en"))
    client.cookies["pilar-language"] = "en"
    return client


def editor(desk, page):
    return desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_the_editor_names_the_open_cohorts_an_edit_does_not_reach(desk, opened):
    module = ModulePage.objects.child_of(opened.course).first()

    pages = [editor(desk, page) for page in (opened.course, module)]

    assert ["Your changes do not reach these open cohorts" in page for page in pages] == [True, True]
    assert ["Bimtek LKS angkatan I · 22–24 July 2026" in page for page in pages] == [True, True]


def test_the_editor_of_a_lesson_says_that_readers_see_it_at_once(desk, opened):
    page = editor(desk, LessonPage.objects.descendant_of(opened.course).first())

    assert "Open cohorts read this lesson: what you publish they see at once." in page
    assert "Bimtek LKS angkatan I · 22–24 July 2026" in page


def test_drafts_closed_cohorts_and_other_courses_are_not_named(desk, opened):
    CohortFactory(course=opened.course, title="Masih konsep")
    CohortFactory(course=opened.course, title="Sudah lewat", closed=True)
    other = LessonPageFactory()

    page = editor(desk, opened.course)

    assert ("Masih konsep" in page, "Sudah lewat" in page) == (False, False)
    assert "open cohorts" not in editor(desk, other).lower()


@pytest.mark.parametrize("number", [1, 3])
def test_the_editor_asks_once_however_many_cohorts_are_open(opened, number, django_assert_num_queries):
    for _each in range(number - 1):
        CohortFactory(course=opened.course, opened=True)
    lesson = LessonPage.objects.descendant_of(opened.course).first()

    for page in (opened.course, lesson):
        with django_assert_num_queries(1):
            assert len(Cohort.objects.open().of_course_above(page)) == number
