import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.rules import jp_of
from lms.accounts.models import User
from lms.cohorts import rules
from lms.cohorts.enums import CohortEvent, Delivery, SessionKind
from lms.cohorts.models import Cohort, Session, SessionTrainer
from lms.cohorts.timetables import Timetable
from lms.journal import operations as journal
from lms.refusal import Refusal, refuse

READABLE = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like another letter or digit
CODE_LENGTH = 8


class Line(TypedDict):
    """A session to be. Its JP are derived from its minutes, its delivery from room and link."""

    kind: SessionKind
    module_code: str
    title: str
    starts_at: datetime
    ends_at: datetime
    method: NotRequired[str]
    room: NotRequired[str]
    link: NotRequired[str]
    group: NotRequired[str]


@dataclass(frozen=True)
class GridLine:
    """A line of the timetable as it shall be: ``session`` is the row it changes, None for a new one."""

    line: Line
    session: int | None = None
    trainers: frozenset[int] = field(default_factory=frozenset)  # ids of CohortTrainer


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
    _raise_version(cohort)
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
                method=line.method,
            )
        )
    sessions = _place_sessions(cohort, lines)
    data = {"template": template.key, "sessions": len(sessions)}
    journal.record(CohortEvent.TIMETABLE_APPLIED, subject=cohort, by=by, at=at, data=data)
    return sessions


@transaction.atomic
def save_timetable(cohort: Cohort, lines: Sequence[GridLine], *, version: int, by: User, at: datetime) -> list[Session]:
    """Make the timetable of a draft exactly these lines: all or nothing. ``version`` is what the person saw.

    A session that no line names any more is removed.
    """
    _lock_draft(cohort)
    if cohort.timetable_version != version:
        raise Refusal([rules.STALE])
    present = {session.pk: session for session in cohort.sessions.all()}
    own = set(cohort.trainers.values_list("pk", flat=True))
    named = [line.session for line in lines if line.session is not None]
    if len(set(named)) < len(named) or not set(named) <= set(present) or any(not one.trainers <= own for one in lines):
        raise Refusal([rules.STALE])
    sessions = [_as_session(cohort, each.line, present.get(each.session or 0)) for each in lines]
    if reasons := rules.reasons_against_timetable([session.facts() for session in sessions], cohort.facts()):
        raise Refusal(reasons)
    gone = cohort.sessions.exclude(pk__in=[session.pk for session in sessions if session.pk])
    removed, _per_model = gone.delete()
    for session in sessions:
        session.save()
    _give_trainers(sessions, [each.trainers for each in lines])
    _raise_version(cohort)
    data = {"sessions": len(sessions), "removed": removed}
    journal.record(CohortEvent.TIMETABLE_SAVED, subject=cohort, by=by, at=at, data=data)
    return sessions


def new_code() -> str:
    """A code to be shown in the room and typed on a phone: 40 bits are enough for the hours it is of use."""
    return "".join(secrets.choice(READABLE) for _place in range(CODE_LENGTH))


def session_of(cohort: Cohort, line: Line) -> Session:
    """The unsaved session that a line makes."""
    return _as_session(cohort, line, None)


def _lock_draft(cohort: Cohort) -> None:
    cohort.lock()
    if reasons := rules.reasons_against_change(cohort.facts()):
        raise Refusal(reasons)


def _raise_version(cohort: Cohort) -> None:
    cohort.timetable_version += 1
    cohort.save(update_fields=["timetable_version"])


def _as_session(cohort: Cohort, line: Line, session: Session | None) -> Session:
    session = session or Session(cohort=cohort, code=new_code())
    for name, value in line.items():
        setattr(session, name, value)
    if line["kind"] != SessionKind.LESSON:
        session.method = ""
    session.jp = _jp(line)
    session.delivery = rules.delivery_of(session.method, session.room, session.link, Delivery(cohort.delivery))
    return session


def _give_trainers(sessions: Sequence[Session], trainers: Sequence[frozenset[int]]) -> None:
    SessionTrainer.objects.filter(session__in=sessions).delete()
    rows = zip(sessions, trainers, strict=True)
    SessionTrainer.objects.bulk_create(
        [SessionTrainer(session=session, trainer_id=pk) for session, own in rows for pk in sorted(own)]
    )


def _place_sessions(cohort: Cohort, lines: Iterable[Line]) -> list[Session]:
    """Save new sessions of a locked cohort if they fit among themselves and with those it has."""
    new = [session_of(cohort, line) for line in lines]
    added = [session.facts() for session in new]
    together = [*(session.facts() for session in cohort.sessions.all()), *added]
    facts = cohort.facts()
    alone = [reason for session in added for reason in rules.reasons_against_session(session, facts)]
    number = rules.reasons_against_number(len(together))
    if reasons := (*alone, *number, *rules.reasons_against_overlaps(together)):
        raise Refusal(reasons)
    for session in new:
        session.save()
    _raise_version(cohort)
    return new


def _jp(line: Line) -> int:
    minutes = int((line["ends_at"] - line["starts_at"]).total_seconds() // 60)
    if line["kind"] != SessionKind.LESSON or minutes < 0:
        return 0
    return jp_of(minutes, minutes_per_jp=settings.PILAR_MINUTES_PER_JP)
