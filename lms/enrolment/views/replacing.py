from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts.roles import Permission
from lms.enrolment import operations
from lms.enrolment.candidates import replacements_for, replacer_of
from lms.enrolment.forms import ReplacementForm
from lms.enrolment.models import Enrolment
from lms.enrolment.rules.replacing import Replacer, reasons_against_replacer
from lms.journal.once import once
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNED_IN)
@once
def replace(request, pk):
    """Somebody else comes in the place of a participant, before the first day or at the door."""
    replaceable = Enrolment.objects.replaceable_by(request.user).select_related("cohort", "region", "institution")
    enrolment = get_object_or_404(replaceable, pk=pk)
    at, cohort = timezone.now(), enrolment.cohort
    replacer = replacer_of(enrolment, request.user)
    closed = reasons_against_replacer(replacer, cohort.facts(), on=cohort.local_date(at))
    members = [] if closed else replacements_for(enrolment, replacer, at)
    form = ReplacementForm(request.POST if request.method == "POST" and not closed else None, members=members)
    if form.is_valid():
        chosen = form.cleaned_data
        with shown_on_form(form):
            new = operations.replace_enrolment(enrolment, chosen["member"], why=chosen["why"], by=request.user, at=at)
            words = _("%(new)s comes instead of %(person)s.")
            messages.success(request, words % {"new": new.person_name, "person": enrolment.person_name})
            return redirect(_back(replacer, cohort))
    context = {
        "enrolment": enrolment,
        "cohort": cohort,
        "form": form,
        "members": members,
        "closed": closed,
        "back_url": _back(replacer, cohort),
        "is_at_the_door": replacer == Replacer.DOOR,
    }
    return render(request, "enrolment/seat_replace.html", context)


def _back(replacer, cohort):
    """Where each finds the people she may replace."""
    if replacer == Replacer.REGION:
        return reverse("nomination_list")
    names = {Replacer.ORGANISER: "participant_list", Replacer.INSTITUTION: "nominate", Replacer.DOOR: "walk_in"}
    return reverse(names[replacer], args=[cohort.pk])
