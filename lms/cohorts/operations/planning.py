from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from content.models import CoursePage
from lms.accounts.models import User
from lms.cohorts import rules
from lms.cohorts.enums import ActivityKind, CohortEvent, Delivery
from lms.cohorts.models import Cohort, Session, TermsOfReference
from lms.cohorts.operations.timetable import apply_timetable
from lms.cohorts.timetables import Timetable
from lms.journal import operations as journal
from lms.organisations.models import Office
from lms.refusal import Refusal, constraints_as_refusal


class Plan(TypedDict):
    title: str
    venue: str
    city: str
    zone: str
    starts_on: date
    ends_on: date
    nominate_until: date
    seats_per_region: int
    kind: NotRequired[ActivityKind]
    delivery: NotRequired[Delivery]
    joins_freely: NotRequired[bool]
    budget_year: NotRequired[int | None]
    funding: NotRequired[str]
    activity_code: NotRequired[str]


class Change(Plan):
    """As Plan; a draft that was planned without a course may get one."""

    course: NotRequired[CoursePage | None]


class SamplePlan(TypedDict):
    """As Plan; the sample says how many days it takes."""

    title: str
    venue: str
    city: str
    zone: str
    starts_on: date
    nominate_until: date
    seats_per_region: int


class Terms(TypedDict, total=False):
    background: str
    legal_basis: str
    purpose: str
    audience: str
    budget: str
    outputs: str
    budget_year: int | None
    funding: str
    activity_code: str


OF_THE_COHORT = ("budget_year", "funding", "activity_code")


@transaction.atomic
def plan_cohort(office: Office, course: CoursePage | None, *, by: User, at: datetime, **plan: Unpack[Plan]) -> Cohort:
    """Begin a cohort as a draft. Raises Refusal with every reason at once."""
    cohort = Cohort(office=office, course=course, **plan)
    if reasons := rules.reasons_against_plan(cohort.facts(), cohort.seats_per_region, on=cohort.local_date(at)):
        raise Refusal(reasons)
    with constraints_as_refusal(Cohort):
        cohort.save()
    data = {"office": office.pk, "course": cohort.course_id}
    journal.record(CohortEvent.PLANNED, subject=cohort, by=by, at=at, data=data)
    return cohort


@transaction.atomic
def plan_from_sample(
    office: Office, course: CoursePage, sample: Timetable, *, by: User, at: datetime, **plan: Unpack[SamplePlan]
) -> Cohort:
    """Plan a cohort and fill its timetable from a sample, in one step. The sample must be one of this course."""
    ends_on = sample.last_day(plan["starts_on"])
    cohort = plan_cohort(office, course, by=by, at=at, ends_on=ends_on, **plan)
    sessions = apply_timetable(cohort, sample, by=by, at=at)
    held = [session.facts() for session in sessions]
    if reasons := rules.reasons_against_jp(held, cohort.opening_facts().syllabus()):
        raise Refusal(reasons)
    return cohort


@transaction.atomic
def change_plan(cohort: Cohort, *, by: User, at: datetime, **plan: Unpack[Change]) -> None:
    """Correct a draft. Its sessions must still lie in its days; in another zone they keep the hours they show."""
    cohort.lock()
    if reasons := rules.reasons_against_change(cohort.facts()):
        raise Refusal(reasons)
    before = cohort.tzinfo
    for name, value in plan.items():
        setattr(cohort, name, value)
    facts, sessions = cohort.facts(), _sessions_as_planned(cohort, before)
    found = rules.reasons_against_plan(facts, cohort.seats_per_region, on=cohort.local_date(at))
    found += rules.reasons_against_timetable([session.facts() for session in sessions], facts)
    if found:
        raise Refusal(found)
    with constraints_as_refusal(Cohort):
        cohort.save(update_fields=list(plan))
    Session.objects.bulk_update(sessions, ["starts_at", "ends_at", "delivery"])
    journal.record(CohortEvent.PLAN_CHANGED, subject=cohort, by=by, at=at)


@transaction.atomic
def write_terms(cohort: Cohort, *, by: User, at: datetime, **words: Unpack[Terms]) -> TermsOfReference:
    """Keep the words of the KAK/TOR, and from which budget the activity is paid."""
    cohort.lock()
    if reasons := rules.reasons_against_ended(cohort.facts()):
        raise Refusal(reasons)
    of_the_cohort = {name: value for name, value in words.items() if name in OF_THE_COHORT}
    for name, value in of_the_cohort.items():
        setattr(cohort, name, value)
    with constraints_as_refusal(Cohort):
        cohort.save(update_fields=list(of_the_cohort))
    said = {name: value for name, value in words.items() if name not in OF_THE_COHORT}
    terms, _is_new = TermsOfReference.objects.update_or_create(cohort=cohort, defaults={**said, "written_at": at})
    journal.record(CohortEvent.TERMS_WRITTEN, subject=cohort, by=by, at=at)
    return terms


def _sessions_as_planned(cohort: Cohort, before: ZoneInfo) -> list[Session]:
    """The sessions at the hours their timetable showed in the zone of ``before``, held as the plan says now."""
    sessions = list(cohort.sessions.all())
    for session in sessions:
        session.starts_at = timezone.localtime(session.starts_at, before).replace(tzinfo=cohort.tzinfo)
        session.ends_at = timezone.localtime(session.ends_at, before).replace(tzinfo=cohort.tzinfo)
        session.delivery = rules.delivery_of(session.method, session.room, session.link, Delivery(cohort.delivery))
    return sessions
