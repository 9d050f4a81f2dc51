"""An account by a link: made by who keeps the members, opened by the person herself."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.messages import NotSent, send
from lms.accounts.models import User
from lms.accounts.permissions import public
from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.access import scope_of
from lms.organisations.forms.invitations import AcceptInvitationForm
from lms.organisations.forms.roles import SearchForm
from lms.organisations.models import Invitation, Membership, Person
from lms.organisations.operations.invitations import (
    INVITATION_DAYS,
    accept_invitation,
    accept_with_account,
    invitation_behind,
    invite_person,
)
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.organisations.rules.links import first_name, hash_of
from lms.organisations.rules.people import masked_phone
from lms.organisations.views.limits import limit_address, limit_target
from lms.organisations.views.links import dead_link, link_to, unlisted
from lms.refusal import Refusal, shown_as_message, shown_on_form


@require_safe
@requires(Permission.MANAGE_MEMBERS)
def invitation_list(request):
    """Who has no account yet: members of one's institution at once, people of a whole area by their name."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["cari"] if form.is_valid() else ""
    must_search = bool(scope_of(request.user).areas(Permission.MANAGE_REGISTER)) and not text
    people = Person.objects.editable_by(request.user).filter(user__isnull=True, erased_at__isnull=True)
    people = people.none() if must_search else people.matching(text).order_by("name", "pk")
    page = capped_page(people, request.GET.get("page"))
    invited = Invitation.objects.open(timezone.now()).filter(person__in=[person.pk for person in page.object_list])
    until = dict(invited.values_list("person", "expires_at"))
    context = {
        "form": form,
        "text": text,
        "must_search": must_search,
        "page": page,
        "rows": [(person, until.get(person.pk)) for person in page.object_list],
        "query": urlencode({"cari": text}) if text else "",
    }
    return render(request, "organisations/invitation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_MEMBERS)
@unlisted
def invitation_new(request, pk):
    """Make a link and show it once. Pressed twice, the second link stands and the first is dead."""
    person = get_object_or_404(Person.objects.editable_by(request.user), pk=pk)
    context = {"person": person, "days": INVITATION_DAYS, "phone": masked_phone(person.phone)}
    if request.method == "POST":
        limit_target(request, f"person:{person.pk}")
        try:
            token = invite_person(person, by=request.user, at=timezone.now())
        except Refusal as refusal:
            return render(request, "organisations/invitation_new.html", {**context, "reasons": refusal.reasons})
        link = link_to("invitation_accept", token)
        words = _("Pilar: make your account with this link within %(days)s days: %(url)s")
        text = words % {"days": INVITATION_DAYS, "url": link.url}
        context |= {"link": link, "text": text, "sending": _send(request, person, text)}
        return render(request, "organisations/invitation_made.html", context)
    open_ones = Invitation.objects.open(timezone.now()).filter(person=person)
    return render(request, "organisations/invitation_new.html", {**context, "open": open_ones.first()})


def _send(request, person, text):
    """``sent``, ``failed``, or nothing where nobody asked for it or there is no number."""
    if request.POST.get("send") != "phone" or not person.phone:
        return ""
    try:
        send(person.phone, text)
    except NotSent:
        return "failed"
    return "sent"


@require_http_methods(["GET", "HEAD", "POST"])
@public
@unlisted
@sensitive_post_parameters("password")
@once
def invitation_accept(request, token):
    """The person makes her account, or takes the one she is signed in with."""
    limit_address(request)
    at = timezone.now()
    invitation = invitation_behind(token, at=at)
    if invitation is None:
        return redirect("home") if _accepted_before(request, token) else dead_link(request)
    if request.user.is_authenticated:
        return _with_account(request, invitation, token, at)
    form = AcceptInvitationForm(
        request.POST if request.method == "POST" else None, user=User(name=invitation.person.name)
    )
    if form.is_valid():
        limit_target(request, hash_of(token))  # each tells whether an account exists
        with shown_on_form(form):
            data = form.cleaned_data
            user = accept_invitation(
                invitation, reach=data["reach"], password=data["password"], language=get_language() or "id", at=at
            )
            messages.success(request, _("Your account is ready. You are signed in."))
            record_authentication(request, user, method="password")
            return perform_login(request, user)
    context = {**_about(invitation), "form": form, "token": token}
    return render(request, "organisations/invitation_accept.html", context)


def _with_account(request, invitation, token, at):
    if request.method == "POST":
        with shown_as_message(request):
            accept_with_account(invitation, user=request.user, at=at)
            messages.success(request, _("Your account now belongs to your name in the register."))
            return redirect("home")
        return redirect("invitation_accept", token)
    is_somebody = Person.objects.filter(user=request.user).exists()
    context = {**_about(invitation), "is_somebody": is_somebody}
    return render(request, "organisations/invitation_signed_in.html", context)


def _about(invitation):
    """First name and institution: enough to know that the link is meant for oneself, and no more."""
    memberships = Membership.objects.on(timezone.localdate()).filter(person=invitation.person_id)
    main = memberships.select_related("institution").order_by("-is_primary", "starts_on", "pk").first()
    return {"first_name": first_name(invitation.person.name), "institution": main.institution.name if main else ""}


def _accepted_before(request, token):
    """The second tap of who has just accepted."""
    if not request.user.is_authenticated:
        return False
    return Invitation.objects.behind(token).filter(used_at__isnull=False, person__user=request.user).exists()
