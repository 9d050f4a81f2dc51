"""Where two activities want the same trainer or the same room at the same time. Told in words, never forbidden."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason


@dataclass(frozen=True)
class Booking:
    """A session as others meet it: when, where and with whom. ``owner`` names its cohort for the reader."""

    owner: object
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str  # venue and room, folded; empty when nobody said a room
    room: str
    trainers: frozenset[tuple[int, str]]


def clashes(own: Iterable[Booking], others: Iterable[Booking]) -> tuple[Reason, ...]:
    """Each clash of this timetable with sessions of other cohorts, in the order of the timetable, and among its own
    parallel groups, told at the first of the two."""
    mine_all, theirs = tuple(own), tuple(others)
    found: list[Reason] = []
    for place, mine in enumerate(mine_all, start=1):
        for other in (*mine_all[place:], *theirs):
            if _meet(mine, other):
                found += _clash(mine, other)
    return tuple(found)


def _meet(mine: Booking, other: Booking) -> bool:
    return mine.starts_at < other.ends_at and other.starts_at < mine.ends_at


def _clash(mine: Booking, other: Booking) -> Iterator[Reason]:
    told = (("session", mine.title), ("cohort", other.owner))
    for _pk, name in sorted(mine.trainers & other.trainers):
        message = _("%(name)s teaches “%(session)s” and has a session of %(cohort)s at the same time.")
        yield Reason("trainer_busy", message, (("name", name), *told))
    if mine.place and mine.place == other.place:
        message = _("The room %(room)s is used for “%(session)s” and by %(cohort)s at the same time.")
        yield Reason("room_busy", message, (("room", mine.room), *told))
