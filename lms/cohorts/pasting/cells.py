"""One cell of a pasted timetable at a time: its value, or in words why it cannot be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import Method, SessionKind
from lms.cohorts.fields import validate_https
from lms.cohorts.pasting.words import MONTHS, SORTS, TELLING, WEEKDAYS
from lms.cohorts.rules import CohortFacts
from lms.organisations.enums import Zone
from lms.refusal import Reason

LONGEST_TITLE, LONGEST_ROOM, LONGEST_GROUP = 150, 60, 40
CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})(?:[.:]\d{2})?\s*(am|pm)?\s*(wib|wita|wit)?", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)
NUMBERED_DAY = re.compile(r"(?:hari|day)\s*(?:ke\s*-?\s*)?(\d{1,3})", re.IGNORECASE)
WRITTEN_DAY = re.compile(r"(\d{1,2})\s+([a-z']+)\.?(?:\s+(\d{4}))?", re.IGNORECASE)
FIGURES = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), "ymd"),
    (re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})"), "dmy"),
)


@dataclass(frozen=True)
class Ground:
    """What the lines are read against. Names of trainers are folded: small letters, single spaces."""

    cohort: CohortFacts
    titles: Mapping[str, str]  # of modules, by code
    trainers: Mapping[str, int]


class Unclear(Exception):
    def __init__(self, code: str, message: Any, **values: object):
        self.reason = Reason(code, message, tuple(values.items()))
        super().__init__(code)


def read_day(text: str, cohort: CohortFacts, above: date | None) -> date:
    """``Rabu, 22 Juli 2026``, ``22/07/2026``, ``2026-07-22``, ``Hari 1``; empty means the day above."""
    if not text:
        if above is None:
            raise Unclear("no_day", _("The day is missing."))
        return above
    weekday, rest = None, text
    first = re.match(r"([a-z']+)[\s,]+", text, re.IGNORECASE)
    if first and first[1].casefold() in WEEKDAYS:
        weekday, rest = WEEKDAYS[first[1].casefold()], text[first.end() :]
    found = _day(rest.strip(), cohort)
    if found is None:
        raise Unclear(
            "day_unclear", _("“%(text)s” is no day. Write it like 22 July 2026 or 22/07/2026."), text=text[:40]
        )
    if weekday is not None and found.weekday() != weekday:
        raise Unclear("weekday_wrong", _("“%(text)s”: the date falls on another day of the week."), text=text[:40])
    return found


def _day(text: str, cohort: CohortFacts) -> date | None:
    if counted := NUMBERED_DAY.fullmatch(text):
        number = int(counted[1])
        return cohort.starts_on + timedelta(days=number - 1) if number else None
    for pattern, order in FIGURES:
        if match := pattern.fullmatch(text):
            return _date(**{part: int(match[place]) for place, part in enumerate(order, start=1)})
    if written := WRITTEN_DAY.fullmatch(text):
        month = MONTHS.get(written[2].casefold(), 0)
        return _date(y=int(written[3] or cohort.starts_on.year), m=month, d=int(written[1]))
    return None


def _date(*, y: int, m: int, d: int) -> date | None:
    try:
        return date(y, m, d)
    except ValueError:
        return None


def read_hours(starts: str, ends: str, cohort: CohortFacts) -> dict[str, time]:
    """``08.00`` or ``08:00``, each with its zone or without; or both in one cell, ``08.00-09.30``."""
    if not ends and (both := re.split(r"\s*(?:[-–—]|s\.?d\.?)\s*", starts)) and len(both) == 2:
        starts, ends = both
    return {"starts": read_clock(starts, cohort), "ends": read_clock(ends, cohort)}


def read_clock(text: str, cohort: CohortFacts) -> time:
    if not text:
        raise Unclear("no_time", _("A time is missing."))
    match = CLOCK.fullmatch(text)
    hour = int(match[1]) if match else 99
    if match and match[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if match[3].casefold() == "pm" else 0)
    if match is None or hour > 23 or int(match[2]) > 59:
        raise Unclear("time_unclear", _("“%(text)s” is no time. Write it like 08.00."), text=text[:40])
    own = Zone(cohort.zone).label
    if match[4] and match[4].upper() != own:
        message = _("“%(text)s” is in another time zone. The cohort runs on %(zone)s.")
        raise Unclear("wrong_zone", message, text=text[:40], zone=own)
    return time(hour, int(match[2]))


def read_subject(subject: str, sort: str, ground: Ground) -> dict[str, Any]:
    """The module of a lesson by its code or title; else a title with what it is."""
    code = _module(subject, ground.titles)
    said = SORTS.get(sort.casefold().strip(" ."))
    if sort and said is None:
        message = _("“%(text)s” is no sort we know. Write CT, DK, SK, SM, PR, PL, MD, or break, test, opening.")
        raise Unclear("sort_unclear", message, text=sort[:40])
    if not subject and said is None:
        raise Unclear("no_subject", _("The subject is missing."))
    title = _title(subject, code, ground.titles) or sort.capitalize()
    if len(title) > LONGEST_TITLE:
        raise Unclear("title_long", _("The subject is longer than %(most)s letters."), most=LONGEST_TITLE)
    if said is None:
        said = Method.LECTURE if code else _telling(subject.casefold(), ground.cohort)
    if said is None:
        message = _("“%(text)s” is no module of the course. Give its code, or say what it is: break, test, opening.")
        raise Unclear("subject_unclear", message, text=subject[:40])
    if isinstance(said, SessionKind):
        return {"kind": said, "module_code": "", "title": title, "method": ""}
    if not code:
        message = _("“%(text)s” is no module of the course. Begin with its code, such as %(module)s.")
        raise Unclear("module_unclear", message, text=subject[:40], module=next(iter(ground.titles), "L1"))
    return {"kind": SessionKind.LESSON, "module_code": code, "title": title, "method": said.value}


def _telling(subject: str, cohort: CohortFacts) -> SessionKind | None:
    """Where there is no course, whatever is not told stands on the agenda."""
    otherwise = None if cohort.has_course else SessionKind.AGENDA
    return next((kind for kind, telling in TELLING if telling.search(subject)), otherwise)


def _module(subject: str, titles: Mapping[str, str]) -> str:
    folded = subject.casefold()
    for code, title in titles.items():
        if folded == title.casefold() or re.match(rf"{re.escape(code.casefold())}(\b|$)", folded):
            return code
    return ""


def _title(subject: str, code: str, titles: Mapping[str, str]) -> str:
    """What was written beside the code, or the module's own title."""
    if not code:
        return subject
    rest = subject[len(code) :] if subject.casefold().startswith(code.casefold()) else subject
    return rest.strip(" .:·–—-") or titles[code]


