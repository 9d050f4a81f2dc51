from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.attendance import rules
from lms.attendance.enums import AttendanceEvent, PresenceMethod, PresenceState
from lms.attendance.models import Presence, session_facts
from lms.attendance.rules import CheckInWindow, Mark
from lms.cohorts.models import Cohort, Session
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.marking import mark_present
from lms.journal.operations import record
from lms.refusal import Refusal, refuse

GUESSES = 10
GUESS_SECONDS = 600


@dataclass(frozen=True)
class RollCall:
    """What a roll call did: new marks, and people whose mark had changed since the list was shown."""

    recorded: int
    changed_meanwhile: tuple[str, ...]


def check_in_window() -> CheckInWindow:
    return CheckInWindow(settings.PILAR_CHECK_IN_MINUTES_BEFORE, settings.PILAR_CHECK_IN_MINUTES_AFTER)


@transaction.atomic
def record_presence(
    enrolment: Enrolment, session: Session, *, state: str, method: str, key: UUID, by: Any, at: datetime
) -> Presence:
    """The mark that stands for this person and session afterwards.

    The same key, or the same state again, changes nothing; another state is a new row that corrects the
    standing one. Raises Refusal: closed cohort, a break, a later day, somebody else's session.
    """
    _lock_for_marking(session, at)
    if not Enrolment.objects.accepted().filter(pk=enrolment.pk, cohort=session.cohort_id).exists():
        raise Refusal([rules.ONLY_ACCEPTED])
    standing = Presence.objects.standing().filter(enrolment=enrolment, session=session).first()
    sent = Mark(enrolment.pk, PresenceState(state), key)
    presence = _mark(session, sent, standing, method=PresenceMethod(method), by=by, at=at)
    _tell_who_came([presence], by, at)
    return presence


@transaction.atomic
def record_roll_call(session: Session, marks: Iterable[Mark], *, by: Any, at: datetime) -> RollCall:
    """Marks of a whole list in one transaction. Who has been marked otherwise since the list was shown is left
    as she is and named, so that nothing is silently overwritten.
    """
    _lock_for_marking(session, at)
    people = {each.pk: each for each in Enrolment.objects.accepted().filter(cohort=session.cohort_id)}
    standing = {each.enrolment_id: each for each in Presence.objects.standing().filter(session=session)}
    recorded, changed, marked = 0, [], []
    for mark in sorted(marks, key=lambda each: each.enrolment_id):
        if mark.enrolment_id not in people:
            raise Refusal([rules.ONLY_ACCEPTED])
        before = standing.get(mark.enrolment_id)
        if mark.seen is not None and before is not None and before.pk != mark.seen:
            if before.state != mark.state and not Presence.objects.filter(key=mark.key).exists():
                changed.append(people[mark.enrolment_id].person_name)
            continue
        after = _mark(session, mark, before, method=PresenceMethod.ROLL_CALL, by=by, at=at)
        recorded += before is None or after.pk != before.pk
        marked.append(after)
    _tell_who_came(marked, by, at)
    return RollCall(recorded, tuple(changed))


@transaction.atomic
def record_own_presence(user: Any, code: str, *, at: datetime) -> Presence:
    """A trainee marks herself present by the code shown in the room. Raises Refusal as ``find_own_session``,
    outside the window, and when a trainer has marked her absent: that mark is the trainer's to change.
    """
    enrolment, session = find_own_session(user, code)
    if standing := Presence.objects.standing().filter(enrolment=enrolment, session=session, state="present").first():
        return standing
    if reasons := rules.reasons_against_check_in(session_facts(session), check_in_window(), at=at):
        raise Refusal(reasons)
    _lock_for_marking(session, at)
    if not Enrolment.objects.accepted().filter(pk=enrolment.pk).exists():  # her place may have gone meanwhile
        raise Refusal([rules.ONLY_ACCEPTED])
    standing = Presence.objects.standing().filter(enrolment=enrolment, session=session).first()
    if standing is not None and standing.state == PresenceState.ABSENT:
        raise refuse("marked_absent", _("The trainer has marked you absent. Tell the trainer that you are here."))
    sent = Mark(enrolment.pk, PresenceState.PRESENT, uuid4())
    presence = _mark(session, sent, standing, method=PresenceMethod.CODE, by=user, at=at)
    _tell_who_came([presence], user, at)
    return presence


def find_own_session(user: Any, code: str) -> tuple[Enrolment, Session]:
    """The session of a typed or scanned code and the user's place in its cohort.

    A code of another cohort is refused in the same words as one that does not exist. Wrong codes are counted
    for each account: after ten in ten minutes all are refused. Source: house security rules 6.
    """
    counter = f"check-in-guesses:{user.pk}"
    if cache.get(counter, 0) >= GUESSES:
        raise Refusal([rules.TOO_MANY_GUESSES])
    plain = rules.plain_code(code)
    own = Enrolment.objects.of(user).accepted()
    session = Session.objects.filter(code=plain, cohort__in=own.values("cohort")).select_related("cohort").first()
    if session is None:
        if not cache.add(counter, 1, GUESS_SECONDS):
            cache.incr(counter)
        raise Refusal([rules.CODE_UNKNOWN])
    return own.get(cohort=session.cohort_id), session


def _lock_for_marking(session: Session, at: datetime) -> None:
    """Lock the cohort: it cannot close meanwhile, and two marks for one person stand in line."""
    session.cohort = Cohort.objects.select_for_update().get(pk=session.cohort_id)
    if reasons := rules.reasons_against_marking(session_facts(session), on=session.cohort.local_date(at)):
        raise Refusal(reasons)


def _tell_who_came(marks: Iterable[Presence], by: Any, at: datetime) -> None:
    """Who is seen for the first time is no longer merely expected."""
    mark_present([mark.enrolment_id for mark in marks if mark.state == PresenceState.PRESENT], by=by, at=at)


def _mark(
    session: Session, mark: Mark, standing: Presence | None, *, method: PresenceMethod, by: Any, at: datetime
) -> Presence:
    """Write the mark unless it is there already. The caller holds the lock and knows that the person belongs."""
    if standing is not None and standing.state == mark.state:
        return standing
    if known := Presence.objects.filter(key=mark.key).first():
        if (known.enrolment_id, known.session_id, known.state) == (mark.enrolment_id, session.pk, mark.state):
            return known
        raise refuse("key_used", _("This mark was already sent with other contents. Open the list again."))
    presence = Presence.objects.create(
        enrolment_id=mark.enrolment_id,
        session=session,
        key=mark.key,
        state=mark.state,
        method=method,
        corrects=standing,
        recorded_at=at,
        recorded_by=by,
    )
    data = {"enrolment": mark.enrolment_id, "session": session.pk, "state": mark.state, "method": method}
    record(AttendanceEvent.RECORDED, subject=presence, by=by, at=at, data=data)
    return presence
