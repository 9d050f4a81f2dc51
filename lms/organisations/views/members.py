from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.access import covers, scope_of
from lms.organisations.forms.members import (
    DayForm,
    EndForm,
    InstitutionSearchForm,
    MembershipCorrectionForm,
    MembershipForm,
    NewMemberForm,
)
from lms.organisations.forms.people import RegionChoices, areas_entered_by
from lms.organisations.models import Institution, Membership, Person
from lms.organisations.operations import members as operations
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.organisations.views.profiles import people_alike
from lms.refusal import shown_as_message, shown_on_form

ROWS_PER_PAGE = 100
PLACES_SHOWN = 20
DIGITS_OF_A_KEY = 18


@require_safe
@requires(Permission.SIGNED_IN)
def member_list(request, pk):
    """Who belonged to the institution on a day: one query for the rows. Names only for who may see them here."""
    institution = get_object_or_404(
        Institution.objects.visible_to(request.user).select_related("kind", "region"), pk=pk
    )
    scope = scope_of(request.user)
    is_own = institution.pk in scope.institution_ids()
    if not is_own and not any(covers(area, institution.region_id) for area in scope.areas(Permission.SEE_NAMES)):
        raise PermissionDenied
    form = DayForm(request.GET)
    today = timezone.localdate()
    day = (form.cleaned_data["tanggal"] if form.is_valid() else None) or today
    members = (
        Membership.objects.visible_to(request.user)
        .on(day)
        .filter(institution=institution)
        .select_related("person", "kind", "duty_area", "family")
        .order_by("person__name", "pk")
    )
    context = {
        "institution": institution,
        "form": form if form.errors else DayForm(initial={"tanggal": day}),
        "day": day,
        "is_today": day == today,
        "page": capped_page(
            members if form.is_valid() else members.none(), request.GET.get("page"), size=ROWS_PER_PAGE
        ),
        "query": f"tanggal={day.isoformat()}",
        "may_add": Permission.MANAGE_MEMBERS in scope.permissions
        and operations.institutions_kept_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "organisations/member_list.html", context)


def person_asked_for(request):
    """Who becomes a member, when she is in the register: from the address, or by the button beside a person alike."""
    key = request.POST.get("person") or request.GET.get("orang") or ""
    if not key:
        return None
    is_key = key.isascii() and key.isdigit() and len(key) <= DIGITS_OF_A_KEY
    return get_object_or_404(Person.objects.visible_to(request.user), pk=int(key) if is_key else 0)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("nik", "phone", "email", "birth_on")
@requires(Permission.MANAGE_MEMBERS)
@once
def member_new(request, pk):
    """Somebody becomes a member: a person of the register, or a new one in the same go."""
    institution = get_object_or_404(operations.institutions_kept_by(request.user), pk=pk)
    person = person_asked_for(request)
    form = member_form(request, institution, person)
    alike = people_alike(form, request.user) if form.is_valid() and not person else []
    if form.is_valid() and not alike:
        with shown_on_form(form):
            member = enter(form, institution, person, by=request.user)
            messages.success(request, _("%(person)s is a member now.") % {"person": member.person.name})
            return redirect("member_list", pk)
    context = {"form": form, "institution": institution, "person": person, "alike": alike}
    context["is_short"] = not institution.is_wadah  # there the kind and the duty area are the point
    return render(request, "organisations/member_new.html", context)


def member_form(request, institution, person):
    data = request.POST if request.method == "POST" else None
    if person:
        return MembershipForm(data, institution=institution)
    return NewMemberForm(data, institution=institution, regions=RegionChoices(areas_entered_by(request.user)))


def enter(form, institution, person, *, by):
    details, at = form.membership(), timezone.now()
    if person:
        return operations.add_member(institution, person, by=by, at=at, **details)
    return operations.add_new_member(
        institution, person=form.person(), nik=form.cleaned_data["nik"], by=by, at=at, **details
    )


@require_safe
@requires(Permission.MANAGE_MEMBERS)
def member_place(request, pk):
    """In which institution a person of the register becomes a member, too."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    form = InstitutionSearchForm(request.GET)
    places = operations.institutions_kept_by(request.user).select_related("region", "kind").order_by("name", "pk")
    places = places.matching(form.cleaned_data["cari"]) if form.is_valid() else places.none()
    found = list(places[: PLACES_SHOWN + 1])
    context = {
        "person": person,
        "form": form,
        "places": found[:PLACES_SHOWN],
        "has_more": len(found) > PLACES_SHOWN,
    }
    return render(request, "organisations/member_place.html", context)


def editable_or_404(request, pk):
    memberships = Membership.objects.editable_by(request.user)
    return get_object_or_404(memberships.select_related("person", "institution__kind", "duty_area"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def member_end(request, pk):
    membership = editable_or_404(request, pk)
    data = request.POST if request.method == "POST" else None
    form = EndForm(data, initial={"ends_on": timezone.localdate()})
    if form.is_valid():
        with shown_on_form(form):
            operations.end_membership(membership, on=form.cleaned_data["ends_on"], by=request.user, at=timezone.now())
            messages.success(request, _("The end of the membership is saved."))
            return redirect("person_detail", membership.person_id)
    return render(request, "organisations/member_end.html", {"form": form, "membership": membership})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def member_correct(request, pk):
    membership = editable_or_404(request, pk)
    form = MembershipCorrectionForm(request.POST if request.method == "POST" else None, membership=membership)
    conflicts = []
    if form.is_valid() and not (conflicts := form.conflicts()):
        with shown_on_form(form):
            operations.correct_member(membership, by=request.user, at=timezone.now(), **form.changes())
            messages.success(request, _("The correction is saved."))
            return redirect("person_detail", membership.person_id)
    if conflicts:
        form = MembershipCorrectionForm(None, membership=membership)
    context = {"form": form, "membership": membership, "conflicts": conflicts}
    return render(request, "organisations/member_correct.html", context, status=409 if conflicts else 200)


@require_POST
@requires(Permission.MANAGE_REGISTER)
def member_remove(request, pk):
    """An entry that never was true; whoever left is ended instead."""
    membership = editable_or_404(request, pk)
    with shown_as_message(request):
        operations.remove_member(membership, by=request.user, at=timezone.now())
        messages.success(request, _("The entry is taken back."))
    return redirect("member_list", membership.institution_id)
