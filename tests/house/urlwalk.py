"""Every URL the platform answers, read from the resolver."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    name: str  # with its namespaces: wagtailadmin_users:index
    route: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.startswith(("lms.", "content.", "certificates."))


def walk(resolver=None, prefix="", namespace="", parameters=()) -> Iterator[Route]:
    for pattern in (resolver or get_resolver()).url_patterns:
        found = (*parameters, *pattern.pattern.regex.groupindex)
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            below = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern, route, below, found)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name or ''}", route, pattern.callback, found)
