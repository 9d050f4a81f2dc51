"""The permission a URL states, checked against the roles a person holds today."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from lms.accounts.roles import Permission
from lms.organisations.access import Scope, scope_of

View = Callable[..., Any]


def requires(permission: Permission) -> Callable[[View], View]:
    """Serve the view to signed-in people who hold ``permission`` somewhere; 403 to others.

    Which rows they reach is the query sets' business (``visible_to``): a foreign object is 404.
    People in roles that need a second factor are sent to choose one first.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            scope = scope_of(request.user)
            if permission not in scope.permissions:
                raise PermissionDenied
            if lacks_second_factor(request.user, scope):
                return redirect("account_second_step")
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def needs_second_factor(user: Any, scope: Scope) -> bool:
    """Officers by their roles, and superusers. Source: house security rules 5."""
    return bool(scope.roles & set(settings.PILAR_SECOND_FACTOR_ROLES)) or (
        user.is_superuser and settings.PILAR_SECOND_FACTOR_SUPERUSER
    )


def lacks_second_factor(user: Any, scope: Scope) -> bool:
    return needs_second_factor(user, scope) and not is_mfa_enabled(user)
