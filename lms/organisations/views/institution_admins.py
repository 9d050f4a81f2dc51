"""Who administers an institution, for the officer who keeps the register of its area."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.roles import Permission, Role
from lms.journal.once import once
from lms.organisations.forms.roles import SearchForm
from lms.organisations.models import Institution, Person, RoleGrant
from lms.organisations.operations.roles import end_role, grant_role
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message


def _institution(request, pk):
    return get_object_or_404(Institution.objects.editable_by(request.user).select_related("region"), pk=pk)


def _admins(institution):
    return RoleGrant.objects.unended(timezone.localdate()).filter(institution=institution)


def _choosable(request, institution):
    """Members of today with an account who do not administer it yet. Oneself is no choice."""
    members = institution.memberships.on(timezone.localdate()).values("person")
    people = Person.objects.living().filter(pk__in=members, user__is_active=True).exclude(user=request.user)
    return people.exclude(user__in=_admins(institution).values("user"))


@require_safe
@requires(Permission.MANAGE_REGISTER)
def role_institution(request, pk):
    institution = _institution(request, pk)
    form = SearchForm(request.GET)
    text = form.cleaned_data["cari"] if form.is_valid() else ""
    people = _choosable(request, institution).matching(text).order_by("name", "pk")
    page = capped_page(people, request.GET.get("page"))
    context = {
        "institution": institution,
        "admins": _admins(institution).with_places().order_by("user__name", "pk"),
        "form": form,
        "text": text,
        "page": page,
        "query": urlencode({"cari": text}) if text else "",
    }
    return render(request, "organisations/role_institution.html", context)


@require_POST
@requires(Permission.MANAGE_REGISTER)
@reauthentication_required
@once
def role_institution_appoint(request, pk):
    institution = _institution(request, pk)
    number = request.POST.get("person", "")
    chosen = int(number) if number.isascii() and number.isdigit() and len(number) <= 18 else 0
    person = get_object_or_404(_choosable(request, institution).select_related("user"), pk=chosen)
    at = timezone.now()
    with shown_as_message(request):
        grant_role(
            person.user,
            Role.INSTITUTION_ADMIN,
            place=institution,
            starts_on=timezone.localdate(at),
            by=request.user,
            at=at,
        )
        words = _("%(person)s now administers %(institution)s.")
        messages.success(request, words % {"person": person.name, "institution": institution.name})
    return redirect("role_institution", pk)


@require_POST
@requires(Permission.MANAGE_REGISTER)
def role_institution_end(request, pk, grant):
    institution = _institution(request, pk)
    held = get_object_or_404(institution.rolegrant_set.select_related("user"), pk=grant)
    with shown_as_message(request):
        end_role(held, on=timezone.localdate(), by=request.user, at=timezone.now())
        words = _("%(person)s no longer administers %(institution)s.")
        messages.success(request, words % {"person": held.user.name, "institution": institution.name})
    return redirect("role_institution", pk)
