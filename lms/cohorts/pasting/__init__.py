"""A timetable as people keep it in a sheet, read line by line. Nothing is guessed silently: what is unclear is said."""

from lms.cohorts.pasting.cells import Ground
from lms.cohorts.pasting.lines import COLUMNS, PastedLine, read_rows, reasons_against_rows, rows_of

__all__ = ["COLUMNS", "Ground", "PastedLine", "read_rows", "reasons_against_rows", "rows_of"]
