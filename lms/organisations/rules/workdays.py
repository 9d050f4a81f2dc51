"""Working days of a government office: Monday to Friday, without holidays. Pure. Source: Perpres 21/2023.

The day itself is never counted: what is handed in on a day counts from the next working day.
"""

from collections.abc import Container
from datetime import date, timedelta

SATURDAY = 5


def is_working_day(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(start: date, days: int, holidays: Container[date]) -> date:
    """The last day of a term of ``days`` working days that begins after ``start``; ``start`` when there are none."""
    if days < 0:
        raise ValueError("a term has no negative length")
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Container[date]) -> int:
    """How many working days have passed at the end of ``end`` since ``start``; 0 when ``end`` is not after it."""
    return sum(is_working_day(start + timedelta(days=passed), holidays) for passed in range(1, (end - start).days + 1))
