from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from certificates.operations import StoredDocument, intend_certificate, issue_certificate, revoke_certificate
from lms.accounts.models import User
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.completion import rules
from lms.completion.documents import certificate_facts
from lms.completion.enums import CompletionEvent, Result
from lms.completion.evidence import (
    Judgement,
    accepted_enrolments,
    closing_facts,
    judged_among,
    judgements,
    reasons_against_documents,
)
from lms.completion.models import Award, Verdict
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.enrolment.operations.marking import mark_completed
from lms.journal.operations import record
from lms.letters.documents import addressees
from lms.letters.enums import LetterKind, Numbering
from lms.letters.facts import Terms
from lms.letters.models import Letter
from lms.letters.operations import issue_letters
from lms.letters.operations.issuing import missing
from lms.refusal import Refusal, reasons_to_data

SERIES_KIND = "certificate"  # one run of numbers for each kind of document, office and year


@transaction.atomic
def close_cohort(cohort: Cohort, *, by: User, at: datetime) -> None:
    """Judge every participant who may earn a certificate and close; numbers and documents follow in the background.

    Raises Refusal with every reason at once.
    """
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    enrolments = accepted_enrolments(locked)
    facts = closing_facts(locked, accepted_people=len(enrolments))
    if reasons := rules.reasons_against_closing(facts, on=locked.local_date(at), at=at):
        raise Refusal(reasons)
    judged = judgements(locked, judged_among(enrolments))
    if reasons := reasons_against_documents(judged):
        raise Refusal(reasons)
    verdicts = Verdict.objects.bulk_create([_verdict(judgement, locked, by, at) for judgement in judged])
    mark_completed(_who_came(enrolments, judged), by=by, at=at)
    locked.status, locked.closed_at, locked.closed_by = CohortStatus.CLOSED, at, by
    locked.save(update_fields=["status", "closed_at", "closed_by"])
    record(CompletionEvent.CLOSED, subject=locked, by=by, at=at, data={"verdicts": len(verdicts)})


def _who_came(enrolments: Iterable[Enrolment], judged: Iterable[Judgement]) -> list[int]:
    """Who was seen, and where nothing is held in sessions, everybody. The others stay accepted: they never came."""
    came = {each.enrolment.pk for each in judged if each.facts.attended_jp or not each.facts.planned_jp}
    return [each.pk for each in enrolments if each.pk in came or each.status == EnrolmentStatus.PRESENT]


def _verdict(judgement: Judgement, cohort: Cohort, by: User, at: datetime) -> Verdict:
    return Verdict(
        enrolment=judgement.enrolment,
        result=judgement.outcome.result,
        reasons=reasons_to_data(judgement.outcome.reasons),
        planned_jp=judgement.facts.planned_jp,
        attended_jp=judgement.facts.attended_jp,
        score_percent=judgement.facts.score_percent,
        policy=cohort.policy,
        decided_at=at,
        decided_by=by,
    )


@transaction.atomic
def number_certificates(cohort: Cohort, *, at: datetime) -> None:
    """Give each trainee who passed and has no award yet the next number, in the order of the alphabet.

    ``at`` is the moment of closing: its date in the cohort's zone is the date of issue.
    Under the cohort's lock; the register is locked by each ``intend_certificate``, so numbers have no gap.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    waiting = _passed_without_award(cohort)
    for enrolment in accepted_enrolments(cohort):
        if enrolment.pk not in waiting:
            continue
        certificate = intend_certificate(
            certificate_facts(enrolment),
            unit=cohort.office.unit_code,
            kind=SERIES_KIND,
            pattern=settings.PILAR_CERTIFICATE_NUMBER_PATTERN,
            issued_on=cohort.local_date(at),
            at=at,
        )
        award = Award.objects.create(verdict=waiting[enrolment.pk], certificate=certificate)
        record(CompletionEvent.AWARD_INTENDED, subject=award, by=None, at=at)


@transaction.atomic
def issue_statements(cohort: Cohort, *, at: datetime) -> list[Letter]:
    """A statement of attendance for each who was seen and has none, numbered from the office's book. Twice is once.

    ``at`` is the moment of closing: its date is the date of the statements.
    """
    cohort.lock()
    due = missing(cohort, LetterKind.STATEMENT, addressees(cohort, LetterKind.STATEMENT, Terms()))
    if not due:
        return []
    return issue_letters(cohort, LetterKind.STATEMENT, terms=Terms(), numbering=Numbering.NEXT, by=None, at=at)


def _passed_without_award(cohort: Cohort) -> dict[int, Verdict]:
    passed = Verdict.objects.filter(enrolment__cohort=cohort, result=Result.PASSED, award__isnull=True)
    return {verdict.enrolment_id: verdict for verdict in passed}


@transaction.atomic
def issue_award(award: Award, document: StoredDocument, *, at: datetime) -> None:
    """The drawn and kept document becomes the certificate's; of two, the first stays."""
    issue_certificate(award.certificate, document, at=at)
    record(CompletionEvent.AWARD_ISSUED, subject=award, by=None, at=at)


@transaction.atomic
def revoke_award(award: Award, *, reason: str, by: User, at: datetime) -> None:
    """Revoke the certificate of an award, for ever. Raises Refusal."""
    on = award.verdict.enrolment.cohort.local_date(at)
    revoke_certificate(award.certificate, reason=reason, by=by, at=at, on=on)
    record(CompletionEvent.AWARD_REVOKED, subject=award, by=by, at=at)
