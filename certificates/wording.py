"""Indonesian words of the certificate. Data of its designs: they never follow the reader's language."""

from datetime import date

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def day(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def period(starts_on: date, ends_on: date) -> str:
    """``22 s.d. 24 Juli 2026``: month and year are said once when they are the same."""
    if starts_on == ends_on:
        return day(starts_on)
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return f"{starts_on.day} s.d. {day(ends_on)}"
    if starts_on.year == ends_on.year:
        return f"{starts_on.day} {MONTHS[starts_on.month - 1]} s.d. {day(ends_on)}"
    return f"{day(starts_on)} s.d. {day(ends_on)}"


def joined(*parts: str, by: str) -> str:
    return by.join(part for part in parts if part)
