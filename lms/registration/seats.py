"""Finding a kabupaten or kota among 514 without a script: by a word of its name, or by its province."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lms.organisations.enums import RegionLevel
from lms.organisations.models import Region
from lms.registration.forms.applying import SeatQueryForm

MOST_SHOWN = 40  # more than any province has


@dataclass(frozen=True)
class Search:
    form: SeatQueryForm
    found: list[Region]
    province: Region | None
    chosen: Region | None
    is_asked: bool


def regencies_on(day: date) -> QuerySet[Region]:
    return Region.objects.on(day).filter(level=RegionLevel.REGENCY).select_related("parent")


def search_seat(query: Any, *, on: date) -> Search:
    """What the address of the page asks for; what makes no sense is asked again."""
    regencies = regencies_on(on)
    provinces = Region.objects.on(on).filter(level=RegionLevel.PROVINCE).order_by("name")
    form = SeatQueryForm(query, provinces=provinces, regencies=regencies)
    if not form.is_valid():
        return Search(form, [], None, None, is_asked=False)
    words, province, chosen = (form.cleaned_data[name] for name in ("cari", "provinsi", "kabupaten"))
    found = regencies.filter(parent=province) if province else regencies
    for word in words.split():
        found = found.filter(name__icontains=word)
    is_asked = bool(words or province)
    return Search(form, list(found[:MOST_SHOWN]) if is_asked else [], province, chosen, is_asked)
