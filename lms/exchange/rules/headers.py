"""Which row is the header, and which column holds what. Title rows above and a second header row are expected."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from lms.exchange.rules.columns import COLUMNS, ONE_OF, Column
from lms.exchange.rules.findings import Repair, column_label, shown
from lms.exchange.rules.rows import Row, column_letter
from lms.refusal import Reason, Refusal, refuse

ROWS_LOOKED_AT = 40
FEWEST_COUNTING = 3  # of cells 1, 2, 3 … before a row is taken for the numbering under a header
SAME = {
    "no": "nomor",
    "nomer": "nomor",
    "nmr": "nomor",
    "tgl": "tanggal",
    "thn": "tahun",
    "kab": "kabupaten",
    "kec": "kecamatan",
    "prov": "provinsi",
    "propinsi": "provinsi",
    "telepon": "telp",
    "telpon": "telp",
    "tlp": "telp",
    "tel": "telp",
    "telephone": "telp",
    "phone": "telp",
}
IGNORED = frozenset({"nomor", "nomorurut", "urut", "nu", "nourut"})
# Under a group these say nothing by themselves: "Nomor" under "Akta Notaris" is not the register number.
VAGUE = frozenset({"nomor", "tanggal", "nama", "kode", "status", "jenis", "sk", "lahir"})


class MappedColumn(NamedTuple):
    column: Column
    at: int  # from 0
    letter: str
    header: str  # as the sheet has it

    @property
    def label(self) -> str:
        return column_label(self.letter, self.header)


class UnknownColumn(NamedTuple):
    letter: str
    header: str


@dataclass(frozen=True)
class Mapping:
    """What ``find_header`` found. Data starts below ``last_row``."""

    kind: str
    header_rows: tuple[int, ...]
    last_row: int
    columns: tuple[MappedColumn, ...]
    unknown: tuple[UnknownColumn, ...] = ()
    repairs: tuple[Repair, ...] = ()

    @cached_property
    def in_order(self) -> tuple[MappedColumn, ...]:
        """As rows are read: a kecamatan is looked for in the kabupaten or kota of its row, so that comes first."""
        return tuple(sorted(self.columns, key=lambda each: each.column.type == "district"))

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(mapped.column.field for mapped in self.columns)

    def label(self, name: str) -> str:
        """``F (NIK)`` of a field; of one the sheet lacks, the header an export would write."""
        for mapped in self.columns:
            if mapped.column.field == name:
                return mapped.label
        return next(column.header for column in COLUMNS[self.kind] if column.field == name)


@dataclass
class _Reading:
    """One way to read one or two rows as the header."""

    rows: tuple[Row, ...]
    strong: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    weak: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[int, str] = field(default_factory=dict)

    @property
    def found(self) -> dict[str, int]:
        """Field → column. A weak match counts only where nothing better and nothing else claims the field."""
        sure = {name: indexes[0] for name, indexes in self.strong.items()}
        return {name: each[0] for name, each in self.weak.items() if len(each) == 1 and name not in sure} | sure

    @property
    def twice(self) -> dict[str, list[int]]:
        return {name: each for name, each in self.strong.items() if len(each) > 1}

    @property
    def weight(self) -> tuple[int, int, int]:
        return len(self.found), len(self.strong), -len(self.rows)


def header_key(text: str) -> str:
    """What remains of a header when case, spaces and punctuation do not count and abbreviations are written out."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return "".join(SAME.get(word, word) for word in words)


WORDS: dict[str, dict[str, str]] = {
    kind: {header_key(word): column.field for column in columns for word in (column.header, *column.synonyms)}
    for kind, columns in COLUMNS.items()
}


def find_header(rows: Iterable[Row], kind: str) -> Mapping:
    """The header among the first rows of a sheet. Raises ``Refusal``: none, a column missing, or one there twice."""
    looked = list(islice(rows, ROWS_LOOKED_AT))
    best: _Reading | None = None
    for position, row in enumerate(looked):
        for reading in _readings(row, looked[position + 1 : position + 2], kind):
            if reading.found and (best is None or reading.weight > best.weight):
                best = reading
    if best is None:
        listed = ", ".join(column.header for column in COLUMNS[kind] if column.is_required)
        raise refuse(
            "no_header",
            _("No row with column names was found. At least these are needed: %(columns)s."),
            columns=listed,
        )
    if reasons := (*_reasons_against_double(best, kind), *_reasons_against_missing(best, kind)):
        raise Refusal(reasons)
    return _mapping(best, looked, kind)


def _readings(row: Row, following: Sequence[Row], kind: str) -> list[_Reading]:
    single = _read([row], kind)
    if not following:
        return [single]
    double = _read([row, following[0]], kind)
    # A row with words only where the header above names a group belongs to the header.
    if single.found and _is_continuation(single, following[0]):
        return [double] if len(double.found) >= len(single.found) else [single]
    return [single, double]


