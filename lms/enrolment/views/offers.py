from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.enrolment import operations
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.models import Enrolment
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message

PAGE_SIZE = 50
WAITING = (EnrolmentStatus.OFFERED, EnrolmentStatus.RESERVE)


@require_safe
@requires(Permission.SIGNED_IN)
def offer_list(request):
    """Seats offered to oneself or to people one sent, with the time each offer lasts; then who waits for one."""
    answerable = (
        Enrolment.objects.answerable_by(request.user)
        .filter(status__in=WAITING, cohort__status=CohortStatus.OPEN)
        .select_related("cohort", "region", "person")
        .order_by("status", "offered_until", "confirmed_at", "pk")
    )
    page = capped_page(answerable, request.GET.get("page"), size=PAGE_SIZE)
    return render(request, "enrolment/seat_offers.html", {"page": page})


@require_POST
@requires(Permission.SIGNED_IN)
def offer_accept(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.answerable_by(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        operations.accept_offer(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("The seat of %(person)s is taken.") % {"person": enrolment.person_name})
    return redirect("seat_offers")


@require_POST
@requires(Permission.SIGNED_IN)
def offer_decline(request, pk):
    enrolment = get_object_or_404(Enrolment.objects.answerable_by(request.user).select_related("cohort"), pk=pk)
    with shown_as_message(request):
        operations.decline_offer(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you for telling us. Somebody else gets the seat."))
    return redirect("seat_offers")
