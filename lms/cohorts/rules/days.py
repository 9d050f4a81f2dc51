"""Days in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import lazy

day_in_words = lazy(lambda day: date_format(day, "j F Y"), str)  # becomes words when shown, in the reader's language


def days_in_words(first: date, last: date) -> str:
    """``22–24 Juli 2026``; what both days share is said once."""
    if first == last:
        return date_format(first, "j F Y")
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{date_format(last, 'j F Y')}"
    begin = date_format(first, "j F" if first.year == last.year else "j F Y")
    return f"{begin} – {date_format(last, 'j F Y')}"
