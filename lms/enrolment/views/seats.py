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
from lms.enrolment.forms import ReplacementForm, SeatPlanForm
from lms.enrolment.models import Enrolment, SeatPlan
from lms.journal.once import once
from lms.organisations.models import Membership
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

MOST_CHOICES = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def seat_plan(request, pk):
    """The rules by which the seats of a cohort are given: written while it is a draft, read afterwards."""
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user).select_related("office__region"), pk=pk)
    plan = SeatPlan.objects.filter(cohort=cohort).first() or SeatPlan(cohort=cohort)
    reservations = list(plan.reservations.select_related("kind")) if plan.pk else []
    reserved = {each.kind_id: each.seats for each in reservations}
    form = SeatPlanForm(request.POST if request.method == "POST" else None, plan=plan, reserved=reserved)
    if form.is_valid():
        with shown_on_form(form):
            operations.plan_seats(cohort, form.reserved(), by=request.user, at=timezone.now(), **form.choices())
            messages.success(request, _("The rules of the seats are saved."))
            return redirect("seat_plan", pk)
    context = {
        "cohort": cohort,
        "plan": plan,
        "form": form,
        "reservations": reservations,
        "is_draft": cohort.status == CohortStatus.DRAFT,
        "regions": regencies_of(cohort.office).count(),
        "quotas": [] if cohort.status == CohortStatus.DRAFT else list(cohort.quotas.select_related("region")),
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


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DECIDE_ENROLMENT)
@once
def replace(request, pk):
    """Somebody else comes in the place of a participant, before the first day or at the door."""
    decidable = Enrolment.objects.decidable_by(request.user).select_related("cohort", "region", "institution")
    enrolment = get_object_or_404(decidable, pk=pk)
    at = timezone.now()
    members = replacements_for(enrolment, at)
    form = ReplacementForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_valid():
        with shown_on_form(form):
            new = operations.replace_enrolment(enrolment, form.cleaned_data["member"], by=request.user, at=at)
            words = _("%(new)s comes instead of %(person)s.")
            messages.success(request, words % {"new": new.person_name, "person": enrolment.person_name})
            return redirect("participant_list", enrolment.cohort_id)
    context = {"enrolment": enrolment, "cohort": enrolment.cohort, "form": form, "members": members}
    return render(request, "enrolment/seat_replace.html", context)


def replacements_for(enrolment, at):
    """Members of her own institution first, then of the other institutions of her kabupaten or kota."""
    free = (
        Membership.objects.on(enrolment.cohort.local_date(at))
        .filter(institution__region=enrolment.region_id, person__merged_into__isnull=True)
        .exclude(person__in=Enrolment.objects.live().filter(cohort=enrolment.cohort_id).values("person"))
        .select_related("person", "institution")
    )
    own = list(free.filter(institution=enrolment.institution_id).order_by("person__name", "pk")[:MOST_CHOICES])
    rest = free.exclude(institution=enrolment.institution_id).order_by("institution__name", "person__name", "pk")
    return [*own, *rest[: MOST_CHOICES - len(own)]]
