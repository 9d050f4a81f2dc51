from datetime import UTC, datetime

import factory

from lms.cohorts.rules import Syllabus, SyllabusModule
from lms.learning.models import LessonProgress
from tests.factories.cohorts import CohortFactory
from tests.factories.content import LessonPageFactory
from tests.factories.enrolment import EnrolmentFactory


def cohort_teaching(*modules, **more):
    """An open cohort of the modules' course with exactly these module pages in its frozen syllabus."""
    listed = tuple(SyllabusModule(each.code, each.title, each.pk, None, 2, 1) for each in modules)
    syllabus = Syllabus("Bimtek LKS", "Bimbingan Teknis LKS", listed)
    course = modules[0].get_parent().specific
    return CohortFactory(opened=True, course=course, syllabus=syllabus.to_data(), **more)


class LessonProgressFactory(factory.django.DjangoModelFactory):
    """A lesson begun. Trait: ``finished``."""

    class Meta:
        model = LessonProgress

    class Params:
        finished = factory.Trait(finished_at=datetime(2026, 7, 23, 3, tzinfo=UTC))

    enrolment = factory.SubFactory(EnrolmentFactory, accepted=True)
    lesson = factory.LazyFunction(LessonPageFactory)
    updated_at = datetime(2026, 7, 22, 3, tzinfo=UTC)
