"""The applicant begins, sends, follows and withdraws her applications."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.models import Person
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form
from lms.registration import operations
from lms.registration.clocks import countdown
from lms.registration.enums import ItemState
from lms.registration.forms.applying import StartForm
from lms.registration.forms.examining import DecisionForm
from lms.registration.models import Application
from lms.registration.rules import reasons_against_sending
from lms.registration.seats import regencies_on, search_seat
from lms.registration.steps import next_page, tasks_of
from lms.registration.views.finding import own_application

PAGE_SIZE = 20


@require_safe
@requires(Permission.SIGNED_IN)
def application_list(request):
    """One's own applications, and how to begin one."""
    own = Application.objects.of(request.user).select_related("institution__region", "institution__kind", "region")
    page = Paginator(own, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "registration/application_list.html", {"page": page})


@require_safe
@requires(Permission.SIGNED_IN)
def application_new(request):
    """First the kabupaten or kota: by its name or its province."""
    search = search_seat(request.GET, on=timezone.localdate())
    return render(request, "registration/seat_new.html", {"search": search})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNED_IN)
@once
def application_start(request):
    """Then name and kind; from here on there is a draft."""
    at = timezone.now()
    search = search_seat(request.GET, on=timezone.localdate(at))
    if search.chosen is None:
        return redirect("application_new")
    data = request.POST if request.method == "POST" else None
    form = StartForm(data, initial={"region": search.chosen.pk}, regencies=regencies_on(timezone.localdate(at)))
    if form.is_valid():
        with shown_on_form(form):
            application = operations.start_application(**form.cleaned_data, by=request.user, at=at)
            messages.success(request, _("Saved. You may stop at any time and go on later."))
            return redirect(next_page(application))
    return render(request, "registration/start.html", {"form": form, "seat": search.chosen})


@require_safe
@requires(Permission.SIGNED_IN)
def application_detail(request, pk):
    """The list of tasks while something is to be done; otherwise where the application stands."""
    application = own_application(request, pk)
    items = list(application.items.all())
    about, papers = tasks_of(application, items)
    context = {
        "application": application,
        "countdown": countdown(application, at=timezone.now()),
        "about": about,
        "papers": papers,
        "returned": [item for item in items if item.state == ItemState.RETURNED],
        "obstacles": obstacles(application, items),
    }
    template = "registration/tasks.html" if application.is_editable else "registration/standing.html"
    return render(request, template, context)


def obstacles(application, items):
    return reasons_against_sending(
        application.state, [item.facts() for item in items], has_area=bool(application.level)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SIGNED_IN)
def application_send(request, pk):
    """Everything on one page, once more; then it goes to the dinsos."""
    application = own_application(request, pk)
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"version": application.version})
    if form.is_valid():
        with shown_as_message(request):
            operations.submit_application(application, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Your application is sent."))
        return redirect("application_detail", pk)
    items = list(application.items.select_related("file"))
    context = {
        "application": application,
        "applicant": Person.objects.living().filter(user=request.user).first(),
        "form": form,
        "papers": [item for item in items if not item.is_fact],
        "obstacles": obstacles(application, items),
    }
    return render(request, "registration/check.html", context)


@require_POST
@requires(Permission.SIGNED_IN)
def application_withdraw(request, pk):
    application = own_application(request, pk)
    with shown_as_message(request):
        operations.withdraw_application(application, by=request.user, at=timezone.now())
        messages.success(request, _("The application is withdrawn."))
    return redirect("application_detail", pk)
