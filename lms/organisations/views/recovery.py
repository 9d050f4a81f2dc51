"""An account given back by two officers, for people without e-mail or phone at hand."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.permissions import public
from lms.accounts.roles import Permission
from lms.journal.once import once
from lms.organisations.forms.invitations import NewPasswordForm, RecoveryForm
from lms.organisations.forms.roles import SearchForm
from lms.organisations.models import Person, Recovery
from lms.organisations.models.roles import accounts_helped_by
from lms.organisations.operations.recovery import (
    ask_recovery,
    confirm_recovery,
    make_recovery_link,
    recovery_behind,
    use_recovery,
)
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.organisations.rules.people import masked_reach
from lms.organisations.views.limits import limit_address
from lms.organisations.views.links import dead_link, link_to, unlisted
from lms.refusal import shown_as_message, shown_on_form

FEWEST_LETTERS = 3


def _open_ones(request):
    rows = Recovery.objects.visible_to(request.user).open(timezone.now())
    return rows.select_related("user", "asked_by", "confirmed_by").order_by("asked_at", "pk")


@require_safe
@requires(Permission.RECOVER_ACCOUNTS)
def recovery_list(request):
    page = capped_page(_open_ones(request), request.GET.get("page"))
    return render(request, "organisations/recovery_list.html", {"page": page})


@require_safe
@requires(Permission.RECOVER_ACCOUNTS)
def recovery_find(request):
    """Whose account: found by name, among the people one may help."""
    form = SearchForm(request.GET)
    text = form.cleaned_data["cari"] if form.is_valid() else ""
    accounts = accounts_helped_by(request.user)
    if len(text) < FEWEST_LETTERS:
        accounts = accounts.none()
    people = Person.objects.living().matching(text).filter(user__isnull=False)
    accounts = accounts.filter(Q(name__icontains=text) | Q(pk__in=people.values("user"))).order_by("name", "pk")
    page = capped_page(accounts, request.GET.get("page"))
    rows = [(account, [masked_reach(account.email), masked_reach(account.phone)]) for account in page.object_list]
    context = {"form": form, "page": page, "rows": rows, "text": text, "query": urlencode({"cari": text})}
    return render(request, "organisations/recovery_find.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.RECOVER_ACCOUNTS)
@reauthentication_required
@once
def recovery_new(request, pk):
    account = get_object_or_404(accounts_helped_by(request.user), pk=pk)
    form = RecoveryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with shown_on_form(form):
            recovery = ask_recovery(account, why=form.cleaned_data["why"], by=request.user, at=timezone.now())
            messages.success(request, _("A second officer must now confirm this within 24 hours."))
            return redirect("recovery_detail", recovery.pk)
    return render(request, "organisations/recovery_new.html", {"form": form, "account": account})


@require_safe
@requires(Permission.RECOVER_ACCOUNTS)
def recovery_detail(request, pk):
    recovery = get_object_or_404(_open_ones(request), pk=pk)
    mine = request.user.pk in (recovery.asked_by_id, recovery.confirmed_by_id)
    context = {
        "recovery": recovery,
        "may_confirm": recovery.confirmed_at is None and not mine,
        "may_link": recovery.confirmed_at is not None and mine,
    }
    return render(request, "organisations/recovery_detail.html", context)


@require_POST
@requires(Permission.RECOVER_ACCOUNTS)
@reauthentication_required
def recovery_confirm(request, pk):
    recovery = get_object_or_404(_open_ones(request), pk=pk)
    with shown_as_message(request):
        confirm_recovery(recovery, by=request.user, at=timezone.now())
        messages.success(request, _("Confirmed. Now make the link and hand it to the person."))
    return redirect("recovery_detail", pk)


@require_POST
@requires(Permission.RECOVER_ACCOUNTS)
@reauthentication_required
@unlisted
def recovery_link(request, pk):
    """The link, shown once. Pressed twice, the second one stands."""
    recovery = get_object_or_404(_open_ones(request), pk=pk)
    with shown_as_message(request):
        token = make_recovery_link(recovery, by=request.user, at=timezone.now())
        context = {"recovery": recovery, "link": link_to("recovery_use", token)}
        return render(request, "organisations/recovery_link.html", context)
    return redirect("recovery_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@unlisted
@sensitive_post_parameters("password")
def recovery_use(request, token):
    """A new password for who holds the link."""
    limit_address(request)
    at = timezone.now()
    recovery = recovery_behind(token, at=at)
    if recovery is None:
        return dead_link(request)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=recovery.user)
    if form.is_valid():
        with shown_on_form(form):
            use_recovery(recovery, password=form.cleaned_data["password"], at=at)
            messages.success(request, _("Your new password is saved. Sign in with it now."))
            return redirect("account_login")
    reaches = [each for each in (masked_reach(recovery.user.phone), masked_reach(recovery.user.email)) if each]
    return render(request, "organisations/recovery_use.html", {"form": form, "reaches": reaches})
