"""Anybody may check a certificate by its code, and learns what is true of it and no more."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from certificates.codes import read_code
from certificates.enums import Status
from certificates.forms import CodeForm
from certificates.limits import WINDOW_SECONDS, count_failure, is_over_limit
from certificates.models import Certificate

# Where a day begins first in Indonesia: a revocation dated today in WIT counts at once in every zone.
FIRST_ZONE = ZoneInfo("Asia/Jayapura")
HEADINGS = {
    Status.VALID: _("This certificate is valid"),
    Status.REVOKED: _("This certificate has been revoked"),
    Status.BEING_MADE: _("This certificate is being made"),
}
TONES = {Status.VALID: "ok", Status.REVOKED: "danger", Status.BEING_MADE: "warn"}


def public(view: Any) -> Any:
    """Anybody may call this view. The marker of ``lms.accounts.permissions``, which this room may not import."""
    view.permission = "public"
    return login_not_required(view)


def discreet(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address holds the code: no search engine, cache or other site shall get it."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: str) -> HttpResponse:
        response = view(request, **parts)
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store"
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return guarded


@discreet
@require_safe
@public
def verify_form(request: HttpRequest) -> HttpResponse:
    if not request.GET.get("kode", "").strip():
        response = render(request, "certificates/verify_form.html", {"form": CodeForm()})
        # No code in this address; and from a no-referrer page browsers send POSTs without an origin, which
        # the CSRF check refuses: the buttons of the shell would fail. The other pages here have no such button.
        response["Referrer-Policy"] = "same-origin"
        return response
    form = CodeForm(request.GET)
    if form.is_valid():
        return redirect("verify", form.cleaned_data["kode"])
    return _too_many(request) if is_over_limit(request) else _unknown(request, request.GET["kode"])


@discreet
@require_safe
@public
def verify(request: HttpRequest, code: str) -> HttpResponse:
    if is_over_limit(request):
        return _too_many(request)
    wanted = read_code(code)
    certificate = Certificate.objects.select_related("revocation").filter(code=wanted).first() if wanted else None
    if certificate is None:
        return _unknown(request, code)
    validity = certificate.validity(on=timezone.localdate(timezone=FIRST_ZONE))
    return render(
        request,
        "certificates/verify.html",
        {
            "certificate": certificate,
            "facts": certificate.frozen_facts,
            "validity": validity,
            "heading": HEADINGS[validity.status],
            "tone": TONES[validity.status],
            "checked_at": timezone.localtime(),
        },
    )


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    """One answer, whether the code cannot be one or simply belongs to nothing."""
    count_failure(request)
    shown = "".join(letter for letter in typed[:60] if letter.isprintable())
    return render(request, "certificates/unknown.html", {"form": CodeForm(initial={"kode": shown})}, status=404)


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "certificates/too_many.html", status=429)
    response["Retry-After"] = str(WINDOW_SECONDS)
    return response
