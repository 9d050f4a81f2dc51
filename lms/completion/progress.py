"""How far the certificates or statements of a closed cohort are."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from certificates.enums import CertificateState
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.completion.enums import Result
from lms.completion.models import Award, Verdict
from lms.journal.enums import DeliveryState
from lms.journal.models import Delivery
from lms.letters.enums import IN_FORCE, LetterKind, LetterState
from lms.letters.models import Letter
from lms.letters.taking_part import parts_of


@dataclass(frozen=True)
class Progress:
    """``stuck``: work on this cohort that was given up after many attempts; an operator must look."""

    total: int
    done: int
    stuck: int

    @property
    def is_finished(self) -> bool:
        return self.done >= self.total


def progress_of(cohort: Cohort) -> Progress:
    """Three queries."""
    if not cohort.gives_certificate:
        return statements_of(cohort)
    passed = Verdict.objects.filter(enrolment__cohort=cohort, result=Result.PASSED)
    counted = passed.aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(award__certificate__state=CertificateState.ISSUED))
    )
    return Progress(**counted, stuck=given_up(cohort, Award.objects.filter(verdict__enrolment__cohort=cohort)))


def statements_of(cohort: Cohort) -> Progress:
    """From closing until the numbers are given, whoever took part still waits for hers; a void one is not missed."""
    letters = Letter.objects.filter(cohort=cohort, kind=LetterKind.STATEMENT)
    counted = letters.aggregate(
        made=Count("pk"),
        total=Count("pk", filter=Q(state__in=IN_FORCE)),
        done=Count("pk", filter=Q(state=LetterState.ISSUED)),
    )
    awaits_numbers = cohort.status == CohortStatus.CLOSED and not counted["made"]
    total = len(parts_of(cohort)) if awaits_numbers else counted["total"]
    return Progress(total, counted["done"], stuck=given_up(cohort, letters))


def given_up(cohort: Cohort, papers: QuerySet[Any]) -> int:
    """Deliveries about the cohort or one of these papers of it that were given up."""
    known = [str(pk) for pk in papers.values_list("pk", flat=True)]
    about_papers = Q(event__subject_type=papers.model._meta.label_lower, event__subject_id__in=known)
    about_cohort = Q(event__subject_type=cohort._meta.label_lower, event__subject_id=str(cohort.pk))
    return Delivery.objects.filter(about_papers | about_cohort, state=DeliveryState.DEAD).count()
