from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.journal.once import once
from lms.letters.enums import LetterKind, Numbering
from lms.letters.forms import InstitutionIssueForm, OfficeIssueForm
from lms.letters.models import Letter
from lms.letters.operations import issue_from_institution, issue_from_office
from lms.letters.operations.sending import (
    people_of_institution,
    people_of_office,
    still_members,
    without_assignment,
)
from lms.letters.views.cohort_letters import say_made
from lms.organisations.access import scope_of
from lms.organisations.models import Institution, Office
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form


def cohort_with(people_of, sender, pk):
    """A cohort in which the sender has participants; any other does not exist for it."""
    cohort = get_object_or_404(
        Cohort.objects.exclude(status=CohortStatus.DRAFT).select_related("office__region"), pk=pk
    )
    people = people_of(cohort, sender)
    own = Letter.objects.filter(cohort=cohort, kind=LetterKind.ASSIGNMENT)
    get_object_or_404(people.order_by("pk")[:1])
    return cohort, without_assignment(people).order_by("person_name", "pk"), own


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CONFIRM_NOMINATION)
@once
def assignment_of_office(request, pk, office_pk):
    """A dinsos assigns its people, from its own book of numbers."""
    areas = scope_of(request.user).areas(Permission.CONFIRM_NOMINATION)
    office = get_object_or_404(Office.objects.filter(region__in=areas).select_related("region"), pk=office_pk)
    cohort, waiting, own = cohort_with(people_of_office, office, pk)
    form = OfficeIssueForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            numbering = Numbering(form.cleaned_data["numbering"])
            made = issue_from_office(
                cohort, office, terms=form.terms(), numbering=numbering, by=request.user, at=timezone.now()
            )
            say_made(request, made)
            return redirect("assignment_of_office", pk, office_pk)
    return shown(request, cohort, office, form, waiting, own.filter(office=office))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.NOMINATE)
@once
def assignment_of_institution(request, pk, institution_pk):
    """The head of an institution assigns one of its people, under a number of its own agenda book."""
    mine = Institution.objects.filter(pk__in=scope_of(request.user).institution_ids())
    institution = get_object_or_404(mine.select_related("region"), pk=institution_pk)
    cohort, waiting, own = cohort_with(people_of_institution, institution, pk)
    waiting = still_members(waiting, cohort.local_date(timezone.now()))
    form = InstitutionIssueForm(
        request.POST if request.method == "POST" else None,
        people=waiting.select_related("cohort"),
        initial={"signatory_name": request.user.name},
    )
    if form.is_valid():
        with shown_on_form(form):
            issue_from_institution(
                form.cleaned_data["enrolment"],
                institution,
                number=form.cleaned_data["number"],
                signer=form.signer(),
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("The letter is being made."))
            return redirect("assignment_of_institution", pk, institution_pk)
    return shown(request, cohort, institution, form, waiting, own.filter(institution=institution))


def shown(request, cohort, sender, form, waiting, own):
    letters = (
        own.in_force().select_related("entry", "replaces__entry", "office", "institution").order_by("made_at", "pk")
    )
    context = {
        "cohort": cohort,
        "sender": sender,
        "form": form,
        "waiting": [] if cohort.status == CohortStatus.CANCELLED else list(waiting),
        "letters": letters,
    }
    return render(request, "letters/assignment_issue.html", context)
