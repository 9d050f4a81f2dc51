"""A list of names somebody pastes or uploads: which cell says what. Pure; no sentence here repeats a NIK."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST_ROWS = 500
MOST_CELLS = 30
MOST_LETTERS = 150
NIK = re.compile(r"[0-9]{16}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,4}[.)]?", re.ASCII)
CODE = re.compile(r"P[2-9A-HJ-NP-Z]{9}", re.ASCII)
SPACES = re.compile(r"[\s.\-'’]")
DELIMITERS = ("\t", ";", ",")
# What stands above the columns of such lists, in small letters without spaces.
HEADS = frozenset(
    {"no", "no.", "nomor", "nama", "namalengkap", "namapeserta", "nik", "kode", "kodeorang", "lembaga", "namalembaga"}
    | {"jabatan", "asal", "asallembaga", "instansi", "institution", "name", "code", "keterangan", "ket", "l/p"}
)

WORDS: dict[str, Any] = {
    "name_unknown": _("Nobody of this name is among the members you can send. Check the spelling."),
    "code_unknown": _("This person code belongs to nobody among the members you can send."),
    "nik_unknown": _("This NIK belongs to nobody among the members you can send."),
    "several": _("Several members have this name. Add the name of the institution, or write the person code."),
    "row_empty": _("There is no name, no person code and no NIK in this row."),
    "row_twice": _("This person stands in row %(row)s already."),
    "digits_lost": _("The spreadsheet changed this NIK. Write it as text and paste it anew."),
}


@dataclass(frozen=True)
class AskedRow:
    """What one row asks for. ``nik`` is never shown as it is."""

    number: int
    nik: str = ""
    code: str = ""
    name: str = ""
    institution: str = ""
    is_garbled: bool = False


def key_of(text: str) -> str:
    """A name as people compare it: without case, spaces and signs, and without the titles behind the comma."""
    return "".join(sign for sign in text.partition(",")[0].casefold() if sign.isalnum())


def rows_of_text(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold something, with their numbers; cells stand apart by tabs, else by semicolons."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, _split(line)


def _split(line: str) -> list[str]:
    """A comma separates only before an institution or a key: titles such as S.Sos stand behind a comma too."""
    for sign in DELIMITERS[:2]:
        if sign in line:
            return line.split(sign)
    head, sign, rest = line.partition(DELIMITERS[2])
    plain = SPACES.sub("", head)
    return [head, *rest.split(sign)] if sign and (NIK.fullmatch(plain) or CODE.fullmatch(plain.upper())) else [line]


def asked_rows(rows: Iterable[tuple[int, Sequence[object]]]) -> list[AskedRow]:
    """Each row that is not the head of the table. A row is read by what its cells look like, whatever their order."""
    found = []
    for number, cells in rows:
        texts = [_text(cell) for cell in cells[:MOST_CELLS]]
        if not _is_head(texts):
            found.append(_asked(number, [text for text in texts if text]))
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())[:MOST_LETTERS]


def _is_head(texts: Sequence[str]) -> bool:
    words = ["".join(text.casefold().split()) for text in texts if text]
    return bool(words) and sum(word in HEADS for word in words) * 2 > len(words)


def _asked(number: int, texts: Sequence[str]) -> AskedRow:
    nik = code = ""
    names: list[str] = []
    for text in texts:
        plain = SPACES.sub("", text)
        if NIK.fullmatch(plain) and not nik:
            nik = plain
        elif CODE.fullmatch(plain.upper()) and not code:
            code = plain.upper()
        elif re.search(r"[^\W\d_]", text) and not _is_scientific(plain):
            names.append(text)
        elif not NUMBER.fullmatch(plain) and len(plain) > len("0000."):
            return AskedRow(number, is_garbled=True)
    name, institution = [*names, "", ""][:2]
    return AskedRow(number, nik, code, name, institution)


def _is_scientific(plain: str) -> bool:
    return re.fullmatch(r"[0-9,]+E\+?[0-9]+", plain, re.ASCII | re.IGNORECASE) is not None