def read_place(text: str) -> dict[str, str]:
    if SCHEME.match(text):
        try:
            validate_https(text)
        except ValidationError:
            message = _("“%(text)s” is no link we can offer. It must begin with https://.")
            raise Unclear("link_unsafe", message, text=text[:40]) from None
        return {"room": "", "link": text}
    if len(text) > LONGEST_ROOM:
        raise Unclear("room_long", _("The name of the room is longer than %(most)s letters."), most=LONGEST_ROOM)
    return {"room": text, "link": ""}


def read_group(text: str) -> dict[str, str]:
    """The parallel class or group the line is for; empty: everybody."""
    if len(text) > LONGEST_GROUP:
        raise Unclear("group_long", _("The name of the group is longer than %(most)s letters."), most=LONGEST_GROUP)
    return {"group": text}


def read_trainers(text: str, ground: Ground) -> frozenset[int]:
    """Trainers assigned to the cohort, by name; several stand apart with a semicolon."""
    return frozenset(_trainer(name, ground.trainers) for name in _names(text))


def _names(text: str) -> Iterator[str]:
    for part in re.split(r"[;\n]", text):
        if name := " ".join(part.split()):
            yield name


def _trainer(name: str, trainers: Mapping[str, int]) -> int:
    folded = name.casefold()
    if folded in trainers:
        return trainers[folded]
    plain = folded.split(",")[0]
    found = {pk for known, pk in trainers.items() if known.split(",")[0] == plain}
    if len(found) != 1:
        message = _("%(name)s is no trainer of this cohort. Assign her first, or write the name as it stands there.")
        raise Unclear("trainer_unknown", message, name=name[:60])
    return found.pop()
