"""What verdicts rest on, read in bulk: planned JP, attended JP and the best score of every accepted participant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from lms.assessment.models import Attempt
from lms.attendance.models import Presence
from lms.cohorts.enums import SessionKind
from lms.cohorts.models import Cohort, Session
from lms.cohorts.rules import jp_for_one
from lms.completion.documents import reasons_against_printing
from lms.completion.enums import Result
from lms.completion.rules import (
    ClosingFacts,
    VerdictFacts,
    VerdictOutcome,
    cannot_print,
    reasons_against_closing,
    verdict,
)
from lms.enrolment.enums import EnrolmentRole
from lms.enrolment.models import Enrolment
from lms.refusal import Reason


@dataclass(frozen=True)
class Judgement:
    enrolment: Enrolment
    facts: VerdictFacts
    outcome: VerdictOutcome


@dataclass(frozen=True)
class Preview:
    """What closing would do now. Before a cohort is open there is no policy, so nobody is judged."""

    judgements: list[Judgement]
    reasons: tuple[Reason, ...]

    @property
    def passed(self) -> int:
        return sum(judgement.outcome.result == Result.PASSED for judgement in self.judgements)


def preview_of(cohort: Cohort, *, at: datetime) -> Preview:
    enrolments = accepted_enrolments(cohort)
    facts = closing_facts(cohort, accepted_people=len(enrolments))
    reasons = reasons_against_closing(facts, on=cohort.local_date(at), at=at)
    judged = judgements(cohort, judged_among(enrolments)) if cohort.policy else []
    return Preview(judged, (*reasons, *reasons_against_documents(judged)))


def closing_facts(cohort: Cohort, *, accepted_people: int) -> ClosingFacts:
    last = cohort.sessions.aggregate(moment=Max("ends_at"))["moment"]
    return ClosingFacts(cohort.status, cohort.ends_on, last, accepted_people)


def accepted_enrolments(cohort: Cohort) -> list[Enrolment]:
    """In the order of the alphabet, with everything their certificates print. One query."""
    accepted = Enrolment.objects.accepted().filter(cohort=cohort).select_related("cohort__office", "region")
    return sorted(accepted, key=lambda enrolment: (enrolment.person_name.casefold(), enrolment.pk))


def judged_among(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Companions are not judged, and no activity that ends in a statement instead of a certificate."""
    return [
        enrolment
        for enrolment in enrolments
        if enrolment.cohort.gives_certificate and enrolment.role != EnrolmentRole.COMPANION
    ]


def judgements(cohort: Cohort, enrolments: Sequence[Enrolment]) -> list[Judgement]:
    """What the cohort's policy says of each enrolment now; three queries, however many people."""
    lessons = Session.objects.filter(cohort=cohort, kind=SessionKind.LESSON)
    planned = jp_for_one([session.facts() for session in lessons])
    attended = Presence.objects.attended_jp(enrolments, planned)
    scores = Attempt.objects.best_scores(enrolments)
    policy = cohort.frozen_policy()
    judged = []
    for enrolment in enrolments:
        facts = VerdictFacts(planned.total(), attended.get(enrolment.pk, 0), scores.get(enrolment.pk))
        judged.append(Judgement(enrolment, facts, verdict(facts, policy)))
    return judged


def reasons_against_documents(judged: Iterable[Judgement]) -> tuple[Reason, ...]:
    """Whose certificate could not be printed. Asked before closing: afterwards nothing can be corrected."""
    return tuple(
        cannot_print(judgement.enrolment.person_name, why)
        for judgement in judged
        if judgement.outcome.result == Result.PASSED
        for why in reasons_against_printing(judgement.enrolment)
    )
