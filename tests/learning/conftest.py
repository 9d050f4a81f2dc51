from types import SimpleNamespace

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import cohort_teaching


@pytest.fixture
def course(db):
    """A course of two modules: L1 with two lessons, L2 with one; and a trainee with a place in its open cohort."""
    page = CoursePageFactory()
    first = ModulePageFactory(parent=page, code="L1", title="Kebijakan")
    second = ModulePageFactory(parent=page, code="L2", title="Kelembagaan")
    lessons = [
        LessonPageFactory(parent=first, title="Empat pilar"),
        LessonPageFactory(parent=first, title="Peran LKS"),
        LessonPageFactory(parent=second, title="Berkas pendaftaran"),
    ]
    user = UserFactory()
    enrolment = EnrolmentFactory(accepted=True, cohort=cohort_teaching(first, second), membership__person__user=user)
    return SimpleNamespace(page=page, modules=[first, second], lessons=lessons, user=user, enrolment=enrolment)
