from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.cohorts.enums import CohortStatus
from lms.cohorts.models import Cohort
from lms.enrolment import operations
from lms.enrolment.candidates import open_to_oneself
from lms.enrolment.eligibility import gates_against_oneself
from lms.enrolment.forms.joining import CodeForm, JoinForm
from lms.enrolment.models import Enrolment, SeatPlan
from lms.enrolment.operations.joining import OWN_WAYS, newcomer_facts
from lms.enrolment.rules.joining import reasons_against_applying, reasons_against_joining, reasons_against_newcomer
from lms.enrolment.views.limits import limit_codes
from lms.journal.once import once
from lms.organisations.models import Person
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form


@require_safe
@requires(Permission.LEARN)
def join_list(request):
    """What somebody may join or apply for by herself."""
    cohorts = open_to_oneself(request.user, on=timezone.localdate())
    return render(request, "enrolment/join_list.html", {"page": capped_page(cohorts, request.GET.get("page"))})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEARN)
@once
def join(request, pk):
    """One tap: join where everybody may or with a class code, else apply; or words why neither is possible."""
    running = Cohort.objects.exclude(status=CohortStatus.DRAFT).select_related("course", "office")
    cohort = get_object_or_404(running, pk=pk)
    me = Person.objects.filter(user=request.user).first()
    form = join_form(request, me)
    if form.is_valid():
        with shown_on_form(form):
            enrolment = come_in(cohort, form, request)
            if enrolment.is_participant:
                messages.success(request, _("Welcome. You are a participant of this cohort now."))
            else:
                messages.success(request, _("Your application is sent. We tell you what is decided."))
            return redirect("join", pk)
    return render(request, "enrolment/join.html", join_context(cohort, me, form, request))


def join_form(request, me):
    if request.method == "POST":
        return JoinForm(request.POST, is_known=me is not None)
    first = {"kode": request.GET.get("kode", "")[:20], "name": request.user.name}
    return JoinForm(initial=first, is_known=me is not None)


def come_in(cohort, form, request):
    code, at, by = form.cleaned_data["kode"], timezone.now(), request.user
    if code:
        limit_codes(request)
    details = {name: form.cleaned_data[name] for name in ("name", "sex") if name in form.cleaned_data}
    person = operations.own_person(by, at=at, **details)
    if code or cohort.joins_freely:
        return operations.join_cohort(cohort, person, by=by, at=at, code=code)
    return operations.apply_to_cohort(cohort, person, by=by, at=at)


def join_context(cohort, me, form, request):
    on = cohort.local_date(timezone.now())
    own = Enrolment.objects.of(request.user).filter(cohort=cohort).order_by("-nominated_at", "-pk").first()
    code = form["kode"].value()
    plan = SeatPlan.objects.filter(cohort=cohort).first()
    takes = plan is not None and plan.takes_applications
    is_joining = bool(code) or cohort.joins_freely
    facts = cohort.facts()
    way = (
        reasons_against_joining(facts, on=on, has_code=bool(code))
        if is_joining or not takes
        else reasons_against_applying(facts, on=on, takes_applications=takes)
    )
    against = (*way, *reasons_against_newcomer(newcomer_facts(cohort, me)), *gates_against_oneself(cohort, me, on=on))
    return {
        "cohort": cohort,
        "form": form,
        "own": own if own and own.is_live else None,
        "may_leave": own is not None and own.is_live and own.way in OWN_WAYS,
        "against": against,
        "is_joining": is_joining,
        "steps": plan.approval_steps if plan else 0,
        "assists": me is not None and me.assisted.living().exists(),
    }


@require_POST
@requires(Permission.LEARN)
def leave(request, pk):
    """Somebody who came by herself takes herself off the list."""
    cohort = get_object_or_404(Cohort, pk=pk)
    own = Enrolment.objects.of(request.user).live().select_related("cohort")
    enrolment = get_object_or_404(own, cohort=cohort)
    with shown_as_message(request):
        operations.leave_cohort(enrolment, by=request.user, at=timezone.now())
        messages.success(request, _("You are off the list of this cohort."))
    return redirect("join", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.LEARN)
@never_cache
def class_code(request):
    """Somebody types the code her trainer shows, and sees which class it opens."""
    form = CodeForm(request.POST if request.method == "POST" else None, initial={"kode": request.GET.get("kode", "")})
    if request.method == "POST":
        limit_codes(request)
    if form.is_valid():
        return redirect(f"{reverse('join', args=[form.cohort.pk])}?{urlencode({'kode': form.cleaned_data['kode']})}")
    return render(request, "enrolment/join_code.html", {"form": form})


# --- the planner's side ----------------------------------------------------------------------------------------------


@require_safe
@requires(Permission.PLAN_COHORT)
@never_cache
def code_page(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    plan = SeatPlan.objects.filter(cohort=cohort).first()
    context = {
        "cohort": cohort,
        "code": plan.class_code if plan else None,
        "url": request.build_absolute_uri(reverse("class_code")),
        "closed": reasons_against_joining(cohort.facts(), on=cohort.local_date(timezone.now()), has_code=True),
    }
    return render(request, "enrolment/join_code_page.html", context)


@require_POST
@requires(Permission.PLAN_COHORT)
@once
def code_make(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    with shown_as_message(request):
        operations.make_class_code(cohort, by=request.user, at=timezone.now())
        messages.success(request, _("The class has a new code."))
    return redirect("class_code_page", pk)


@require_POST
@requires(Permission.PLAN_COHORT)
def code_close(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    operations.close_class_code(cohort, by=request.user, at=timezone.now())
    messages.success(request, _("The class code works no longer."))
    return redirect("class_code_page", pk)
