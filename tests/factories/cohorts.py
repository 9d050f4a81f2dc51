from datetime import UTC, date, datetime

import factory

from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.models import Cohort, CohortTrainer, Quota, Session
from lms.cohorts.rules import Policy, Syllabus, SyllabusModule
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import OfficeFactory, RegencyFactory

POLICY = Policy(80, 70, 3, 45, "aturan contoh")
SYLLABUS = Syllabus(
    "Bimtek LKS", "Bimbingan Teknis LKS", (SyllabusModule("L1", "Kebijakan kesejahteraan sosial", 0, None, 2, 1),)
)


class CohortFactory(factory.django.DjangoModelFactory):
    """A draft in July 2026. Traits: ``opened`` (with a frozen syllabus and policy), ``closed``."""

    class Meta:
        model = Cohort

    class Params:
        opened = factory.Trait(
            status=CohortStatus.OPEN,
            opened_at=datetime(2026, 6, 1, 2, tzinfo=UTC),
            opened_by=factory.SubFactory(UserFactory),
            policy=POLICY.to_data(),
            syllabus=SYLLABUS.to_data(),
        )
        closed = factory.Trait(
            opened=True,
            status=CohortStatus.CLOSED,
            closed_at=datetime(2026, 7, 24, 9, tzinfo=UTC),
            closed_by=factory.SubFactory(UserFactory),
        )

    course = factory.LazyFunction(CoursePageFactory)
    office = factory.SubFactory(OfficeFactory)
    title = factory.Sequence(lambda n: f"Bimtek LKS angkatan {n}")
    venue = "Aula Dinas Sosial"
    city = "Palangka Raya"
    starts_on = date(2026, 7, 22)
    ends_on = date(2026, 7, 24)
    nominate_until = date(2026, 7, 10)


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    cohort = factory.SubFactory(CohortFactory, opened=True)
    kind = SessionKind.LESSON
    module_code = "L1"
    title = "Kebijakan kesejahteraan sosial"
    starts_at = datetime(2026, 7, 22, 2, 30, tzinfo=UTC)
    ends_at = datetime(2026, 7, 22, 4, 45, tzinfo=UTC)
    jp = 3
    code = factory.Sequence(lambda n: f"KODE{n:04}")


class CohortTrainerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CohortTrainer

    cohort = factory.SubFactory(CohortFactory, opened=True)
    user = factory.SubFactory(UserFactory)


class QuotaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Quota

    cohort = factory.SubFactory(CohortFactory, opened=True)
    region = factory.SubFactory(RegencyFactory)
    seats = 2
