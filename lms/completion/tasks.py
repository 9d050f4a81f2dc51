from collections.abc import Callable
from contextlib import AbstractContextManager

from django.utils import timezone

from certificates.operations import draw_document, keep_document
from lms.cohorts.models import Cohort
from lms.completion.enums import CompletionEvent
from lms.completion.models import Award
from lms.completion.operations import issue_award, issue_statements, number_certificates
from lms.journal.events import when
from lms.journal.models import Event


@when(CompletionEvent.CLOSED)
def number_after_closing(event: Event) -> None:
    """All certificates, or all statements, of a cohort get their numbers in one transaction."""
    cohort = Cohort.objects.select_related("office__region").get(pk=event.subject_id)
    if cohort.gives_certificate:
        number_certificates(cohort, at=event.at)
    else:
        issue_statements(cohort, at=event.at)


@when(CompletionEvent.AWARD_INTENDED, slow=True)
def draw_and_store(event: Event, done: Callable[[], AbstractContextManager[None]]) -> None:
    """Draw one certificate and keep its bytes outside a transaction; then make it issued."""
    award = Award.objects.select_related("certificate").get(pk=event.subject_id)
    document = keep_document(draw_document(award.certificate))
    with done():
        issue_award(award, document, at=timezone.now())
