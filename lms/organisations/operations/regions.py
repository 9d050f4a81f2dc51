from collections import defaultdict
from datetime import date, timedelta

from django.db import models, transaction

from lms.organisations.enums import RegionLevel, Zone
from lms.organisations.models import PPKSKind, PSKSKind, Region, RegionSuccession
from lms.organisations.operations.loading import LoadReport, data_rows, load_rows
from lms.organisations.rules.regions import NikRegions, Succession

# Provinces in WITA and WIT; all others keep WIB. Kalimantan's provinces differ, which matters to a timetable.
# Source: Keppres 41/1987 on the division of Indonesia into three time zones, and its later provinces.
WITA_PROVINCES = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
WIT_PROVINCES = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})

REGION_FIELDS = ["name", "level", "parent", "zone", "valid_from", "valid_to"]


def zone_of(code: str) -> Zone:
    province = code[:2]
    if province in WITA_PROVINCES:
        return Zone.WITA
    return Zone.WIT if province in WIT_PROVINCES else Zone.WIB


@transaction.atomic
def load_regions() -> dict[str, LoadReport]:
    """The tree of today, then the codes that are no more and what became of them; idempotent.

    Source: Kepmendagri 300.2.2-2138 Tahun 2025 and the laws that made new provinces, see ``data/README.md``.
    """
    begun = {row["code"]: date.fromisoformat(row["valid_from"]) for row in data_rows("regions_begun.csv")}
    reports: dict[str, LoadReport] = {}
    for level, name, parent in (
        (RegionLevel.PROVINCE, "regions_provinces.csv", None),
        (RegionLevel.REGENCY, "regions_regencies.csv", "province_code"),
        (RegionLevel.DISTRICT, "regions_districts.csv", "regency_code"),
    ):
        rows: list[models.Model] = [
            Region(
                code=row["code"],
                name=row["name"],
                level=level,
                parent_id=row[parent] if parent else None,
                zone=zone_of(row["code"]),
                valid_from=begun.get(row["code"][:2]),  # what lies in a new province has its code since that day
            )
            for row in data_rows(name)
        ]
        reports[level] = load_rows(Region, rows, REGION_FIELDS)
    former = data_rows("regions_former.csv")
    reports["former"] = _load_former(former)
    reports["successions"] = _load_successions(former)
    return reports


def _load_former(rows: list[dict[str, str]]) -> LoadReport:
    regions: list[models.Model] = [
        Region(
            code=row["code"],
            name=row["name"],
            level=RegionLevel(row["level"]),
            parent_id=row["parent_code"] or None,
            zone=zone_of(row["code"]),
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]),
        )
        for row in rows
    ]
    return load_rows(Region, regions, REGION_FIELDS)


def _load_successions(rows: list[dict[str, str]]) -> LoadReport:
    """A successor is in force from the day after the last day of what it succeeds."""
    wanted = {
        (row["code"], new): date.fromisoformat(row["valid_to"]) + timedelta(days=1)
        for row in rows
        for new in row["successor_codes"].split(";")
    }
    known = {(old, new): on for old, new, on in RegionSuccession.objects.values_list("old_id", "new_id", "on")}
    changed = [
        RegionSuccession(old_id=old, new_id=new, on=on)
        for (old, new), on in wanted.items()
        if known.get((old, new)) != on
    ]
    RegionSuccession.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["old", "new"], update_fields=["on"]
    )
    return LoadReport(len(wanted), len(changed))


@transaction.atomic
def load_kinds() -> LoadReport:
    """The kinds of PSKS and of PPKS with the old words for them. Source: Permensos 8/2012; groups: UU 11/2009.

    Kinds that a province added beside them are left alone.
    """
    synonyms: dict[str, list[str]] = defaultdict(list)
    for row in data_rows("kind_synonyms.csv"):
        synonyms[row["code"]].append(row["synonym"])
    groups = {row["code"]: row["group"] for row in data_rows("ppks_groups.csv")}
    psks: list[models.Model] = [
        PSKSKind(category=row["category"], **_kind(row, synonyms)) for row in data_rows("psks_kinds.csv")
    ]
    ppks: list[models.Model] = [
        PPKSKind(group=groups[row["code"]], **_kind(row, synonyms)) for row in data_rows("ppks_kinds.csv")
    ]
    fields = ["slug", "name_id", "name_en", "synonyms"]
    return load_rows(PSKSKind, psks, [*fields, "category"]) + load_rows(PPKSKind, ppks, [*fields, "group"])


def _kind(row: dict[str, str], synonyms: dict[str, list[str]]) -> dict[str, object]:
    plain = {key: row[key] for key in ("code", "slug", "name_id", "name_en")}
    return {**plain, "synonyms": synonyms[row["code"]]}


def all_successions() -> tuple[Succession, ...]:
    """For ``rules.regions.current_codes``."""
    return tuple(Succession(*row) for row in RegionSuccession.objects.values_list("old_id", "new_id", "on"))


def nik_regions() -> NikRegions:
    """Which beginnings of a NIK belong to an area, of today or of former years; one query, to be asked many times."""
    codes = dict(Region.objects.values_list("code", "valid_to"))
    return NikRegions(frozenset(codes), frozenset(code for code, valid_to in codes.items() if valid_to))
