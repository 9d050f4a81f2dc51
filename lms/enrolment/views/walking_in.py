from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment import operations
from lms.enrolment.candidates import absent_of
from lms.enrolment.eligibility import gates_before
from lms.enrolment.enums import EnrolmentWay
from lms.enrolment.forms.walking_in import WalkInForm
from lms.enrolment.rules.joining import reasons_against_the_door
from lms.journal.once import once
from lms.organisations.models import Region
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form

LATEST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("phone")
@requires(Permission.TEACH)
@once
def walk_in(request, pk):
    """Who comes to the door without being expected stands on the list half a minute later."""
    cohort = get_object_or_404(Cohort.objects.taught_by(request.user), pk=pk)
    at = timezone.now()
    on = cohort.local_date(at)
    gates = gates_before(cohort.course_id, on=on)
    form = WalkInForm(
        request.POST if request.method == "POST" else None,
        cohort=cohort,
        absent=absent_of(cohort),
        regions=list(Region.objects.filter(quota__cohort=cohort).order_by("code")),
        may_open_gates=bool(gates) and Cohort.objects.decided_by(request.user).filter(pk=pk).exists(),
    )
    if form.is_valid():
        with shown_on_form(form):
            enrolment = operations.walk_in(cohort, form.newcomer(), by=request.user, at=at)
            messages.success(request, _("%(person)s is on the list.") % {"person": enrolment.person_name})
            return redirect("walk_in", pk)
    came = cohort.enrolments.filter(way=EnrolmentWay.WALK_IN).live()
    known = cohort.enrolments.exclude(institution_name="").order_by("institution_name")
    context = {
        "cohort": cohort,
        "form": form,
        "before": "; ".join(gate.course_title for gate in gates),
        "closed": reasons_against_the_door(cohort.facts(), on=on),
        "latest": came.order_by("-nominated_at", "-pk")[:LATEST],
        "institutions": known.values_list("institution_name", flat=True).distinct(),
    }
    return render(request, "enrolment/walk_in.html", context)
