"""The applicant tells what the institution is, where it is and works, and who leads it: one thing on each page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts.phones import spoken
from lms.accounts.roles import Permission
from lms.organisations.models import Person, Region
from lms.organisations.permissions import requires
from lms.refusal import shown_on_form
from lms.registration import operations
from lms.registration.enums import Fact, Reach
from lms.registration.forms.applying import AreaForm, IdentityForm, PeopleForm, PlaceForm, ReachForm, SeatForm
from lms.registration.models import Application
from lms.registration.rules import reasons_against_outline
from lms.registration.seats import regencies_on, search_seat
from lms.registration.steps import next_page
from lms.registration.views.finding import item_of, own_application

FORM_METHODS = ["GET", "HEAD", "POST"]


def sent(request):
    return request.POST if request.method == "POST" else None


def saved(request, application):
    messages.success(request, _("Saved."))
    return redirect(next_page(Application.objects.get(pk=application.pk)))


def page(request, template, application, form, **more):
    return render(request, template, {"application": application, "form": form, **more})


@require_http_methods(FORM_METHODS)
@requires(Permission.SIGNED_IN)
def application_identity(request, pk):
    application = own_application(request, pk)
    item, institution = item_of(application, code=Fact.IDENTITY), application.institution
    initial = {
        "version": item.version,
        "name": institution.name,
        "kind": institution.kind_id,
        "is_legal_entity": "yes" if institution.is_legal_entity else "no",
    }
    form = IdentityForm(sent(request), initial=initial, is_settled=not application.is_draft)
    if form.is_valid():
        with shown_on_form(form):
            operations.change_identity(item, **form.cleaned_data, by=request.user, at=timezone.now())
            return saved(request, application)
    return page(request, "registration/identity.html", application, form, item=item)


@require_http_methods(FORM_METHODS)
@requires(Permission.SIGNED_IN)
def application_place(request, pk):
    application = own_application(request, pk)
    item, institution = item_of(application, code=Fact.PLACE), application.institution
    fields = ("district_id", "village", "address", "rt_rw")
    initial = {name.removesuffix("_id"): getattr(institution, name) for name in fields}
    districts = Region.objects.on(timezone.localdate()).filter(parent=institution.region_id).order_by("name")
    form = PlaceForm(sent(request), initial={"version": item.version, **initial}, districts=districts)
    if form.is_valid():
        with shown_on_form(form):
            operations.change_place(item, **form.cleaned_data, by=request.user, at=timezone.now())
            return saved(request, application)
    return page(request, "registration/place.html", application, form, item=item)


@require_http_methods(FORM_METHODS)
@requires(Permission.SIGNED_IN)
def application_seat(request, pk):
    """Another kabupaten or kota for a draft: sought, then confirmed."""
    application = own_application(request, pk)
    search = search_seat(request.GET, on=timezone.localdate())
    initial = {"version": application.version, "region": search.chosen.pk if search.chosen else None}
    form = SeatForm(sent(request), initial=initial, regencies=regencies_on(timezone.localdate()))
    if form.is_valid():
        with shown_on_form(form):
            operations.choose_seat(application, **form.cleaned_data, by=request.user, at=timezone.now())
            return saved(request, application)
    return page(
        request,
        "registration/seat.html",
        application,
        form,
        search=search,
        settled=reasons_against_outline(application.state),
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.SIGNED_IN)
def application_area(request, pk):
    """How far the work goes. Across provinces it is the ministry that registers, which is said and not kept."""
    application = own_application(request, pk)
    initial = {"version": application.version, "reach": application.level}
    form = ReachForm(sent(request), initial=initial)
    reach = form.cleaned_data["reach"] if form.is_valid() else ""
    if reach == Reach.PROVINCE:
        return redirect("application_area_list", pk)
    if reach == Reach.REGENCY:
        with shown_on_form(form):
            _choose_area(request, application, [application.institution.region], form)
            return saved(request, application)
    settled = reasons_against_outline(application.state)
    return page(
        request, "registration/area.html", application, form, is_national=reach == Reach.NATION, settled=settled
    )


@require_http_methods(FORM_METHODS)
@requires(Permission.SIGNED_IN)
def application_area_list(request, pk):
    application = own_application(request, pk)
    institution = application.institution
    regencies = regencies_on(timezone.localdate()).filter(parent=institution.region.parent_id)
    known = set(institution.work_area.values_list("pk", flat=True))
    initial = {"version": application.version, "work_area": sorted(known | {institution.region_id})}
    form = AreaForm(sent(request), initial=initial, regencies=regencies)
    if form.is_valid():
        with shown_on_form(form):
            _choose_area(request, application, form.cleaned_data["work_area"], form)
            return saved(request, application)
    settled = reasons_against_outline(application.state)
    return page(
        request,
        "registration/area_list.html",
        application,
        form,
        back=reverse("application_area", args=[pk]),
        settled=settled,
    )


def _choose_area(request, application, work_area, form):
    version = form.cleaned_data["version"]
    operations.choose_area(application, work_area=work_area, version=version, by=request.user, at=timezone.now())


@require_http_methods(FORM_METHODS)
@requires(Permission.SIGNED_IN)
def application_people(request, pk):
    application = own_application(request, pk)
    item = item_of(application, code=Fact.PEOPLE)
    person = Person.objects.living().filter(user=request.user).first()
    initial = {
        "version": item.version,
        "name": request.user.name,
        "phone": spoken(phone) if (phone := (person.phone if person else "") or request.user.phone) else "",
        "position": application.position,
        "chair_name": application.chair_name,
    }
    form = PeopleForm(sent(request), initial=initial, person=person)
    if form.is_valid():
        answers = {name: form.cleaned_data[name] for name in ("version", "position", "chair_name")}
        with shown_on_form(form):
            operations.name_people(item, **answers, person=form.person, by=request.user, at=timezone.now())
            return saved(request, application)
    return page(request, "registration/people.html", application, form, item=item, person=person)
