from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.forms import CohortForm, CorrectionForm, RepeatForm, SampleForm, TermsForm
from lms.cohorts.models import Cohort
from lms.cohorts.operations import (
    change_plan,
    open_cohort,
    plan_cohort,
    plan_from_sample,
    repeat_cohort,
    write_terms,
)
from lms.cohorts.papers import draw_terms, terms_facts
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form


def own_cohort(request, pk, **more):
    return get_object_or_404(
        Cohort.objects.planned_by(request.user).select_related("office__region", "course"), pk=pk, **more
    )


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


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def cohort_sample(request):
    form = SampleForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        with shown_on_form(form):
            cohort = plan_from_sample(**form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The cohort is planned with its whole timetable. Now assign trainers."))
            return redirect("cohort_detail", cohort.pk)
    return render(request, "cohorts/cohort_sample.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def cohort_repeat(request, pk):
    source = own_cohort(request, pk)
    form = RepeatForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            cohort = repeat_cohort(source, **form.cleaned_data, by=request.user, at=timezone.now())
            left = source.trainers.count() - cohort.trainers.count()
            messages.success(request, _("The cohort is planned as the earlier one was. Check its days and trainers."))
            if left:
                words = _("%(left)s trainers of the earlier cohort are no trainers in your area now and are left out.")
                messages.warning(request, words % {"left": left})
            return redirect("cohort_detail", cohort.pk)
    return render(request, "cohorts/cohort_repeat.html", {"form": form, "cohort": source})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def cohort_edit(request, pk):
    cohort = own_cohort(request, pk, status=CohortStatus.DRAFT)
    form = CorrectionForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if form.is_valid():
        with shown_on_form(form):
            change_plan(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The plan is corrected."))
            return redirect("cohort_detail", pk)
        cohort.refresh_from_db()
    return render(request, "cohorts/cohort_edit.html", {"form": form, "cohort": cohort})


@require_POST
@requires(Permission.PLAN_COHORT)
@once
def cohort_open(request, pk):
    cohort = own_cohort(request, pk)
    with shown_as_message(request):
        open_cohort(cohort, by=request.user, at=timezone.now())
        messages.success(request, words_of_opening(cohort))
    return redirect("cohort_detail", pk)


def words_of_opening(cohort):
    if cohort.joins_freely:
        return _("The cohort is open. Everybody with an account can join now.")
    if cohort.is_self_paced:
        return _("The cohort is open. Make a class code now, and give it to those who shall join.")
    return _("The cohort is open. Institutions can send nominations now.")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def cohort_terms(request, pk):
    cohort = own_cohort(request, pk)
    form = TermsForm(request.POST if request.method == "POST" else None, initial=TermsForm.initial_of(cohort))
    if form.is_valid():
        with shown_on_form(form):
            write_terms(cohort, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The terms of reference are saved."))
            return redirect("cohort_terms", pk)
    return render(request, "cohorts/cohort_terms.html", {"form": form, "cohort": cohort})


@require_safe
@requires(Permission.PLAN_COHORT)
def cohort_terms_pdf(request, pk):
    cohort = own_cohort(request, pk)
    pdf = draw_terms(terms_facts(cohort, on=cohort.local_date(timezone.now())))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="KAK-{slugify(cohort.title)[:60]}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
