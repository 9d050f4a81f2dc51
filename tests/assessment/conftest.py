from types import SimpleNamespace

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, ModulePageFactory, QuestionFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import cohort_teaching


@pytest.fixture
def course(db):
    """A course of two modules with six questions each, and a trainee with a place in its open cohort."""
    page = CoursePageFactory()
    modules = [ModulePageFactory(parent=page, code=code) for code in ("L1", "L2")]
    questions = [QuestionFactory(module=module, course=page) for module in modules for _number in range(6)]
    user = UserFactory()
    enrolment = EnrolmentFactory(accepted=True, cohort=cohort_teaching(*modules), membership__person__user=user)
    return SimpleNamespace(page=page, modules=modules, questions=questions, user=user, enrolment=enrolment)
