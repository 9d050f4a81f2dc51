"""What people see when a request cannot be served: words, what to do next, and the number of the request.

400, 413, 500 and 503 are drawn without session, user or database, for any of these may be the trouble.
"""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lms.accounts.permissions import public

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# SQLite: "database is locked"; PostgreSQL: "canceling statement due to lock timeout".
LOCK_WORDS = ("is locked", "lock timeout")
RETRY_AFTER_SECONDS = 5


def plain(request, status):
    words = render_to_string(f"{status}.html", {"request_id": getattr(request, "id", "")})
    return HttpResponse(words, status=status)


def bad_request(request, exception):
    return plain(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def server_error(request):
    return plain(request, 500)


@public
def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


class BusyDatabase:
    """Middleware: a lock that could not be had in time is no error of ours but a 503 that says when to come back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError) and any(words in str(exception) for words in LOCK_WORDS):
            response = plain(request, 503)
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return response
        return None
