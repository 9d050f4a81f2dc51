"""A role that ended today does not write any more, even before the worker has taken it out of its groups."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from lms.authoring.operations.trees import has_outlived_groups


def roles_of_today(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        return get_response(request)

    def process_view(request: Any, _view: Any, _args: Any, _kwargs: Any) -> None:
        user = request.user
        if not request.path.startswith("/admin/") or not user.is_authenticated or user.is_superuser:
            return
        if has_outlived_groups(user, on=timezone.localdate()):
            raise PermissionDenied

    middleware.process_view = process_view  # type: ignore[attr-defined]  # a hook of Django
    return middleware
