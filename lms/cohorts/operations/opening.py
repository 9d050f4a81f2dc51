from datetime import datetime

from django.conf import settings
from django.db import transaction

from content.models import CoursePage
from lms.accounts.models import User
from lms.cohorts import rules
from lms.cohorts.enums import CohortEvent, CohortStatus
from lms.cohorts.models import Cohort, Quota, regencies_of
from lms.cohorts.rules import Policy
from lms.journal import operations as journal
from lms.refusal import Refusal

# Data, frozen with the policy: always in Indonesian.
HOUSE_RULE = "Aturan penyelenggara (pengaturan PILAR_*)"


@transaction.atomic
def open_cohort(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Open a draft for nominations: freeze its syllabus and policy, keep seats for each kabupaten and kota
    (none where everybody may join, nor for one held at one's own pace).

    Raises Refusal with everything that is missing at once.
    """
    cohort.lock()
    facts = cohort.opening_facts()
    if reasons := rules.reasons_against_opening(facts, on=cohort.local_date(at)):
        raise Refusal(reasons)
    cohort.syllabus, cohort.policy = facts.syllabus().to_data(), policy_of(cohort.course).to_data()
    cohort.status, cohort.opened_at, cohort.opened_by = CohortStatus.OPEN, at, by
    cohort.save(update_fields=["syllabus", "policy", "status", "opened_at", "opened_by"])
    _keep_seats(cohort)
    journal.record(CohortEvent.OPENED, subject=cohort, by=by, at=at, data={"jp": facts.syllabus().jp})


def _keep_seats(cohort: Cohort) -> None:
    """The same number for each kabupaten and kota, but for those to which a plan of seats gave one of their own."""
    if not cohort.divides_seats:
        Quota.objects.filter(cohort=cohort).delete()  # of a plan that was written before everybody could join
        return
    own = Quota.objects.filter(cohort=cohort).values("region")
    regions = regencies_of(cohort.office).exclude(pk__in=own)
    seats = cohort.seats_per_region
    Quota.objects.bulk_create([Quota(cohort=cohort, region=region, seats=seats) for region in regions])


def policy_of(course: CoursePage | None) -> Policy:
    """What the course asks of a trainee today; where it says nothing, the settings do, and the source tells which."""
    own = {
        "kehadiran": course.attendance_percent if course else None,
        "nilai lulus": course.pass_score_percent if course else None,
    }
    said = ", ".join(word for word, percent in own.items() if percent is not None)
    return Policy(
        min_attendance_percent=own["kehadiran"] or settings.PILAR_MIN_ATTENDANCE_PERCENT,
        pass_score_percent=own["nilai lulus"] or settings.PILAR_PASS_SCORE_PERCENT,
        max_test_attempts=settings.PILAR_MAX_TEST_ATTEMPTS,
        minutes_per_jp=settings.PILAR_MINUTES_PER_JP,
        source=f"Kursus ({said}); selebihnya {HOUSE_RULE[0].lower()}{HOUSE_RULE[1:]}" if said else HOUSE_RULE,
        needs_evaluation=course is not None and course.needs_evaluation,
        needs_rtl=course is not None and course.needs_rtl,
    )
