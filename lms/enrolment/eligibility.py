"""Reads, for many people at once, the facts the rules of nomination and of gates ask for."""

from collections.abc import Collection, Iterable
from datetime import date

from content.models import CoursePage, CoursePrerequisite
from lms.cohorts.models import Cohort, Quota
from lms.enrolment.models import Enrolment
from lms.enrolment.passing import passed_families
from lms.enrolment.rules import NomineeFacts
from lms.enrolment.rules.gates import Gate, reasons_against_gates
from lms.organisations.models import Institution, Membership, Person
from lms.refusal import Reason


def nominee_facts(cohort: Cohort, memberships: Iterable[Membership], *, on: date) -> list[NomineeFacts]:
    """Facts of these memberships, in their order, on the cohort's local day; a fixed number of queries.

    The memberships come with ``person`` and ``institution__region`` selected.
    """
    memberships = list(memberships)
    institutions = Institution.objects.filter(pk__in={m.institution_id for m in memberships})
    registered = set(institutions.with_registration(on).filter(is_registered=True).values_list("pk", flat=True))
    regions = set(Quota.objects.filter(cohort=cohort).values_list("region_id", flat=True))
    live = set(Enrolment.objects.live().filter(cohort=cohort).values_list("person_id", flat=True))
    return [
        NomineeFacts(
            person_id=member.person_id,
            person_name=member.person.name,
            institution_name=member.institution.name,
            region_name=member.institution.region.short_name,
            is_member=member.starts_on <= on and (member.ends_on is None or member.ends_on >= on),
            is_institution_active=member.institution.is_active,
            is_institution_registered=member.institution_id in registered,
            has_quota=not cohort.divides_seats or member.institution.region_id in regions,
            is_live=member.person_id in live,
        )
        for member in memberships
    ]


def gates_before(course_id: int | None, *, on: date) -> tuple[Gate, ...]:
    """The courses that come before this one, each with its nearest open cohort. Two queries; one without any."""
    if course_id is None:
        return ()
    rows = CoursePrerequisite.objects.filter(page_id=course_id).select_related("course").order_by("sort_order", "pk")
    courses = [row.course for row in rows]
    nearest: dict[int | None, Cohort] = {}
    if courses:
        open_ones = Cohort.objects.open().filter(course__in=courses, nominate_until__gte=on)
        for cohort in open_ones.order_by("starts_on", "pk"):
            nearest.setdefault(cohort.course_id, cohort)
    return tuple(_gate(course, nearest.get(course.pk)) for course in courses)


def _gate(course: CoursePage, cohort: Cohort | None) -> Gate:
    known = (course.family, course.title)
    return Gate(*known, cohort.title, cohort.starts_on) if cohort else Gate(*known)


def gates_against(cohort: Cohort, people: Collection[Person], *, on: date) -> dict[int, tuple[Reason, ...]]:
    """What each of these people lacks, by her key; three queries at most. Nobody who lacks nothing is in it."""
    gates = gates_before(cohort.course_id, on=on)
    passed = passed_families([person.pk for person in people], [gate.family for gate in gates])
    found = {}
    for person in people:
        own = {family for each, family in passed if each == person.pk}
        found[person.pk] = reasons_against_gates(gates, own, person_name=person.name)
    return {key: reasons for key, reasons in found.items() if reasons}


def gates_against_oneself(cohort: Cohort, person: Person | None, *, on: date) -> tuple[Reason, ...]:
    """The same in words to the reader; somebody without a row in the register has passed nothing."""
    return reasons_against_gates(closed_to(person, gates_before(cohort.course_id, on=on)), ())


def closed_to(person: Person | None, gates: Collection[Gate]) -> list[Gate]:
    """The gates that stand in the way of one person."""
    passed = passed_families([person.pk] if person else [], [gate.family for gate in gates])
    opened = {family for _person, family in passed}
    return [gate for gate in gates if gate.family not in opened]
