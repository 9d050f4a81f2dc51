from collections.abc import Iterator
from datetime import datetime

from lms.journal.invariants import invariant
from lms.organisations.enums import IN_REGISTER, InstitutionStatus
from lms.organisations.models import Institution
from lms.registration.enums import OPEN, ApplicationStatus
from lms.registration.models import Application


@invariant("approved-in-register")
def what_was_approved_is_in_the_register(*, at: datetime) -> Iterator[str]:
    approved = Application.objects.filter(status=ApplicationStatus.APPROVED)
    for pk, status in approved.exclude(institution__status__in=IN_REGISTER).values_list("pk", "institution__status"):
        yield f"application {pk} is approved, but its institution is {status}"


@invariant("applying-has-application")
def who_applies_has_an_open_application(*, at: datetime) -> Iterator[str]:
    """And the other way round: an open application belongs to an institution that applies."""
    applying = Institution.objects.filter(status=InstitutionStatus.APPLYING)
    for pk in applying.exclude(applications__status__in=OPEN).order_by("pk").values_list("pk", flat=True):
        yield f"institution {pk} is applying, but has no open application"
    others = Application.objects.open().exclude(institution__status=InstitutionStatus.APPLYING)
    for pk, status in others.order_by("pk").values_list("pk", "institution__status"):
        yield f"application {pk} is open, but its institution is {status}"
