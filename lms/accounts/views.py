from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.forms import LanguageForm
from lms.accounts.operations import choose_language
from lms.accounts.permissions import public, signed_in

ENTRANCE = {"sign_up_is_open": lambda: settings.PILAR_SIGNUP_OPEN}  # asked when the page is drawn


@require_safe
@signed_in
def account(request):
    """How one signs in and what keeps the account safe, on one page."""
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN).count()
    context = {"passkeys": passkeys, "has_second_step": is_mfa_enabled(request.user)}
    return render(request, "accounts/account.html", context)


@require_safe
@signed_in
def second_step(request):
    """Whose role asks for a second step chooses which: an app that makes codes, or a passkey. Either is enough."""
    if is_mfa_enabled(request.user):
        return redirect("mfa_index")
    return render(request, "accounts/second_step.html")


@require_POST
@signed_in
def end_session(request, pk):
    """Sign out another device of one's own."""
    get_object_or_404(UserSession.objects.filter(user=request.user), pk=pk).end()
    messages.success(request, _("That device is signed out."))
    return redirect("usersessions_list")


@require_POST
@public
def set_language(request):
    form = LanguageForm(request.POST)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("front")
    response = HttpResponseRedirect(back)
    if form.is_valid():
        language = form.cleaned_data["language"]
        if request.user.is_authenticated:
            choose_language(request.user, language=language)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", max_age=31_536_000)
    return response
