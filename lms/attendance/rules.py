"""When a mark may be made, and how many JP marks are worth. Pure; times come in as arguments."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from lms.attendance.enums import PresenceState
from lms.cohorts.enums import CohortStatus, SessionKind
from lms.organisations.enums import Zone
from lms.refusal import Reason

CODE_UNKNOWN = Reason(
    "code_unknown", _("This code fits no session of yours. Compare it with the one on the screen and type it again.")
)
TOO_MANY_GUESSES = Reason(
    "too_many_guesses", _("Too many wrong codes. Wait ten minutes, or ask the trainer to mark you present.")
)
ONLY_ACCEPTED = Reason("not_accepted", _("Only accepted participants of this cohort can be marked."))


@dataclass(frozen=True)
class CheckInWindow:
    """Minutes before the start and after the end of a session in which a trainee may mark herself present.

    Source: rule of the house; the values are settings.
    """

    minutes_before: int
    minutes_after: int

    def opens_at(self, session: "SessionFacts") -> datetime:
        return session.starts_at - timedelta(minutes=self.minutes_before)

    def closes_at(self, session: "SessionFacts") -> datetime:
        return session.ends_at + timedelta(minutes=self.minutes_after)


@dataclass(frozen=True)
class SessionFacts:
    kind: str
    starts_at: datetime
    ends_at: datetime
    zone: Zone
    tzinfo: tzinfo
    cohort_status: str

    @property
    def starts_on(self) -> date:
        return self.starts_at.astimezone(self.tzinfo).date()

    def clock(self, moment: datetime) -> str:
        """``08.00 WIB``: the time of day where the cohort meets."""
        return f"{moment.astimezone(self.tzinfo):%H.%M} {self.zone.label}"


@dataclass(frozen=True)
class Mark:
    """One line of a roll call. ``seen`` is the pk of the mark that stood when the list was shown, 0 for none;
    None does not ask. ``key`` was made with the list: the same key is the same mark, however often it arrives.
    """

    enrolment_id: int
    state: PresenceState
    key: UUID
    seen: int | None = None


def reasons_against_marking(session: SessionFacts, *, on: date) -> tuple[Reason, ...]:
    """What stands against any mark in this session on ``on``, the cohort's local date."""
    if session.cohort_status == CohortStatus.DRAFT:
        return (Reason("not_open", _("This cohort has not been opened yet.")),)
    if session.cohort_status != CohortStatus.OPEN:
        return (Reason("cohort_closed", _("This cohort is closed. Its attendance can no longer be changed.")),)
    if session.kind == SessionKind.BREAK:
        return (Reason("break", _("Nobody is marked present in a break.")),)
    if on < session.starts_on:
        return (Reason("too_early", _("This session is on a later day. Attendance is taken on the day itself.")),)
    return ()


def reasons_against_check_in(session: SessionFacts, window: CheckInWindow, *, at: datetime) -> tuple[Reason, ...]:
    """What stands against a trainee marking herself present at ``at``."""
    on = at.astimezone(session.tzinfo).date()
    if reasons := reasons_against_marking(session, on=on):
        return reasons
    if at < window.opens_at(session):
        opens = (("time", session.clock(window.opens_at(session))),)
        return (Reason("too_early", _("Checking in opens at %(time)s. Come back then."), opens),)
    if at > window.closes_at(session):
        closed = (("time", session.clock(window.closes_at(session))),)
        words = _("Checking in closed at %(time)s. Ask the trainer to mark you present.")
        return (Reason("too_late", words, closed),)
    return ()


@dataclass(frozen=True)
class StandingMark:
    """The last word on somebody in a session that carries JP."""

    state: str
    jp: int
    module_code: str
    starts_at: datetime
    ends_at: datetime
    group: str = ""

    def is_beside(self, other: "StandingMark") -> bool:
        """Whether both were held at the same hour for groups of their own."""
        at_once = self.starts_at < other.ends_at and other.starts_at < self.ends_at
        return at_once and bool(self.group and other.group)


def attended_jp(marks: Iterable[StandingMark], planned: Mapping[str, int]) -> int:
    """JP of the sessions in which somebody was present.

    Of a module no more than ``planned`` for one participant count, whoever else it was taught to again.
    """
    by_module: Counter[str] = Counter()
    for mark in counted_once(marks):
        by_module[mark.module_code] += mark.jp
    return (by_module & Counter(planned)).total()


def counted_once(marks: Iterable[StandingMark]) -> list[StandingMark]:
    """Where somebody was present; of parallel sessions at the same hour one, for nobody sits in two rooms."""
    counted: list[StandingMark] = []
    for mark in sorted(marks, key=lambda each: (-each.jp, each.starts_at)):
        if mark.state == PresenceState.PRESENT and not any(mark.is_beside(other) for other in counted):
            counted.append(mark)
    return counted


def plain_code(text: str) -> str:
    """A code as it is stored, from any way of typing it: small letters, spaces and hyphens do not matter."""
    return "".join(character for character in text.upper() if character.isalnum())
