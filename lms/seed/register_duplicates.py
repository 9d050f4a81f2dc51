"""One woman entered twice, for the officer of Kapuas to find: a pair that is suggested, and nobody real."""

from datetime import date, datetime

from lms.duplicates.operations.finding import look_for_doubles
from lms.organisations.models import Institution, Person, Region
from lms.organisations.operations.members import add_member
from lms.organisations.operations.people import add_person

TWICE = ("Siti Rahmawati, S.Sos.", "Hj. Sitti Rachmawaty")
BORN_ON = date(1984, 9, 17)
PHONE = "+6281200000077"


def seed_duplicates(institutions: list[Institution], at: datetime) -> None:
    """Idempotent. ``institutions``: those of the demonstration; the two of Kapuas are used."""
    region = Region.objects.get(code="62.03")
    here = [institution for institution in institutions if institution.region_id == region.pk]
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
