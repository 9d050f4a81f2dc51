"""The rows of a pasted timetable."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from lms.cohorts.pasting.cells import (
    Ground,
    Unclear,
    read_day,
    read_group,
    read_hours,
    read_place,
    read_subject,
    read_trainers,
)
from lms.cohorts.pasting.words import HEADER
from lms.cohorts.rules import MAX_SESSIONS
from lms.refusal import Reason

COLUMNS = 8  # the last, for parallel groups, may be missing
TRAINERS = 6  # their names may stand on lines of one cell


@dataclass
class PastedLine:
    """A line as it was read. ``values`` is complete when ``reasons`` is empty."""

    number: int
    cells: tuple[str, ...]
    values: dict[str, Any]
    trainers: frozenset[int]
    reasons: list[Reason]


def rows_of(text: str) -> list[tuple[int, tuple[str, ...]]]:
    """The filled rows of the text with their numbers; a heading row is left out."""
    rows = []
    for number, row in enumerate(csv.reader(StringIO(text), delimiter="\t"), start=1):
        cells = tuple(" ".join(cell.split()) if at != TRAINERS else cell.strip() for at, cell in enumerate(row))
        is_heading = number == 1 and len(cells) > 1 and cells[1].casefold() in HEADER
        if any(cells) and not is_heading:
            rows.append((number, cells))
    return rows


def reasons_against_rows(rows: list[tuple[int, tuple[str, ...]]]) -> tuple[Reason, ...]:
    if not rows:
        return (Reason("nothing_pasted", _("There is no line to read. Paste the rows of your sheet.")),)
    if len(rows) > MAX_SESSIONS:
        message = _("You pasted %(lines)s lines; a timetable has at most %(most)s sessions.")
        return (Reason("too_many_lines", message, (("lines", len(rows)), ("most", MAX_SESSIONS))),)
    return ()


def read_rows(rows: list[tuple[int, tuple[str, ...]]], ground: Ground) -> list[PastedLine]:
    """Each row as a line of the timetable. An empty day is the day of the line above."""
    lines: list[PastedLine] = []
    day: date | None = None
    for number, cells in rows:
        line, day = _read(number, cells, ground, day)
        lines.append(line)
    return lines


def _read(number: int, cells: tuple[str, ...], ground: Ground, above: date | None) -> tuple[PastedLine, date | None]:
    padded = (*cells, *[""] * COLUMNS)[:COLUMNS]
    line = PastedLine(number, padded, {}, frozenset(), [])
    if any(cells[COLUMNS:]):
        message = _("This line has more than %(columns)s columns.")
        line.reasons.append(Reason("too_many_columns", message, (("columns", COLUMNS),)))
    day = above
    steps: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: {"day": read_day(padded[0], ground.cohort, above)},
        lambda: read_hours(padded[1], padded[2], ground.cohort),
        lambda: read_subject(padded[3], padded[4], ground),
        lambda: read_place(padded[5]),
        lambda: {"trainers": read_trainers(padded[TRAINERS], ground)},
        lambda: read_group(padded[7]),
    )
    for step in steps:
        try:
            line.values |= step()
        except Unclear as unclear:
            line.reasons.append(unclear.reason)
    line.trainers = line.values.pop("trainers", frozenset())
    if "day" in line.values:
        day = line.values["day"]
    if not line.reasons:
        zone = ZoneInfo(ground.cohort.zone)
        on, starts, ends = (line.values.pop(name) for name in ("day", "starts", "ends"))
        line.values |= {"starts_at": datetime.combine(on, starts, zone), "ends_at": datetime.combine(on, ends, zone)}
    return line, day
