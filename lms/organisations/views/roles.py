"""Who may do what, for the superuser."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.models import User
from lms.accounts.phones import e164
from lms.accounts.roles import (
    OF_EDITING,
    OF_EDITING_NAMES,
    OF_NAMES,
    OF_SUMS,
    OFFICER_ROLES,
    PERMISSIONS,
    Permission,
    Role,
)
from lms.journal.once import once
from lms.organisations.access import in_area
from lms.organisations.enums import GrantState
from lms.organisations.forms.roles import AccountSearchForm, EndForm, GrantForm, RoleFilterForm, ScopesForm
from lms.organisations.models import Person, RoleGrant
from lms.organisations.operations.roles import change_scopes, end_role, grant_role
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.organisations.rules.people import masked_reach
from lms.refusal import shown_on_form

FEWEST_LETTERS = 3


@require_safe
@requires(Permission.SET_UP)
def role_list(request):
    form = RoleFilterForm(request.GET)
    page = capped_page(_chosen(form), request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "form": form,
        "page": page,
        "rows": [(grant, grant.state_on(today)) for grant in page.object_list],
        "superusers": User.objects.filter(is_superuser=True, is_active=True).order_by("name", "pk"),
        "query": urlencode({name: value for name, value in form.data.items() if name in form.fields and value}),
    }
    return render(request, "organisations/role_list.html", context)


def _chosen(form):
    """The grants a filter leaves, by place; a filter that makes no sense leaves none."""
    grants = RoleGrant.objects.with_places()
    if not form.is_valid():
        return grants.none()
    today, chosen = timezone.localdate(), form.cleaned_data
    state = chosen["status"] or GrantState.IN_FORCE
    if state == GrantState.IN_FORCE:
        grants = grants.in_force(today)
    else:
        grants = grants.coming(today) if state == GrantState.COMING else grants.ended(today)
    if chosen["peran"]:
        grants = grants.filter(role=chosen["peran"])
    if area := chosen["wilayah"]:
        grants = grants.filter(in_area(area, "region__code") | in_area(area, "institution__region__code"))
    if chosen["cari"]:
        grants = grants.matching(chosen["cari"])
    place = Coalesce("region_id", "institution__region_id").asc(nulls_first=True)
    return grants.order_by(place, F("institution__name").asc(nulls_first=True), "user__name", "pk")


@require_safe
@requires(Permission.SIGNED_IN)
def role_meanings(request):
    """What each role permits, in words; and which of it needs which scope of an officer."""
    return render(request, "organisations/role_meanings.html", {"rows": [(role, _groups(role)) for role in Role]})


def _groups(role):
    """Headings and permissions; one group without a heading where scopes do not matter."""
    held = [permission for permission in Permission if permission in PERMISSIONS[role]]
    if role not in OFFICER_ROLES:
        return [("", held)]
    groups = [
        (_("Who sees figures"), OF_SUMS),
        (_("Who sees names"), OF_NAMES),
        (_("Who sees names, and edits and decides"), OF_EDITING_NAMES),
        (_("Who edits and decides"), OF_EDITING - OF_EDITING_NAMES),
        (_("Each of them"), frozenset(held) - OF_SUMS - OF_NAMES - OF_EDITING),
    ]
    found = [(heading, [each for each in held if each in group]) for heading, group in groups]
    return [(heading, permissions) for heading, permissions in found if permissions]


@require_safe
@requires(Permission.SET_UP)
def role_find(request):
    """Whom to appoint: an account is found by name, address, number or the person it belongs to."""
    form = AccountSearchForm(request.GET)
    text = form.cleaned_data["cari"] if form.is_valid() else ""
    accounts = User.objects.none()
    if len(text) >= FEWEST_LETTERS:
        people = Person.objects.living().matching(text).filter(user__isnull=False)
        wanted = Q(name__icontains=text) | Q(pk__in=people.values("user")) | _reached_by(text)
        others = User.objects.confirmed().filter(is_active=True).exclude(pk=request.user.pk)
        accounts = others.filter(wanted).order_by("name", "pk")
    page = capped_page(accounts, request.GET.get("page"))
    rows = [(account, [masked_reach(account.email), masked_reach(account.phone)]) for account in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "text": text, "query": urlencode({"cari": text})}
    return render(request, "organisations/role_find.html", context)


def _reached_by(text):
    try:
        return Q(phone=e164(text))
    except ValueError:
        return Q(email=text.lower())


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SET_UP)
@reauthentication_required
@once
def role_appoint(request, pk):
    others = User.objects.confirmed().filter(is_active=True).exclude(pk=request.user.pk)
    user = get_object_or_404(others, pk=pk)
    form = GrantForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        with shown_on_form(form):
            grant = grant_role(
                user,
                Role(data["role"]),
                place=data["place"],
                starts_on=data["starts_on"],
                by=request.user,
                at=timezone.now(),
                **form.details(),
            )
            words = _("%(person)s is appointed: %(role)s.") % {"person": user.name, "role": grant.short_role}
            messages.success(request, words)
            return redirect("role_list")
    held = RoleGrant.objects.unended(timezone.localdate()).filter(user=user).with_places()
    context = {"form": form, "account": user, "held": held, "has_second_step": is_mfa_enabled(user)}
    return render(request, "organisations/role_appoint.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SET_UP)
@reauthentication_required
def role_change(request, pk):
    """Narrow what an officer may do, or widen it again."""
    officers = RoleGrant.objects.unended(timezone.localdate()).filter(role__in=OFFICER_ROLES).with_places()
    grant = get_object_or_404(officers, pk=pk)
    now_held = {"can_edit": grant.can_edit, "sees_sums": grant.sees_sums, "sees_names": grant.sees_names}
    form = ScopesForm(request.POST if request.method == "POST" else None, initial=now_held)
    if form.is_valid():
        with shown_on_form(form):
            if change_scopes(grant, scopes=form.scopes, by=request.user, at=timezone.now()):
                messages.success(request, _("The role of %(person)s is changed.") % {"person": grant.user.name})
            return redirect("role_list")
    return render(request, "organisations/role_change.html", {"form": form, "grant": grant})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SET_UP)
@reauthentication_required
def role_end(request, pk):
    today = timezone.localdate()
    grant = get_object_or_404(RoleGrant.objects.unended(today).with_places(), pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"on": today})
    if form.is_valid():
        with shown_on_form(form):
            end_role(grant, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
            messages.success(request, _("The role of %(person)s ends.") % {"person": grant.user.name})
            return redirect("role_list")
    return render(request, "organisations/role_end.html", {"form": form, "grant": grant})
