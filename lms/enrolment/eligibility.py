"""Reads, for many members at once, the facts the rules of nomination ask for."""

from collections.abc import Iterable
from datetime import date

from lms.cohorts.models import Cohort, Quota
from lms.enrolment.models import Enrolment
from lms.enrolment.rules import NomineeFacts
from lms.organisations.models import Institution, Membership


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
            has_quota=member.institution.region_id in regions,
            is_live=member.person_id in live,
        )
        for member in memberships
    ]
