from datetime import UTC, date, datetime

import factory

from lms.cohorts.enums import CohortStatus, CommitteeRole, PartnerSort, SessionKind
from lms.cohorts.models import (
    Cohort,
    CohortTrainer,
    CommitteeMember,
    Partner,
    Quota,
    Session,
    SessionTrainer,
    TermsOfReference,
)
from lms.cohorts.operations import apply_timetable
from lms.cohorts.rules import Policy, Syllabus, SyllabusModule
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory, QuestionFactory
from tests.factories.organisations import OfficeFactory, RegencyFactory

PLANNED_AT = datetime(2026, 6, 1, 2, tzinfo=UTC)
POLICY = Policy(80, 70, 3, 45, "aturan contoh")
SYLLABUS = Syllabus(
    "Bimtek LKS", "Bimbingan Teknis LKS", (SyllabusModule("L1", "Kebijakan kesejahteraan sosial", 0, None, 2, 1),)
)


class CohortFactory(factory.django.DjangoModelFactory):
    """A draft in July 2026. Traits: ``opened`` (with a frozen syllabus and policy), ``closed``, ``cancelled``."""

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

        cancelled = factory.Trait(
            opened=True,
            status=CohortStatus.CANCELLED,
            cancelled_at=datetime(2026, 7, 1, 2, tzinfo=UTC),
            cancelled_by=factory.SubFactory(UserFactory),
            cancelled_why="Aula terendam banjir.",
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


class SessionTrainerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionTrainer

    session = factory.SubFactory(SessionFactory)
    trainer = factory.SubFactory(CohortTrainerFactory, cohort=factory.SelfAttribute("..session.cohort"))


class CommitteeMemberFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommitteeMember

    cohort = factory.SubFactory(CohortFactory)
    role = CommitteeRole.MEMBER
    name = factory.Sequence(lambda n: f"Anggota Panitia {n}")


class PartnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partner

    cohort = factory.SubFactory(CohortFactory)
    name = factory.Sequence(lambda n: f"Universitas {n}")
    sort = PartnerSort.UNIVERSITY


class TermsOfReferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TermsOfReference

    cohort = factory.SubFactory(CohortFactory)
    background = "LKS memerlukan pengurus yang cakap."
    legal_basis = "UU 11/2009\nPermensos 5/2024"
    written_at = PLANNED_AT


class QuotaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Quota

    cohort = factory.SubFactory(CohortFactory, opened=True)
    region = factory.SubFactory(RegencyFactory)
    seats = 2


BIMTEK_LKS_MINUTES = {"L1": 135, "L2": 135, "L3": 180, "L4": 135, "L5": 180, "L6": 135, "L7": 90, "L8": 90}


def ready_course(minutes=BIMTEK_LKS_MINUTES, lessons=1, questions=10):
    """A published course with these modules (all theory), lessons in the first and a question bank."""
    course = CoursePageFactory()
    modules = [
        ModulePageFactory(parent=course, title=f"Modul {code}", code=code, theory_minutes=span, practice_minutes=0)
        for code, span in minutes.items()
    ]
    for _number in range(lessons):
        LessonPageFactory(parent=modules[0])
    for _number in range(questions):
        QuestionFactory(module=modules[0])
    return course


def ready_cohort(**more):
    """A draft with nothing in the way of opening: the sample timetable, a trainer, Kapuas and Palangka Raya."""
    RegencyFactory()
    RegencyFactory(code="62.71", name="Kota Palangka Raya")
    cohort = CohortFactory(**{"course": ready_course(), **more})
    by = UserFactory()
    apply_timetable(cohort, BIMTEK_LKS_3_DAYS, by=by, at=PLANNED_AT)
    CohortTrainerFactory(cohort=cohort)
    return cohort
