"""Figures by area: every number is a count of the institutions in sight, and clicks down to their list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from lms.accounts.roles import Permission
from lms.completion.models import Verdict
from lms.organisations.access import NATION, Scope, in_area, scope_of
from lms.organisations.enums import RegionLevel
from lms.organisations.models import Institution, Region
from lms.organisations.models.regions import RegionQuerySet
from lms.reports.institutions import institutions_for

PROVINCE_DIGITS, REGENCY_DIGITS = 2, 5  # characters of the code that name a province, a kabupaten or kota


@dataclass(frozen=True)
class Counts:
    institutions: int = 0
    registered: int = 0
    certified: int = 0
    trained: int = 0

    @property
    def uncertified(self) -> int:
        return self.institutions - self.certified


@dataclass(frozen=True)
class AreaRow:
    region: Region
    counts: Counts


@dataclass(frozen=True)
class AreaTable:
    """``rows`` are provinces when the nation is read, kabupaten and kota otherwise."""

    rows: tuple[AreaRow, ...]
    total: Counts
    by_province: bool

    @property
    def missing(self) -> tuple[AreaRow, ...]:
        """Where no institution is certified."""
        return tuple(row for row in self.rows if row.counts.certified == 0)


def regions_for(scope: Scope) -> RegionQuerySet:
    """Of every time: a report on last year names regions that no longer exist."""
    return Region.objects.filter(scope.region_filter(Permission.SEE_REPORTS, "code"))


def counts_for(user: Any, *, on: date) -> Counts:
    """The figures of everything in sight. Two queries."""
    institutions = institutions_for(user, on=on)
    return Counts(**institutions.aggregate(**_counted()), **_trained(institutions).aggregate(**_people()))


def area_table(user: Any, area: str, *, on: date) -> AreaTable:
    """Counts by province or by kabupaten/kota within ``area`` (a region code, or all in sight). Five queries."""
    scope = scope_of(user)
    by_province = area == NATION and NATION in scope.areas(Permission.SEE_REPORTS)
    digits = PROVINCE_DIGITS if by_province else REGENCY_DIGITS
    institutions = institutions_for(user, on=on)
    if area != NATION:
        institutions = institutions.filter(in_area(area, "region__code"))
    counted = _grouped(institutions, Substr("region_id", 1, digits), _counted())
    place = Substr("enrolment__membership__institution__region_id", 1, digits)
    trained = _grouped(_trained(institutions), place, _people())
    level = RegionLevel.PROVINCE if by_province else RegionLevel.REGENCY
    expected = regions_for(scope).on(on).filter(in_area(area, "code"), level=level)
    regions = expected | Region.objects.filter(code__in=counted)
    rows = (AreaRow(region, Counts(**counted.get(region.pk, {}), **trained.get(region.pk, {}))) for region in regions)
    total = Counts(**_summed(counted.values()), **_trained(institutions).aggregate(**_people()))
    return AreaTable(tuple(rows), total, by_province)


def _counted() -> dict[str, Count]:
    return {
        "institutions": Count("pk"),
        "registered": Count("pk", filter=Q(is_registered=True)),
        "certified": Count("pk", filter=Q(is_certified=True)),
    }


def _people() -> dict[str, Count]:
    return {"trained": Count("enrolment__person", distinct=True)}


def _trained(institutions: QuerySet[Institution]) -> QuerySet[Verdict]:
    return Verdict.objects.passed().filter(enrolment__membership__institution__in=institutions.values("pk"))


def _grouped(rows: QuerySet[Any], place: Substr, figures: dict[str, Count]) -> dict[str, dict[str, int]]:
    grouped = rows.order_by().annotate(area=place).values("area").annotate(**figures)
    return {row.pop("area"): row for row in grouped.values("area", *figures)}


def _summed(rows: Iterable[dict[str, int]]) -> dict[str, int]:
    rows = list(rows)
    return {name: sum(row[name] for row in rows) for name in _counted()}
