from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.access import in_area
from lms.organisations.forms.families import FamilyEditForm, FamilyFilterForm, FamilyForm, NewFamilyForm
from lms.organisations.forms.people import RegionChoices, areas_entered_by
from lms.organisations.models import FamilyUnit
from lms.organisations.operations import families as operations
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.organisations.views.members import person_asked_for
from lms.organisations.views.profiles import people_alike
from lms.refusal import shown_on_form

ROWS_PER_PAGE = 25


@require_safe
@requires(Permission.SEE_NAMES)
def family_list(request):
    form = FamilyFilterForm(request.GET, user=request.user)
    families = FamilyUnit.objects.visible_to(request.user).select_related("contact", "wadah__region", "district")
    if not form.is_valid():
        families = families.none()
    else:
        families = families.filter(name__icontains=form.cleaned_data["cari"])
        if area := form.cleaned_data.get("wilayah"):
            families = families.filter(in_area(area, "wadah__region__code"))
    page = capped_page(families.order_by("name", "pk"), request.GET.get("page"), size=ROWS_PER_PAGE)
    query = urlencode({name: form.data[name] for name in form.fields if form.data.get(name)})
    return render(request, "organisations/family_list.html", {"form": form, "page": page, "query": query})


@require_safe
@requires(Permission.SEE_NAMES)
def family_detail(request, pk):
    families = FamilyUnit.objects.visible_to(request.user).select_related("contact", "wadah__region", "district")
    family = get_object_or_404(families, pk=pk)
    context = {
        "family": family,
        "members": family.memberships.select_related("person").order_by("-starts_on", "pk"),
        "may_edit": FamilyUnit.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "organisations/family_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("nik", "phone", "email", "birth_on")
@requires(Permission.MANAGE_REGISTER)
@once
def family_new(request):
    """A pioneer family with its contact person: somebody of the register, or somebody new in the same go."""
    contact = person_asked_for(request)
    given = {"user": request.user, "places": RegionChoices(areas_entered_by(request.user))}
    form = (FamilyForm if contact else NewFamilyForm)(request.POST if request.method == "POST" else None, **given)
    alike = people_alike(form, request.user) if form.is_valid() and not contact else []
    if form.is_valid() and not alike:
        with shown_on_form(form):
            family = enter(form, contact, by=request.user)
            messages.success(request, _("%(family)s is in the register.") % {"family": family.name})
            return redirect("family_detail", family.pk)
    return render(request, "organisations/family_new.html", {"form": form, "contact": contact, "alike": alike})


def enter(form, contact, *, by):
    data = {
        "region": form.places.chosen(form.cleaned_data["family_region"]),
        "starts_on": form.cleaned_data["starts_on"],
    }
    details, at = {**data, **form.family()}, timezone.now()
    if contact:
        return operations.add_family(contact, by=by, at=at, **details)
    return operations.add_family_of_new(person=form.person(), nik=form.cleaned_data["nik"], by=by, at=at, **details)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
def family_edit(request, pk):
    families = FamilyUnit.objects.editable_by(request.user).select_related("contact", "wadah")
    family = get_object_or_404(families, pk=pk)
    form = FamilyEditForm(request.POST if request.method == "POST" else None, family=family)
    conflicts = []
    if form.is_valid() and not (conflicts := form.conflicts()):
        with shown_on_form(form):
            operations.change_family(family, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("The data of the family are saved."))
            return redirect("family_detail", pk)
    if conflicts:
        form = FamilyEditForm(None, family=family)
    context = {"form": form, "family": family, "conflicts": conflicts}
    return render(request, "organisations/family_edit.html", context, status=409 if conflicts else 200)
