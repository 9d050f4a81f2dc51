"""Sessions as a calendar (iCalendar, RFC 5545): times in the cohort's zone, no names of people."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, TimezoneStandard

from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.models import Cohort, CohortTrainer, Session
from lms.enrolment.models import Enrolment
from lms.notices.words import zone_name

LONG_AGO = datetime(1990, 1, 1)  # noqa: DTZ001 -- on the wall;  Indonesia's zones have stood since 1988, without summer time
REFRESH = timedelta(hours=6)


def sessions_of_person(user: User):
    """Sessions she learns or teaches in, or brings somebody to; of a cancelled cohort too, for her calendar to know."""
    enrolments = Enrolment.objects.filter(person__user=user)
    cancelled = enrolments.filter(cohort__status=CohortStatus.CANCELLED, accepted_at__isnull=False)
    learnt = Q(cohort__in=Enrolment.objects.learnt_by(user).values("cohort")) | Q(cohort__in=cancelled.values("cohort"))
    taught = Q(cohort__in=CohortTrainer.objects.filter(user=user).values("cohort"))
    return _of_the_calendar(Session.objects.filter(learnt | taught))


def sessions_of_cohort(cohort: Cohort):
    return _of_the_calendar(Session.objects.filter(cohort=cohort))


def _of_the_calendar(sessions):
    """Nothing of drafts, and no breaks: a calendar is for where to be."""
    shown = sessions.exclude(kind=SessionKind.BREAK).exclude(cohort__status=CohortStatus.DRAFT)
    return shown.select_related("cohort").order_by("starts_at", "pk")


def calendar_of(sessions: Iterable[Session], *, name: str, with_links: bool) -> bytes:
    """The same sessions give the same bytes, so that a calendar which asks again is told that nothing changed.

    A meeting link lets people in: it stands only in the calendar of a person who takes part.
    """
    sessions = list(sessions)
    calendar = Calendar()
    calendar.add("prodid", "-//Pilar//ID")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    for zone in sorted({str(session.cohort.zone) for session in sessions}):
        calendar.add_component(_zone(zone))
    for session in sessions:
        calendar.add_component(_event(session, with_links))
    return calendar.to_ical()


def last_changed(sessions: Iterable[Session]) -> datetime | None:
    """When anything in the calendar changed last, as far as it is known."""
    return max((_changed_at(session) for session in sessions), default=None)


def _zone(name: str) -> Timezone:
    offset = LONG_AGO.replace(tzinfo=ZoneInfo(name)).utcoffset()
    standard = TimezoneStandard()
    standard.add("dtstart", LONG_AGO)
    standard.add("tzoffsetfrom", offset)
    standard.add("tzoffsetto", offset)
    standard.add("tzname", zone_name(name))
    zone = Timezone()
    zone.add("tzid", name)
    zone.add_component(standard)
    return zone


def _event(session: Session, with_links: bool) -> Event:
    cohort = session.cohort
    is_cancelled = cohort.status == CohortStatus.CANCELLED
    event = Event()
    event.add("uid", f"sesi-{session.pk}@{_host()}")
    event.add("sequence", session.sequence + is_cancelled)
    event.add("dtstamp", _changed_at(session))
    event.add("last-modified", _changed_at(session))
    event.add("dtstart", timezone.localtime(session.starts_at, cohort.tzinfo))
    event.add("dtend", timezone.localtime(session.ends_at, cohort.tzinfo))
    event.add("summary", " · ".join(part for part in (session.title, session.group, cohort.title) if part))
    event.add("location", ", ".join(part for part in (session.room, cohort.venue, cohort.city) if part))
    event.add("description", _description(session, with_links))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    return event


def _description(session: Session, with_links: bool) -> str:
    lines = [f"{session.jp} JP" if session.jp else "", session.link if with_links else ""]
    return "\n".join(line for line in lines if line)


def _changed_at(session: Session) -> datetime:
    known: list[Any] = [session.changed_at, session.cohort.opened_at, session.cohort.cancelled_at]
    return max((at for at in known if at is not None), default=session.starts_at).astimezone(UTC).replace(microsecond=0)


def _host() -> str:
    return settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
