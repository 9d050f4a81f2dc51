from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.forms.nik import NikSearchForm
from lms.organisations.forms.people import (
    AssistedPersonForm,
    PersonEditForm,
    PersonFilterForm,
    RegionChoices,
    RegisteredPersonForm,
    ViewForm,
    areas_entered_by,
)
from lms.organisations.models import Membership, Person
from lms.organisations.operations import people as operations
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.organisations.views.profiles import (
    MOST_PEOPLE,
    chosen_people,
    people_alike,
    people_rows,
    profile_of,
    with_rights,
)
from lms.refusal import shown_on_form

ROWS_PER_PAGE = 25


@require_safe
@requires(Permission.SEE_NAMES)
def person_list(request):
    form = PersonFilterForm(request.GET, user=request.user)
    today = timezone.localdate()
    people = chosen_people(request.user, form, on=today)
    page = capped_page(people, request.GET.get("page"), size=ROWS_PER_PAGE, most=MOST_PEOPLE)
    context = {
        "form": form,
        "nik_form": NikSearchForm(auto_id="nik_%s"),
        "page": page,
        "rows": people_rows(list(page.object_list), request.user, on=today),
        "query": urlencode({name: form.data[name] for name in form.fields if form.data.get(name)}),
    }
    return render(request, "organisations/person_list.html", context)


@require_safe
@requires(Permission.SIGNED_IN)
def person_detail(request, pk):
    today = timezone.localdate()
    person = get_object_or_404(with_rights(request.user, on=today), pk=pk)
    context = profile_of(person, request.user, on=today)
    return render(request, "organisations/person_detail.html", context)


@require_POST
@requires(Permission.SIGNED_IN)
@never_cache
def person_view(request, pk):
    """The same page with contact data in full; the answer to a POST, since opening them is journalled."""
    today = timezone.localdate()
    person = get_object_or_404(with_rights(request.user, on=today), pk=pk)
    form = ViewForm(request.POST)
    is_open = form.is_valid()
    if is_open:
        reason = form.cleaned_data["reason"]
        operations.view_person(person, reason=reason, by=request.user, at=timezone.now())
    context = profile_of(person, request.user, on=today, view_form=form, is_open=is_open)
    return render(request, "organisations/person_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("nik", "phone", "email", "birth_on")
@requires(Permission.MANAGE_REGISTER)
@once
def person_new(request):
    """Somebody enters the register without a membership; she lives in the officer's area."""
    form = RegisteredPersonForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        regions=RegionChoices(areas_entered_by(request.user)),
    )
    alike = []
    if form.is_valid():
        alike = people_alike(form, request.user)
        if not alike:
            with shown_on_form(form):
                person = operations.add_new_person(
                    nik=form.cleaned_data["nik"], by=request.user, at=timezone.now(), **form.person()
                )
                messages.success(request, _("%(person)s is in the register.") % {"person": person.name})
                return redirect("person_detail", person.pk)
    return render(request, "organisations/person_new.html", {"form": form, "alike": alike})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("phone", "email", "birth_on")
@requires(Permission.SIGNED_IN)
def person_edit(request, pk):
    person = get_object_or_404(Person.objects.editable_by(request.user).select_related("region", "district"), pk=pk)
    regions = RegionChoices(areas_entered_by(request.user), also=[person.region_id, person.district_id])
    form = PersonEditForm(request.POST if request.method == "POST" else None, person=person, regions=regions)
    conflicts = []
    if form.is_valid() and not (conflicts := form.conflicts()):
        with shown_on_form(form):
            operations.change_person(person, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("The data of %(person)s are saved.") % {"person": person.name})
            return redirect("person_detail", pk) if may_still_see(request.user, pk) else redirect("home")
    if conflicts:
        form = PersonEditForm(None, person=person, regions=regions)
    context = {"form": form, "person": person, "conflicts": conflicts}
    return render(request, "organisations/person_edit.html", context, status=409 if conflicts else 200)


def may_still_see(user, pk):
    """Whoever moved to another area is another officer's to see."""
    return Person.objects.visible_to(user).filter(pk=pk).exists()


@require_safe
@requires(Permission.SIGNED_IN)
def assisted_list(request):
    """The people one assists: without e-mail or telephone, in the register all the same."""
    me = Person.objects.filter(user=request.user).first()
    today = timezone.localdate()
    people = me.assisted.living().select_related("district", "region").order_by("name", "pk") if me else []
    context = {"people": people, "may_add": me is not None and me.memberships.on(today).exists()}
    return render(request, "organisations/person_assisted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("birth_on")
@requires(Permission.SIGNED_IN)
@once
def assisted_new(request):
    """Only a present member of an institution assists somebody; others do not find this page."""
    members = Membership.objects.on(timezone.localdate()).values("person")
    me = get_object_or_404(Person.objects.living(), user=request.user, pk__in=members)
    regions = RegionChoices(areas_entered_by(request.user))
    form = AssistedPersonForm(request.POST if request.method == "POST" else None, regions=regions)
    alike = []
    if form.is_valid():
        alike = people_alike(form, request.user)
        if not alike:
            with shown_on_form(form):
                person = operations.add_assisted(
                    me, by=request.user, on=timezone.localdate(), at=timezone.now(), **form.person()
                )
                messages.success(request, _("You assist %(person)s now.") % {"person": person.name})
                return redirect("assisted_list")
    return render(request, "organisations/person_assisted_new.html", {"form": form, "alike": alike})
