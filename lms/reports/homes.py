"""The four home pages: whose they are, and what stands on them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.roles import Permission, Role
from lms.attendance.models import sessions_marked_by
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, Quota
from lms.completion.models import Award
from lms.completion.rules import is_over
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import WAITS_FOR_ORGANISER, Enrolment
from lms.organisations.access import scope_of
from lms.organisations.models import Institution
from lms.registration.waiting import applications_waiting_for, own_open_applications
from lms.reports.committee import cohorts_run_by
from lms.reports.doors import doors_of, requests_waiting_for
from lms.reports.enums import Home
from lms.reports.figures import counts_for
from lms.reports.institutions import institutions_for, reasons_against, with_details
from lms.reports.trainees import standpoints

COHORTS_SHOWN = 5
OFFICERS = frozenset({Role.REGENCY_OFFICER, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER})


@dataclass(frozen=True)
class HomePage:
    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """Something that waits for an officer, with the way to its list."""

    text: str
    url: str


def homes_of(user: Any) -> list[Home]:
    """The homes a person has, the most senior first. Whoever has no other role is a participant."""
    scope = scope_of(user)
    roles = scope.roles
    held = [
        home
        for home, applies in (
            (Home.OFFICER, bool(roles & OFFICERS)),
            (Home.INSTITUTION, Role.INSTITUTION_ADMIN in roles),
            (Home.TRAINER, Role.TRAINER in roles),
            (Home.SET_UP, scope.is_superuser),
        )
        if applies
    ]
    if not held or Enrolment.objects.of(user).exists():
        held.append(Home.TRAINEE)
    return held


def home_of(user: Any, wanted: str, *, at: datetime) -> HomePage:
    """The home asked for, if the person has it, and otherwise her most senior one."""
    held = homes_of(user)
    home = next((each for each in held if each == wanted), held[0])
    template, context = BUILDERS[home]
    others = [(f"{reverse('home')}?peran={other.value}", other.label) for other in held if other != home]
    return HomePage(template, {**context(user, at), "others": others, "committees": committees_of(user)})


def committees_of(user: Any) -> QuerySet[Cohort]:
    """Cohorts not over with on whose committee she stands without being an officer of the organiser."""
    at_work = cohorts_run_by(user).filter(status__in=(CohortStatus.DRAFT, CohortStatus.OPEN))
    others = at_work.exclude(pk__in=Cohort.objects.planned_by(user).values("pk"))  # those of her office stand above
    return others.order_by("starts_on", "pk")[:COHORTS_SHOWN]


def officer_home(user: Any, at: datetime) -> dict[str, Any]:
    return {
        "counts": counts_for(user, on=timezone.localdate(at)),
        "decisions": decisions_of(user, at=at),
        "plans": (plans := Permission.PLAN_COHORT in scope_of(user).permissions),
        "cohorts": cohorts_at_work(user) if plans else (),
    }


def cohorts_at_work(user: Any) -> QuerySet[Cohort]:
    """The next cohorts of an office that are not over with, each with a page of what is missing."""
    at_work = Cohort.objects.planned_by(user).filter(status__in=(CohortStatus.DRAFT, CohortStatus.OPEN))
    return at_work.order_by("starts_on", "pk")[:COHORTS_SHOWN]


def decisions_of(user: Any, *, at: datetime) -> list[Decision]:
    """Nominations to confirm, people to send, participants to accept, cohorts to close. At most six queries."""
    held = scope_of(user).permissions
    found = register_decisions(user, held)
    if Permission.CONFIRM_NOMINATION in held:
        found += nominations_to_confirm(user)
        found += invitations_of_area(user, at=at)
    if Permission.DECIDE_ENROLMENT in held:
        found += participants_to_accept(user)
    if Permission.PLAN_COHORT in held:
        found += cohorts_to_close(user, at=at)
    return found


def register_decisions(user: Any, held: frozenset[Permission]) -> list[Decision]:
    """Applications of institutions, and requests about data; at most two queries."""
    found = []
    if Permission.VERIFY_INSTITUTION in held and (count := applications_waiting_for(user)):
        text = ngettext(
            "%(count)s institution applies to be registered.", "%(count)s institutions apply to be registered.", count
        )
        found.append(Decision(text % {"count": count}, reverse("verification_list")))
    if Permission.HELP_PEOPLE in held and (count := requests_waiting_for(user)):
        text = ngettext("%(count)s request about data waits.", "%(count)s requests about data wait.", count)
        found.append(Decision(text % {"count": count}, reverse("request_list")))
    return found


def nominations_to_confirm(user: Any) -> list[Decision]:
    waiting = Enrolment.objects.supported_by(user).filter(
        status=EnrolmentStatus.NOMINATED, cohort__in=Cohort.objects.open()
    )
    count = waiting.count()
    if not count:
        return []
    text = ngettext("%(count)s nomination waits for you.", "%(count)s nominations wait for you.", count)
    return [Decision(text % {"count": count}, reverse("nomination_list"))]


def invitations_of_area(user: Any, *, at: datetime) -> list[Decision]:
    """Open cohorts with seats for her kabupaten or kota that heard nobody from there yet and still take nominations."""
    own = scope_of(user).region_filter(Permission.CONFIRM_NOMINATION, "region__code")
    sent = Enrolment.objects.filter(own, cohort=OuterRef("pk"))
    seats = Quota.objects.filter(own, cohort=OuterRef("pk"), seats__gt=0)
    inviting = (
        Cohort.objects.open()
        .filter(Exists(seats), ~Exists(sent))
        .exclude(pk__in=Cohort.objects.planned_by(user).values("pk"))
    )
    return [
        Decision(
            _("%(cohort)s takes nominations until %(day)s. Nobody of your area is sent yet.")
            % {"cohort": cohort, "day": date_format(cohort.nominate_until, "j F Y")},
            reverse("enrolment_send", args=[cohort.pk]),
        )
        for cohort in inviting.order_by("nominate_until", "pk")
        if cohort.local_date(at) <= cohort.nominate_until
    ]


def participants_to_accept(user: Any) -> list[Decision]:
    """Only where a seat is left: the others wait for one, and there is nothing to decide."""
    seat_left = Quota.objects.filter(cohort=OuterRef("cohort"), region=OuterRef("region"), taken__lt=F("seats"))
    waiting = Enrolment.objects.decidable_by(user).filter(
        WAITS_FOR_ORGANISER, Exists(seat_left), cohort__in=Cohort.objects.open()
    )
    by_cohort = waiting.order_by("cohort__starts_on", "cohort").values_list("cohort", "cohort__title")
    return [
        Decision(
            ngettext(
                "%(count)s participant to accept in %(cohort)s.",
                "%(count)s participants to accept in %(cohort)s.",
                count,
            )
            % {"count": count, "cohort": title},
            reverse("participant_list", args=[pk]),
        )
        for pk, title, count in by_cohort.annotate(Count("pk"))
    ]


def cohorts_to_close(user: Any, *, at: datetime) -> list[Decision]:
    """Over by the calendar of their own zone, or on their last day with the last session behind them."""
    running = Cohort.objects.planned_by(user).open().annotate(last_session_ends_at=Max("sessions__ends_at"))
    return [
        Decision(
            _("%(cohort)s is over and can be closed.") % {"cohort": cohort}, reverse("cohort_closing", args=[cohort.pk])
        )
        for cohort in running.order_by("ends_on", "pk")
        if is_over(cohort.ends_on, cohort.last_session_ends_at, on=cohort.local_date(at), at=at)
    ]


def institution_home(user: Any, at: datetime) -> dict[str, Any]:
    own = Institution.objects.filter(pk__in=scope_of(user).institution_ids())
    today = timezone.localdate(at)
    institutions = with_details(institutions_for(user, on=today).filter(pk__in=own.values("pk")), on=today)
    awards = Award.objects.in_force().filter(verdict__enrolment__in=Enrolment.objects.nominated_from(user))
    return {
        "invitations": invitations(user, at=at),
        "institutions": [(each, reasons_against(each, on=today)) for each in institutions],
        "certificates": awards.count(),
    }


def invitations(user: Any, *, at: datetime) -> list[Cohort]:
    """Open cohorts that keep seats for the institution's region and still take nominations."""
    institutions = Institution.objects.filter(pk__in=scope_of(user).institution_ids())
    inviting = Cohort.objects.open().filter(quotas__region__in=institutions.values("region")).distinct()
    return [cohort for cohort in inviting.order_by("starts_on", "pk") if cohort.local_date(at) <= cohort.nominate_until]


