"""Which institutions a person reads, and what is said of each: list, counts and export all start here."""

from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lms.completion.models import Verdict
from lms.organisations.models import Institution, RegistrationPaper
from lms.reports.enums import InstitutionStatus
from lms.standing.models import Standing, with_certification
from lms.standing.operations import policy_in_force
from lms.standing.rules import certification


def institutions_for(user: Any, *, on: date) -> QuerySet[Institution]:
    """The active institutions in sight, each with its status and its trained people on that day."""
    active = Institution.objects.visible_to(user).active().with_registration(on)
    return with_trained_people(with_certification(active, on))


def with_trained_people(institutions: QuerySet[Institution]) -> QuerySet[Institution]:
    """Annotate ``trained_people``: distinct persons it sent who passed and whose certificate is not revoked."""
    passed = Verdict.objects.passed().filter(enrolment__membership__institution=OuterRef("pk")).order_by()
    people = passed.values("enrolment__membership__institution").annotate(
        people=Count("enrolment__person", distinct=True)
    )
    return institutions.annotate(trained_people=Coalesce(Subquery(people.values("people")), 0))


def in_status(institutions: QuerySet[Institution], status: str) -> QuerySet[Institution]:
    conditions = {
        "": Q(),
        InstitutionStatus.REGISTERED: Q(is_registered=True),
        InstitutionStatus.CERTIFIED: Q(is_certified=True),
        InstitutionStatus.UNCERTIFIED: Q(is_certified=False),
        InstitutionStatus.TRAINED: Q(trained_people__gt=0),
    }
    return institutions.filter(conditions[status])


def with_details(institutions: QuerySet[Institution], *, on: date) -> QuerySet[Institution]:
    """The same rows with what a line of the table shows: region, latest paper in date, standings."""
    papers = RegistrationPaper.objects.in_date(on).filter(institution=OuterRef("pk"))
    latest = papers.order_by(F("expires_on").desc(nulls_first=True), "-issued_on", "-pk")
    return (
        institutions.annotate(
            paper_number=Subquery(latest.values("number")[:1]), paper_until=Subquery(latest.values("expires_on")[:1])
        )
        .select_related("region", "kind")
        .prefetch_related(Prefetch("standings", queryset=Standing.objects.order_by("course_id")))
    )


def reasons_against(institution: Any, *, on: date) -> tuple[Any, ...]:
    """Why an institution is not certified: the reasons of its nearest standing, or those of an empty one.

    It carries the annotations of ``institutions_for`` and ``with_details``. None for one that is certified.
    """
    if institution.is_certified:
        return ()
    standings = sorted(institution.standings.all(), key=lambda standing: -standing.holders)
    told = next((standing.reasons_in_words() for standing in standings if standing.reasons), ())
    return told or certification([], policy_in_force(), on).reasons
