from celery import shared_task
from django.utils import timezone

from lms.completion.enums import CompletionEvent
from lms.completion.models import Award
from lms.duplicates.enums import DuplicateEvent
from lms.journal.events import when
from lms.journal.models import Event
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Institution, Membership
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
    _review_members_institution(event)


@when(OrganisationEvent.MEMBER_MOVED)
def review_on_merge(event: Event) -> None:
    """Her certificates now count for somebody else, or again for her."""
    _review_members_institution(event)


@when(DuplicateEvent.INSTITUTION_MERGED)
def review_on_institution_merge(event: Event) -> None:
    _review_both(event)


@when(DuplicateEvent.INSTITUTION_MERGE_UNDONE)
def review_on_institution_undo(event: Event) -> None:
    _review_both(event)


def _review_both(event: Event) -> None:
    """All members went from one institution to the other, or some went back."""
    for institution in Institution.objects.filter(pk__in=[event.subject_id, event.data["gone"]]).order_by("pk"):
        operations.review_institution(institution, on=timezone.localdate(), at=timezone.now())


def _review_members_institution(event: Event) -> None:
    """A membership may be gone again: an import was taken back, or two became one."""
    membership = Membership.objects.select_related("institution").filter(pk=event.subject_id).first()
    if membership is not None:
        operations.review_institution(membership.institution, on=timezone.localdate(), at=timezone.now())


@shared_task
def review_all() -> None:
    """Every day, since certificates and memberships run out without an event."""
    operations.review_all(on=timezone.localdate(), at=timezone.now())