def trainer_home(user: Any, at: datetime) -> dict[str, Any]:
    """Sessions of the day at the place where each cohort meets."""
    near = sessions_marked_by(user).filter(
        cohort__in=Cohort.objects.open(), starts_at__range=(at - timedelta(days=1), at + timedelta(days=1))
    )
    today = [each for each in near if each.cohort.local_date(each.starts_at) == each.cohort.local_date(at)]
    following = sessions_marked_by(user).filter(cohort__in=Cohort.objects.open(), starts_at__gt=at).first()
    return {
        "sessions": today,
        "cohorts": list(dict.fromkeys(each.cohort for each in today)),
        "following": None if today else following,
        "writes": Permission.WRITE_COURSES in scope_of(user).permissions,
    }


def trainee_home(user: Any, at: datetime) -> dict[str, Any]:
    found = standpoints(user, at=at)
    return {"now": found[0] if found else None, "more": found[1:], "applications": own_open_applications(user)}


def set_up_home(user: Any, at: datetime) -> dict[str, Any]:
    return {"doors": doors_of(user)}


BUILDERS: dict[Home, tuple[str, Callable[[Any, datetime], dict[str, Any]]]] = {
    Home.OFFICER: ("reports/home_officer.html", officer_home),
    Home.INSTITUTION: ("reports/home_institution.html", institution_home),
    Home.TRAINER: ("reports/home_trainer.html", trainer_home),
    Home.SET_UP: ("reports/home_set_up.html", set_up_home),
    Home.TRAINEE: ("reports/home_trainee.html", trainee_home),
}
