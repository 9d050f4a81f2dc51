"""One small world for the permission matrix: a cohort with a trainee of Kapuas, and every kind of identity."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from lms.accounts.models import User
from lms.notices.operations import make_feed, token_of
from lms.organisations.models import PSKSKind
from lms.organisations.operations.invitations import invite_person
from lms.organisations.operations.recovery import ask_recovery, confirm_recovery, make_recovery_link
from tests.factories.accounts import UserFactory
from tests.factories.assessment import AttemptFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.cohorts import (
    CohortFactory,
    CohortTrainerFactory,
    CommitteeMemberFactory,
    PartnerFactory,
    QuotaFactory,
    SessionFactory,
)
from tests.factories.completion import AwardFactory, VerdictFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory, worksheet_value
from tests.factories.duplicates import (
    InstitutionMergeFactory,
    InstitutionSuggestionFactory,
    MergeFactory,
    SuggestionFactory,
)
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.exchange import ImportRunFactory
from tests.factories.letters import BundleFactory, LetterFactory, NumberEntryFactory
from tests.factories.notices import MailingFactory, NoticeFactory
from tests.factories.organisations import (
    AccreditationFactory,
    FamilyUnitFactory,
    InstitutionFactory,
    MembershipFactory,
    OfficeFactory,
    PersonFactory,
    ProvinceFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
    StoredFileFactory,
)
from tests.factories.privacy import ConsentFactory, ConsentTextFactory, DataRequestFactory
from tests.factories.registration import ApplicationFactory, ApplicationItemFactory, RequirementFactory, ReviewFactory


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
    lesson = LessonPageFactory(parent=module, body=[("text", "<p>Satu.</p>"), ("worksheet", worksheet_value())])
    lesson.refresh_from_db()  # now its blocks have their ids
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
    applicant = UserFactory()
    admin_grant = RoleGrantFactory(institution_admin=True, institution=institution)
    regency_grant, province_grant = RoleGrantFactory(region=kapuas), RoleGrantFactory(province=True)
    users = {
        "anonymous": None,
        "trainee": trainee.user,
        "other_trainee": other_trainee.user,
        "applicant": applicant,
        "institution_admin": admin_grant.user,
        "other_admin": RoleGrantFactory(institution_admin=True, institution=foreign).user,
        "trainer": trainer,
        "other_trainer": RoleGrantFactory(trainer=True).user,
        "regency": regency_grant.user,
        "other_regency": RoleGrantFactory(region=gunung_mas).user,
        "province": province_grant.user,
        "other_province": RoleGrantFactory(province=True, region=aceh).user,
        "ministry": RoleGrantFactory(ministry=True).user,
        "superuser": UserFactory(is_superuser=True, is_staff=True),
    }
    arguments = {
        "cohort": cohort.pk,
        "session": session.pk,
        "session_code": session.code,
        "committee_member": CommitteeMemberFactory(cohort=cohort).pk,
        "partner": PartnerFactory(cohort=cohort).pk,
        "enrolment": enrolment.pk,
        "lesson": lesson.pk,
        "worksheet": lesson.worksheets[0].id,
        "module": module.pk,
        "attempt": attempt.pk,
        "award": award.pk,
        "institution": institution.pk,
        "certificate_code": award.certificate.code,
        "file": "images/tidak-ada.png",
    }
    arguments |= people_of(member) | roles_of(member, (admin_grant, regency_grant, province_grant))
    arguments |= papers_of(institution) | application_of(applicant, kapuas)
    arguments |= sheets_and_pairs_of(regency_grant)
    arguments |= {"account": other_trainee.user_id} | privacy_of(trainee)
    arguments |= notices_of(trainee.user, cohort)
    arguments |= letters_of(enrolment)
    assert PSKSKind.objects.exists()
    return World(users, arguments)


def people_of(member) -> dict[str, object]:
    family = FamilyUnitFactory(wadah__region=member.institution.region)
    return {"person": member.person_id, "membership": member.pk, "family": family.pk, "nothing": 0}


def roles_of(member, grants) -> dict[str, object]:
    """A role handed over, an invitation and a recovery that was confirmed."""
    (admin, regency, province), now = grants, timezone.now()
    ends_on = timezone.localdate() + timedelta(days=7)
    handover = RoleGrantFactory(province=True, delegated_from=province, ends_on=ends_on)
    invitee = MembershipFactory(institution=member.institution).person
    first, second = RoleGrantFactory(region=regency.region).user, RoleGrantFactory(province=True).user
    recovery = ask_recovery(member.person.user, why="Datang sendiri dengan KTP.", by=first, at=now)
    confirm_recovery(recovery, by=second, at=now)
    return {
        "admin_grant": admin.pk,
        "regency_grant": regency.pk,
        "province_grant": province.pk,
        "handover": handover.pk,
        "invitee": invitee.pk,
        "invitation_token": invite_person(invitee, by=admin.user, at=now),
        "helped": member.person.user_id,
        "recovery": recovery.pk,
        "recovery_token": make_recovery_link(recovery, by=first, at=now),
    }


def privacy_of(person) -> dict[str, object]:
    return {
        "consent_text": ConsentTextFactory(purpose="whatsapp").pk,
        "consent": ConsentFactory(person=person).pk,
        "data_request": DataRequestFactory(person=person).pk,
    }


def notices_of(user, cohort) -> dict[str, object]:
    """A message to the trainee about the cohort, her calendar, and a mail that did not go out."""
    now = timezone.now()
    return {
        "notice": NoticeFactory(recipient=user, cohort=cohort, planned_at=now).pk,
        "mailing": MailingFactory(failed=True).pk,
        "calendar_token": token_of(make_feed(cohort, by=user, at=now)),
    }


def letters_of(enrolment) -> dict[str, object]:
    """The trainee's assignment letter, papers to print, and a number of the office that sends them."""
    office = enrolment.cohort.office
    return {
        "letter": LetterFactory(enrolment=enrolment, assignment=True, issued=True).pk,
        "letter_kind": "invitation",
        "bundle": BundleFactory(cohort=enrolment.cohort, made=True).pk,
        "office": office.pk,
        "regency_office": OfficeFactory(region=enrolment.region, name="Dinas Sosial Kabupaten Kapuas").pk,
        "this_year": timezone.localdate().year,
        "number": NumberEntryFactory(book__office=office).pk,
    }


