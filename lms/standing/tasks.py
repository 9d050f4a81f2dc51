from celery import shared_task
from django.utils import timezone

from lms.completion.enums import CompletionEvent
from lms.completion.models import Award
from lms.journal.events import when
from lms.journal.models import Event
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Membership
from lms.standing import operations


@when(CompletionEvent.AWARD_ISSUED)
def review_on_issue(event: Event) -> None:
    _review_award(event)


@when(CompletionEvent.AWARD_REVOKED)
def review_on_revocation(event: Event) -> None:
    _review_award(event)


def _review_award(event: Event) -> None:
    award = Award.objects.select_related("certificate", "verdict__enrolment__cohort__course").get(pk=event.subject_id)
    # East of us the day of issue may already have begun.
    on = max(timezone.localdate(), award.certificate.issued_on)
    operations.review_after_award(award, on=on, at=timezone.now())


@when(OrganisationEvent.MEMBER_ADDED)
def review_on_membership(event: Event) -> None:
    """A new member may bring a certificate with her."""
    membership = Membership.objects.select_related("institution").get(pk=event.subject_id)
    operations.review_institution(membership.institution, on=timezone.localdate(), at=timezone.now())


@shared_task
def review_all() -> None:
    """Every day, since certificates and memberships run out without an event."""
    operations.review_all(on=timezone.localdate(), at=timezone.now())
