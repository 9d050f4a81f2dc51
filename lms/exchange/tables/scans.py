"""What is looked for in each kind of part of a workbook. Called for every element, so short and without detours."""

from array import array
from collections import defaultdict
from collections.abc import Callable

from lms.exchange.rules.rows import UNWORKED, column_index
from lms.exchange.tables.limits import Limits, no

DEPTH_OF_A_TEXT = 2
DIGITS = "0123456789"
MOST_OF_A_TEXT = 20  # pieces; an index or an error code is one


class Scan:
    """A part nobody asks about: its elements are counted, no more."""

    listens = False  # whether the text between tags is wanted

    def __init__(self, limits: Limits, texts: array):
        self.limits, self.texts = limits, texts
        self.started = self.closed = 0  # elements; ``ended`` are those closed since the last piece
        self.ended: list[str] = []
        self.text: list[str] = []
        self.position: Callable[[], int] = lambda: 0

    def start(self, _name: str, _attributes: dict[str, str]) -> None:
        self.started += 1

    @property
    def depth(self) -> int:
        return self.started - self.closed - len(self.ended)

    def after_piece(self) -> None:
        self.closed += len(self.ended)
        self.ended.clear()
        del self.text[MOST_OF_A_TEXT:]

    def finish(self, length: int) -> None:
        pass


class BookScan(Scan):
    """``workbook``: its sheets by name and the id of their relation."""

    def __init__(self, limits: Limits, texts: array):
        super().__init__(limits, texts)
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.started += 1
        if name.rpartition(":")[2] == "sheet":
            relations = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]
            name = attributes.get("name", "")
            if len(relations) != 1 or any(each == name for each, _relation in self.sheets):
                raise no("damaged")
            self.sheets.append((name, relations[0]))
            if len(self.sheets) > self.limits.sheets:
                raise no("too_many_sheets", limit=self.limits.sheets)


class RelationScan(Scan):
    """``Relationships``: from an id to a part, and the parts of each type by the last word of its address."""

    def __init__(self, limits: Limits, texts: array):
        super().__init__(limits, texts)
        self.targets: dict[str, str] = {}
        self.types: dict[str, list[str]] = defaultdict(list)

    def start(self, _name: str, attributes: dict[str, str]) -> None:
        self.started += 1
        name, target = attributes.get("Id", ""), attributes.get("Target", "")
        if name in self.targets:
            raise no("damaged")
        self.targets[name] = target
        self.types[attributes.get("Type", "").rpartition("/")[2]].append(target)
        if len(self.targets) > self.limits.entries:
            raise no("too_many_entries")


class TextScan(Scan):
    """``sst``: how long each shared text is at most, in the bytes from its beginning to the next one's."""

    began = longest = 0
    name = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self.started += 1
        if name == "si" or name.endswith(":si"):
            self.name = self.name or name
            if name != self.name or self.depth != DEPTH_OF_A_TEXT:
                raise no("damaged")  # one text inside another would make us count others than who reads after us
            self._end(self.position())

    def finish(self, length: int) -> None:
        self._end(length)

    def _end(self, at: int) -> None:
        if self.began:
            self.texts.append(at - self.began)
            self.longest = max(self.longest, at - self.began)
            if len(self.texts) > self.limits.cells:
                raise no("too_many_cells")
        self.began = at


class SheetScan(Scan):
    """``worksheet``: how far it reaches, how much text its cells show, which cells show an error.

    Only cells that hold something count: a sheet may be formatted down to its last row.
    """

    listens = True

    def __init__(self, limits: Limits, texts: array):
        super().__init__(limits, texts)
        self.errors: dict[tuple[int, int], str] = {}  # (row, column) from 0 → what the cell shows
        self.last_row = self.last_column = self.row = self.column = self.row_counted = -1
        self.row_text, self.type, self.has_formula, self.has_value = "?", "", False, False
        self.rows_in_use = self.merged = self.shared_cells = self.shared_bytes = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.started += 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            if self.has_value or self.has_formula:
                self._end_cell()
            self._find(attributes.get("r"))
            self.type = attributes.get("t", "")
            self.text.clear()
        elif name in ("v", "is"):
            self.has_value = True
            if self.row != self.row_counted or self.column > self.last_column:
                self._reach()
            self.text.clear()
        elif name == "row":
            self._end_cell()
            self.row = _whole(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.row_text, self.column = str(self.row + 1), -1
        elif name == "f":
            self.has_formula = True
            self._reach()
        elif name == "mergeCell":
            self.merged += 1
            if self.merged > self.limits.merged_areas:
                raise no("too_many_merged")

    def finish(self, length: int) -> None:
        self._end_cell()
        if (self.last_row + 1) * (self.last_column + 1) > self.limits.cells:
            raise no("too_many_cells")

    def _find(self, reference: str | None) -> None:
        if not reference:
            self.column += 1
            return
        letters = reference.removesuffix(self.row_text)
        if letters in COLUMNS:
            self.column = COLUMNS[letters]
            return
        letters = reference.rstrip(DIGITS)
        self.row, self.column = _whole(reference[len(letters) :]) - 1, _column(letters)

    def _reach(self) -> None:
        limits = self.limits
        if self.row < 0:
            raise no("damaged")
        if self.row != self.row_counted:
            self.row_counted = self.row
            self.rows_in_use += 1
        if max(self.row + 1, self.rows_in_use) > limits.rows:
            raise no("too_many_rows", limit=limits.rows)
        if self.column >= limits.columns:
            raise no("too_many_columns", limit=limits.columns)
        self.last_row, self.last_column = max(self.row, self.last_row), max(self.column, self.last_column)

    def _end_cell(self) -> None:
        if self.has_value and self.type == "s":
            self._count_shared("".join(self.text).strip())
        elif self.has_value and self.type == "e":
            self._add_error("".join(self.text).strip())
        elif self.has_formula and not self.has_value:
            self._add_error(UNWORKED)
        self.has_formula = self.has_value = False

    def _count_shared(self, index: str) -> None:
        """A text of a megabyte that a hundred thousand cells show would become as many copies of it."""
        at = _whole(index)
        if at >= len(self.texts):
            raise no("damaged")
        self.shared_cells += 1
        self.shared_bytes += self.texts[at]
        if self.shared_bytes > self.limits.unpacked_bytes:
            raise no("unpacks_too_large")

    def _add_error(self, shown: str) -> None:
        self.errors[self.row, self.column] = shown[:20]
        if len(self.errors) > self.limits.cell_errors:
            raise no("too_many_errors")


SCANS: dict[str, type[Scan]] = {
    "worksheet": SheetScan,
    "sst": TextScan,
    "workbook": BookScan,
    "Relationships": RelationScan,
}
COLUMNS: dict[str, int] = {}  # letters met so far; three letters make a bounded number of them


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise no("damaged")
    return int(text)


def _column(letters: str) -> int:
    try:
        COLUMNS[letters] = index = column_index(letters)
    except ValueError:
        raise no("damaged") from None
    return index
