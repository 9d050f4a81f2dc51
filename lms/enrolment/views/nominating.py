from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.enrolment import operations
from lms.enrolment.candidates import matching, member_rows, members_nominated_by, members_sent_by
from lms.enrolment.enums import EnrolmentWay
from lms.enrolment.forms import GateForm, MemberSearchForm, NominationForm, chosen_keys
from lms.enrolment.models import Enrolment
from lms.enrolment.rules import reasons_against_nominating
from lms.journal.once import once
from lms.organisations.paging import capped_page
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
    members = list(members_nominated_by(request.user, on=on))
    form = NominationForm(request.POST if request.method == "POST" else None, members=members)
    if form.is_valid():
        with shown_on_form(form):
            sent = operations.nominate_members(cohort, by=request.user, at=at, **form.choices())
            words = ngettext("%(number)s nomination is sent.", "%(number)s nominations are sent.", len(sent))
            messages.success(request, words % {"number": len(sent)})
            return redirect("nominate", pk)
    rows = member_rows(cohort, members, on=on, chosen=form["members"].value() or [])
    context = {
        "cohort": cohort,
        "form": form,
        "closed": reasons_against_nominating(cohort.facts(), on=on),
        "rows": rows,
        "choosable": [row for row in rows if not row.against],
        "obstacles": [reason for row in rows if not row.is_sent for reason in row.against],
        "sent": Enrolment.objects.nominated_from(request.user).filter(cohort=cohort).select_related("region"),
    }
    return render(request, "enrolment/nominate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CONFIRM_NOMINATION)
@once
def send(request, pk):
    """A kabupaten or kota sends members of any institution of its area, and so confirms them at once."""
    cohort = get_object_or_404(Cohort.objects.inviting(request.user).select_related("office", "course"), pk=pk)
    at = timezone.now()
    on = cohort.local_date(at)
    everybody = members_sent_by(request.user, on=on)
    search = MemberSearchForm(request.GET)
    found = matching(everybody, search.cleaned_data["cari"]) if search.is_valid() else everybody.none()
    page = capped_page(found, request.GET.get("page"), size=PAGE_SIZE)
    members = list(page.object_list)
    form = NominationForm(None, members=members)
    if request.method == "POST":
        members = list(everybody.filter(pk__in=chosen_keys(request.POST)))
        form = NominationForm(request.POST, members=members)
    if form.is_valid():
        with shown_on_form(form):
            sent = operations.send_members(cohort, by=request.user, at=at, **form.choices())
            words = ngettext("%(number)s person is sent.", "%(number)s people are sent.", len(sent))
            messages.success(request, words % {"number": len(sent)})
            return redirect("enrolment_send", pk)
    rows = member_rows(cohort, members, on=on, chosen=form["members"].value() or [])
    context = {
        "cohort": cohort,
        "form": form,
        "search": search,
        "gate_form": GateForm(),
        "page": page,
        "query": urlencode({"cari": request.GET["cari"]}) if request.GET.get("cari") else "",
        "closed": reasons_against_nominating(cohort.facts(), on=on),
        "rows": rows,
        "choosable": [row for row in rows if not row.against],
    }
    return render(request, "enrolment/nominate_area.html", context)


@require_POST
@requires(Permission.CONFIRM_NOMINATION)
@once
def send_through_gate(request, pk, membership):
    """An officer lets somebody come who lacks what comes first, and says why."""
    cohort = get_object_or_404(Cohort.objects.inviting(request.user), pk=pk)
    at = timezone.now()
    member = get_object_or_404(members_sent_by(request.user, on=cohort.local_date(at)), pk=membership)
    form = GateForm(request.POST)
    with shown_as_message(request):
        why = form.cleaned_data["why"] if form.is_valid() else ""
        operations.send_through_gate(cohort, member, why=why, by=request.user, at=at)
        messages.success(request, _("%(person)s is sent. Your reason is kept.") % {"person": member.person.name})
    return redirect("enrolment_send", pk)


@require_POST
@requires(Permission.NOMINATE)
def withdraw(request, pk):
    own = Enrolment.objects.nominated_from(request.user).filter(way=EnrolmentWay.NOMINATION).select_related("cohort")
    enrolment = get_object_or_404(own, pk=pk)
    with shown_as_message(request):
        operations.withdraw_enrolment(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("The nomination of %(person)s is withdrawn.") % {"person": enrolment.person_name})
    return redirect("nominate", enrolment.cohort_id)
