"""What an export writes: the words an import reads back to the same values."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from lms.exchange.rules import choices, places
from lms.exchange.rules.cells import Lookups
from lms.exchange.rules.columns import COLUMNS, Column
from lms.exchange.rules.findings import shown
from lms.exchange.rules.texts import neutralised, quoted


def header_row(kind: str) -> tuple[str, ...]:
    """The header an export writes, one per column of ``COLUMNS[kind]``."""
    return tuple(column.header for column in COLUMNS[kind])


def csv_row(kind: str, values: dict[str, Any], lookups: Lookups) -> list[str]:
    """A row for a CSV file: dates in ISO, words for codes, nothing a spreadsheet would run."""
    return [neutralised(shown(written)) for written in _written(kind, values, lookups)]


def xlsx_row(kind: str, values: dict[str, Any], lookups: Lookups) -> list[str | int | date]:
    """A row for an XLSX file. Write every ``str`` with ``write_string``: only then ``=1+1`` stays a name."""
    return [quoted(each) if isinstance(each, str) else each for each in _written(kind, values, lookups)]


def _written(kind: str, values: dict[str, Any], lookups: Lookups) -> Iterable[str | int | date]:
    within = values.get("regency")
    for column in COLUMNS[kind]:
        yield _word(column, values.get(column.field), lookups, within)


def _word(column: Column, value: Any, lookups: Lookups, within: str | None) -> str | int | date:
    if value is None or value in ("", ()):
        return ""
    match column.type:
        case "yes_no":
            word = choices.YES_WORD if value else choices.NO_WORD
        case "kind":
            word = places.kind_word(value, lookups.kinds)
        case "work_area":
            word = "; ".join(places.area_word(code, lookups.places) for code in sorted(value))
        case "regency":
            word = places.area_word(value, lookups.places)
        case "district":
            word = places.district_word(value, lookups.places, within)
        case name if name in choices.CHOICES:
            word = choices.choice_word(name, value)
        case _:
            word = value
    return word
