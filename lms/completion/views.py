from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.enums import CertificateState
from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.completion.evidence import accepted_enrolments, preview_of
from lms.completion.forms import ClosingForm, RevocationForm
from lms.completion.models import Award, Verdict
from lms.completion.operations import close_cohort, revoke_award
from lms.completion.progress import progress_of
from lms.journal.once import once
from lms.letters.enums import LetterKind
from lms.letters.models import Letter
from lms.letters.taking_part import parts_of
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form

ROWS_PER_PAGE = 25


def planned_cohort(request, pk):
    return get_object_or_404(Cohort.objects.planned_by(request.user).select_related("office"), pk=pk)


@require_safe
@requires(Permission.PLAN_COHORT)
def cohort_closing(request, pk):
    """What closing would say of each participant, before anything is decided."""
    cohort = planned_cohort(request, pk)
    if cohort.status == CohortStatus.CLOSED:
        return redirect("closing_progress", cohort.pk)
    return closing_page(request, cohort, ClosingForm(cohort=cohort))


def closing_page(request, cohort, form):
    context = {"cohort": cohort, "preview": preview_of(cohort, at=timezone.now()), "form": form}
    if not cohort.gives_certificate:
        parts = parts_of(cohort)
        context["people"] = [(each, parts.get(each.pk)) for each in accepted_enrolments(cohort)]
        return render(request, "completion/activity_closing.html", context)
    return render(request, "completion/cohort_closing.html", context)


@require_POST
@requires(Permission.PLAN_COHORT)
@once
def cohort_close(request, pk):
    cohort = planned_cohort(request, pk)
    form = ClosingForm(request.POST, cohort=cohort)
    if form.is_valid():
        with shown_on_form(form):
            close_cohort(cohort, by=request.user, at=timezone.now())
    if form.is_valid():
        with_certificates = _("The cohort is closed. Its certificates are being made.")
        with_statements = _("The activity is closed. Its statements of attendance are being made.")
        messages.success(request, with_certificates if cohort.gives_certificate else with_statements)
        return redirect("closing_progress", cohort.pk)
    return closing_page(request, cohort, form)


@require_safe
@requires(Permission.PLAN_COHORT)
def closing_progress(request, pk):
    """How far the certificates are. The page asks again by itself while some are missing, and may be left."""
    cohort = planned_cohort(request, pk)
    if cohort.status != CohortStatus.CLOSED:
        return redirect("cohort_closing", cohort.pk)
    if not cohort.gives_certificate:
        return statements_page(request, cohort)
    verdicts = Verdict.objects.filter(enrolment__cohort=cohort).select_related(
        "enrolment", "award__certificate__revocation"
    )
    by_number = F("award__certificate__serial").asc(nulls_last=True)
    template = "completion/closing_state.html" if request.htmx else "completion/closing_progress.html"
    return render(
        request,
        template,
        {
            "cohort": cohort,
            "progress": progress_of(cohort),
            "verdicts": verdicts.order_by(by_number, "enrolment__person_name", "pk"),
        },
    )


def statements_page(request, cohort):
    letters = Letter.objects.filter(cohort=cohort, kind=LetterKind.STATEMENT).select_related("entry", "enrolment")
    template = "completion/statement_state.html" if request.htmx else "completion/statement_progress.html"
    context = {"cohort": cohort, "progress": progress_of(cohort), "letters": letters.order_by("entry__serial", "pk")}
    return render(request, template, context)


@require_safe
@requires(Permission.SIGNED_IN)
def certificate_list(request):
    """One's own certificates, and those of the institutions one administers."""
    awards = Award.objects.held_by(request.user).select_related("certificate__revocation", "verdict__enrolment__person")
    page = Paginator(awards.order_by("-certificate__issued_on", "certificate__number"), ROWS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "completion/certificate_list.html", {"page": page})


@require_safe
@requires(Permission.SIGNED_IN)
def certificate_download(request, pk):
    """The stored bytes, shown in the browser but walled off from this site."""
    issued = Award.objects.visible_to(request.user).filter(certificate__state=CertificateState.ISSUED)
    award = get_object_or_404(issued.select_related("certificate"), pk=pk)
    certificate = award.certificate
    name = f"sertifikat-{certificate.series_id}-{certificate.serial}.pdf"
    response = FileResponse(certificate.document.open("rb"), filename=name, content_type="application/pdf")
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVOKE_CERTIFICATE)
@once
def award_revoke(request, pk):
    revocable = Award.objects.revocable_by(request.user).select_related(
        "certificate__revocation", "verdict__enrolment__cohort"
    )
    return revocation_page(request, get_object_or_404(revocable, pk=pk))


# A foreign award is 404 before anybody is asked for the password again. Source: house security rules 5.
@reauthentication_required(allow_get=True)
def revocation_page(request, award):
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            revoke_award(award, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        if form.is_valid():
            messages.success(request, _("The certificate is revoked. Its public page says so from now on."))
            return redirect("closing_progress", award.verdict.enrolment.cohort_id)
    return render(request, "completion/award_revoke.html", {"award": award, "form": form})
