from allauth.core.ratelimit import RateLimited, respond_429
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.shortcuts import render
from django.utils import translation

from lms.accounts.messages import NotSent

OUR_ROOMS = ("lms.", "content.", "certificates.")
CAMERA_PAGES = {"check_in"}  # the one page that reads codes


def deny_by_default(get_response):
    """No view of ours is served unless it states a permission."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if view.__module__.startswith(OUR_ROOMS) and not hasattr(view, "permission"):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} states no permission")

    middleware.process_view = process_view  # type: ignore[attr-defined]  # a hook of Django
    return middleware


def language(get_response):
    """Indonesian unless somebody chose otherwise here: many phones in the field are set to English by their maker."""

    def middleware(request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        code = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response

    return middleware


def browser_rules(get_response):
    """Headers of every answer: what a signed-in person sees is kept nowhere, no device is used, no foreign page
    takes our files. A view that says otherwise is left alone. Source: house security rules 5.
    """

    def middleware(request):
        response = get_response(request)
        match = request.resolver_match
        camera = "(self)" if match and match.url_name in CAMERA_PAGES else "()"
        response.headers.setdefault("Permissions-Policy", f"camera={camera}, geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Who is here is not looked up for this: an answer made without asking holds nothing of a person's.
        if hasattr(request, "_cached_user") and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


class CodesNotSent:
    """A code that may not or cannot be sent just now is answered in words, the same for known and unknown people."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, RateLimited):
            return respond_429(request)
        if isinstance(exception, NotSent):
            return render(request, "accounts/code_not_sent.html", status=503)
        return None


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere; Wagtail's admin, which still writes inline code, has its own."""

    def process_response(self, request, response):
        if request.path.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return super().process_response(request, response)
