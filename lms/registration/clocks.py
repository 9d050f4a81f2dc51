"""The service clock with the holidays of the places it runs in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lms.organisations.models import Holiday
from lms.organisations.operations.holidays import holidays_in
from lms.organisations.rules.regions import above_codes
from lms.registration.models import Application
from lms.registration.rules import days_left


def holidays_of(application: Application) -> frozenset[date]:
    """Of the nation, of the responsible office's region, and of its province."""
    code = application.region_id or application.institution.region_id
    return holidays_in([code, *above_codes(code)])


@dataclass(frozen=True)
class Countdown:
    """An application and how many working days are left for it; None while the clock stands."""

    application: Application
    days_left: int | None

    @property
    def days_late(self) -> int:
        return max(-(self.days_left or 0), 0)


def countdown(application: Application, *, at: datetime) -> Countdown:
    if application.due_on is None or not application.is_examined:
        return Countdown(application, None)
    left = days_left(application.due_on, application.local_date(at), holidays_of(application))
    return Countdown(application, left)


def countdowns(applications: Iterable[Application], *, at: datetime) -> list[Countdown]:
    """The same for a list, with one query for the holidays of all its places."""
    applications = list(applications)
    places = {each.region_id: {each.region_id, *above_codes(each.region_id)} for each in applications if each.region_id}
    wanted = set().union(*places.values())
    days = [(region, day) for region, day in Holiday.objects.values_list("region", "day") if region in {None, *wanted}]
    found = []
    for each in applications:
        left = None
        if each.is_examined and each.due_on and each.region_id:
            holidays = {day for region, day in days if region is None or region in places[each.region_id]}
            left = days_left(each.due_on, each.local_date(at), holidays)
        found.append(Countdown(each, left))
    return found
