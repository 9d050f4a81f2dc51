"""Rules of import and export: pure functions over plain values, without rows of the database and without the clock."""

from lms.exchange.rules.cells import (
    CellProblem,
    CellRepair,
    Lookups,
    TypedRow,
    is_blank,
    repaired,
    typed_row,
)
from lms.exchange.rules.columns import COLUMNS, ONE_OF, Column
from lms.exchange.rules.exports import csv_row, header_row, xlsx_row
from lms.exchange.rules.findings import PROBLEMS, REPAIRS, Repair, Repaired, column_label, located, masked
from lms.exchange.rules.headers import MappedColumn, Mapping, UnknownColumn, find_header
from lms.exchange.rules.numbers import looks_rounded
from lms.exchange.rules.places import KindRow, Kinds, PlaceRow, Places, known_kinds, known_places
from lms.exchange.rules.rows import UNWORKED, CellError, Row, Value, column_index, column_letter
from lms.exchange.rules.texts import neutralised, normalised, quoted, unmarked

__all__ = [
    "COLUMNS",
    "ONE_OF",
    "PROBLEMS",
    "REPAIRS",
    "UNWORKED",
    "CellError",
    "CellProblem",
    "CellRepair",
    "Column",
    "KindRow",
    "Kinds",
    "Lookups",
    "MappedColumn",
    "Mapping",
    "PlaceRow",
    "Places",
    "Repair",
    "Repaired",
    "Row",
    "TypedRow",
    "UnknownColumn",
    "Value",
    "column_index",
    "column_label",
    "column_letter",
    "csv_row",
    "find_header",
    "header_row",
    "is_blank",
    "known_kinds",
    "known_places",
    "located",
    "looks_rounded",
    "masked",
    "neutralised",
    "normalised",
    "quoted",
    "repaired",
    "typed_row",
    "unmarked",
    "xlsx_row",
]
