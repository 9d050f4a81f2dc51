from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from lms.organisations.models import Holiday
from lms.organisations.operations.loading import LoadReport, data_rows


@transaction.atomic
def load_holidays() -> LoadReport:
    """National holidays and *cuti bersama* from the data file; idempotent, and leaves days that were added by hand.

    Source: the yearly joint decree (SKB) of three ministers, see ``data/README.md``.
    """
    wanted = {date.fromisoformat(row["date"]): row["name"] for row in data_rows("holidays.csv")}
    known = {holiday.day: holiday for holiday in Holiday.objects.filter(region__isnull=True, day__in=wanted)}
    new = [Holiday(day=day, name=name) for day, name in wanted.items() if day not in known]
    renamed = [holiday for day, holiday in known.items() if holiday.name != wanted[day]]
    for holiday in renamed:
        holiday.name = wanted[holiday.day]
    Holiday.objects.bulk_create(new)
    Holiday.objects.bulk_update(renamed, ["name"])
    return LoadReport(len(wanted), len(new) + len(renamed))


def holidays_in(region_codes: Iterable[str] = ()) -> frozenset[date]:
    """The days without service: those of the nation, and those of the given regions (an office's and its province)."""
    days = Holiday.objects.filter(Q(region__isnull=True) | Q(region__in=list(region_codes)))
    return frozenset(days.values_list("day", flat=True))
