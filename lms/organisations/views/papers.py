"""Registration papers with their scans and checks, and accreditations on record."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.forms.papers import AccreditationForm, PaperEditForm, PaperForm, VerifyPaperForm
from lms.organisations.models import Accreditation, Institution, RegistrationPaper
from lms.organisations.operations.institutions import add_paper
from lms.organisations.operations.papers import (
    add_accreditation,
    change_paper,
    remove_accreditation,
    verify_paper,
)
from lms.organisations.permissions import requires
from lms.organisations.uploads import store_upload
from lms.refusal import Refusal, shown_on_form


def bound(request):
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def stored_scan(request, form):
    """The scan that came with the form, kept; what is wrong with it becomes an error of its field."""
    if not form.cleaned_data["scan"]:
        return {}
    try:
        return {"scan": store_upload(form.cleaned_data["scan"], by=request.user, at=timezone.now())}
    except Refusal as refusal:
        for reason in refusal.reasons:
            form.add_error("scan", str(reason))
        return {}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
@once
def paper_new(request, pk):
    institution = get_object_or_404(Institution.objects.editable_by(request.user), pk=pk)
    form = PaperForm(*bound(request))
    if form.is_valid():
        scan = stored_scan(request, form)
        if form.is_valid():
            with shown_on_form(form):
                add_paper(institution, by=request.user, at=timezone.now(), **form.paper(), **scan)
                messages.success(request, _("The paper is on file."))
                return redirect("institution_detail", pk)
    return render(request, "organisations/paper_new.html", {"form": form, "institution": institution})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def paper_change(request, pk):
    """Put right what was entered wrongly; the paper is then to be checked again."""
    institutions = Institution.objects.editable_by(request.user)
    papers = RegistrationPaper.objects.filter(institution__in=institutions).select_related("institution", "scan")
    paper = get_object_or_404(papers, pk=pk)
    form = PaperEditForm(*bound(request), paper=paper)
    conflicts = form.conflicts() if form.is_valid() else []
    if form.is_valid() and not conflicts:
        scan = stored_scan(request, form)
        if form.is_valid():
            with shown_on_form(form):
                change_paper(paper, by=request.user, at=timezone.now(), before=form.before(), **form.changes(), **scan)
                messages.success(request, _("The paper is changed. It waits to be checked again."))
                return redirect("institution_detail", paper.institution_id)
    if conflicts:
        form.take_notice()
    context = {"form": form, "paper": paper, "conflicts": conflicts}
    return render(request, "organisations/paper_change.html", context, status=409 if conflicts else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VERIFY_INSTITUTION)
def paper_verify(request, pk):
    """An officer says whether a paper is genuine."""
    institutions = Institution.objects.verifiable_by(request.user)
    papers = RegistrationPaper.objects.filter(institution__in=institutions)
    paper = get_object_or_404(papers.select_related("institution", "scan", "checked_by"), pk=pk)
    initial = {"seen": paper.state, "note": paper.check_note}
    form = VerifyPaperForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        with shown_on_form(form):
            verify_paper(
                paper,
                result=data["result"],
                note=data["note"],
                before=data["seen"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("The result of the check is saved."))
            return redirect("institution_detail", paper.institution_id)
        form.data = form.data.copy()
        form.data["seen"] = RegistrationPaper.objects.get(pk=pk).state
        paper.refresh_from_db()
    status = 409 if form.is_bound and form.non_field_errors() else 200
    return render(request, "organisations/paper_verify.html", {"form": form, "paper": paper}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
@once
def accreditation_new(request, pk):
    """A grade that BALKS gave is recorded here, never given."""
    institution = get_object_or_404(Institution.objects.editable_by(request.user), pk=pk)
    form = AccreditationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            add_accreditation(institution, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The accreditation is recorded."))
            return redirect("institution_detail", pk)
    return render(request, "organisations/paper_accreditation.html", {"form": form, "institution": institution})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def accreditation_remove(request, pk):
    """Take back what was entered by mistake, after a look at what it is."""
    institutions = Institution.objects.editable_by(request.user)
    accreditations = Accreditation.objects.filter(institution__in=institutions).select_related("institution")
    accreditation = get_object_or_404(accreditations, pk=pk)
    if request.method == "POST":
        remove_accreditation(accreditation, by=request.user, at=timezone.now())
        messages.success(request, _("The accreditation is taken off the record."))
        return redirect("institution_detail", accreditation.institution_id)
    return render(request, "organisations/paper_accreditation_remove.html", {"accreditation": accreditation})
