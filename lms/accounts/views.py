from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.forms import LanguageForm
from lms.accounts.operations import choose_language
from lms.accounts.permissions import public, signed_in


@require_safe
@signed_in
def account(request):
    """Everything that keeps an account safe, on one page."""
    return render(request, "accounts/account.html")


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
