import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import CoursePage
from content.rules import jp_of
from lms.accounts.models import User
from lms.cohorts import rules
from lms.cohorts.enums import CohortEvent, CohortStatus, SessionKind
from lms.cohorts.models import Cohort, CohortTrainer, Quota, Session, regencies_of, trainers_near
from lms.cohorts.rules import CohortFacts, Policy, SessionFacts
from lms.cohorts.timetables import Timetable
from lms.journal import operations as journal
from lms.organisations.models import Office
from lms.refusal import Reason, Refusal, constraints_as_refusal, refuse

READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like another letter or digit
CODE_LENGTH = 8
# Data, frozen with the policy: always in Indonesian.
HOUSE_RULE = "Aturan penyelenggara (pengaturan PILAR_*)"


class Plan(TypedDict):
    title: str
    venue: str
    city: str
    zone: str
    starts_on: date
    ends_on: date
    nominate_until: date
    seats_per_region: int


class Line(TypedDict):
    """A session to be. Its JP are derived from its minutes."""

    kind: SessionKind
    module_code: str
    title: str
    starts_at: datetime
    ends_at: datetime


@transaction.atomic
def plan_cohort(office: Office, course: CoursePage, *, by: User, at: datetime, **plan: Unpack[Plan]) -> Cohort:
    """Begin a cohort as a draft. Raises Refusal with every reason at once."""
    cohort = Cohort(office=office, course=course, **plan)
    if reasons := rules.reasons_against_plan(cohort.facts(), cohort.seats_per_region, on=cohort.local_date(at)):
        raise Refusal(reasons)
    with constraints_as_refusal(Cohort):
        cohort.save()
    journal.record(CohortEvent.PLANNED, subject=cohort, by=by, at=at, data={"office": office.pk, "course": course.pk})
    return cohort


@transaction.atomic
def add_session(cohort: Cohort, *, by: User, at: datetime, **line: Unpack[Line]) -> Session:
    """Add one line to the timetable of a draft."""
    _lock_draft(cohort)
    (session,) = _place_sessions(cohort, [line])
    journal.record(CohortEvent.SESSION_ADDED, subject=cohort, by=by, at=at, data={"session": session.pk})
    return session


@transaction.atomic
def remove_session(session: Session, *, by: User, at: datetime) -> None:
    """Take a line out of the timetable of a draft."""
    cohort, gone = session.cohort, session.pk
    _lock_draft(cohort)
    Session.objects.filter(pk=gone, cohort=cohort).delete()
    journal.record(CohortEvent.SESSION_REMOVED, subject=cohort, by=by, at=at, data={"session": gone})


@transaction.atomic
def apply_timetable(cohort: Cohort, template: Timetable, *, by: User, at: datetime) -> list[Session]:
    """Make all sessions of a template, counted from the cohort's first day, at its local times.

    Lessons take the title of the course's module where the course has that module.
    """
    _lock_draft(cohort)
    if cohort.sessions.exists():
        raise refuse("has_sessions", _("The timetable has sessions already. Remove them first."))
    titles = {module.code: module.title for module in cohort.opening_facts().modules}
    lines: list[Line] = []
    for line in template.lines:
        day = cohort.starts_on + timedelta(days=line.day - 1)
        lines.append(
            Line(
                kind=line.kind,
                module_code=line.module_code,
                title=titles.get(line.module_code, line.title),
                starts_at=datetime.combine(day, line.starts, cohort.tzinfo),
                ends_at=datetime.combine(day, line.ends, cohort.tzinfo),
            )
        )
    sessions = _place_sessions(cohort, lines)
    data = {"template": template.key, "sessions": len(sessions)}
    journal.record(CohortEvent.TIMETABLE_APPLIED, subject=cohort, by=by, at=at, data=data)
    return sessions


