import io
from datetime import timedelta

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.attendance import rules
from lms.attendance.enums import PresenceState
from lms.attendance.forms import CodeForm, RollCallForm
from lms.attendance.models import Presence, session_facts, sessions_marked_by, with_counts
from lms.attendance.operations import check_in_window, find_own_session, record_own_presence, record_roll_call
from lms.cohorts.enums import CohortStatus
from lms.enrolment.models import Enrolment
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

LONGEST_LIST = 100


@require_safe
@requires(Permission.TEACH)
def session_list(request):
    """Today's sessions of the cohorts one teaches, those to come, and those behind, latest first."""
    at = timezone.now()
    sessions = with_counts(sessions_marked_by(request.user).filter(cohort__status=CohortStatus.OPEN))
    near = list(sessions.filter(starts_at__gte=at - timedelta(days=1))[:LONGEST_LIST])
    behind = list(sessions.filter(starts_at__lt=at).order_by("-starts_at", "-pk")[:LONGEST_LIST])
    days = {each.pk: each.cohort.local_date(each.starts_at) - each.cohort.local_date(at) for each in (*near, *behind)}
    today = [each for each in near if not days[each.pk].days]
    return render(
        request,
        "attendance/session_list.html",
        {
            "today": today,
            "at_hand": next((each for each in today if each.ends_at >= at), today[-1] if today else None),
            "upcoming": [each for each in near if days[each.pk].days > 0],
            "earlier": [each for each in behind if days[each.pk].days < 0],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TEACH)
def roll_call(request, pk):
    session = get_object_or_404(sessions_marked_by(request.user), pk=pk)
    enrolments = list(Enrolment.objects.accepted().filter(cohort=session.cohort_id).select_related("region"))
    standing = {each.enrolment_id: each for each in Presence.objects.standing().filter(session=session)}
    form = RollCallForm(enrolments, standing)
    if request.method == "POST":
        form = RollCallForm(enrolments, standing, request.POST)
        if form.is_valid():
            marks = form.marks(all_present="all_present" in request.POST)
            with shown_as_message(request):
                done = record_roll_call(session, marks, by=request.user, at=timezone.now())
                say_what_was_done(request, done)
            return redirect("roll_call", session.pk)
    reasons = rules.reasons_against_marking(session_facts(session), on=session.cohort.local_date(timezone.now()))
    return render(
        request,
        "attendance/roll_call.html",
        {
            "session": session,
            "form": form,
            "rows": list(form.rows()),
            "reasons": reasons,
            "present": sum(row.is_present for row in form.rows()),
        },
    )


def say_what_was_done(request, done):
    if done.recorded:
        words = ngettext("%(number)s mark saved.", "%(number)s marks saved.", done.recorded)
        messages.success(request, words % {"number": done.recorded})
    elif not done.changed_meanwhile:
        messages.info(request, _("Nothing has changed. All these marks were saved before."))
    if done.changed_meanwhile:
        words = _("Marked otherwise since you opened the list, please look again: %(names)s.")
        messages.warning(request, words % {"names": ", ".join(done.changed_meanwhile)})


@require_safe
@requires(Permission.TEACH)
def session_code(request, pk):
    """For the projector: a QR code and the code in huge letters."""
    session = get_object_or_404(sessions_marked_by(request.user), pk=pk)
    facts, window = session_facts(session), check_in_window()
    return render(
        request,
        "attendance/session_code.html",
        {
            "session": session,
            "address": settings.BASE_URL + reverse("check_in"),
            "opens": facts.clock(window.opens_at(facts)),
            "closes": facts.clock(window.closes_at(facts)),
        },
    )


@require_safe
@requires(Permission.TEACH)
def session_qr(request, pk):
    session = get_object_or_404(sessions_marked_by(request.user), pk=pk)
    picture = io.BytesIO()
    address = settings.BASE_URL + reverse("check_in_code", args=[session.code])
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=10, light="#ffffff", border=4)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEARN)
def check_in(request):
    """Type the code; the next page says which session it is and asks for the one tap that records."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            _enrolment, session = find_own_session(request.user, form.cleaned_data["code"])
            return redirect("check_in_code", session.code)
    return render(request, "attendance/check_in.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEARN)
def check_in_code(request, code):
    """GET says what will be recorded, or what stands recorded; POST records."""
    form = CodeForm({"code": code})
    found = None
    if form.is_valid():
        with shown_on_form(form):
            found = find_own_session(request.user, code)
    if found is None:
        return render(request, "attendance/check_in.html", {"form": form}, status=404)
    enrolment, session = found
    if request.method == "POST":
        with shown_as_message(request):
            record_own_presence(request.user, code, at=timezone.now())
        return redirect("check_in_code", session.code)
    standing = Presence.objects.standing().filter(enrolment=enrolment, session=session).first()
    is_present = standing is not None and standing.state == PresenceState.PRESENT
    facts = session_facts(session)
    return render(
        request,
        "attendance/check_in_code.html",
        {
            "session": session,
            "recorded_at": facts.clock(standing.recorded_at) if is_present else "",
            "reasons": rules.reasons_against_check_in(facts, check_in_window(), at=timezone.now()),
        },
    )
