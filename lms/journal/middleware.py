import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from lms.journal.logs import request_id_is

logger = logging.getLogger("pilar.request")

Answer = Callable[[HttpRequest], HttpResponse]


def request_log(get_response: Answer) -> Answer:
    """Give each request an id, answer it in a header, and log route, status and duration; never path or query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.id = secrets.token_hex(8)  # type: ignore[attr-defined]
        begin = time.monotonic()
        with request_id_is(request.id):  # type: ignore[attr-defined]
            status = 500  # stands if get_response raises, which Django lets pass only in tests
            try:
                response = get_response(request)
                status = response.status_code
            finally:
                _log(request, status, time.monotonic() - begin)
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response

    return middleware


def _log(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    # Not request.user: were nobody signed in so far, it would ask the database, which may be what is broken.
    user = getattr(request, "_cached_user", None)
    logger.info(
        "request",
        extra={
            "route": match.view_name if match else "",
            "status": status,
            "duration_ms": round(seconds * 1000),
            "user_id": user.pk if user is not None else None,
        },
    )
