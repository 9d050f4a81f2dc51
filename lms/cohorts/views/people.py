from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.roles import Permission
from lms.cohorts.enums import ENDED, CommitteeRole
from lms.cohorts.forms import MemberForm, PartnerForm, TrainerForm
from lms.cohorts.models import Cohort
from lms.cohorts.operations import assign_trainer, name_member, name_partner, remove_member, remove_partner
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

IN_ORDER = {role: place for place, role in enumerate(CommitteeRole)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def trainer_assign(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user).select_related("office"), pk=pk)
    form = TrainerForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.is_valid():
        with shown_on_form(form):
            assign_trainer(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The trainer is assigned."))
            return redirect("cohort_detail", pk)
    return render(request, "cohorts/trainer_assign.html", {"form": form, "cohort": cohort})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def committee(request, pk):
    """Who runs the activity, and the form that names one more."""
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    form = MemberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            name_member(form.member_of(cohort), by=request.user, at=timezone.now())
            messages.success(request, _("The committee is one person larger."))
            return redirect("committee", pk)
    members = sorted(cohort.committee.all(), key=lambda member: (IN_ORDER[member.role], member.pk))
    context = {"cohort": cohort, "form": form, "members": members, "is_over": cohort.status in ENDED}
    return render(request, "cohorts/committee.html", context)


@require_POST
@requires(Permission.PLAN_COHORT)
def committee_remove(request, cohort_pk, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=cohort_pk)
    member = get_object_or_404(cohort.committee.select_related("cohort"), pk=pk)
    with shown_as_message(request):
        remove_member(member, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is taken off the committee.") % {"name": member.name})
    return redirect("committee", cohort_pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def partner_list(request, pk):
    """Who organises it together with the office, and the form that names one more."""
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            name_partner(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The partner is named."))
            return redirect("partner_list", pk)
    context = {"cohort": cohort, "form": form, "partners": cohort.partners.all(), "is_over": cohort.status in ENDED}
    return render(request, "cohorts/partner_list.html", context)


@require_POST
@requires(Permission.PLAN_COHORT)
def partner_remove(request, cohort_pk, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=cohort_pk)
    partner = get_object_or_404(cohort.partners.select_related("cohort"), pk=pk)
    with shown_as_message(request):
        remove_partner(partner, by=request.user, at=timezone.now())
        messages.success(request, _("%(name)s is taken off the list.") % {"name": partner.name})
    return redirect("partner_list", cohort_pk)
