"""A row of a sheet as it was read, before anybody knows what its columns mean."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

Value = str | int | float | bool | date | datetime | time | timedelta


class CellError(str):
    """What a spreadsheet shows instead of a value: ``#REF!``, ``#N/A``; ``UNWORKED`` is a formula without a result."""


UNWORKED = CellError("?")


class Row(NamedTuple):
    """``number`` is counted as the spreadsheet does; ``""`` is an empty cell.

    ``merged`` names the cells filled from a merged area: column index → (row number, column index) of its first cell.
    """

    number: int
    values: tuple[Value, ...]
    merged: Mapping[int, tuple[int, int]] = {}


def column_letter(index: int) -> str:
    """``0`` is A, ``25`` is Z, ``26`` is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The reverse of ``column_letter``; raises ``ValueError`` for anything but one to three capital letters."""
    if not (1 <= len(letters) <= 3 and letters.isascii() and letters.isalpha() and letters.isupper()):
        raise ValueError(letters)
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
