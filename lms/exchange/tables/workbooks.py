"""The rows of an .xlsx, read by calamine after ``parts`` looked through it."""

import posixpath
from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

import python_calamine

from lms.exchange.rules.rows import UNWORKED, CellError, Row, Value
from lms.exchange.tables.archives import Archive
from lms.exchange.tables.limits import Limits, no
from lms.exchange.tables.parts import PartParser
from lms.exchange.tables.scans import BookScan, RelationScan, Scan, SheetScan, TextScan

WORKBOOK, RELATIONS, ROOT = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"
TEXTS = "xl/sharedstrings.xml"
OTHER_FORMATS = ("xl/workbook.bin", "content.xml", "mimetype")
XML_ENDS = (".xml", ".rels", ".vml")

Area = tuple[tuple[int, int], tuple[int, int]]


class Workbook:
    """``sheet_names`` are those a person sees, in her order."""

    def __init__(self, file: IO[bytes], size: int, limits: Limits):
        self.limits = limits
        self.parts = look_through(Archive(file, size, limits), limits)
        file.seek(0)
        try:
            self.book: Any = python_calamine.load_workbook(file)
        except python_calamine.CalamineError:
            raise no("damaged") from None
        self.sheet_names = tuple(
            sheet.name
            for sheet in self.book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == python_calamine.SheetVisibleEnum.Visible
        )

    def sheet(self, name: str) -> "Sheet":
        part = self.parts.get(self._part_of(name))
        if not isinstance(part, SheetScan):
            raise no("damaged")
        try:
            return Sheet(self.book.get_sheet_by_name(name), part.errors, self.limits)
        except python_calamine.CalamineError:
            raise no("damaged") from None

    def _part_of(self, name: str) -> str:
        book, relations = self.parts[WORKBOOK], self.parts[RELATIONS]
        assert isinstance(book, BookScan) and isinstance(relations, RelationScan)  # see ``_check_parts``
        return _resolved(relations.targets.get(next((id for each, id in book.sheets if each == name), ""), ""), "xl")


def look_through(archive: Archive, limits: Limits) -> dict[str, Scan]:
    """Every part of the archive, XML read and all else only inflated, before anything is built from it."""
    names = {member.filename.casefold() for member in archive.members}
    if WORKBOOK not in names or names.intersection(OTHER_FORMATS):
        raise no("not_a_workbook")
    texts, parts = array("L"), {}
    # The shared texts first: how long they are decides how many cells may show them.
    for member in sorted(archive.members, key=lambda each: each.filename.casefold() != TEXTS):
        part: PartParser | None = None
        for piece in archive.pieces(member):
            if part is None and (member.filename.lower().endswith(XML_ENDS) or _looks_like_xml(piece)):
                part = PartParser(limits, texts)
            if part:
                part.read(piece)
        if part:
            part.finish()
            parts[member.filename.casefold()] = part.scan
    _check_parts(parts, limits)
    return parts


def _check_parts(parts: dict[str, Scan], limits: Limits) -> None:
    """Whoever reads the workbook after us finds its parts where we did, and no more of them than allowed."""
    root, relations = parts.get(ROOT), parts.get(RELATIONS)
    if not isinstance(root, RelationScan) or not isinstance(relations, RelationScan):
        raise no("not_a_workbook")
    if not isinstance(parts.get(WORKBOOK), BookScan):
        raise no("not_a_workbook")
    if {_resolved(target, "") for target in root.types["officeDocument"]} != {WORKBOOK}:
        raise no("not_a_workbook")
    if {_resolved(target, "xl") for target in relations.types["sharedStrings"]} - {TEXTS}:
        raise no("damaged")
    if {name for name, scan in parts.items() if isinstance(scan, TextScan)} != {TEXTS} & set(parts):
        raise no("damaged")
    sheets = [scan for scan in parts.values() if isinstance(scan, SheetScan)]
    if len(sheets) > limits.sheets:
        raise no("too_many_sheets", limit=limits.sheets)
    longest = getattr(parts.get(TEXTS), "longest", 0)
    if max((sheet.shared_cells for sheet in sheets), default=0) * longest > limits.shown_bytes:
        raise no("unpacks_too_large")


def _resolved(target: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").casefold()


def _looks_like_xml(piece: bytes) -> bool:
    return piece.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<")


class Sheet:
    def __init__(self, sheet: Any, errors: dict[tuple[int, int], str], limits: Limits):
        self.sheet = sheet
        self.areas = self._merged_areas(limits)
        self.errors: dict[int, dict[int, CellError]] = defaultdict(dict)
        for (row, column), shown in errors.items():
            self.errors[row][column] = UNWORKED if shown == UNWORKED else CellError(shown)
        self.row_count = max([self._height(), *(row + 1 for row in self.errors)])
        if self.row_count > limits.rows or (sheet.end or (0, 0))[1] >= limits.columns:
            raise no("damaged")

    def _height(self) -> int:
        return self.sheet.end[0] + 1 if self.sheet.end else 0

    def _merged_areas(self, limits: Limits) -> list[Area]:
        """By their first row; cut to the sheet in use. All of them together may not be larger than a sheet."""
        last_row, last_column = self._height() - 1, limits.columns - 1
        areas = []
        for (top, left), (bottom, right) in sorted(self.sheet.merged_cell_ranges or ()):
            if top <= last_row and left <= last_column and top <= bottom and left <= right:
                areas.append(((top, left), (min(bottom, last_row), min(right, last_column))))
        if sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in areas) > limits.cells:
            raise no("too_many_merged")
        return areas

    def rows(self) -> Iterator[Row]:
        """Each row that holds something, with merged areas filled from their first cell."""
        offset = ("",) * (self.sheet.start[1] if self.sheet.start else 0)
        read = self.sheet.iter_rows()
        waiting = iter(self.areas)
        following = next(waiting, None)
        active: list[tuple[Area, Value]] = []
        for index in range(self.row_count):
            values: list[Value] = [*offset, *next(read, ())]
            for column, error in self.errors.get(index, {}).items():
                _put(values, column, error)
            active = [each for each in active if each[0][1][0] >= index]
            while following and following[0][0] == index:
                left = following[0][1]
                active.append((following, values[left] if left < len(values) else ""))
                following = next(waiting, None)
            merged = _fill(values, active, index)
            if any(value != "" for value in values):
                yield Row(index + 1, tuple(values), merged)


def _fill(values: list[Value], active: list[tuple[Area, Value]], index: int) -> dict[int, tuple[int, int]]:
    merged = {}
    for ((top, left), (_bottom, right)), value in active:
        if value == "":
            continue
        for column in range(left, right + 1):
            if (index, column) != (top, left) and (column >= len(values) or values[column] == ""):
                _put(values, column, value)
                merged[column] = (top + 1, left)
    return merged


def _put(values: list[Value], column: int, value: Value) -> None:
    values.extend([""] * (column + 1 - len(values)))
    values[column] = value
