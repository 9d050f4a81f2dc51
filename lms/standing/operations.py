from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from content.models import CoursePage
from lms.completion.models import Award
from lms.journal.operations import record
from lms.organisations.models import Institution, Membership
from lms.refusal import reasons_to_data
from lms.standing.enums import StandingEvent
from lms.standing.models import Standing, holders
from lms.standing.rules import Certification, CertificationPolicy, certification


def policy_in_force() -> CertificationPolicy:
    return CertificationPolicy(
        min_persons=settings.PILAR_CERTIFIED_MIN_PERSONS,
        min_board=settings.PILAR_CERTIFIED_MIN_BOARD,
        max_age_years=settings.PILAR_CERTIFIED_MAX_AGE_YEARS,
        source="domain reference 3; settings PILAR_CERTIFIED_*",
    )


@transaction.atomic
def review_standing(institution: Institution, course: CoursePage, *, on: date, at: datetime) -> Standing:
    """Look again whether the institution is *tersertifikasi* for the course; journal what has changed."""
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    outcome = certification(holders(locked, course, on=on), policy_in_force(), on)
    standing = Standing.objects.filter(institution=locked, course=course).first()
    before = _told(standing) if standing else None
    standing = standing or Standing(institution=locked, course=course)
    _tell(standing, outcome, on)
    standing.save()
    if _told(standing) != before:
        record(StandingEvent.CHANGED, subject=standing, by=None, at=at, data=_told(standing))
    return standing


def _tell(standing: Standing, outcome: Certification, on: date) -> None:
    standing.is_certified = outcome.is_certified
    standing.reasons = reasons_to_data(outcome.reasons)
    standing.holders = outcome.holders
    standing.board_holders = outcome.board_holders
    standing.valid_until = outcome.valid_until
    standing.decided_on = on


def _told(standing: Standing) -> dict[str, object]:
    return {
        "is_certified": standing.is_certified,
        "holders": standing.holders,
        "board_holders": standing.board_holders,
        "valid_until": standing.valid_until.isoformat() if standing.valid_until else None,
    }


def review_after_award(award: Award, *, on: date, at: datetime) -> None:
    """Review every institution the holder of the award belongs to, and the one that sent her."""
    enrolment = award.verdict.enrolment
    course = enrolment.cohort.course
    assert course is not None  # what gives certificates has one
    present = Membership.objects.on(on).filter(person_id=enrolment.person_id)
    institutions = Institution.objects.filter(memberships__in=present) | Institution.objects.filter(
        memberships=enrolment.membership_id
    )
    with transaction.atomic():
        for institution in institutions.distinct().order_by("pk"):
            review_standing(institution, course, on=on, at=at)


def review_institution(institution: Institution, *, on: date, at: datetime) -> None:
    """Review one institution for every course in which a present or former member was awarded."""
    for course in CoursePage.objects.filter(pk__in=_pairs(institution)).order_by("pk"):
        review_standing(institution, course, on=on, at=at)


def review_all(*, on: date, at: datetime) -> int:
    """Review every institution with an awarded member or a standing; certificates age. Answers how many."""
    awarded = Membership.objects.filter(person__enrolments__verdict__award__isnull=False)
    institutions = Institution.objects.filter(memberships__in=awarded) | Institution.objects.filter(
        standings__isnull=False
    )
    reviewed = institutions.distinct().order_by("pk")
    for institution in reviewed:
        review_institution(institution, on=on, at=at)
    return len(reviewed)


def _pairs(institution: Institution) -> set[int]:
    awarded = Award.objects.filter(verdict__enrolment__person__memberships__institution=institution)
    return set(awarded.values_list("verdict__enrolment__cohort__course_id", flat=True)) | set(
        institution.standings.values_list("course_id", flat=True)
    )