def papers_of(institution) -> dict[str, object]:
    """The paper also puts the institution into the public directory."""
    return {
        "paper": RegistrationPaperFactory(institution=institution, scan=StoredFileFactory()).pk,
        "accreditation": AccreditationFactory(institution=institution).pk,
    }


def application_of(applicant, region) -> dict[str, object]:
    """A draft, and one that was sent and is shown to somebody outside."""
    now = timezone.now()
    draft = ApplicationFactory(applicant=applicant, institution__region=region)
    sent = ApplicationFactory(applicant=applicant, sent=True, institution__region=region)
    item = sent.items.get(code="susunan-pengurus")
    review = ReviewFactory(application=sent, expires_at=now + timedelta(days=7), asked_at=now)
    review.items.add(item)
    return {
        "application": draft.pk,
        "application_item": ApplicationItemFactory(application=draft, needs_file=True).pk,
        "sent_application": sent.pk,
        "sent_item": item.pk,
        "review": review.pk,
        "review_token": "a" * 40,
        "province_code": region.parent_id,
        "requirement": RequirementFactory().pk,
    }


def sheets_and_pairs_of(grant) -> dict[str, object]:
    gone = PersonFactory(region=grant.region)
    merge = MergeFactory(kept=PersonFactory(region=grant.region), gone=gone, area=grant.region_id)
    gone.merged_into = merge.kept
    gone.save(update_fields=["merged_into"])
    return {
        "import": ImportRunFactory(by=grant.user).pk,
        "sheet": "institutions",
        "pair": SuggestionFactory(area=grant.region_id).pk,
        "merge": merge.pk,
    } | institution_pairs_of(grant.region)


def institution_pairs_of(region) -> dict[str, object]:
    gone = InstitutionFactory(region=region)
    merge = InstitutionMergeFactory(kept=InstitutionFactory(region=region), gone=gone, area=region.pk)
    gone.merged_into = merge.kept
    gone.save(update_fields=["merged_into"])
    return {"institution_pair": InstitutionSuggestionFactory(area=region.pk).pk, "institution_merge": merge.pk}
