"""A course and its copies in the trees of other offices are one family: passed once, passed for every gate."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from content.copying import clone_course
from content.models import CoursePage
from lms.authoring.models import CourseOffer
from lms.authoring.operations.sharing import take_offer
from lms.enrolment.eligibility import gates_against
from tests.factories.authoring import CourseOfferFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.completion import VerdictFactory
from tests.factories.content import CoursePageFactory, CoursePrerequisiteFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import MembershipFactory

ON = date(2026, 6, 10)


def publish(page):
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def take(trees, trainer_of):
    """``take(course, "62.03")``: the course as that office takes it, published there."""

    def make(course, code):
        offer = CourseOfferFactory(course=course, tree=trees[code])
        return publish(take_offer(offer, by=trainer_of(code), at=timezone.now()))

    return make


@pytest.fixture
def mental(trees):
    page = publish(CoursePageFactory(parent=trees["62"].programme, title="Pembinaan Mental"))
    publish(ModulePageFactory(parent=page))
    return page


@pytest.fixture
def chain(mental, take):
    """The course of the province, the copy of Kapuas, and the copy that Palangka Raya took of that copy."""
    kapuas = take(mental, "62.03")
    return mental, kapuas, take(kapuas, "62.71")


def is_closed(course, person):
    """Whether a course that asks for ``course`` first is closed to her."""
    skills = CoursePrerequisiteFactory(course=course).page
    return bool(gates_against(CohortFactory(opened=True, course=skills), [person], on=ON))


def pass_(course):
    enrolment = EnrolmentFactory(accepted=True, cohort=CohortFactory(opened=True, course=course))
    VerdictFactory(enrolment=enrolment)
    return enrolment.person


@pytest.mark.parametrize("passed", [0, 1, 2])
def test_passing_one_of_a_chain_of_copies_opens_the_gates_of_all(chain, passed):
    person = pass_(chain[passed])

    assert [is_closed(course, person) for course in chain] == [False, False, False]


def test_who_passed_none_of_them_passes_no_gate(chain):
    person = pass_(CoursePageFactory(title="Kursus lain"))

    assert [is_closed(course, person) for course in chain] == [True, True, True]
    assert is_closed(chain[0], MembershipFactory().person)


def test_the_chain_holds_when_its_middle_is_deleted(chain):
    source, middle, last = chain
    person = pass_(source)
    CourseOffer.objects.filter(course=middle).delete()
    CoursePage.objects.get(pk=middle.pk).delete()

    assert CoursePage.objects.get(pk=last.pk).copied_from is None
    assert not is_closed(CoursePage.objects.get(pk=last.pk), person)


def test_a_long_chain_costs_no_query_more(chain, django_assert_num_queries):
    skills = CoursePrerequisiteFactory(course=chain[2]).page
    cohort, person = CohortFactory(opened=True, course=skills), pass_(chain[0])

    with django_assert_num_queries(3):
        assert not gates_against(cohort, [person], on=ON)


def test_the_same_course_used_again_next_year_is_of_the_family(mental, officer_of):
    again = clone_course(mental, title="Pembinaan Mental 2027", by=officer_of("62"))

    assert again.family == mental.family


def test_a_revision_from_before_families_does_not_tear_a_course_out_of_its_own(mental):
    revision = mental.save_revision()
    del revision.content["family"]
    revision.save()

    revision.publish()

    assert CoursePage.objects.get(pk=mental.pk).family == mental.family


def test_a_copy_of_a_copy_finds_the_gate_that_its_tree_took_elsewhere(trees, mental, take):
    skills = CoursePageFactory(parent=trees["62"].programme, title="Keterampilan")
    CoursePrerequisiteFactory(page=skills, course=mental)
    skills = publish(CoursePage.objects.get(pk=skills.pk))
    take(mental, "62.03")
    own = take(mental, "62.71")  # of the province
    of_kapuas = take(skills, "62.03")

    copy = take(of_kapuas, "62.71")  # of Kapuas, whose gate is its own copy

    assert [each.course_id for each in copy.prerequisites.all()] == [own.pk]


def test_courses_that_were_there_before_fall_into_their_families(chain):
    stranger = CoursePageFactory(title="Kursus lain")
    CoursePage.objects.update(family=stranger.family)

    import_module("content.migrations.0007_each_family_its_own").name_families(apps, None)

    found = [CoursePage.objects.get(pk=course.pk).family for course in (*chain, stranger)]
    assert (len(set(found)), len(set(found[:3]))) == (2, 1)
