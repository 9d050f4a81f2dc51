"""Doubles of people: what is known of each, for ``looking``."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from lms.duplicates.models import Fingerprint, Suggestion
from lms.duplicates.operations.looking import Search, look_for
from lms.duplicates.rules.scoring import POLICY, PersonFacts, digest_of, keys_of, score
from lms.organisations.models import Membership, Person
from lms.organisations.models.people import PersonQuerySet


def look_for_doubles(person: Person, *, at: datetime) -> int:
    """Compare one person at once; how many suggestions about her stand open."""
    return look_for(PEOPLE, person.pk, at=at)


def present_people() -> PersonQuerySet:
    return Person.objects.living().filter(erased_at__isnull=True)


def facts_of_people(people: Iterable[int]) -> dict[int, PersonFacts]:
    """Of present people, by id. Home comes from the person; without one, the place of a membership stands for it."""
    people = list(people)
    institutions: dict[int, set[int]] = defaultdict(set)
    places: dict[int, str] = {}
    members = Membership.objects.filter(person__in=people).order_by("-starts_on", "-pk")
    for person, institution, region in members.values_list("person_id", "institution_id", "institution__region_id"):
        institutions[person].add(institution)
        places.setdefault(person, region)
    rows = present_people().filter(pk__in=people).order_by("pk")
    columns = rows.values_list("pk", "name", "sex", "birth_on", "phone", "nik_lookup", "region_id")
    return {
        pk: PersonFacts(name, sex, birth, phone, nik or "", frozenset(institutions[pk]), home or places.get(pk, ""))
        for pk, name, sex, birth, phone, nik, home in columns
    }


PEOPLE = Search(
    sweep=1,
    present=present_people,
    facts_of=facts_of_people,
    keys_of=keys_of,
    digest_of=digest_of,
    score=score,
    most_per_key=POLICY.most_per_key,
    fingerprints=Fingerprint,
    suggestions=Suggestion,
)
