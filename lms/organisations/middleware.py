"""What holds for everybody who is signed in: a session ends by itself, and no door goes round the second factor."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lms.organisations.access import scope_of
from lms.organisations.permissions import lacks_second_factor, needs_second_factor

BEGAN, SEEN = "began_at", "seen_at"  # keys of the session; whole seconds since 1970
SEEN_EVERY_SECONDS = 60  # not every reading of a page is a write


def session_ends(get_response):
    """Sign out who has been away too long, or signed in too long ago. Source: house security rules 5."""

    def middleware(request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            keep_or_end(request, now=int(time.time()))
        return get_response(request)

    return middleware


def keep_or_end(request, *, now):
    began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
    if now - began > settings.PILAR_SESSION_SECONDS:
        logout(request)
        messages.info(request, _("You were signed in for a long time. Please sign in again."))
    elif now - seen > idle_seconds(request.user):
        logout(request)
        messages.info(request, _("You were away for a while, so we signed you out. Please sign in again."))
    elif SEEN not in request.session or now - seen > SEEN_EVERY_SECONDS:
        request.session[BEGAN], request.session[SEEN] = began, now


def idle_seconds(user):
    is_officer = needs_second_factor(user, scope_of(user))
    return settings.PILAR_OFFICER_IDLE_SECONDS if is_officer else settings.SESSION_COOKIE_AGE


def second_factor_for_admin(get_response):
    """Views of ours state ``@requires``, which asks for the second factor; Wagtail's admin is asked here."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if not request.path.startswith("/admin/") or not request.user.is_authenticated:
            return None
        return redirect("account_second_step") if lacks_second_factor(request.user, scope_of(request.user)) else None

    middleware.process_view = process_view  # type: ignore[attr-defined]  # a hook of Django
    return middleware
