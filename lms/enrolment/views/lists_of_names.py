from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment.candidates import members_nominated_by, members_sent_by
from lms.enrolment.forms import NominationForm
from lms.enrolment.forms.names import NamesForm
from lms.enrolment.lists import list_rows
from lms.enrolment.rules import reasons_against_nominating
from lms.organisations.permissions import requires


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("names")
@requires(Permission.NOMINATE)
@never_cache
def names_nominate(request, pk):
    """An institution looks what a list of its members means, before it nominates them."""
    return _look(request, pk, members_nominated_by, "nominate")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("names")
@requires(Permission.CONFIRM_NOMINATION)
@never_cache
def names_send(request, pk):
    """A kabupaten or kota looks what a list of names of its area means, before it sends them."""
    return _look(request, pk, members_sent_by, "enrolment_send")


def _look(request, pk, members_of, way):
    """Shows row by row what would happen. Nothing is written here, nor is the list kept: it may hold NIKs."""
    cohort = get_object_or_404(Cohort.objects.inviting(request.user), pk=pk)
    on = cohort.local_date(timezone.now())
    form = NamesForm(request.POST, request.FILES) if request.method == "POST" else NamesForm()
    rows = list_rows(cohort, form.rows, members_of(request.user, on=on), on=on) if form.is_valid() else []
    context = {
        "cohort": cohort,
        "form": form,
        "closed": reasons_against_nominating(cohort.facts(), on=on),
        "is_checked": bool(rows),
        "ready": [row for row in rows if row.is_ready],
        "wrong": [row for row in rows if not row.is_ready],
        "total": len(rows),
        "send_url": reverse(way, args=[pk]),
        "nomination": NominationForm(None, members=[]),
    }
    return render(request, "enrolment/names.html", context)
