"""One's own roles, and handing one over for some days."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import OFFICER_ROLES, Permission
from lms.journal.once import once
from lms.organisations.forms.roles import HandOverForm
from lms.organisations.models import RoleGrant
from lms.organisations.operations.roles import end_role, hand_over_role
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form


@require_safe
@requires(Permission.SIGNED_IN)
def role_mine(request):
    """What I may do and where, what was handed over to me, and what I handed over."""
    today = timezone.localdate()
    unended = RoleGrant.objects.unended(today).with_places().order_by("starts_on", "pk")
    context = {
        "mine": [(grant, grant.state_on(today)) for grant in unended.of(request.user)],
        "given": [(grant, grant.state_on(today)) for grant in unended.handed_over_by(request.user)],
    }
    return render(request, "organisations/role_mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DELEGATE)
@reauthentication_required
@once
def role_hand_over(request, pk):
    own = RoleGrant.objects.of(request.user).in_force().original().filter(role__in=OFFICER_ROLES)
    origin = get_object_or_404(own.with_places(), pk=pk)
    form = HandOverForm(request.POST if request.method == "POST" else None, origin=origin)
    if form.is_valid():
        with shown_on_form(form):
            grant = hand_over_role(
                origin, to=form.cleaned_data["to"], scopes=form.scopes, term=form.term, at=timezone.now()
            )
            messages.success(request, _("Your role is handed over to %(person)s.") % {"person": grant.user.name})
            return redirect("role_mine")
    return render(request, "organisations/role_hand_over.html", {"form": form, "origin": origin})


@require_POST
@requires(Permission.SIGNED_IN)
def role_hand_back(request, pk):
    """Giver and receiver may both end it early."""
    grant = get_object_or_404(RoleGrant.objects.of_giver_or_receiver(request.user), pk=pk)
    with shown_as_message(request):
        end_role(grant, on=timezone.localdate(), by=request.user, at=timezone.now())
        messages.success(request, _("The role is no longer handed over."))
    return redirect("role_mine")
