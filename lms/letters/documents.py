"""What a letter says of a cohort and its people: plain values taken today, in the words of the document."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from certificates.wording import day, joined
from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.letters.enums import LetterKind
from lms.letters.facts import LetterFacts, Letterhead, Occasion, PersonLine, Terms
from lms.letters.models import Letter
from lms.letters.taking_part import parts_of
from lms.organisations.enums import POSITION_WORDS, RegionLevel, Zone
from lms.organisations.models import Institution, Office, Region


def letterhead(office: Office) -> Letterhead:
    region = office.region
    place = f"Provinsi {region.name}" if region.level == RegionLevel.PROVINCE else region.name
    return Letterhead(
        government=f"Pemerintah {place}",
        office_name=office.name,
        address=office.address,
        city=office.city,
        signatory_title=office.signatory_title,
        signatory_name=office.signatory_name,
        signatory_nip=office.signatory_nip,
    )


def seat_of(region: Region, office: Office | None) -> str:
    """The city in which letters of the region are dated and to which they go."""
    return office.city if office else region.name.removeprefix("Kabupaten ").removeprefix("Kota ")


def institution_head(institution: Institution, *, signatory_title: str, signatory_name: str) -> Letterhead:
    """An institution has no government above it and no book here; who signs is said with each letter."""
    office = Office.objects.filter(region=institution.region_id).first()
    return Letterhead(
        government="",
        office_name=institution.name,
        address=joined(institution.address, institution.village, institution.region.name, by=", "),
        city=seat_of(institution.region, office),
        signatory_title=joined(signatory_title, institution.name, by=" "),
        signatory_name=signatory_name,
        signatory_nip="",
    )


def as_sent_by(letter: Letter, facts: LetterFacts) -> LetterFacts:
    """What ``facts`` of the organiser are under the head of who sends this letter."""
    if letter.office:
        return replace(facts, head=letterhead(letter.office))
    return replace(facts, head=letter.frozen_facts.head) if letter.institution_id else facts


def occasion(cohort: Cohort) -> Occasion:
    first = cohort.sessions.order_by("starts_at", "pk").first()
    begins = ""
    if first is not None:
        begins = f"{first.starts_at.astimezone(ZoneInfo(cohort.zone)):%H.%M} {Zone(cohort.zone).label}"
    return Occasion(
        title=cohort.title,
        venue=cohort.venue,
        city=cohort.city,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        nominate_until=cohort.nominate_until,
        begins=begins,
        jp=cohort.frozen_syllabus().jp if cohort.syllabus else 0,
    )


def participants(cohort: Cohort) -> QuerySet[Enrolment]:
    """In the order of every list: by kabupaten or kota, then by name."""
    accepted = Enrolment.objects.accepted().filter(cohort=cohort)
    return accepted.select_related("region", "person").order_by("region", "person_name", "pk")


def person_line(enrolment: Enrolment) -> PersonLine:
    """As she was nominated."""
    position = POSITION_WORDS[enrolment.position] if enrolment.position else ""
    region = enrolment.region.name if enrolment.region else ""
    return PersonLine(enrolment.person_name, position, enrolment.institution_name, region)


def invitation_facts(cohort: Cohort, terms: Terms) -> list[tuple[Region, LetterFacts]]:
    """One for each kabupaten and kota with seats, in the order of their codes."""
    head, about = letterhead(cohort.office), occasion(cohort)
    quotas = cohort.quotas.filter(seats__gt=0).select_related("region").order_by("region")
    offices = {office.region_id: office for office in Office.objects.filter(region__in=quotas.values("region"))}
    found = []
    for quota in quotas:
        office = offices.get(quota.region_id)
        to = f"Kepala {office.name}" if office else f"Kepala Dinas Sosial {quota.region.name}"
        city = seat_of(quota.region, office)
        facts = LetterFacts(head, about, terms, addressee=to, addressee_city=city, seats=quota.seats)
        found.append((quota.region, facts))
    return found


def assignment_facts(
    cohort: Cohort, terms: Terms, *, head: Letterhead | None = None, among: QuerySet[Enrolment] | None = None
) -> list[tuple[Enrolment, LetterFacts]]:
    """Of all participants under the head of the organiser, or of those ``among`` them under another."""
    head, about = head or letterhead(cohort.office), occasion(cohort)
    people = participants(cohort) if among is None else participants(cohort).filter(pk__in=among.values("pk"))
    return [(enrolment, LetterFacts(head, about, terms, people=(person_line(enrolment),))) for enrolment in people]


def confirmation_facts(cohort: Cohort, terms: Terms) -> LetterFacts:
    people = tuple(person_line(enrolment) for enrolment in participants(cohort))
    return LetterFacts(letterhead(cohort.office), occasion(cohort), terms, people=people)


def statement_facts(cohort: Cohort, terms: Terms) -> list[tuple[Enrolment, LetterFacts]]:
    """For whoever was seen at least once in an activity that gives no certificate."""
    if cohort.gives_certificate:
        return []
    head, about, parts = letterhead(cohort.office), occasion(cohort), parts_of(cohort)
    return [
        (enrolment, LetterFacts(head, about, terms, people=(person_line(enrolment),), part=parts[enrolment.pk]))
        for enrolment in participants(cohort)
        if enrolment.pk in parts
    ]


Keys = dict[str, Any]  # of the row: region or enrolment, and who sends it where that is not the organiser
Addressee = tuple[LetterFacts, Keys]


def addressees(cohort: Cohort, kind: LetterKind, terms: Terms) -> list[Addressee]:
    """Everybody who should have a letter of the kind: what it would say today, and the keys of its row."""
    if kind == LetterKind.INVITATION:
        return [(facts, {"region": region}) for region, facts in invitation_facts(cohort, terms)]
    if kind == LetterKind.ASSIGNMENT:
        return [(facts, {"enrolment": enrolment}) for enrolment, facts in assignment_facts(cohort, terms)]
    if kind == LetterKind.STATEMENT:
        return [(facts, {"enrolment": enrolment}) for enrolment, facts in statement_facts(cohort, terms)]
    facts = confirmation_facts(cohort, terms)
    return [(facts, {})] if facts.people else []


def addressee_key(letter: Letter) -> tuple[str | None, int | None]:
    return letter.region_id, letter.enrolment_id


def key_of(keys: Keys) -> tuple[str | None, int | None]:
    region, enrolment = keys.get("region"), keys.get("enrolment")
    return str(region.pk) if region else None, int(enrolment.pk) if enrolment else None


def said_before(letter: Letter) -> str:
    """How the letter that replaces this one names it."""
    number = f"nomor {letter.number} " if letter.number else ""
    return f"{number}tanggal {day(letter.issued_on)}"


def in_force(cohort: Cohort, kind: LetterKind) -> QuerySet[Letter]:
    letters = cohort.letters.in_force().filter(kind=kind)  # each knows this cohort without asking again
    return letters.select_related("entry", "office__region").prefetch_related(Prefetch("region"), Prefetch("enrolment"))
