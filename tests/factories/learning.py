import uuid
from datetime import UTC, datetime

import factory

from lms.cohorts.rules import Syllabus, SyllabusModule
from lms.learning.enums import MarkKind
from lms.learning.models import DeviceMark, LessonProgress
from tests.factories.accounts import UserFactory
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


class DeviceMarkFactory(factory.django.DjangoModelFactory):
    """A device told that a lesson is finished. Trait: ``answer``, to a knowledge check."""

    class Meta:
        model = DeviceMark

    class Params:
        answer = factory.Trait(kind=MarkKind.ANSWER, block="b", choice=0)

    progress = factory.SubFactory(LessonProgressFactory)
    key = factory.LazyFunction(uuid.uuid4)
    kind = MarkKind.FINISH
    made_at = datetime(2026, 7, 22, 3, tzinfo=UTC)
    counted_at = datetime(2026, 7, 22, 3, tzinfo=UTC)
    received_at = datetime(2026, 7, 22, 4, tzinfo=UTC)
    received_by = factory.SubFactory(UserFactory)
