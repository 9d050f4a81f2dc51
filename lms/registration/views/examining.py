"""The dinsos examines: its inbox, one application, one part of it after the other."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.roles import Permission
from lms.organisations.models import Institution, Person
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message
from lms.registration import operations
from lms.registration.clocks import countdown, countdowns
from lms.registration.enums import DECIDED, ApplicationStatus, ItemState
from lms.registration.forms.examining import DecisionForm, WhyForm
from lms.registration.models import Application
from lms.registration.rules import reasons_against_approval
from lms.registration.views.finding import decidable_application, examined_application, item_of

PAGE_SIZE = 25
WAITING, RETURNED, DONE, AREA = "menunggu", "dikembalikan", "selesai", "wilayah"


def inbox(user, shown):
    """What waits comes by its last day; what is done, newest first."""
    mine = Application.objects.decidable_by(user)
    if shown == RETURNED:
        return mine.filter(status=ApplicationStatus.RETURNED).order_by("submitted_at", "pk")
    if shown == DONE:
        return mine.filter(status__in=DECIDED).order_by("-decided_at", "-pk")
    if shown == AREA:
        others = Application.objects.examined_by(user).exclude(pk__in=mine.values("pk")).open()
        return others.order_by(F("due_on").asc(nulls_last=True), "pk")
    return mine.filter(status=ApplicationStatus.SUBMITTED).order_by("due_on", "submitted_at", "pk")


@require_safe
@requires(Permission.VERIFY_INSTITUTION)
def verification_list(request):
    shown = request.GET.get("daftar")
    shown = shown if shown in (RETURNED, DONE, AREA) else WAITING
    rows = inbox(request.user, shown).select_related("institution__region", "institution__kind", "region")
    page = capped_page(rows, request.GET.get("page"), size=PAGE_SIZE)
    lists = [
        (WAITING, _("To examine")),
        (RETURNED, _("With the applicant")),
        (DONE, _("Decided")),
        (AREA, _("Of other offices in your area")),
    ]
    context = {
        "page": page,
        "rows": countdowns(page.object_list, at=timezone.now()),
        "lists": lists,
        "shown": shown,
        "query": f"daftar={shown}",
    }
    return render(request, "registration/verification_list.html", context)


@require_safe
@requires(Permission.VERIFY_INSTITUTION)
def verification_detail(request, pk):
    """All of one application. Whoever may not decide reads it without buttons."""
    application = examined_application(request, pk)
    items = list(application.items.select_related("file"))
    for item in items:
        item.application = application
    decides = Application.objects.decidable_by(request.user).filter(pk=pk).exists()
    reviews = list(application.reviews.prefetch_related("items"))
    context = {
        "application": application,
        "countdown": countdown(application, at=timezone.now()),
        "applicant": Person.objects.living().filter(user=application.applicant_id).first(),
        "items": items,
        "returned": [item for item in items if item.state == ItemState.RETURNED],
        "unexamined": [item for item in items if item.state == ItemState.GIVEN],
        "obstacles": reasons_against_approval(application.state, [item.facts() for item in items]),
        "decides": decides,
        "may_decide": decides and application.status in (ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED),
        "form": DecisionForm(initial={"version": application.version}),
        "reviews": [(review, review.expires_at > timezone.now()) for review in reviews],
        "namesakes": namesakes(application.institution),
    }
    return render(request, "registration/verification_detail.html", context)


def namesakes(institution):
    """Institutions of the register with the same name in the same kabupaten or kota: perhaps it is there already."""
    return Institution.objects.in_register().filter(region=institution.region_id, name__iexact=institution.name)[:5]


@require_safe
@requires(Permission.VERIFY_INSTITUTION)
def verification_item(request, pk, item):
    """One part to look at, to accept or to return."""
    application = decidable_application(request, pk)
    item = item_of(application, pk=item)
    return _item_page(request, application, item, WhyForm(initial={"version": item.version, "why": item.reason}))


@require_POST
@requires(Permission.VERIFY_INSTITUTION)
def verification_accept(request, pk, item):
    application = decidable_application(request, pk)
    item = item_of(application, pk=item)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _item_page(request, application, item, WhyForm(initial={"version": item.version}))
    with shown_as_message(request):
        operations.accept_item(item, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Accepted: %(item)s.") % {"item": item.label})
        return next_to_examine(application)
    return redirect("verification_item", pk, item.pk)


@require_POST
@requires(Permission.VERIFY_INSTITUTION)
def verification_return(request, pk, item):
    application = decidable_application(request, pk)
    item = item_of(application, pk=item)
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _item_page(request, application, item, form)
    with shown_as_message(request):
        operations.return_item(item, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Noted to be mended: %(item)s.") % {"item": item.label})
        return next_to_examine(application)
    return redirect("verification_item", pk, item.pk)


def _item_page(request, application, item, form):
    context = {
        "application": application,
        "item": item,
        "form": form,
        "accept_form": DecisionForm(initial={"version": item.version}),
        "applicant": Person.objects.living().filter(user=application.applicant_id).first(),
    }
    return render(request, "registration/verification_item.html", context)


def next_to_examine(application):
    """On to the next part that nobody has looked at, else back to the whole."""
    waiting = application.items.filter(state=ItemState.GIVEN).first()
    if waiting is None:
        return redirect("verification_detail", application.pk)
    return redirect("verification_item", application.pk, waiting.pk)


@require_POST
@requires(Permission.VERIFY_INSTITUTION)
def verification_send_back(request, pk):
    application = decidable_application(request, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        with shown_as_message(request):
            count = operations.send_back(application, **form.cleaned_data, by=request.user, at=timezone.now())
            words = ngettext("%(count)s part is sent back.", "%(count)s parts are sent back.", count)
            messages.success(request, words % {"count": count})
    return redirect("verification_detail", pk)
