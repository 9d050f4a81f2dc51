"""What the events of other rooms mean for whom."""

from datetime import datetime
from typing import Any

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort, Session
from lms.completion.models import Award
from lms.enrolment.enums import LIVE, EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.journal.models import Event
from lms.notices.enums import NoticeKind
from lms.notices.operations.planning import Told, plan_notices
from lms.notices.recipients import admins_in, officers_of, participants_of, trainers_of


def values_of(cohort: Cohort) -> dict[str, Any]:
    """Plain values, as they are now: a later change is told by a notice of its own."""
    place = ", ".join(part for part in (cohort.venue, cohort.city) if part)
    return {
        "cohort": cohort.title,
        "place": place,
        "first_on": cohort.starts_on.isoformat(),
        "last_on": cohort.ends_on.isoformat(),
        "nominate_until_on": cohort.nominate_until.isoformat(),
        "zone": str(cohort.zone),
    }


def told_of(kind: NoticeKind, enrolment: Enrolment, **more: Any) -> Told:
    """``more`` are fields of ``Told``; its values join those of the enrolment."""
    region = enrolment.region
    values = {
        **values_of(enrolment.cohort),
        **more.pop("values", {}),
        "person": enrolment.person_name,
        "institution": enrolment.institution_name,
        "region": region.short_name if region else "",
        "why": enrolment.ended_why,
    }
    return Told(kind, enrolment.cohort, values, enrolment, **more)


def _enrolment_of(event: Event) -> Enrolment:
    return Enrolment.objects.select_related("cohort__office", "region", "person").get(pk=event.subject_id)


def tell_the_regency(event: Event, kind: NoticeKind, *, at: datetime) -> None:
    """Who confirms in the kabupaten or kota of a nominee, as long as she waits for that."""
    enrolment = _enrolment_of(event)
    if enrolment.region_id and enrolment.status == EnrolmentStatus.NOMINATED:
        officers = officers_of([enrolment.region_id], Permission.CONFIRM_NOMINATION)
        plan_notices(event, told_of(kind, enrolment), officers, at=at)


def tell_the_province(event: Event, kind: NoticeKind, *, at: datetime) -> None:
    """Who accepts participants of the organiser, as long as this one waits for that."""
    enrolment = _enrolment_of(event)
    if enrolment.status != EnrolmentStatus.CONFIRMED:
        return
    deciders = officers_of([enrolment.cohort.office.region_id], Permission.DECIDE_ENROLMENT)
    plan_notices(event, told_of(kind, enrolment), deciders, at=at)


def tell_both(event: Event, kind: NoticeKind, kind_sent: NoticeKind, *, at: datetime) -> None:
    """The trainee, and in other words whoever sent her."""
    enrolment = _enrolment_of(event)
    tell_the_trainee(event, kind, at=at)
    if enrolment.nominated_by_id != enrolment.person.user_id:
        plan_notices(event, told_of(kind_sent, enrolment), {enrolment.nominated_by_id}, at=at)


def tell_the_trainee(event: Event, kind: NoticeKind, *, at: datetime) -> None:
    enrolment = _enrolment_of(event)
    if enrolment.person.user_id is not None:
        plan_notices(event, told_of(kind, enrolment), {enrolment.person.user_id}, at=at)


def tell_of_seat_offered(event: Event, *, at: datetime) -> None:
    """A seat is hers if she says so in time; whoever sent her may answer for her."""
    enrolment = _enrolment_of(event)
    until = event.data["until"]
    offer = {"values": {"until_at": until}, "until": datetime.fromisoformat(until)}
    if enrolment.person.user_id is not None:
        plan_notices(event, told_of(NoticeKind.OFFERED, enrolment, **offer), {enrolment.person.user_id}, at=at)
    if enrolment.nominated_by_id != enrolment.person.user_id:
        plan_notices(event, told_of(NoticeKind.OFFERED_SENT, enrolment, **offer), {enrolment.nominated_by_id}, at=at)


def tell_the_holder(event: Event, kind: NoticeKind, *, at: datetime) -> None:
    """Something became of her certificate."""
    way = ("verdict__enrolment__cohort", "verdict__enrolment__person", "verdict__enrolment__region")
    enrolment = Award.objects.select_related(*way).get(pk=event.subject_id).verdict.enrolment
    if enrolment.person.user_id is not None:
        plan_notices(event, told_of(kind, enrolment), {enrolment.person.user_id}, at=at)


def invite(event: Event, *, at: datetime) -> None:
    """Where seats are kept: who confirms there, and who may nominate."""
    cohort = Cohort.objects.get(pk=event.subject_id)
    regions = list(cohort.quotas.values_list("region", flat=True))
    officers = officers_of(regions, Permission.CONFIRM_NOMINATION) if regions else set()
    values = values_of(cohort)
    plan_notices(event, Told(NoticeKind.INVITED_REGENCY, cohort, values), officers, at=at)
    plan_notices(event, Told(NoticeKind.INVITED_INSTITUTION, cohort, values), admins_in(regions), at=at)


def tell_of_session(event: Event, *, at: datetime) -> None:
    """A session has moved. One that is gone meanwhile is of no interest."""
    session = Session.objects.select_related("cohort").filter(pk=event.data["session"]).first()
    if session is None:
        return
    values = {
        **values_of(session.cohort),
        "session": session.title,
        "starts_at": session.starts_at.isoformat(),
        "ends_time": session.ends_at.isoformat(),
    }
    told = Told(NoticeKind.SESSION_MOVED, session.cohort, values, session_at=session.starts_at)
    plan_notices(event, told, participants_of(session.cohort) | trainers_of(session.cohort), at=at)


def tell_of_place(event: Event, *, at: datetime) -> None:
    cohort = Cohort.objects.get(pk=event.subject_id)
    told = Told(NoticeKind.PLACE_CHANGED, cohort, values_of(cohort), session_at=next_session_at(cohort, at))
    plan_notices(event, told, participants_of(cohort) | trainers_of(cohort), at=at)


def tell_of_cancellation(event: Event, *, at: datetime) -> None:
    """Whoever still counted on it, also those who waited for a seat; who sent them; and the trainers."""
    cohort = Cohort.objects.get(pk=event.subject_id)
    people = Enrolment.objects.filter(cohort=cohort)
    alive = people.filter(status__in=LIVE) | people.filter(ended_at__gte=event.at)
    involved = alive.values_list("person__user", "nominated_by")
    accounts = {account for pair in involved for account in pair if account is not None}
    values = {**values_of(cohort), "why": cohort.cancelled_why}
    told = Told(NoticeKind.CANCELLED, cohort, values, session_at=next_session_at(cohort, at))
    plan_notices(event, told, accounts | trainers_of(cohort), at=at)


def tell_the_trainer(event: Event, *, at: datetime) -> None:
    cohort = Cohort.objects.get(pk=event.subject_id)
    plan_notices(event, Told(NoticeKind.TRAINER_ASSIGNED, cohort, values_of(cohort)), {event.data["trainer"]}, at=at)


def next_session_at(cohort: Cohort, at: datetime) -> datetime | None:
    return cohort.sessions.filter(starts_at__gte=at).order_by("starts_at").values_list("starts_at", flat=True).first()
