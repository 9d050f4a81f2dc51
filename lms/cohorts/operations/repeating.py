from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lms.accounts.models import User
from lms.cohorts.enums import ActivityKind, CohortEvent, Delivery, SessionKind
from lms.cohorts.models import (
    Cohort,
    CommitteeMember,
    Partner,
    Session,
    SessionTrainer,
    TermsOfReference,
    trainers_near,
)
from lms.cohorts.operations.people import assign_trainer
from lms.cohorts.operations.planning import plan_cohort
from lms.cohorts.operations.timetable import GridLine, Line, save_timetable
from lms.journal import operations as journal


@transaction.atomic
def repeat_cohort(
    source: Cohort, *, title: str, starts_on: date, nominate_until: date, by: User, at: datetime
) -> Cohort:
    """Plan a cohort as an earlier one was: the same days and hours counted from its first day, trainers who still
    are trainers in the area, committee, partners and terms. Numbers and dates of decrees are not taken along.
    """
    cohort = plan_cohort(
        source.office,
        source.course,
        by=by,
        at=at,
        title=title,
        venue=source.venue,
        city=source.city,
        zone=source.zone,
        starts_on=starts_on,
        ends_on=starts_on + (source.ends_on - source.starts_on),
        nominate_until=nominate_until,
        seats_per_region=source.seats_per_region,
        kind=ActivityKind(source.kind),
        delivery=Delivery(source.delivery),
        joins_freely=source.joins_freely,
        budget_year=starts_on.year if source.budget_year else None,
        funding=source.funding,
        activity_code=source.activity_code,
    )
    trainers = _take_trainers(source, cohort, by=by, at=at)
    _take_sessions(source, cohort, trainers, by=by, at=at)
    _take_papers(source, cohort, at=at)
    journal.record(CohortEvent.REPEATED, subject=cohort, by=by, at=at, data={"source": source.pk})
    return cohort


def _take_trainers(source: Cohort, cohort: Cohort, *, by: User, at: datetime) -> dict[int, int]:
    """Assign who still is a trainer in the area; answers the new row for each old one."""
    near = trainers_near(cohort.office).values("pk")
    rows = source.trainers.filter(user__in=near).select_related("user").order_by("pk")
    return {row.pk: assign_trainer(cohort, row.user, by=by, at=at).pk for row in rows}


def _take_sessions(source: Cohort, cohort: Cohort, trainers: dict[int, int], *, by: User, at: datetime) -> None:
    sessions = list(source.sessions.all())
    if not sessions:
        return
    taught: dict[int, set[int]] = {}
    for row in SessionTrainer.objects.filter(session__in=sessions, trainer__in=trainers):
        taught.setdefault(row.session_id, set()).add(trainers[row.trainer_id])
    later = cohort.starts_on - source.starts_on
    lines = [
        GridLine(_line(session, source, later), trainers=frozenset(taught.get(session.pk, ()))) for session in sessions
    ]
    save_timetable(cohort, lines, version=cohort.timetable_version, by=by, at=at)


def _line(session: Session, source: Cohort, later: timedelta) -> Line:
    """The same local times on another day. A link opened one meeting, so it is not taken along."""

    def moved(moment: datetime) -> datetime:
        local = timezone.localtime(moment, source.tzinfo)
        return datetime.combine(local.date() + later, local.time(), source.tzinfo)

    return Line(
        kind=SessionKind(session.kind),
        module_code=session.module_code,
        title=session.title,
        starts_at=moved(session.starts_at),
        ends_at=moved(session.ends_at),
        method=session.method,
        room=session.room,
        link="",
        group=session.group,
    )


def _take_papers(source: Cohort, cohort: Cohort, *, at: datetime) -> None:
    members = source.committee.order_by("pk")
    CommitteeMember.objects.bulk_create(
        [CommitteeMember(cohort=cohort, role=one.role, name=one.name, user_id=one.user_id) for one in members]
    )
    partners = source.partners.order_by("pk")
    Partner.objects.bulk_create([Partner(cohort=cohort, name=one.name, sort=one.sort) for one in partners])
    if terms := TermsOfReference.objects.filter(cohort=source).first():
        terms.pk, terms.cohort, terms.written_at = None, cohort, at
        terms._state.adding = True
        terms.save()
