from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment import operations
from lms.enrolment.candidates import accompanied_by, assisted_by, open_to_oneself
from lms.enrolment.forms.joining import AssistedForm
from lms.journal.once import once
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form


@require_safe
@requires(Permission.LEARN)
def assisted_status(request):
    """What became of the people one accompanies, and where they can be brought next."""
    context = {
        "page": capped_page(accompanied_by(request.user), request.GET.get("page")),
        "has_people": assisted_by(request.user).exists(),
        "cohorts": list(open_to_oneself(request.user, on=timezone.localdate())[:10]),
    }
    return render(request, "enrolment/assisted_status.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEARN)
@once
def assisted_bring(request, pk):
    """A member brings somebody she accompanies to a cohort."""
    cohort = get_object_or_404(Cohort.objects.exclude(status=CohortStatus.DRAFT), pk=pk)
    people = list(assisted_by(request.user).select_related("companion", "region"))
    form = AssistedForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        with shown_on_form(form):
            person = form.cleaned_data["person"]
            operations.bring_assisted(cohort, person, by=request.user, at=timezone.now())
            messages.success(request, _("%(person)s is on the list.") % {"person": person.name})
            return redirect("assisted_status")
    context = {"cohort": cohort, "form": form, "people": people}
    return render(request, "enrolment/assisted_bring.html", context)


@require_POST
@requires(Permission.LEARN)
def assisted_withdraw(request, pk):
    enrolment = get_object_or_404(accompanied_by(request.user), pk=pk)
    with shown_as_message(request):
        operations.take_assisted_back(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("%(person)s is off the list.") % {"person": enrolment.person_name})
    return redirect("assisted_status")
