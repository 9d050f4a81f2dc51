"""What happens to a cohort after it opened. Each is one event; letters, messages and calendars follow it from above."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.db.models import F

from content.rules import jp_of
from lms.accounts.models import User
from lms.cohorts import rules
from lms.cohorts.enums import CohortEvent, CohortStatus, Delivery, SessionKind
from lms.cohorts.models import Cohort, Session
from lms.journal import operations as journal
from lms.refusal import Refusal, constraints_as_refusal


class Move(TypedDict):
    starts_at: datetime
    ends_at: datetime
    room: str
    link: str


TOLD = ("starts_at", "ends_at", "room")  # a link lets people in: the journal says that it changed, not what it was


@transaction.atomic
def move_session(session: Session, *, by: User, at: datetime, **move: Unpack[Move]) -> Session:
    """Hold a session of an open cohort at another time or place. The same once more changes nothing."""
    cohort = session.cohort
    cohort.lock()
    session.refresh_from_db()
    before = {name: getattr(session, name) for name in move}
    changed = [name for name, value in move.items() if value != before[name]]
    if not changed:
        return session
    facts = session.facts()
    for name, value in move.items():
        setattr(session, name, value)
    minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)
    if session.kind == SessionKind.LESSON:
        session.jp = jp_of(minutes, minutes_per_jp=settings.PILAR_MINUTES_PER_JP) if minutes > 0 else 0
    others = [other.facts() for other in cohort.sessions.exclude(pk=session.pk)]
    if reasons := rules.reasons_against_move(facts, session.facts(), others, cohort.facts(), at=at):
        raise Refusal(reasons)
    session.delivery = rules.delivery_of(session.method, session.room, session.link, Delivery(cohort.delivery))
    session.sequence, session.changed_at = session.sequence + 1, at
    with constraints_as_refusal(Session):
        session.save(update_fields=[*move, "delivery", "sequence", "changed_at"])
    told = {name: _as_data(before[name]) for name in changed if name in TOLD}
    data = {"session": session.pk, "sequence": session.sequence, "changed": changed, "before": told}
    journal.record(CohortEvent.SESSION_MOVED, subject=cohort, by=by, at=at, data=data)
    return session


@transaction.atomic
def change_place(cohort: Cohort, *, venue: str, city: str, by: User, at: datetime) -> None:
    """Hold the whole open cohort elsewhere. The same place once more changes nothing."""
    cohort.lock()
    if reasons := rules.reasons_against_other_place(cohort.facts()):
        raise Refusal(reasons)
    before = {"venue": cohort.venue, "city": cohort.city}
    if before == {"venue": venue, "city": city}:
        return
    cohort.venue, cohort.city = venue, city
    cohort.save(update_fields=["venue", "city"])
    cohort.sessions.update(sequence=F("sequence") + 1, changed_at=at)  # calendars take the new place
    journal.record(CohortEvent.PLACE_CHANGED, subject=cohort, by=by, at=at, data={"before": before})


@transaction.atomic
def cancel_cohort(cohort: Cohort, *, why: str, by: User, at: datetime) -> None:
    """Call an open cohort off. What becomes of its participants, letters and messages follows from the event."""
    cohort.lock()
    if reasons := rules.reasons_against_cancelling(cohort.facts(), why):
        raise Refusal(reasons)
    cohort.status, cohort.cancelled_why = CohortStatus.CANCELLED, why.strip()
    cohort.cancelled_at, cohort.cancelled_by = at, by
    cohort.save(update_fields=["status", "cancelled_at", "cancelled_by", "cancelled_why"])
    journal.record(CohortEvent.CANCELLED, subject=cohort, by=by, at=at)


def _as_data(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
