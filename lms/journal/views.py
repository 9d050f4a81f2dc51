from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.journal.health import look


@login_not_required
@never_cache
@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks no database."""
    return HttpResponse("hidup", content_type="text/plain; charset=utf-8")


@login_not_required
@never_cache
@require_safe
def health_ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, is migrated and the outbox is served; 503 with the part that fails."""
    health = look(connection, at=timezone.now())
    return JsonResponse(
        {
            "status": "ready" if health.is_ready else "not ready",
            "parts": {"database": health.database, "migrations": health.migrations, "outbox": health.outbox},
            "oldest_delivery_seconds": health.oldest_delivery_seconds,
        },
        status=200 if health.is_ready else 503,
    )


# What ``@public`` of lms.accounts would state; the journal lies below that room and cannot import it.
health_live.permission = health_ready.permission = "public"  # type: ignore[attr-defined]
