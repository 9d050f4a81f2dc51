"""When a notice may disturb, and how its words travel. Pure; the clock, the settings and the zone come in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

MAX_SUBJECT, MAX_BODY = 150, 2000
NEAR = timedelta(hours=24)  # a session this near makes its change urgent
VERY_NEAR = timedelta(hours=12)  # and this near, it may be told at night
ENOUGH = timedelta(hours=2)  # to read and answer what holds for a time only


@dataclass(frozen=True)
class Quiet:
    """The hours in which nobody is disturbed, by the clock of ``zone``; they may pass midnight."""

    starts: time
    ends: time
    zone: str

    def holds(self, local: time) -> bool:
        if self.starts <= self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends


def is_near(starts_at: datetime | None, *, at: datetime, within: timedelta = NEAR) -> bool:
    """Whether something that still lies ahead begins within the span."""
    return starts_at is not None and at <= starts_at <= at + within


def outside_quiet_hours(at: datetime, quiet: Quiet | None) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into, by the clock on the person's wall."""
    if quiet is None:
        return at
    zone = ZoneInfo(quiet.zone)
    local = at.astimezone(zone)
    if not quiet.holds(local.time()):
        return at
    morning = datetime.combine(local.date(), quiet.ends, zone)
    if morning <= local:
        morning = datetime.combine(local.date() + timedelta(days=1), quiet.ends, zone)
    return morning.astimezone(at.tzinfo)


def is_pressing(until: datetime | None, *, at: datetime, quiet: Quiet | None) -> bool:
    """Whether what holds for a time would end, or almost, before the quiet hours do."""
    return until is not None and at < until <= outside_quiet_hours(at, quiet) + ENOUGH


def planned_moment(
    at: datetime, quiet: Quiet | None, *, session_at: datetime | None = None, until: datetime | None = None
) -> datetime:
    """When a notice is due.

    One about a session that begins within 12 hours does not wait for the morning, nor one that would be too late then.
    """
    if is_near(session_at, at=at, within=VERY_NEAR) or is_pressing(until, at=at, quiet=quiet):
        return at
    return outside_quiet_hours(at, quiet)


def moment_before(day: date, *, days: int, clock: time, zone: str) -> datetime:
    """So many days before a day, at a time by the clock of the zone."""
    return datetime.combine(day - timedelta(days=days), clock, ZoneInfo(zone))


def offer_reminder_at(offered_at: datetime, until: datetime, *, hours: int) -> datetime:
    """So many hours before an offer ends, but never in the first half of its time."""
    return max(until - timedelta(hours=hours), offered_at + (until - offered_at) / 2)


def reasons_against_change(*, is_planned: bool, is_read: bool, is_being_sent: bool) -> tuple[Reason, ...]:
    """Why the words of a notice stay as they are, and why it cannot be taken back."""
    if not is_planned:
        return (Reason("not_planned", _("This message has gone out, or was cancelled. It stays as it is.")),)
    if is_being_sent:
        return (Reason("being_sent", _("This message is being sent at this moment. It stays as it is.")),)
    if is_read:
        return (Reason("was_read", _("This message has been read already. It stays as it is.")),)
    return ()


def reasons_against_words(subject: str, body: str) -> tuple[Reason, ...]:
    found = []
    if not subject.strip() or not body.strip():
        found.append(Reason("no_words", _("Write a subject and a message.")))
    if len(subject) > MAX_SUBJECT or len(body) > MAX_BODY:
        message = _("The subject has at most %(subject)s letters, the message %(body)s.")
        found.append(Reason("too_long", message, (("subject", MAX_SUBJECT), ("body", MAX_BODY))))
    return tuple(found)


def whatsapp_url(text: str, *, phone: str = "") -> str:
    """A link that opens WhatsApp with the text ready; ``phone`` (E.164) says to whom. The person presses send."""
    return f"https://wa.me/{phone.removeprefix('+')}?text={quote(text, safe='')}"


def one_line(text: str) -> str:
    """For the header of a mail, which must not hold a line break."""
    return " ".join(text.split())


def prefixes(codes: Iterable[str]) -> set[str]:
    """The regions themselves and all above them: ``62.03`` gives ``62.03`` and ``62``."""
    return {".".join(code.split(".")[:depth]) for code in codes for depth in range(1, code.count(".") + 2)}