def _is_continuation(single: _Reading, below: Row) -> bool:
    return _has_text(below) and not any(
        index < len(below.values) and below.values[index] != "" and index not in below.merged
        for index in single.found.values()
    )


def _has_text(row: Row) -> bool:
    return any(
        isinstance(value, str) and value != "" and index not in row.merged for index, value in enumerate(row.values)
    )


def _read(rows: list[Row], kind: str) -> _Reading:
    reading = _Reading(tuple(rows))
    group = ""
    for index in range(max(len(row.values) for row in rows)):
        upper, lower = _label(rows[0], index), _label(rows[1], index) if len(rows) == 2 else ""
        if lower and upper:
            group = upper
        elif lower:
            upper = group
        else:
            group = ""
        if _continues_to_the_left(rows, index, lower):
            continue
        joined = upper if not lower or header_key(lower) == header_key(upper) else f"{upper} {lower}".strip()
        if joined:
            reading.labels[index] = joined
            _claim(reading, index, joined, (lower, upper) if lower and upper else (), kind)
    return reading


def _claim(reading: _Reading, index: int, joined: str, parts: tuple[str, ...], kind: str) -> None:
    words = WORDS[kind]
    for text in (joined, _without_brackets(joined)):
        if name := words.get(header_key(text)):
            reading.strong[name].append(index)
            return
    for part in parts:
        key = header_key(_without_brackets(part))
        if key in words and key not in VAGUE:
            reading.weak[words[key]].append(index)
            return


def _label(row: Row, index: int) -> str:
    return " ".join(shown(row.values[index]).split()) if index < len(row.values) else ""


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^)]*\)|\*", " ", text)


def _continues_to_the_left(rows: list[Row], index: int, lower: str) -> bool:
    """Whether this header cell is the rest of one that is merged across columns, and so no column of its own."""
    last = rows[-1] if lower or len(rows) == 1 else rows[0]
    origin = last.merged.get(index)
    return origin is not None and origin[1] != index


def _reasons_against_double(reading: _Reading, kind: str) -> list[Reason]:
    headers = {column.field: column.header for column in COLUMNS[kind]}
    message = _("The column %(column)s is there more than once: %(letters)s. Leave one of them.")
    return [
        Reason(
            "duplicate_column",
            message,
            (("column", headers[name]), ("letters", ", ".join(column_letter(index) for index in indexes))),
        )
        for name, indexes in reading.twice.items()
    ]


def _reasons_against_missing(reading: _Reading, kind: str) -> list[Reason]:
    known = {*reading.found, *reading.twice}
    missing = [column.header for column in COLUMNS[kind] if column.is_required and column.field not in known]
    reasons = []
    if missing:
        message = _("These columns are missing: %(columns)s.")
        reasons.append(Reason("missing_columns", message, (("columns", ", ".join(missing)),)))
    choices = ONE_OF.get(kind, ())
    if choices and not known.intersection(choices):
        headers = ", ".join(column.header for column in COLUMNS[kind] if column.field in choices)
        reasons.append(
            Reason("missing_one_of", _("One of these columns is needed: %(columns)s."), (("columns", headers),))
        )
    return reasons


def _mapping(reading: _Reading, looked: list[Row], kind: str) -> Mapping:
    by_field = {column.field: column for column in COLUMNS[kind]}
    found = sorted(reading.found.items(), key=lambda item: item[1])
    columns = tuple(MappedColumn(by_field[name], at, column_letter(at), reading.labels[at]) for name, at in found)
    mapped = {each.at for each in columns}
    unknown = tuple(
        UnknownColumn(column_letter(index), label[:150])
        for index, label in reading.labels.items()
        if index not in mapped and header_key(label) not in IGNORED
    )
    numbers = tuple(row.number for row in reading.rows)
    last = numbers[-1]
    for row in looked:
        if row.number > last and (_is_merged_from(row, last) or _is_numbering(row)):
            last = row.number
        elif row.number > last:
            break
    joined = (Repair("two_header_rows", " · ".join(map(str, numbers)), str(numbers[0])),) if len(numbers) == 2 else ()
    return Mapping(kind, numbers, last, columns, unknown, joined)


def _is_merged_from(row: Row, last: int) -> bool:
    """Whether the row shows only the rest of header cells that are merged down into it."""
    return all(
        index in row.merged and row.merged[index][0] <= last for index, value in enumerate(row.values) if value != ""
    )


def _is_numbering(row: Row) -> bool:
    """The row ``(1) (2) (3)`` that official tables carry under their header."""
    texts = [shown(value).strip(" ().") for value in row.values if value != ""]
    return len(texts) >= FEWEST_COUNTING and texts == [str(number) for number in range(1, len(texts) + 1)]
