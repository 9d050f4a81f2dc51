import logging
import secrets
import time

from lms.journal.logs import set_request_id

logger = logging.getLogger("pilar.request")


def request_log(get_response):
    """Give each request an id, answer it in a header, and log route, status and duration; never path or query."""

    def middleware(request):
        request.id = secrets.token_hex(8)
        set_request_id(request.id)
        begin = time.monotonic()
        response = get_response(request)
        response["X-Request-Id"] = request.id
        match = request.resolver_match
        user = getattr(request, "user", None)
        logger.info(
            "request",
            extra={
                "route": match.view_name if match else "",
                "status": response.status_code,
                "duration_ms": round((time.monotonic() - begin) * 1000),
                "user_id": user.pk if user is not None else None,
            },
        )
        set_request_id("")
        return response

    return middleware
