import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import models, transaction

from lms.accounts.models import User
from lms.accounts.roles import Role
from lms.journal.operations import record
from lms.organisations.enums import OrganisationEvent, RegionLevel, Zone
from lms.organisations.models import (
    Institution,
    Membership,
    Office,
    Person,
    PSKSKind,
    Region,
    RegistrationPaper,
    RoleGrant,
)
from lms.refusal import constraints_as_refusal

DATA = Path(__file__).parent / "data"

# Provinces in WITA and WIT; all others keep WIB. Kalimantan's provinces differ, which matters to a timetable.
# Source: Keppres 41/1987 on the division of Indonesia into three time zones, and its later provinces.
WITA_PROVINCES = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
WIT_PROVINCES = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})


@dataclass(frozen=True)
class LoadReport:
    total: int
    changed: int


def zone_of(code: str) -> Zone:
    province = code[:2]
    if province in WITA_PROVINCES:
        return Zone.WITA
    return Zone.WIT if province in WIT_PROVINCES else Zone.WIB


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load(model: type[models.Model], rows: list[models.Model], fields: list[str]) -> LoadReport:
    """Insert what is new, update what differs, count both; a second run changes nothing."""
    names = [model._meta.get_field(field).attname for field in fields]  # type: ignore[union-attr]  # plain fields
    known = {row[0]: row[1:] for row in model._default_manager.values_list("pk", *names)}
    wanted = {row.pk: tuple(getattr(row, name) for name in names) for row in rows}
    changed = [row for row in rows if known.get(row.pk) != wanted[row.pk]]
    model._default_manager.bulk_create(
        changed, update_conflicts=True, unique_fields=["code"], update_fields=fields, batch_size=500
    )
    return LoadReport(len(rows), len(changed))


@transaction.atomic
def load_regions() -> dict[RegionLevel, LoadReport]:
    """Provinces, kabupaten/kota and kecamatan from the data files; idempotent, keeps nothing but those.

    Source: Kepmendagri 300.2.2-2138 Tahun 2025, see ``data/README.md``.
    """
    reports = {}
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
            )
            for row in _rows(name)
        ]
        reports[level] = _load(Region, rows, ["name", "level", "parent", "zone"])
    return reports


@transaction.atomic
def load_kinds() -> LoadReport:
    """The twelve kinds of PSKS. Source: Permensos 8/2012; a province may add local kinds beside them."""
    rows: list[models.Model] = [
        PSKSKind(**{key: row[key] for key in ("code", "slug", "name_id", "name_en", "category")})
        for row in _rows("psks_kinds.csv")
    ]
    return _load(PSKSKind, rows, ["slug", "name_id", "name_en", "category"])


def create_office(*, region: Region, **details: str) -> Office:
    """A dinsos with its letterhead and signatory. ``details`` are the fields of ``Office``."""
    with constraints_as_refusal(Office):
        return Office.objects.create(region=region, **details)


@transaction.atomic
def register_institution(
    *, number: str, name: str, kind: PSKSKind, region: Region, address: str, by: User | None, at: datetime
) -> Institution:
    with constraints_as_refusal(Institution):
        institution = Institution.objects.create(number=number, name=name, kind=kind, region=region, address=address)
    record(OrganisationEvent.REGISTERED, subject=institution, by=by, at=at)
    return institution


@transaction.atomic
def add_paper(institution: Institution, *, by: User | None, at: datetime, **details: str | date | None) -> None:
    """A registration paper, which makes the institution *terdaftar* while it is in date."""
    with constraints_as_refusal(RegistrationPaper):
        paper = RegistrationPaper.objects.create(institution=institution, **details)
    record(OrganisationEvent.PAPER_ADDED, subject=institution, by=by, at=at, data={"paper": paper.pk})


@transaction.atomic
def add_member(
    institution: Institution, person: Person, *, position: str, starts_on: date, by: User | None, at: datetime
) -> Membership:
    with constraints_as_refusal(Membership):
        membership = Membership.objects.create(
            institution=institution, person=person, position=position, starts_on=starts_on
        )
    record(OrganisationEvent.MEMBER_ADDED, subject=membership, by=by, at=at)
    return membership


@transaction.atomic
def grant_role(
    user: User, role: Role, *, place: Region | Institution | None, starts_on: date, by: User | None, at: datetime
) -> RoleGrant:
    """Give a role in a place: an institution, a region, or None for the nation."""
    with constraints_as_refusal(RoleGrant):
        grant = RoleGrant.objects.create(
            user=user,
            role=role,
            region=place if isinstance(place, Region) else None,
            institution=place if isinstance(place, Institution) else None,
            starts_on=starts_on,
        )
    record(OrganisationEvent.ROLE_GRANTED, subject=grant, by=by, at=at)
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, on: date, by: User | None, at: datetime) -> None:
    """From ``on`` the role no longer works; ended today, not at the next request either."""
    grant.ends_on = on
    grant.save(update_fields=["ends_on"])
    record(OrganisationEvent.ROLE_ENDED, subject=grant, by=by, at=at)
