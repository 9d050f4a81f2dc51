"""Numbers that are names (NIK, NIP, NPWP, telephone) and numbers that count."""

import math
import re
from collections.abc import Iterable

from lms.accounts.phones import e164
from lms.exchange.rules.findings import Repaired, refused, repair

# A spreadsheet keeps fifteen digits of a number and writes zeros for the rest.
FIRST_LOSSY = 10**15
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d{1,3}")
SEPARATORS = re.compile(r"[\s.\-'’/]")
MOBILE = re.compile(r"\+628[0-9]{8,11}")  # the usual case, which needs no library to be known as a possible number
E164 = re.compile(r"\+[1-9][0-9]{7,14}")
LENGTHS = {"nik": (16,), "nip": (18,), "npwp": (15, 16), "nib": (13,)}
YEARS = (1800, 2100)
MOST_COUNTED = 1_000_000
FEWEST_TO_JUDGE = 5


def text_of_number(number: float, field: str) -> Repaired:
    """The digits of a number that stands where a text belongs, if the spreadsheet cannot have lost any."""
    if not math.isfinite(number) or abs(number) >= FIRST_LOSSY:
        return refused("digits_lost", field, value=number)
    if number != int(number):
        return refused("decimals", field, value=number)
    return Repaired(str(int(number)))


def as_text(value: str | float, field: str) -> Repaired:
    """A code or number kept as text. ``6.2E+15`` says that digits are gone, whether as text or as a number."""
    if isinstance(value, str):
        return refused("digits_lost", field, value=value) if "+" in value and is_scientific(value) else Repaired(value)
    return text_of_number(value, field)


def is_scientific(text: str) -> bool:
    return SCIENTIFIC.fullmatch(text.replace(" ", "")) is not None


def digits(value: str | float, field: str) -> Repaired:
    """The digits of a NIK, NIP, NPWP or NIB of the right length. Nothing is added, nothing guessed."""
    if isinstance(value, str) and is_scientific(value):
        return refused("digits_lost", field, value=value)
    read = as_text(value, field)
    if read.errors:
        return read
    plain = SEPARATORS.sub("", read.value)
    if not (plain.isascii() and plain.isdigit()):
        return refused("not_digits", field, value=read.value)
    if len(plain) not in LENGTHS[field]:
        return refused(f"{field}_length", field, length=len(plain))
    if field == "nik" and len(set(plain)) == 1:
        return refused("nik_placeholder", field, value=plain)
    return Repaired(plain, () if plain == read.value else (repair("digits_cleaned", field, read.value, plain),))


def looks_rounded(niks: Iterable[str]) -> bool:
    """Whether every NIK of a column ends in 0: then a spreadsheet lost their last digits before it wrote them out."""
    ends = [nik[-1:] for nik in niks if nik]
    return len(ends) >= FEWEST_TO_JUDGE and set(ends) == {"0"}


def phone(value: str | float, field: str = "phone") -> Repaired:
    """E.164. A number cell has lost its first 0, which is given back: every Indonesian number had one."""
    read = as_text(value, field)
    if read.errors:
        return read
    text: str = read.value
    if MOBILE.fullmatch(text):
        return read
    bare = re.sub(r"[\s().\-]", "", text)
    lost_zero = re.fullmatch(r"[2-9]\d{7,12}", bare) is not None and not bare.startswith("62")
    if lost_zero:
        bare = "0" + bare
    elif re.fullmatch(r"62\d{8,13}", bare):
        bare = "+" + bare
    try:
        number = e164(bare if re.fullmatch(r"\+?\d+", bare) else "")
    except ValueError:
        return refused("phone_unreadable", field, value=text)
    if not E164.fullmatch(number):
        return refused("phone_unreadable", field, value=text)
    if number == text:
        return Repaired(number)
    return Repaired(number, (repair("phone_zero" if lost_zero else "phone_spelling", field, text, number),))


def whole(value: str | float, field: str, least: int, most: int) -> Repaired:
    """A whole number between two; ``1.200`` as text is one thousand two hundred, as Indonesians write it."""
    text = value if isinstance(value, str) else str(int(value)) if value == value // 1 else ""
    plain = text.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text) else text
    if not re.fullmatch(r"[0-9]{1,12}", plain):
        return refused("not_whole", field, value=value)
    number = int(plain)
    if not least <= number <= most:
        return refused("number_out_of_range", field, value=number, least=least, most=most)
    return Repaired(number, () if plain == text else (repair("thousands", field, text, plain),))
