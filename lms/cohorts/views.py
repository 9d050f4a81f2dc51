from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts import rules
from lms.cohorts.enums import CohortStatus
from lms.cohorts.forms import CohortForm, SessionForm, TimetableForm, TrainerForm
from lms.cohorts.models import Cohort
from lms.cohorts.operations import (
    add_session,
    apply_timetable,
    assign_trainer,
    open_cohort,
    plan_cohort,
    policy_of,
    remove_session,
)
from lms.cohorts.timetables import days_of
from lms.journal.once import once
from lms.organisations.access import scope_of
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

PAGE_SIZE = 25


@require_safe
@requires(Permission.SIGNED_IN)
def cohort_list(request):
    cohorts = Cohort.objects.visible_to(request.user).select_related("office")
    cohorts = cohorts.annotate(seats=Sum("quotas__seats"), taken=Sum("quotas__taken")).order_by("-starts_on", "pk")
    page = Paginator(cohorts, PAGE_SIZE).get_page(request.GET.get("page"))
    may_plan = Permission.PLAN_COHORT in scope_of(request.user).permissions
    return render(request, "cohorts/cohort_list.html", {"page": page, "may_plan": may_plan})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def cohort_new(request):
    form = CohortForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        with shown_on_form(form):
            cohort = plan_cohort(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The cohort is planned. Now give it a timetable and trainers."))
            return redirect("cohort_detail", cohort.pk)
    return render(request, "cohorts/cohort_new.html", {"form": form})


@require_safe
@requires(Permission.SIGNED_IN)
def cohort_detail(request, pk):
    user = request.user
    cohort = get_object_or_404(Cohort.objects.visible_to(user).select_related("course", "office__region"), pk=pk)
    is_planner = Cohort.objects.planned_by(user).filter(pk=pk).exists()
    is_invited = Cohort.objects.inviting(user).filter(pk=pk).exists()
    is_draft = cohort.status == CohortStatus.DRAFT
    sessions = list(cohort.sessions.all())
    context = {
        "cohort": cohort,
        "days": days_of(sessions, cohort.tzinfo),
        "total_jp": sum(session.jp for session in sessions),
        "policy": policy_of(cohort.course) if is_draft else cohort.frozen_policy(),
        "trainers": cohort.trainers.select_related("user").order_by("user__name"),
        "quotas": cohort.quotas.select_related("region"),
        "is_planner": is_planner,
        "is_draft": is_draft,
        "is_open": cohort.status == CohortStatus.OPEN,
        "missing": reasons_to_wait(cohort) if is_planner and is_draft else (),
        "timetable_form": TimetableForm(),
        "may_nominate": is_invited and Permission.NOMINATE in scope_of(user).permissions,
        "may_confirm": is_invited and Permission.CONFIRM_NOMINATION in scope_of(user).permissions,
    }
    return render(request, "cohorts/cohort_detail.html", context)


def reasons_to_wait(cohort):
    return rules.reasons_against_opening(cohort.opening_facts(), on=cohort.local_date(timezone.now()))


@require_POST
@requires(Permission.PLAN_COHORT)
@once
def cohort_open(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    with shown_as_message(request):
        open_cohort(cohort, by=request.user, at=timezone.now())
        messages.success(request, _("The cohort is open. Institutions can send nominations now."))
    return redirect("cohort_detail", pk)


@require_POST
@requires(Permission.PLAN_COHORT)
@once
def cohort_timetable(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    form = TimetableForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the ready timetables."))
        return redirect("cohort_detail", pk)
    with shown_as_message(request):
        apply_timetable(cohort, form.cleaned_data["timetable"], by=request.user, at=timezone.now())
        messages.success(request, _("The timetable is filled in. Check each day."))
    return redirect("cohort_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def session_new(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user).select_related("course"), pk=pk)
    form = SessionForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.is_valid():
        with shown_on_form(form):
            add_session(cohort, **form.line(), by=request.user, at=timezone.now())
            messages.success(request, _("The session is added."))
            return redirect("cohort_detail", pk)
    return render(request, "cohorts/session_new.html", {"form": form, "cohort": cohort})


@require_POST
@requires(Permission.PLAN_COHORT)
def session_remove(request, cohort_pk, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=cohort_pk)
    session = get_object_or_404(cohort.sessions.select_related("cohort"), pk=pk)
    with shown_as_message(request):
        remove_session(session, by=request.user, at=timezone.now())
        messages.success(request, _("The session is removed."))
    return redirect("cohort_detail", cohort_pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def trainer_assign(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user).select_related("office"), pk=pk)
    form = TrainerForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.is_valid():
        with shown_on_form(form):
            assign_trainer(cohort, form.cleaned_data["user"], by=request.user, at=timezone.now())
            messages.success(request, _("The trainer is assigned."))
            return redirect("cohort_detail", pk)
    return render(request, "cohorts/trainer_assign.html", {"form": form, "cohort": cohort})
