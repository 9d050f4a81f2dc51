"""One small world for the permission matrix: a cohort with a trainee of Kapuas, and every kind of identity."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from lms.accounts.models import User
from lms.organisations.models import PSKSKind
from tests.factories.accounts import UserFactory
from tests.factories.assessment import AttemptFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, QuotaFactory, SessionFactory
from tests.factories.completion import AwardFactory, VerdictFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RoleGrantFactory,
)


@dataclass
class World:
    users: dict[str, User | None]
    arguments: dict[str, object]


def build_world() -> World:
    kapuas, gunung_mas = RegencyFactory(), RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    aceh = ProvinceFactory(code="11", name="Aceh")
    office = OfficeFactory(region=kapuas.parent)
    OfficeFactory(region=aceh, unit_code="DINSOS-ACEH")
    institution, foreign = InstitutionFactory(region=kapuas), InstitutionFactory(region=gunung_mas)
    trainee, other_trainee = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    member = MembershipFactory(person=trainee, institution=institution)
    course = CoursePageFactory()
    module = ModulePageFactory(parent=course)
    lesson = LessonPageFactory(parent=module)
    today = timezone.localdate()
    syllabus = {
        "course_title": course.title,
        "certificate_title": course.certificate_title,
        "modules": [
            {
                "code": "L1",
                "title": module.title,
                "page_id": module.pk,
                "revision_id": None,
                "theory_jp": 2,
                "practice_jp": 1,
            }
        ],
    }
    cohort = CohortFactory(
        opened=True,
        course=course,
        office=office,
        syllabus=syllabus,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=1),
        nominate_until=today - timedelta(days=2),
    )
    session = SessionFactory(
        cohort=cohort, starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=1)
    )
    QuotaFactory(cohort=cohort, region=kapuas, taken=1)
    enrolment = EnrolmentFactory(cohort=cohort, membership=member, accepted=True)
    attempt = AttemptFactory(enrolment=enrolment)
    award = AwardFactory(verdict=VerdictFactory(enrolment=enrolment), certificate=CertificateFactory(issued=True))
    trainer = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=cohort, user=trainer)
    users = {
        "anonymous": None,
        "trainee": trainee.user,
        "other_trainee": other_trainee.user,
        "institution_admin": RoleGrantFactory(institution_admin=True, institution=institution).user,
        "other_admin": RoleGrantFactory(institution_admin=True, institution=foreign).user,
        "trainer": trainer,
        "other_trainer": RoleGrantFactory(trainer=True).user,
        "regency": RoleGrantFactory(region=kapuas).user,
        "other_regency": RoleGrantFactory(region=gunung_mas).user,
        "province": RoleGrantFactory(province=True).user,
        "other_province": RoleGrantFactory(province=True, region=aceh).user,
        "ministry": RoleGrantFactory(ministry=True).user,
        "superuser": UserFactory(is_superuser=True, is_staff=True),
    }
    arguments = {
        "cohort": cohort.pk,
        "session": session.pk,
        "session_code": session.code,
        "enrolment": enrolment.pk,
        "lesson": lesson.pk,
        "attempt": attempt.pk,
        "award": award.pk,
        "institution": institution.pk,
        "certificate_code": award.certificate.code,
        "file": "images/tidak-ada.png",
    }
    assert PSKSKind.objects.exists()
    return World(users, arguments)
