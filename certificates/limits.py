"""How often one address may ask for certificates that are not there.

120 random bits already keep codes from being guessed; the limit spares the server. So a cache that is
down opens the page instead of closing it. Source: house security rules 6.
"""

import logging
import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

FAILURES_PER_MINUTE = 30
WINDOW_SECONDS = 60

logger = logging.getLogger("certificates.limits")


def client_address(request: HttpRequest) -> str:
    """Who asks. What proxies forward counts only as far as our own proxies wrote it: from the right."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(forwarded) >= settings.TRUSTED_PROXY_COUNT:
            address = forwarded[-settings.TRUSTED_PROXY_COUNT] or address
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and not parsed.ipv4_mapped:
        return str(ip_network((parsed.packed[:8] + bytes(8), 64)))  # one household or hall has a whole /64
    return str(parsed)


def _key(request: HttpRequest) -> str:
    """Each minute has a key of its own: none is counted up again after it ran out."""
    return f"verify-failures:{int(time.time() // WINDOW_SECONDS)}:{client_address(request)}"


def is_over_limit(request: HttpRequest) -> bool:
    try:
        return bool(cache.get(_key(request), 0) >= FAILURES_PER_MINUTE)
    except RedisError:
        logger.exception("failures of verification cannot be counted")
        return False


def count_failure(request: HttpRequest) -> None:
    key = _key(request)
    try:
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
        cache.incr(key)
    except ValueError:  # a full cache threw the counter out just now; the next failure begins it anew
        return
    except RedisError:
        logger.exception("failures of verification cannot be counted")
