"""How often class codes may be tried. Source: house security rules 6."""

from typing import Any

from allauth.core.internal.ratelimit import consume

PER_PERSON = {"class_code": "10/5m/user"}
PER_ADDRESS = {"class_code": "300/10m/ip"}  # a hall of 200 people shares one address


def limit_codes(request: Any) -> None:
    """Raises RateLimited, which becomes 429."""
    for config in (PER_PERSON, PER_ADDRESS):
        consume(request, app="pilar", action="class_code", config=config, user=request.user, raise_exception=True)
