"""How often links may be tried. Source: house security rules 6."""

from typing import Any

from allauth.core.internal.ratelimit import consume

PER_ADDRESS = {"link": "300/10m/ip"}  # a hall of 200 people shares one address
PER_TARGET = {"link": "5/h/key"}


def limit_address(request: Any) -> None:
    """Raises RateLimited, which becomes 429."""
    consume(request, app="pilar", action="link", config=PER_ADDRESS, limit_get=True, raise_exception=True)


def limit_target(request: Any, key: str) -> None:
    consume(request, app="pilar", action="link", config=PER_TARGET, key=key, raise_exception=True)
