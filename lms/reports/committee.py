"""One screen for each cohort: what is done, what is due, and where it is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.urls import reverse

from lms.attendance.models import with_counts
from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.models import Cohort, CommitteeMember
from lms.cohorts.rules import reasons_against_opening
from lms.completion.progress import progress_of
from lms.completion.rules import is_over
from lms.enrolment.enums import LIVE, PARTICIPATING, EnrolmentStatus
from lms.enrolment.models import OF_ORGANISER, WAITS_FOR_ORGANISER
from lms.letters.boards import kind_rows
from lms.letters.enums import LetterKind
from lms.letters.models import Badge
from lms.organisations.access import scope_of
from lms.reports.rules import PreparationFacts, Step, StepState, steps_of

PAGES = {
    "terms": "cohort_terms",
    "committee": "committee",
    "opening": "cohort_detail",
    "invitations": "letter_board",
    "nominations": "participant_list",
    "participants": "participant_list",
    "confirmation": "letter_board",
    "assignments": "letter_board",
    "badges": "letter_board",
    "attendance": "session_list",
    "closing": "cohort_closing",
}


@dataclass(frozen=True)
class StepRow:
    step: Step
    url: str

    @property
    def is_due(self) -> bool:
        return self.step.state == StepState.NOW

    @property
    def is_done(self) -> bool:
        return self.step.state == StepState.DONE

    @property
    def is_skipped(self) -> bool:
        return self.step.state == StepState.SKIPPED


def cohorts_run_by(user: Any) -> QuerySet[Cohort]:
    """Cohorts on whose committee somebody is named with her account. She reads how far they are; acting stays with
    the officers of the organiser.
    """
    named = CommitteeMember.objects.filter(user=scope_of(user).user_id, user__isnull=False)
    return Cohort.objects.filter(pk__in=named.values("cohort"))


def step_rows(cohort: Cohort, *, at: datetime) -> list[StepRow]:
    """Every step of a cohort with the way to its page; a fixed number of queries."""
    facts = preparation_facts(cohort, at=at)
    return [StepRow(step, _page(step.code, cohort)) for step in steps_of(facts, on=cohort.local_date(at))]


def _page(code: str, cohort: Cohort) -> str:
    name = PAGES[code]
    return reverse(name) if name == "session_list" else reverse(name, args=[cohort.pk])


def preparation_facts(cohort: Cohort, *, at: datetime) -> PreparationFacts:
    on = cohort.local_date(at)
    is_draft = cohort.status == CohortStatus.DRAFT
    sessions = cohort.sessions.exclude(kind=SessionKind.BREAK)
    last = sessions.aggregate(last=Max("ends_at"))["last"]
    certificates = progress_of(cohort)
    return PreparationFacts(
        status=CohortStatus(cohort.status),
        nominate_until=cohort.nominate_until,
        starts_on=cohort.starts_on,
        is_over=is_over(cohort.ends_on, last, on=on, at=at),
        missing_to_open=len(reasons_against_opening(cohort.opening_facts(), on=on)) if is_draft else 0,
        has_terms=hasattr(cohort, "terms"),
        committee=cohort.committee.count(),
        unmarked_sessions=with_counts(sessions.filter(ends_at__lte=at))
        .filter(marked_people__lt=F("participants"))
        .exclude(~Q(group=""), marked_people__gt=0)  # the others of the cohort sit in a parallel class
        .count(),
        gives_certificate=cohort.gives_certificate,
        certificates_to_come=max(certificates.total - certificates.done, 0),
        **_seat_counts(cohort),
        **_people_counts(cohort),
        **_paper_counts(cohort),
    )


def _seat_counts(cohort: Cohort) -> dict[str, Any]:
    kept = cohort.quotas.exclude(cohort__status=CohortStatus.DRAFT)  # a draft has exceptions alone
    quotas = kept.aggregate(regions=Count("pk"), seats=Sum("seats"), taken=Sum("taken"))
    answered = cohort.enrolments.filter(status__in=LIVE, region__in=kept.values("region"))
    heard = answered.aggregate(heard=Count("region", distinct=True))["heard"]
    return {
        "regions": quotas["regions"],
        "seats": quotas["seats"] or 0,
        "taken": quotas["taken"] or 0,
        "silent": quotas["regions"] - heard,
    }


def _people_counts(cohort: Cohort) -> dict[str, Any]:
    def of(*statuses: str) -> Count:
        return Count("pk", filter=Q(status__in=statuses))

    return cohort.enrolments.order_by().aggregate(
        to_confirm=Count("pk", filter=Q(status=EnrolmentStatus.NOMINATED) & ~OF_ORGANISER),
        to_accept=Count("pk", filter=WAITS_FOR_ORGANISER),
        on_reserve=of(EnrolmentStatus.RESERVE, EnrolmentStatus.OFFERED),
        participants=of(*PARTICIPATING),
    )


def _paper_counts(cohort: Cohort) -> dict[str, Any]:
    """A letter that says something else than it would today is not counted as made."""
    rows = {row.kind: row for row in kind_rows(cohort)}
    sound = {kind: len(row.letters) - len(row.outdated) for kind, row in rows.items()}
    badges = Badge.objects.filter(enrolment__cohort=cohort, enrolment__status__in=PARTICIPATING).count()
    return {
        "invited": sound[LetterKind.INVITATION],
        "assigned": sound[LetterKind.ASSIGNMENT],
        "is_confirmed": sound[LetterKind.CONFIRMATION] > 0,
        "is_list_outdated": bool(rows[LetterKind.CONFIRMATION].outdated),
        "badges": badges,
    }
