"""What people are reminded of, as things stand now: offered seats, days of an activity, the end of nominations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Q

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.models import Cohort, Session, SessionTrainer
from lms.enrolment.enums import EnrolmentRole, EnrolmentStatus
from lms.enrolment.models import Enrolment, SeatPlan
from lms.notices.enums import NoticeKind, NoticeState
from lms.notices.models import Notice
from lms.notices.operations.planning import Told
from lms.notices.operations.telling import told_of, values_of
from lms.notices.recipients import admins_in, officers_of, participants_of, trainers_of
from lms.notices.rules import moment_before, offer_reminder_at

AHEAD = timedelta(days=7)  # so long before it goes out a reminder can be read, changed and cancelled


@dataclass(frozen=True)
class Reminder:
    """``told.until`` is set: afterwards nobody is reminded."""

    told: Told
    due: datetime
    people: frozenset[int]


def cohorts_to_remind(at: datetime):
    """Where somebody may have to be reminded, and where reminders wait that may have become needless."""
    soon = at + AHEAD + timedelta(days=2)
    last = (soon + timedelta(days=settings.PILAR_REMIND_NOMINATIONS_DAYS)).date()
    days = Session.objects.filter(starts_at__gte=at, starts_at__lte=soon).values("cohort")
    offers = Enrolment.objects.filter(status=EnrolmentStatus.OFFERED).values("cohort")
    waiting = Notice.objects.filter(state=NoticeState.PLANNED).exclude(reminds_of="").values("cohort")
    deadline = Q(nominate_until__gte=at.date() - timedelta(days=1), nominate_until__lte=last)
    is_near = Q(status=CohortStatus.OPEN) & (Q(pk__in=days) | Q(pk__in=offers) | deadline)
    return Cohort.objects.filter(is_near | Q(pk__in=waiting)).order_by("pk")


def reminders_of(cohort: Cohort, *, at: datetime) -> list[Reminder]:
    if cohort.status != CohortStatus.OPEN:
        return []
    found = [*_of_offers(cohort), *_of_days(cohort, at), *_of_nominations(cohort, at)]
    return [one for one in found if one.due <= at + AHEAD and one.told.until and at < one.told.until]


def _of_offers(cohort: Cohort) -> Iterator[Reminder]:
    """Seats that wait for an answer: the trainee, and in other words whoever sent her."""
    offered = Enrolment.objects.filter(cohort=cohort, status=EnrolmentStatus.OFFERED)
    for enrolment in offered.select_related("cohort", "region", "person").order_by("pk"):
        since, until = enrolment.offered_at, enrolment.offered_until
        assert since is not None and until is not None  # a constraint says so
        due = offer_reminder_at(since, until, hours=settings.PILAR_REMIND_OFFER_HOURS)
        about = f"offer:{enrolment.pk}"
        trainee = {enrolment.person.user_id} if enrolment.person.user_id is not None else set()
        sender = {enrolment.nominated_by_id} - trainee
        heard = ((NoticeKind.OFFER_ENDING, trainee), (NoticeKind.OFFER_ENDING_SENT, sender))
        for kind, people in heard:
            told = told_of(kind, enrolment, values={"until_at": until.isoformat()}, until=until, reminds_of=about)
            yield Reminder(told, due, frozenset(people))


def _of_days(cohort: Cohort, at: datetime) -> Iterator[Reminder]:
    """Days with sessions: all participants, and who teaches on that day; all trainers where nobody is named."""
    since, soon = at - timedelta(days=1), at + AHEAD + timedelta(days=3)  # so that each day that counts is whole
    sessions = cohort.sessions.filter(starts_at__gt=since, starts_at__lt=soon).exclude(kind=SessionKind.BREAK)
    rows = list(sessions.order_by("starts_at", "pk"))
    if not rows:
        return
    named = SessionTrainer.objects.filter(session__in=rows).values_list("session", "trainer__user")
    learners, trainers = participants_of(cohort), trainers_of(cohort)
    for day, group in groupby(rows, key=lambda session: cohort.local_date(session.starts_at)):
        held = list(group)
        values = {
            **values_of(cohort),
            "day_on": day.isoformat(),
            "starts_at": held[0].starts_at.isoformat(),
            "ends_time": max(session.ends_at for session in held).isoformat(),
        }
        due = moment_before(day, days=1, clock=settings.PILAR_REMINDER_TIME, zone=str(cohort.zone))
        teaching = {user for pk, user in named if pk in {session.pk for session in held}} or trainers
        heard = ((NoticeKind.DAY_AHEAD, learners), (NoticeKind.DAY_AHEAD_TRAINER, teaching - learners))
        for kind, people in heard:
            told = Told(kind, cohort, values, until=held[0].starts_at, reminds_of=f"day:{day.isoformat()}")
            yield Reminder(told, due, frozenset(people))


def _of_nominations(cohort: Cohort, at: datetime) -> Iterator[Reminder]:
    """Where seats are kept and nobody is nominated for them: who confirms there, and who may nominate.

    Not when the activity opened later than the reminder was due: then its opening has just been told.
    """
    last = cohort.nominate_until
    clock, days = settings.PILAR_REMINDER_TIME, settings.PILAR_REMIND_NOMINATIONS_DAYS
    due = moment_before(last, days=days, clock=clock, zone=str(cohort.zone))
    if not cohort.divides_seats or due > at + AHEAD or cohort.opened_at is None or cohort.opened_at > due:
        return
    sent = Enrolment.objects.live().filter(cohort=cohort).exclude(role=EnrolmentRole.COMPANION).order_by()
    by_region = dict(sent.values_list("region").annotate(Count("pk")))
    seats = cohort.quotas.values_list("region", "seats")
    free = {region for region, number in seats if number > by_region.get(region, 0)}
    if not free:
        return
    until = moment_before(last, days=-1, clock=time.min, zone=str(cohort.zone))
    officers = officers_of(free, Permission.CONFIRM_NOMINATION)
    admins = admins_in(free, but_not=_institutions_that_sent_all(cohort, sent))
    heard = ((NoticeKind.DEADLINE_REGENCY, officers), (NoticeKind.DEADLINE_INSTITUTION, admins - officers))
    for kind, people in heard:
        told = Told(kind, cohort, values_of(cohort), until=until, reminds_of=f"nominations:{last.isoformat()}")
        yield Reminder(told, due, frozenset(people))


def _institutions_that_sent_all(cohort: Cohort, sent) -> set[int]:
    """Those that have nominated as many as one institution may."""
    plan = SeatPlan.objects.filter(cohort=cohort, per_institution__isnull=False).first()
    if plan is None:
        return set()
    counted = sent.filter(institution__isnull=False).values("institution").annotate(number=Count("pk"))
    return set(counted.filter(number__gte=plan.per_institution).values_list("institution", flat=True))
