"""The rows of a .csv, whatever program wrote it: three encodings, three delimiters."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from lms.exchange.rules.rows import Row
from lms.exchange.tables.limits import Limits, no

PIECE = 64 * 1024
DELIMITERS = ",;\t"
ROWS_TRIED = 50
MOST_NULS = PIECE // 50


class Delimited:
    """Read through once on opening, so that nothing is refused half way. One iteration of ``rows`` at a time."""

    def __init__(self, file: IO[bytes], limits: Limits):
        self.file = file
        self.encoding = _encoding(file)
        self.skips_first_line, self.delimiter = self._delimiter()
        self.row_count = 0
        for number, values in self._records():
            if number > limits.rows:
                raise no("too_many_rows", limit=limits.rows)
            if len(values) > limits.columns:
                raise no("too_many_columns", limit=limits.columns)
            self.row_count = number

    def rows(self) -> Iterator[Row]:
        for number, values in self._records():
            if any(values):
                yield Row(number, tuple(values))

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        with _text(self.file, self.encoding) as lines:
            if self.skips_first_line:
                next(lines)
            reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
            try:
                yield from enumerate(reader, start=1)
            except csv.Error:
                raise no("broken_csv", line=reader.line_num + self.skips_first_line) from None

    def _delimiter(self) -> tuple[bool, str]:
        """What splits most rows into equally many cells; ``sep=;`` in the first line says it outright."""
        with _text(self.file, self.encoding) as text:
            sample = text.read(PIECE)
        first = sample.split("\n", 1)[0].strip()
        if first.startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
            return True, first[4]
        if first == "sep=":  # a tab, stripped
            return True, "\t"
        return False, max(DELIMITERS, key=lambda delimiter: _score(sample, delimiter))


def _score(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest width, and that width."""
    widths: Counter[int] = Counter()
    try:
        for values in islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), ROWS_TRIED):
            widths[len(values)] += 1
    except csv.Error:
        return 0, 0
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


class _text:
    """The file as text from its beginning; the file itself stays open afterwards."""

    def __init__(self, file: IO[bytes], encoding: str):
        self.file, self.encoding = file, encoding

    def __enter__(self) -> Any:
        self.file.seek(0)
        self.wrapper = io.TextIOWrapper(self.file, encoding=self.encoding, newline="")
        return self.wrapper

    def __exit__(self, *_error: object) -> None:
        self.wrapper.detach()


def _encoding(file: IO[bytes]) -> str:
    """By its mark, else UTF-8 if the whole file is that, else Windows' Western one."""
    file.seek(0)
    start = file.read(PIECE)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif start.count(0) > min(MOST_NULS, len(start) // 4):
        raise no("unreadable_text")
    else:
        candidates = ("utf-8-sig", "cp1252")
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise no("unreadable_text")


def _decodes(file: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while piece := file.read(PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True