@transaction.atomic
def assign_trainer(cohort: Cohort, user: User, *, by: User, at: datetime) -> CohortTrainer:
    """Give a trainer of the office's area the cohort to teach; possible until it closes."""
    cohort.lock()
    if cohort.status == CohortStatus.CLOSED:
        raise refuse("closed", _("This cohort is closed."))
    if not trainers_near(cohort.office).filter(pk=user.pk).exists():
        raise refuse("no_trainer", _("%(name)s is no trainer in the organiser's area."), name=user.name)
    with constraints_as_refusal(CohortTrainer):
        assigned = CohortTrainer.objects.create(cohort=cohort, user=user)
    journal.record(CohortEvent.TRAINER_ASSIGNED, subject=cohort, by=by, at=at, data={"trainer": user.pk})
    return assigned


@transaction.atomic
def open_cohort(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Open a draft for nominations: freeze its syllabus and policy, keep seats for each kabupaten and kota.

    Raises Refusal with everything that is missing at once.
    """
    cohort.lock()
    facts = cohort.opening_facts()
    if reasons := rules.reasons_against_opening(facts, on=cohort.local_date(at)):
        raise Refusal(reasons)
    cohort.syllabus, cohort.policy = facts.syllabus().to_data(), policy_of(cohort.course).to_data()
    cohort.status, cohort.opened_at, cohort.opened_by = CohortStatus.OPEN, at, by
    cohort.save(update_fields=["syllabus", "policy", "status", "opened_at", "opened_by"])
    Quota.objects.bulk_create(
        [Quota(cohort=cohort, region=region, seats=cohort.seats_per_region) for region in regencies_of(cohort.office)]
    )
    journal.record(CohortEvent.OPENED, subject=cohort, by=by, at=at, data={"jp": facts.syllabus().jp})


def policy_of(course: CoursePage) -> Policy:
    """What the course asks of a trainee today; where it says nothing, the settings do, and the source tells which."""
    own = {
        "kehadiran": course.attendance_percent,
        "nilai lulus": course.pass_score_percent,
    }
    said = ", ".join(word for word, percent in own.items() if percent is not None)
    return Policy(
        min_attendance_percent=course.attendance_percent or settings.PILAR_MIN_ATTENDANCE_PERCENT,
        pass_score_percent=course.pass_score_percent or settings.PILAR_PASS_SCORE_PERCENT,
        max_test_attempts=settings.PILAR_MAX_TEST_ATTEMPTS,
        minutes_per_jp=settings.PILAR_MINUTES_PER_JP,
        source=f"Kursus ({said}); selebihnya {HOUSE_RULE[0].lower()}{HOUSE_RULE[1:]}" if said else HOUSE_RULE,
        needs_evaluation=course.needs_evaluation,
        needs_rtl=course.needs_rtl,
    )


def new_code() -> str:
    """A code to be shown in the room and typed on a phone: 40 bits are enough for the hours it is of use."""
    return "".join(secrets.choice(READABLE) for _place in range(CODE_LENGTH))


def _lock_draft(cohort: Cohort) -> None:
    cohort.lock()
    if reasons := rules.reasons_against_change(cohort.facts()):
        raise Refusal(reasons)


def _place_sessions(cohort: Cohort, lines: Iterable[Line]) -> list[Session]:
    """Save new sessions of a locked cohort if they fit among themselves and with those it has."""
    new = [Session(cohort=cohort, jp=_jp(line), code=new_code(), **line) for line in lines]
    if reasons := _reasons_against_new(new, cohort.facts(), cohort.sessions.all()):
        raise Refusal(reasons)
    for session in new:
        session.save()
    return new


def _reasons_against_new(new: list[Session], cohort: CohortFacts, present: Iterable[Session]) -> tuple[Reason, ...]:
    added = [session.facts() for session in new]
    together: list[SessionFacts] = [*(session.facts() for session in present), *added]
    alone = [reason for session in added for reason in rules.reasons_against_session(session, cohort)]
    return (*alone, *rules.reasons_against_overlaps(together))


def _jp(line: Line) -> int:
    minutes = int((line["ends_at"] - line["starts_at"]).total_seconds() // 60)
    if line["kind"] != SessionKind.LESSON or minutes < 0:
        return 0
    return jp_of(minutes, minutes_per_jp=settings.PILAR_MINUTES_PER_JP)
