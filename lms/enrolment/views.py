from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment import operations
from lms.enrolment.boards import inbox_of, member_rows, region_rows
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.forms import DeclineForm, NominationForm
from lms.enrolment.models import Enrolment
from lms.enrolment.rules import reasons_against_nominating
from lms.journal.once import once
from lms.organisations.models import Membership
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

PAGE_SIZE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.NOMINATE)
@once
def nominate(request, pk):
    """An institution sends members of its own to a cohort and follows what became of them."""
    cohort = get_object_or_404(Cohort.objects.inviting(request.user).select_related("office", "course"), pk=pk)
    at = timezone.now()
    on = cohort.local_date(at)
    members = list(
        Membership.objects.administered_by(request.user)
        .on(on)
        .select_related("person", "institution__region", "institution__kind")
        .order_by("institution__name", "person__name", "pk")
    )
    form = NominationForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_valid():
        with shown_on_form(form):
            sent = operations.nominate_members(cohort, form.cleaned_data["members"], by=request.user, at=at)
            words = ngettext("%(number)s nomination is sent.", "%(number)s nominations are sent.", len(sent))
            messages.success(request, words % {"number": len(sent)})
            return redirect("nominate", pk)
    rows = member_rows(cohort, members, on=on, chosen=form["members"].value() or [])
    context = {
        "cohort": cohort,
        "form": form,
        "closed": reasons_against_nominating(cohort.facts(), on=on),
        "rows": rows,
        "choosable": [row for row in rows if not row.reasons],
        "obstacles": [reason for row in rows if not row.is_sent for reason in row.reasons],
        "sent": Enrolment.objects.nominated_from(request.user).filter(cohort=cohort),
    }
    return render(request, "enrolment/nominate.html", context)


@require_POST
@requires(Permission.NOMINATE)
def withdraw(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.nominated_from(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        operations.withdraw_enrolment(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("The nomination of %(person)s is withdrawn.") % {"person": enrolment.person_name})
    return redirect("nominate", enrolment.cohort_id)


@require_safe
@requires(Permission.CONFIRM_NOMINATION)
def nomination_list(request):
    """The inbox of a kabupaten or kota: what waits for a decision first, cohort by cohort."""
    is_decided = Case(When(status=EnrolmentStatus.NOMINATED, then=Value(0)), default=Value(1))
    nominations = (
        Enrolment.objects.confirmable_by(request.user)
        .select_related("cohort", "region")
        .order_by(is_decided, "-cohort__starts_on", "cohort", "region", "person_name", "pk")
    )
    page = Paginator(nominations, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "enrolment/nomination_list.html", {"page": page, "inbox": inbox_of(page.object_list)})


@require_POST
@requires(Permission.CONFIRM_NOMINATION)
def confirm(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.confirmable_by(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        operations.confirm_enrolment(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("The nomination of %(person)s is confirmed.") % {"person": enrolment.person_name})
    return redirect("nomination_list")


@require_POST
@requires(Permission.CONFIRM_NOMINATION)
def decline(request, pk):
    _decline(request, get_object_or_404(Enrolment.objects.confirmable_by(request.user), pk=pk))
    return redirect("nomination_list")


@require_safe
@requires(Permission.DECIDE_ENROLMENT)
def participant_list(request, pk):
    """Seats of each kabupaten and kota, who has one and who waits for one."""
    cohort = get_object_or_404(Cohort.objects.decided_by(request.user).select_related("office"), pk=pk)
    rows = region_rows(cohort)
    context = {
        "cohort": cohort,
        "rows": rows,
        "silent": [row for row in rows if row.is_silent],
        "taken": sum(row.quota.taken for row in rows),
        "seats": sum(row.quota.seats for row in rows),
        "waiting": sum(len(row.confirmed) for row in rows),
    }
    return render(request, "enrolment/participant_list.html", context)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def accept(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.decidable_by(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        operations.accept_enrolment(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("%(person)s is accepted.") % {"person": enrolment.person_name})
    return redirect("participant_list", enrolment.cohort_id)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def accept_all(request, pk):
    """Accept whoever is confirmed as far as seats allow, and say who was refused and why."""
    cohort = get_object_or_404(Cohort.objects.decided_by(request.user), pk=pk)
    outcome = operations.accept_confirmed(cohort, by=request.user, at=timezone.now())
    number = len(outcome.accepted)
    if number:
        words = ngettext("%(number)s person is accepted.", "%(number)s people are accepted.", number)
        messages.success(request, words % {"number": number})
    for _enrolment, reasons in outcome.refused:
        for reason in reasons:
            messages.warning(request, str(reason))
    return redirect("participant_list", pk)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def decline_participant(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.decidable_by(request.user), pk=pk)
    _decline(request, enrolment)
    return redirect("participant_list", enrolment.cohort_id)


def _decline(request, enrolment):
    form = DeclineForm(request.POST)
    if not form.is_valid():
        for error in form.errors["why"]:
            messages.error(request, str(error))
        return
    with shown_as_message(request):
        operations.decline_enrolment(enrolment, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
        messages.success(request, _("The nomination of %(person)s is declined.") % {"person": enrolment.person_name})
