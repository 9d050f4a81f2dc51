"""What stands against changing a cohort after it opened."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import ENDED, CohortStatus
from lms.cohorts.rules.facts import CohortFacts, SessionFacts
from lms.cohorts.rules.timetable import reasons_against_overlaps, reasons_against_session
from lms.refusal import Reason

MIN_WHY = 5


def reasons_against_ended(cohort: CohortFacts) -> tuple[Reason, ...]:
    """Committee, papers and trainers may change until the activity is over."""
    if cohort.status not in ENDED:
        return ()
    return (Reason("ended", _("This cohort is closed or cancelled.")),)


def reasons_against_other_place(cohort: CohortFacts) -> tuple[Reason, ...]:
    """Whoever was told of the old place is told of the new one; of a draft nobody was."""
    if cohort.status == CohortStatus.DRAFT:
        message = _("Nobody was told of this draft yet. Change its place in the plan.")
        return (Reason("still_draft", message),)
    return reasons_against_ended(cohort)


def reasons_against_move(
    session: SessionFacts,
    moved: SessionFacts,
    others: Sequence[SessionFacts],
    cohort: CohortFacts,
    *,
    at: datetime,
) -> tuple[Reason, ...]:
    """An open cohort may meet at another time or place; its JP were promised and stay."""
    if cohort.status != CohortStatus.OPEN:
        return (Reason("not_open", _("Sessions are moved while a cohort is open. Change a draft in its timetable.")),)
    if session.starts_at <= at:
        message = _("“%(session)s” has begun already, so it is not moved any more.")
        return (Reason("session_begun", message, (("session", session.title),)),)
    found = [*reasons_against_session(moved, cohort)]
    if moved.starts_at < at:
        message = _("“%(session)s” would begin in the past.")
        found.append(Reason("session_in_the_past", message, (("session", session.title),)))
    if moved.jp != session.jp:
        message = _("“%(session)s” carries %(jp)s JP. Keep its length, for the JP are fixed.")
        found.append(Reason("jp_changed", message, (("session", session.title), ("jp", session.jp))))
    before = set(reasons_against_overlaps(others))
    found += [reason for reason in reasons_against_overlaps([*others, moved]) if reason not in before]
    return tuple(found)


def reasons_against_cancelling(cohort: CohortFacts, why: str) -> tuple[Reason, ...]:
    found = []
    if cohort.status != CohortStatus.OPEN:
        found.append(Reason("not_open", _("Only an open cohort can be cancelled.")))
    if len(why.strip()) < MIN_WHY:
        found.append(Reason("no_why", _("Say why, in a few words. The participants will read it.")))
    return tuple(found)
