"""Dates as Indonesian offices write them: the day first, never an American order, never a guessed century."""

import re
from datetime import date, datetime, time, timedelta

from lms.exchange.rules.findings import Repaired, refused, repair
from lms.exchange.rules.rows import Value

YEARS = (1900, 2100)
# Each month in use: today's Indonesian, old spelling, abbreviations, and English, since spreadsheets write it.
MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "januari jan january djanuari",
            "februari feb peb pebruari february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june djuni",
            "juli jul july djuli",
            "agustus agt ags agu agus aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for word in words.split()
}
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
NUMBERS = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})")
WORDS = re.compile(r"(\d{1,2})[\s.\-/]*([A-Za-z]{3,10})\.?[\s.\-/]*(\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}[\s.\-/]+(?:\d{1,2}|[A-Za-z]{3,10}\.?)[\s.\-/]+['’]?\d{2}")


def day(value: Value, field: str) -> Repaired:
    """A date from a date cell, or from text in one of the spellings; a bare number is no date."""
    if isinstance(value, datetime):
        dropped = (repair("time_dropped", field, value, value.date()),) if value.time() != time.min else ()
        return _in_range(value.date(), value.date().isoformat(), field, dropped)
    if isinstance(value, date):
        return _in_range(value, value.isoformat(), field)
    if isinstance(value, time | timedelta | bool):
        return refused("wrong_type", field, value=value)
    if not isinstance(value, str):
        return refused("date_number", field, value=value)
    return _read(value, field)


def _read(text: str, field: str) -> Repaired:
    if found := ISO.fullmatch(text):
        year, month, number = (int(part) for part in found.groups())
    elif found := NUMBERS.fullmatch(text):
        number, month, year = (int(part) for part in found.groups())
    elif (found := WORDS.fullmatch(text)) and found[2].lower() in MONTHS:
        number, month, year = int(found[1]), MONTHS[found[2].lower()], int(found[3])
    elif SHORT_YEAR.fullmatch(text):
        return refused("date_two_digit_year", field, value=text)
    else:
        return refused("date_number" if text.isdecimal() else "date_unreadable", field, value=text)
    try:
        read = date(year, month, number)
    except ValueError:
        return refused("date_impossible", field, value=text)
    return _in_range(read, text, field)


def _in_range(read: date, text: str, field: str, repairs: tuple = ()) -> Repaired:
    least, most = YEARS
    if not least <= read.year <= most:
        return refused("date_out_of_range", field, value=text, least=least, most=most)
    if text != read.isoformat():
        repairs = (*repairs, repair("date_spelling", field, text, read))
    return Repaired(read, repairs)
