"""One woman and one LKS entered twice, for the officer of Kapuas to find: pairs that are suggested, and nobody real."""

from datetime import date, datetime

from lms.duplicates.operations.finding import look_for_doubles
from lms.duplicates.operations.institution_finding import look_for_double_institutions
from lms.organisations.models import Institution, Person, Region
from lms.organisations.operations.institutions import register_institution
from lms.organisations.operations.members import add_member
from lms.organisations.operations.people import add_person

TWICE = ("Siti Rahmawati, S.Sos.", "Hj. Sitti Rachmawaty")
BORN_ON = date(1984, 9, 17)
PHONE = "+6281200000077"
SECOND_NAME = "Lembaga Kesejahteraan Sosial Kasih Selat"


def seed_duplicates(institutions: list[Institution], at: datetime) -> None:
    """Idempotent. ``institutions``: those of the demonstration; the two of Kapuas are used."""
    region = Region.objects.get(code="62.03")
    here = [institution for institution in institutions if institution.region_id == region.pk]
    _seed_people(here, region, at)
    _seed_institution(here[-1], at)


def _seed_institution(known: Institution, at: datetime) -> None:
    """The last of the two again, by its full name, as somebody enters it who did not look first."""
    known.refresh_from_db()  # with what was added to it since
    again = Institution.objects.filter(name=SECOND_NAME, region=known.region).first()
    if again is None:
        again = register_institution(
            name=SECOND_NAME,
            kind=known.kind,
            region=known.region,
            by=None,
            at=at,
            address=known.address,
            phone=known.phone,
        )
    if again.merged_into_id is None and known.merged_into_id is None:
        for each in (known, again):
            look_for_double_institutions(each, at=at)


def _seed_people(here: list[Institution], region: Region, at: datetime) -> None:
    people: list[Person] = []
    for name, institution in zip(TWICE, here, strict=False):
        person = Person.objects.filter(name=name, birth_on=BORN_ON).first()
        if person is None:
            details = {"phone": PHONE} if not people else {"birth_place": "Kuala Kapuas"}
            person = add_person(name=name, sex="female", birth_on=BORN_ON, region=region, by=None, at=at, **details)
            add_member(institution, person, starts_on=date(2025, 1, 1), by=None, at=at)
        people.append(person)
    for person in people:
        if person.merged_into_id is None:
            look_for_doubles(person, at=at)
