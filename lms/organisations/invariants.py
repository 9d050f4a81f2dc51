from collections.abc import Iterator
from datetime import datetime

from lms.journal.invariants import invariant
from lms.organisations.models import Membership, Person, PersonPlace


@invariant("people-in-their-places")
def everybody_is_listed_where_she_lives_and_belongs(*, at: datetime) -> Iterator[str]:
    """The database's own triggers see to it; a table made anew outside of ``migrate`` would lose them."""
    homes = Person.objects.living().filter(place__gt=0).order_by().values_list("pk", "place")
    members = Membership.objects.filter(person__merged_into__isnull=True)
    belonging = members.order_by().values_list("person_id", "institution__place")
    listed = PersonPlace.objects.values_list("person", "place")
    for wanted in (homes, belonging):
        for person, place in wanted.difference(listed):
            yield f"person {person} is not listed in place {place}"
    for person, place in listed.difference(homes, belonging):
        yield f"person {person} is listed in place {place} without a reason"
