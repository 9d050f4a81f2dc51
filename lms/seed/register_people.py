"""What the register knows of the people of the demonstration beyond their names. All invented."""

from datetime import date, datetime
from typing import NamedTuple

from lms.accounts.models import User
from lms.organisations.enums import Position, Sex
from lms.organisations.models import FamilyUnit, Institution, Membership, Person, PSKSKind, Region
from lms.organisations.operations.families import add_family
from lms.organisations.operations.kinds import make_wadah
from lms.organisations.operations.members import add_member
from lms.organisations.operations.people import add_assisted, add_person, change_person, set_nik
from lms.seed.data import ADMIN_PERSON, PEOPLE, TRAINEE_PERSON

KAPUAS, SELAT = "62.03", "62.03.01"
OFFICER = "kapuas@contoh.id"
JOINED_ON, LEFT_ON = date(2019, 3, 1), date(2023, 12, 31)


class FamilyRow(NamedTuple):
    name: str
    contact: str
    sex: str
    phone: str
    district: str
    village: str
    adults: int
    children: int


FAMILIES = [
    FamilyRow("Keluarga Dehen", "Yusuf Dehen", "male", "+6281200000031", "62.03.01", "Pulau Telo", 2, 3),
    FamilyRow("Keluarga Sangalang", "Marta Sangalang", "female", "+6281200000032", "62.03.02", "Mambulau", 3, 1),
]


def enrich_people(at: datetime) -> None:
    """Birth dates and NIKs, earlier memberships, a TKSK, pioneer families, somebody assisted; idempotent."""
    officer = User.objects.get(email=OFFICER)
    for index, row in enumerate(PEOPLE):
        person = Person.objects.filter(name=row.name, memberships__isnull=False).order_by("pk").first()
        if person is not None and person.birth_on is None:
            _describe(person, index, officer, at)
    _earlier_memberships(officer, at)
    _tksk(officer, at)
    _families(officer, at)
    _assisted(at)


def invented_birth(index: int) -> date:
    return date(1965 + index * 7 % 36, 1 + index * 5 % 12, 1 + index * 11 % 28)


def invented_nik(index: int, person: Person, region: str) -> str:
    """Plausible and nobody's: serial numbers from 0001 in the first kecamatan of the code."""
    born = invented_birth(index)
    day = born.day + (40 if person.sex == Sex.FEMALE else 0)
    return f"{region.replace('.', '')}01{day:02}{born:%m%y}{index + 1:04}"


def _describe(person: Person, index: int, officer: User, at: datetime) -> None:
    institution = person.memberships.order_by("pk").select_related("institution")[0].institution
    change_person(
        person,
        birth_on=invented_birth(index),
        region=institution.region,
        phone=(person.user and person.user.phone) or f"+62812000001{index:02}",
        by=officer,
        at=at,
    )
    in_area = institution.region_id == KAPUAS
    if not person.nik_sealed and (in_area or index % 3 == 0):
        nik = invented_nik(index, person, institution.region_id)
        set_nik(person, nik=nik, is_confirmed=in_area, by=officer, at=at)


def _earlier_memberships(officer: User, at: datetime) -> None:
    """The chair of one institution of Kapuas was treasurer of the other, years ago."""
    person = Person.objects.filter(name=PEOPLE[ADMIN_PERSON].name).order_by("pk").first()
    other = Institution.objects.filter(name="LKS Kasih Selat").first()
    if person is None or other is None or person.memberships.filter(institution=other).exists():
        return
    details = {"position": Position.TREASURER, "decree_number": "04/SK-LKS/2019", "decree_on": JOINED_ON}
    add_member(other, person, starts_on=JOINED_ON, ends_on=LEFT_ON, by=officer, at=at, **details)


def _tksk(officer: User, at: datetime) -> None:
    kind, region = PSKSKind.objects.get(slug="tksk"), Region.objects.get(code=KAPUAS)
    wadah = Institution.objects.filter(kind=kind, region=region, is_wadah=True).first()
    wadah = wadah or make_wadah(kind=kind, region=region, by=officer, at=at)
    if wadah.memberships.exists():
        return
    district = Region.objects.get(code=SELAT)
    person = add_person(
        name="Setiawan Lihin, S.Sos.",
        sex="male",
        birth_on=date(1984, 9, 17),
        phone="+6281200000033",
        region=region,
        district=district,
        by=officer,
        at=at,
    )
    add_member(
        wadah,
        person,
        kind=kind,
        duty_area=district,
        decree_number="188.45/112/DINSOS/2024",
        decree_on=date(2024, 1, 2),
        member_number="TKSK-62.03-01",
        is_primary=True,
        starts_on=date(2024, 1, 2),
        by=officer,
        at=at,
    )


def _families(officer: User, at: datetime) -> None:
    region = Region.objects.get(code=KAPUAS)
    for row in FAMILIES:
        if FamilyUnit.objects.filter(name=row.name).exists():
            continue
        district = Region.objects.get(code=row.district)
        contact = add_person(
            name=row.contact, sex=row.sex, phone=row.phone, region=region, district=district, by=officer, at=at
        )
        add_family(
            contact,
            region=region,
            name=row.name,
            district=district,
            village=row.village,
            adults=row.adults,
            children=row.children,
            starts_on=date(2024, 7, 1),
            by=officer,
            at=at,
        )


def _assisted(at: datetime) -> None:
    """Noor Aisyah goes with somebody who has no telephone."""
    member = Membership.objects.filter(person__name=PEOPLE[TRAINEE_PERSON].name, person__user__isnull=False).first()
    if member is None or member.person.assisted.exists():
        return
    companion = member.person
    district = Region.objects.get(code=SELAT)
    add_assisted(
        companion,
        name="Indu Bawi Lewu",
        sex="female",
        birth_on=date(1958, 4, 9),
        region=district.parent,
        district=district,
        by=User.objects.get(person=companion),
        on=at.date(),
        at=at,
    )
