from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.roles import Permission
from lms.cohorts import rules
from lms.cohorts.enums import CohortStatus
from lms.cohorts.forms import PasteForm, SessionForm, TimetableForm, VersionForm, line_forms
from lms.cohorts.forms.grid import BLANK_LINES, with_more_lines
from lms.cohorts.forms.paste import answer_of
from lms.cohorts.models import Cohort
from lms.cohorts.operations import add_session, apply_timetable, remove_session, save_timetable
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form


def own_draft(request, pk):
    drafts = Cohort.objects.planned_by(request.user).filter(status=CohortStatus.DRAFT)
    return get_object_or_404(drafts.select_related("course"), pk=pk)


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
def timetable_edit(request, pk):
    """All sessions as one form. ``more`` asks for empty lines and saves nothing."""
    cohort = own_draft(request, pk)
    if request.method == "POST":
        wants_more = "more" in request.POST
        data = with_more_lines(request.POST, BLANK_LINES) if wants_more else request.POST
        lines, version = line_forms(cohort, data), VersionForm(request.POST)
        is_clear = not wants_more and version.is_valid() and lines.is_valid()
        if is_clear:
            with shown_on_form(version):
                save_timetable(cohort, lines.grid_lines(), **version.cleaned_data, by=request.user, at=timezone.now())
                messages.success(request, _("The timetable is saved."))
                return redirect("timetable_edit", pk)
        told = [] if wants_more else lines.told()
    else:
        lines, version = line_forms(cohort), VersionForm(initial={"version": cohort.timetable_version})
        wants_more, told = False, []
    context = {
        "cohort": cohort,
        "lines": lines,
        "version": version,
        "told": told,
        "shows_errors": request.method == "POST" and not wants_more,
        "missing_jp": reasons_about_jp(cohort),
    }
    return render(request, "cohorts/timetable_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COHORT)
@once
def timetable_paste(request, pk):
    """First what was read of each line, with nothing written; then, sent once more with ``sure``, the saving."""
    cohort = own_draft(request, pk)
    initial = {"version": cohort.timetable_version, "replaces": not cohort.sessions.exists()}
    form = PasteForm(request.POST if request.method == "POST" else None, initial=initial)
    context = {"cohort": cohort, "form": form, "reading": None}
    if form.is_valid():
        reading = form.read(cohort)
        if reading.is_clear and "sure" in request.POST:
            with shown_on_form(form):
                save_timetable(
                    cohort,
                    reading.timetable,
                    version=form.cleaned_data["version"],
                    by=request.user,
                    at=timezone.now(),
                )
                messages.success(request, _("The pasted lines are in the timetable."))
                return redirect("cohort_detail", pk)
        context |= {"reading": reading, "answer": answer_of(form)}
    return render(request, "cohorts/timetable_paste.html", context)


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


def reasons_about_jp(cohort):
    """Where the saved timetable and the course differ in JP; told beside the form, for a draft may differ."""
    facts = cohort.opening_facts()
    if not facts.sessions or not cohort.gives_certificate:
        return ()
    return rules.reasons_against_jp(facts.sessions, facts.syllabus())
