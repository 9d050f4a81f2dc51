"""What each URL states of itself: ``@public`` or, from ``lms.organisations.permissions``, ``@requires(...)``."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required

View = Callable[..., Any]


def public(view: View) -> View:
    """Anybody may call this view. Source: house rule, deny by default; each URL states its permission."""
    view.permission = "public"  # type: ignore[attr-defined]
    return login_not_required(view)


def signed_in(view: View) -> View:
    """Anybody with an account may call this view; the login-required middleware sees to it."""
    view.permission = "signed_in"  # type: ignore[attr-defined]
    return view
