from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts.roles import Permission
from lms.cohorts.enums import ENDED, CohortStatus
from lms.cohorts.forms import CancelForm, MoveForm, PlaceForm
from lms.cohorts.models import Cohort
from lms.cohorts.operations import cancel_cohort, change_place, move_session
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def session_move(request, cohort_pk, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=cohort_pk)
    session = get_object_or_404(cohort.sessions.select_related("cohort"), pk=pk)
    form = MoveForm(request.POST if request.method == "POST" else None, session=session)
    if form.is_valid():
        with shown_on_form(form):
            move_session(session, **form.move(), by=request.user, at=timezone.now())
            messages.success(request, _("The session is moved. Participants and trainers are told."))
            return redirect("cohort_detail", cohort_pk)
        session.refresh_from_db()
    return render(request, "cohorts/session_move.html", {"form": form, "cohort": cohort, "session": session})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def place_change(request, pk):
    living = Cohort.objects.planned_by(request.user).exclude(status__in=ENDED)
    cohort = get_object_or_404(living, pk=pk)
    initial = {"venue": cohort.venue, "city": cohort.city}
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        with shown_on_form(form):
            change_place(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The place is changed."))
            return redirect("cohort_detail", pk)
    return render(request, "cohorts/place_change.html", {"form": form, "cohort": cohort})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def cohort_cancel(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user).filter(status=CohortStatus.OPEN), pk=pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            cancel_cohort(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The cohort is cancelled."))
            return redirect("cohort_detail", pk)
    return render(request, "cohorts/cohort_cancel.html", {"form": form, "cohort": cohort})
