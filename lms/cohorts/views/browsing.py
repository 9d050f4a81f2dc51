from django.core.paginator import Paginator
from django.db.models import Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lms.accounts.roles import Permission
from lms.cohorts import rules
from lms.cohorts.enums import ENDED, CohortStatus
from lms.cohorts.forms import TimetableForm
from lms.cohorts.models import Cohort, bookings_beside, bookings_of
from lms.cohorts.operations import policy_of
from lms.cohorts.rules.clashes import clashes
from lms.cohorts.timetables import days_of
from lms.organisations.access import scope_of
from lms.organisations.permissions import requires

PAGE_SIZE = 25


@require_safe
@requires(Permission.SIGNED_IN)
def cohort_list(request):
    cohorts = Cohort.objects.visible_to(request.user).select_related("office")
    cohorts = cohorts.annotate(seats=Sum("quotas__seats"), taken=Sum("quotas__taken")).order_by("-starts_on", "pk")
    page = Paginator(cohorts, PAGE_SIZE).get_page(request.GET.get("page"))
    may_plan = Permission.PLAN_COHORT in scope_of(request.user).permissions
    return render(request, "cohorts/cohort_list.html", {"page": page, "may_plan": may_plan})


@require_safe
@requires(Permission.SIGNED_IN)
def cohort_detail(request, pk):
    user, at = request.user, timezone.now()
    cohort = get_object_or_404(Cohort.objects.visible_to(user).select_related("course", "office__region"), pk=pk)
    is_planner = Cohort.objects.planned_by(user).filter(pk=pk).exists()
    is_invited = Cohort.objects.inviting(user).filter(pk=pk).exists()
    is_draft = cohort.status == CohortStatus.DRAFT
    sessions = list(cohort.sessions.with_trainers())
    context = {
        "cohort": cohort,
        "days": days_of(sessions, cohort.tzinfo),
        "total_jp": rules.jp_for_one([session.facts() for session in sessions]).total(),
        "policy": policy_of(cohort.course) if is_draft else cohort.frozen_policy(),
        "trainers": cohort.trainers.select_related("user").order_by("user__name"),
        "partners": cohort.partners.all(),
        "quotas": cohort.quotas.select_related("region"),
        "is_planner": is_planner,
        "is_draft": is_draft,
        "is_open": cohort.status == CohortStatus.OPEN,
        "is_over": cohort.status in ENDED,
        "shows_links": is_planner or not is_invited,  # a link lets people in; who only nominates needs none
        "movable": movable(sessions, at) if is_planner and cohort.status == CohortStatus.OPEN else frozenset(),
        "missing": reasons_to_wait(cohort, at) if is_planner and is_draft else (),
        "clashes": clashes_of(cohort, sessions) if is_planner and cohort.status not in ENDED else (),
        "timetable_form": TimetableForm(),
        "may_nominate": is_invited and Permission.NOMINATE in scope_of(user).permissions,
        "may_confirm": is_invited and Permission.CONFIRM_NOMINATION in scope_of(user).permissions,
    }
    return render(request, "cohorts/cohort_detail.html", context)


def movable(sessions, at):
    return frozenset(session.pk for session in sessions if session.starts_at > at)


def clashes_of(cohort, sessions):
    own = bookings_of(cohort, sessions)
    return clashes(own, bookings_beside(cohort, own))


def reasons_to_wait(cohort, at):
    return rules.reasons_against_opening(cohort.opening_facts(), on=cohort.local_date(at))
