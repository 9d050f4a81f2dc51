"""One cell, one row: from what stands in the sheet to typed values, with repairs and problems."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from lms.exchange.rules import choices, dates, numbers, places
from lms.exchange.rules.columns import Column
from lms.exchange.rules.findings import Repair, Repaired, refused, repair, shown
from lms.exchange.rules.headers import MappedColumn, Mapping
from lms.exchange.rules.places import Kinds, Places
from lms.exchange.rules.rows import UNWORKED, CellError, Row, Value
from lms.exchange.rules.texts import cleaned
from lms.refusal import Reason

# What an empty cell means; for every other type it is ``None``.
EMPTY = dict.fromkeys(("text", "code", "key", "phone", "email", *numbers.LENGTHS), "") | {"work_area": ()}
check_email = EmailValidator()
NOTHING = Repaired("")


@dataclass(frozen=True)
class Lookups:
    """What the register knows, handed in once for an import or an export."""

    places: Places
    kinds: Kinds


class CellRepair(NamedTuple):
    field: str
    column: str  # "F (NIK)"
    repair: Repair


class CellProblem(NamedTuple):
    field: str
    column: str
    reason: Reason


class TypedRow(NamedTuple):
    """``values`` holds every field the sheet has a column for and whose cell could be read, empty ones included."""

    number: int
    values: dict[str, Any]
    repairs: tuple[CellRepair, ...]
    problems: tuple[CellProblem, ...]


def typed_row(row: Row, mapping: Mapping, lookups: Lookups) -> TypedRow:
    """A row of the sheet as values of its fields. A field with a problem is absent from ``values``."""
    values: dict[str, Any] = {}
    repairs: list[CellRepair] = []
    problems: list[CellProblem] = []
    width = len(row.values)
    for mapped in mapping.in_order:
        column, name = mapped.column, mapped.column.field
        value = row.values[mapped.at] if mapped.at < width else ""
        read = repaired(column, value, lookups, within=values.get("regency"))
        if mapped.at in row.merged and read.value not in ("", None, ()):
            merged = repair("merged", name, "", value)
            repairs.append(CellRepair(name, mapped.label, merged))
        repairs += [CellRepair(name, mapped.label, each) for each in read.repairs]
        problems += [CellProblem(name, mapped.label, each) for each in read.errors]
        if not read.errors:
            values[name] = read.value
    return TypedRow(row.number, values, tuple(repairs), tuple(problems))


def cell(row: Row, mapped: MappedColumn) -> Value:
    return row.values[mapped.at] if mapped.at < len(row.values) else ""


def is_blank(row: Row, mapping: Mapping) -> bool:
    """Nothing in any column that means something: no row of the register."""
    return all(not str(cell(row, mapped)).strip() for mapped in mapping.columns)


def repaired(column: Column, value: Value, lookups: Lookups, *, within: str | None = None) -> Repaired:
    """The value of a cell for its column. ``within`` is the code of the row's kabupaten or kota."""
    if isinstance(value, CellError):
        is_unworked = value == UNWORKED
        return refused("formula_unworked" if is_unworked else "formula_error", column.field, value=str(value))
    if not isinstance(value, str):
        return _typed(value, column, lookups, within)
    clean = cleaned(value, column.field) if value else NOTHING
    if clean.errors:
        return clean
    read = _typed(clean.value, column, lookups, within) if clean.value else _empty(column)
    return Repaired(read.value, clean.repairs + read.repairs, read.errors) if clean.repairs else read


def _empty(column: Column) -> Repaired:
    return refused("required", column.field) if column.is_required else Repaired(EMPTY.get(column.type))


def _typed(value: Any, column: Column, lookups: Lookups, within: str | None) -> Repaired:
    if not isinstance(value, str) and (wrong := _wrong_type(value, column)):
        return wrong
    read = READERS[column.type](value, column, lookups, within)
    if isinstance(read.value, str) and len(read.value) > column.max_length:
        return refused("too_long", column.field, length=len(read.value), limit=column.max_length)
    return read


def _wrong_type(value: Any, column: Column) -> Repaired | None:
    if isinstance(value, date | datetime | time | timedelta) and column.type != "date":
        return refused("became_a_date", column.field, value=value)
    if isinstance(value, bool) and column.type != "yes_no":
        return refused("wrong_type", column.field, value=value)
    return None


def _as_text(value: Any, column: Column, *_known: object) -> Repaired:
    return numbers.as_text(value, column.field)


def _yes_no(value: Any, column: Column, *_known: object) -> Repaired:
    return Repaired(value) if isinstance(value, bool) else choices.yes_or_no(shown(value), column.field)


def _choice(value: Any, column: Column, *_known: object) -> Repaired:
    return choices.choice(column.type, shown(value), column.field)


def _email(value: Any, column: Column, *_known: object) -> Repaired:
    try:
        check_email(shown(value))
    except ValidationError:
        return refused("email_unreadable", column.field, value=value)
    return Repaired(value)


def _key(value: Any, column: Column, *_known: object) -> Repaired:
    read = numbers.as_text(value, column.field)
    key = "" if read.errors else read.value.replace(" ", "").upper()
    if read.errors or key == read.value:
        return read
    return Repaired(key, (repair("key_case", column.field, read.value, key),))


READERS: dict[str, Callable[[Any, Column, Lookups, str | None], Repaired]] = {
    "text": _as_text,
    "code": _as_text,
    "key": _key,
    "date": lambda value, column, _known, _in: dates.day(value, column.field),
    "yes_no": _yes_no,
    "phone": lambda value, column, _known, _in: numbers.phone(value, column.field),
    "email": _email,
    "year": lambda value, column, _known, _in: numbers.whole(value, column.field, *numbers.YEARS),
    "count": lambda value, column, _known, _in: numbers.whole(value, column.field, 0, numbers.MOST_COUNTED),
    "kind": lambda value, column, known, _in: places.kind(shown(value), known.kinds, column.field),
    "regency": lambda value, column, known, _in: places.regency(shown(value), known.places, column.field),
    "district": lambda value, column, known, within: places.district(shown(value), known.places, within, column.field),
    "work_area": lambda value, column, known, _in: places.work_area(shown(value), known.places, column.field),
    **dict.fromkeys(numbers.LENGTHS, lambda value, column, _known, _in: numbers.digits(value, column.field)),
    **dict.fromkeys(choices.CHOICES, _choice),
}
