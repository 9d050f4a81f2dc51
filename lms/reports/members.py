"""The present members of an institution with what certificates they hold."""

from dataclasses import dataclass, field
from datetime import date

from lms.completion.models import Award
from lms.organisations.models import Institution, Membership


@dataclass(frozen=True)
class Member:
    membership: Membership
    awards: list[Award] = field(default_factory=list)


def members_of(institution: Institution, *, on: date) -> list[Member]:
    """Two queries. Awards are those in force, the newest first."""
    memberships = Membership.objects.on(on).filter(institution=institution).select_related("person")
    members = [Member(membership) for membership in memberships.order_by("person__name", "pk")]
    awards = Award.objects.in_force().filter(
        verdict__enrolment__person__in=[member.membership.person_id for member in members]
    )
    for award in awards.select_related("certificate", "verdict__enrolment").order_by("-certificate__issued_on", "-pk"):
        for member in members:
            if member.membership.person_id == award.verdict.enrolment.person_id:
                member.awards.append(award)
    return members
