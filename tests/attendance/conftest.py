from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import RoleGrantFactory

AT = datetime(2026, 7, 22, 3, tzinfo=UTC)  # 10.00 WIB, within the session


def make_hall():
    """A session of 3 JP this morning, its trainer, and two accepted trainees; all rows, no marks."""
    cohort = CohortFactory(opened=True)
    trainer = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=cohort, user=trainer)
    people = [
        EnrolmentFactory(accepted=True, cohort=cohort, membership__person__user=UserFactory()) for _person in range(2)
    ]
    return SimpleNamespace(cohort=cohort, session=SessionFactory(cohort=cohort), trainer=trainer, people=people)


@pytest.fixture
def hall(db):
    return make_hall()


@pytest.fixture
def committed_hall(transactional_db):
    """The hall in committed rows, for tests with threads."""
    return make_hall()
