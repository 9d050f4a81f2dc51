"""Text of a cell: what people and programs leave around it, and the mark that keeps a formula from running."""

import re
import unicodedata

from lms.exchange.rules.findings import Repair, Repaired, refused, repair

MARK = "'"
# A spreadsheet runs what starts so; the wide forms are taken for the narrow ones by some.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
DASHES = frozenset({"-", "--", "–", "—"})
PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
SPACES = re.compile(r"[ \t\r\n\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Format characters without a shape: zero-width, soft hyphen, direction marks.
INVISIBLE = re.compile(
    r"[\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def normalised(text: str) -> str:
    """NFC, without invisible characters, one plain space between words, none around. Doing it twice changes nothing."""
    if PLAIN.fullmatch(text):
        return text
    return SPACES.sub(" ", unicodedata.normalize("NFC", INVISIBLE.sub("", text))).strip(" ")


def neutralised(text: str) -> str:
    """``text`` for a CSV cell: normalised, and with a leading ``'`` where a spreadsheet would see a formula.

    Also where it begins with ``'`` itself or is a lone dash, so that ``unmarked`` gives back exactly this text.
    """
    text = normalised(text)
    return MARK + text if text.startswith((*FORMULA_STARTS, MARK)) or text in DASHES else text


def quoted(text: str) -> str:
    """``text`` for an XLSX string cell, where ``=1+1`` is harmless: marked only where a mark would be read."""
    text = normalised(text)
    return MARK + text if text.startswith(MARK) or text in DASHES else text


def unmarked(text: str) -> tuple[str, bool]:
    """Without one leading ``'``, and whether that mark was put there by ``neutralised`` and needs no mention."""
    if not text.startswith(MARK):
        return text, True
    rest = normalised(text[1:])
    return rest, rest.startswith((*FORMULA_STARTS, MARK)) or rest in DASHES


def cleaned(text: str, field: str = "") -> Repaired:
    """The text a person meant. ``None`` with no error is a lone dash: an empty cell."""
    if PLAIN.fullmatch(text) and text[0] != MARK and text[0] not in "-":
        return Repaired(text)
    if CONTROL.search(text):
        return refused("control_character")
    repairs: list[Repair] = []
    plain = normalised(text)
    if plain != text:
        code = "spaces" if SPACES.sub(" ", text).strip(" ") == plain else "invisible"
        repairs.append(repair(code, field, text, plain))
    if plain in DASHES:
        return Repaired(None, (*repairs, repair("dash_is_empty", field, plain, "")))
    value, is_ours = unmarked(plain)
    if not is_ours:
        repairs.append(repair("apostrophe", field, plain, value))
    return Repaired(value, tuple(repairs))
