from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment import operations
from lms.enrolment.boards import cards_in_order, inbox_of, participant_board, rows_of_cards
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.forms import DeclineForm
from lms.enrolment.models import Enrolment
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message

PAGE_SIZE = 50
MOST_REASONS = 10  # said at once; every card says its own


@require_safe
@requires(Permission.CONFIRM_NOMINATION)
def nomination_list(request):
    """The inbox of a kabupaten or kota: what waits for a decision first, cohort by cohort."""
    is_decided = Case(When(status=EnrolmentStatus.NOMINATED, then=Value(0)), default=Value(1))
    nominations = (
        Enrolment.objects.supported_by(request.user)
        .select_related("cohort", "region")
        .order_by(is_decided, "-cohort__starts_on", "cohort", "region", "person_name", "pk")
    )
    page = Paginator(nominations, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "enrolment/nomination_list.html", {"page": page, "inbox": inbox_of(page.object_list)})


@require_POST
@requires(Permission.CONFIRM_NOMINATION)
def confirm(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.supported_by(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        operations.confirm_enrolment(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("The nomination of %(person)s is confirmed.") % {"person": enrolment.person_name})
    return redirect("nomination_list")


@require_POST
@requires(Permission.CONFIRM_NOMINATION)
def decline(request, pk):
    _decline(request, get_object_or_404(Enrolment.objects.supported_by(request.user), pk=pk))
    return redirect("nomination_list")


@require_safe
@requires(Permission.DECIDE_ENROLMENT)
def participant_list(request, pk):
    """Seats of each kabupaten and kota, who has one and who waits for one."""
    cohort = get_object_or_404(Cohort.objects.decided_by(request.user).select_related("office"), pk=pk)
    board = participant_board(cohort, at=timezone.now())
    page = Paginator(cards_in_order(board), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "board": board,
        "page": page,
        "back_to": f"?page={page.number}" if page.number > 1 else "",
        "rows": rows_of_cards(page.object_list),
        "silent": [row for row in board.rows if row.is_silent],
        "is_open": cohort.status == CohortStatus.OPEN,
    }
    return render(request, "enrolment/participant_list.html", context)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def accept(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.decidable_by(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        accepted = operations.accept_enrolment(enrolment, by=request.user, at=timezone.now())
        names = ", ".join(one.person_name for one in accepted)
        messages.success(request, _("%(person)s is accepted.") % {"person": names})
    return _back_to_page(request, enrolment)


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
    _say_refused(request, outcome)
    return redirect("participant_list", pk)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def reserve(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.decidable_by(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        operations.reserve_enrolment(enrolment, by=request.user, at=timezone.now())
        words = _("%(person)s is on the reserve list.") % {"person": enrolment.person_name}
        messages.success(request, words)
    return _back_to_page(request, enrolment)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def reserve_all(request, pk):
    """Put whoever is confirmed and finds no seat on the reserve list."""
    cohort = get_object_or_404(Cohort.objects.decided_by(request.user), pk=pk)
    outcome = operations.reserve_confirmed(cohort, by=request.user, at=timezone.now())
    number = len(outcome.accepted)
    if number:
        words = ngettext(
            "%(number)s person is on the reserve list.", "%(number)s people are on the reserve list.", number
        )
        messages.success(request, words % {"number": number})
    _say_refused(request, outcome)
    return redirect("participant_list", pk)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def decline_participant(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.decidable_by(request.user), pk=pk)
    _decline(request, enrolment)
    return _back_to_page(request, enrolment)


@require_POST
@requires(Permission.DECIDE_ENROLMENT)
def take_out(request, pk):
    """The organiser corrects who was marked present by mistake."""
    enrolment = get_object_or_404(Enrolment.objects.decidable_by(request.user), pk=pk)
    if why := _why(request):
        with shown_as_message(request):
            operations.take_out_enrolment(enrolment, why=why, by=request.user, at=timezone.now())
            messages.success(request, _("%(person)s is off the list.") % {"person": enrolment.person_name})
    return _back_to_page(request, enrolment)


def _back_to_page(request, enrolment):
    """To the page of the list on which the button was."""
    url, number = reverse("participant_list", args=[enrolment.cohort_id]), request.GET.get("page", "")
    return redirect(f"{url}?page={number}" if number.isascii() and number.isdigit() else url)


def _say_refused(request, outcome):
    reasons = [reason for _enrolment, found in outcome.refused for reason in found]
    for reason in reasons[:MOST_REASONS]:
        messages.warning(request, str(reason))
    if (more := len(reasons) - MOST_REASONS) > 0:
        words = ngettext(
            "%(number)s more reason stands on the cards.", "%(number)s more reasons stand on the cards.", more
        )
        messages.warning(request, words % {"number": more})


def _decline(request, enrolment):
    if why := _why(request):
        with shown_as_message(request):
            operations.decline_enrolment(enrolment, why=why, by=request.user, at=timezone.now())
            words = _("The nomination of %(person)s is declined.")
            messages.success(request, words % {"person": enrolment.person_name})


def _why(request):
    """The reason she wrote; without one it says so, and nothing is done."""
    form = DeclineForm(request.POST)
    if form.is_valid():
        return form.cleaned_data["why"]
    for error in form.errors["why"]:
        messages.error(request, str(error))
    return ""
