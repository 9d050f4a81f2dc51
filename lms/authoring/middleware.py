"""What Wagtail's admin does not ask of itself: whether a role still holds today, and whether a file is in use."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtailmedia.models import Media

from content.in_use import reasons_to_stay
from lms.authoring.operations.trees import has_outlived_groups

# Where one file is deleted; many at once pass by ``before_bulk_action``, which single files do not have.
DELETIONS: dict[str, tuple[type[Model], str]] = {
    "wagtailimages:delete": (Image, "wagtailimages:edit"),
    "wagtaildocs:delete": (Document, "wagtaildocs:edit"),
    "wagtailmedia:delete": (Media, "wagtailmedia:edit"),
    "wagtailimages:delete_multiple": (Image, ""),
    "wagtaildocs:delete_multiple": (Document, ""),
}


def roles_of_today(get_response: Any) -> Any:
    """A role that ended today does not write any more, even before the worker has taken it out of its groups."""

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


def files_in_use_stay(get_response: Any) -> Any:
    """A picture, recording or document that a page shows is not deleted, and the author is told which page."""

    def middleware(request: Any) -> Any:
        return get_response(request)

    def process_view(request: Any, _view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        kind, way_back = DELETIONS.get(request.resolver_match.view_name, (None, ""))
        if kind is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        thing = kind._default_manager.filter(pk=next(iter(kwargs.values()))).first()
        if thing is None or not (reasons := reasons_to_stay(thing, user=request.user)):
            return None
        if not way_back:  # asked for by a script, which shows nothing
            return HttpResponse("\n".join(reasons), status=409, content_type="text/plain")
        for reason in reasons:
            messages.error(request, reason)
        return redirect(way_back, thing.pk)

    middleware.process_view = process_view  # type: ignore[attr-defined]  # a hook of Django
    return middleware
