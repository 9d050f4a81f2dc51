from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort, regencies_of
from lms.enrolment import operations
from lms.enrolment.forms import SeatPlanForm
from lms.enrolment.models import SeatPlan
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def seat_plan(request, pk):
    """The rules by which the seats of a cohort are given: written while it is a draft, read afterwards."""
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user).select_related("office__region"), pk=pk)
    plan = SeatPlan.objects.filter(cohort=cohort).first() or SeatPlan(cohort=cohort)
    reservations = list(plan.reservations.select_related("kind")) if plan.pk else []
    reserved = {each.kind_id: each.seats for each in reservations}
    regions = list(regencies_of(cohort.office).order_by("code")) if cohort.divides_seats else []
    quotas = list(cohort.quotas.select_related("region")) if cohort.divides_seats else []
    form = SeatPlanForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        reserved=reserved,
        regions=regions,
        own={quota.region_id: quota.seats for quota in quotas},
    )
    if form.is_valid():
        with shown_on_form(form):
            by, at, choices = request.user, timezone.now(), form.choices()
            operations.plan_seats(cohort, form.reserved(), form.own(), by=by, at=at, **choices)
            messages.success(request, _("The rules of the seats are saved."))
            return redirect("seat_plan", pk)
    context = {
        "cohort": cohort,
        "plan": plan,
        "form": form,
        "reservations": reservations,
        "is_draft": cohort.status == CohortStatus.DRAFT,
        "regions": len(regions),
        "quotas": quotas,
    }
    return render(request, "enrolment/seat_plan.html", context)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def seats_flow(request, pk):
    """Let unused seats flow on now, without waiting for the hourly task."""
    cohort = get_object_or_404(Cohort.objects.decided_by(request.user), pk=pk)
    with shown_as_message(request):
        offered = operations.let_seats_flow(cohort, by=request.user, at=timezone.now())
        words = ngettext("%(number)s seat is offered.", "%(number)s seats are offered.", len(offered))
        messages.success(request, words % {"number": len(offered)})
    return redirect("participant_list", pk)
