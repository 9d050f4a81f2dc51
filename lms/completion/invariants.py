from collections.abc import Iterator
from datetime import datetime

from certificates import invariants as of_certificates
from certificates.enums import CertificateState
from lms.attendance.enums import PresenceState
from lms.attendance.models import Presence
from lms.cohorts.enums import WITH_CERTIFICATE, CohortStatus
from lms.completion.enums import CompletionEvent, Result
from lms.completion.models import Award, Verdict
from lms.enrolment.enums import EnrolmentRole
from lms.enrolment.models import Enrolment
from lms.journal.invariants import invariant
from lms.journal.models import Delivery
from lms.letters.enums import LetterKind


def _subjects_under_way(name: str) -> set[int]:
    """Ids of the rows for which work after this event is still to be done."""
    under_way = Delivery.objects.open().filter(event__name=name).values_list("event__subject_id", flat=True)
    return {int(subject) for subject in under_way}


@invariant("completion-verdicts")
def closing_judges_everybody(*, at: datetime) -> Iterator[str]:
    closed = Enrolment.objects.accepted().filter(cohort__status=CohortStatus.CLOSED, verdict__isnull=True)
    judged = closed.filter(cohort__kind__in=WITH_CERTIFICATE).exclude(role=EnrolmentRole.COMPANION)
    for pk in judged.values_list("pk", flat=True):
        yield f"enrolment {pk} of a closed cohort has no verdict"


@invariant("completion-awards")
def whoever_passed_has_an_award(*, at: datetime) -> Iterator[str]:
    numbering = _subjects_under_way(CompletionEvent.CLOSED)
    passed = Verdict.objects.filter(result=Result.PASSED, award__isnull=True)
    for pk in passed.exclude(enrolment__cohort__in=numbering).values_list("pk", flat=True):
        yield f"verdict {pk} is passed, has no award, and nothing is under way to give one"


@invariant("completion-documents")
def every_award_gets_its_document(*, at: datetime) -> Iterator[str]:
    drawing = _subjects_under_way(CompletionEvent.AWARD_INTENDED)
    intended = Award.objects.filter(certificate__state=CertificateState.INTENDED).exclude(pk__in=drawing)
    for pk in intended.values_list("pk", flat=True):
        yield f"award {pk} has a number and no document, and nothing is under way to draw it"


@invariant("completion-statements")
def whoever_took_part_has_a_statement(*, at: datetime) -> Iterator[str]:
    """Of an activity without certificate; also a statement that is void now was one."""
    numbering = _subjects_under_way(CompletionEvent.CLOSED)
    seen = Presence.objects.standing().filter(state=PresenceState.PRESENT).values("enrolment")
    closed = Enrolment.objects.accepted().filter(cohort__status=CohortStatus.CLOSED, pk__in=seen)
    without = closed.exclude(cohort__kind__in=WITH_CERTIFICATE).exclude(letters__kind=LetterKind.STATEMENT)
    for pk in without.exclude(cohort__in=numbering).values_list("pk", flat=True):
        yield f"enrolment {pk} took part, has no statement of attendance, and nothing is under way to give one"


@invariant("certificate-register")
def register_is_whole(*, at: datetime) -> Iterator[str]:
    yield from of_certificates.check()
