"""What became of an upload, in the Wagtail admin: how far its small versions are, or why there are none."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import permission_denied
from wagtail.documents.models import Document
from wagtail.documents.permissions import permission_policy as documents_policy
from wagtail.images.models import Image
from wagtailmedia.permissions import get_permission_policy

from content.in_use import reasons_to_stay

ROWS_A_PAGE = 20
MINE = ["add", "change", "delete"]
LISTS = {Image: "wagtailimages:index", Document: "wagtaildocs:index"}  # recordings are deleted one by one


@hooks.register("register_admin_urls")
def urls_of_media() -> list[Any]:
    return [path("siap/", media_states, name="media_states")]


@require_safe
def media_states(request: Any) -> HttpResponse:
    """The author's own recordings and slides, newest first. It looks again by itself while something is being made."""
    policies = (get_permission_policy(), documents_policy)
    if not any(policy.user_has_any_permission(request.user, MINE) for policy in policies):
        return permission_denied(request)
    mine, my_slides = (policy.instances_user_has_any_permission_for(request.user, MINE) for policy in policies)
    recordings = Paginator(mine.prefetch_related("variants").order_by("-pk"), ROWS_A_PAGE)
    slides = my_slides.filter(deck__isnull=False).select_related("deck").order_by("-pk")[:ROWS_A_PAGE]
    page = recordings.get_page(request.GET.get("p"))
    rows = [row for recording in page for row in recording.variants.all()] + [document.deck for document in slides]
    context = {
        "page_title": _("What became of uploads"),
        "header_icon": "media",
        "recordings": page,
        "slides": slides if page.number == 1 else [],
        "is_waiting": any(not row.is_settled for row in rows),
    }
    return render(request, "authoring/media_states.html", context)


# Wagtail lets in who may use its admin; which rows she sees is its collections' business.
media_states.permission = "wagtail_admin"  # type: ignore[attr-defined]


@hooks.register("before_bulk_action")
def keep_files_in_use(request: Any, action_type: str, objects: Iterable[Any], _action: Any) -> HttpResponse | None:
    """None of the chosen files goes while one of them is shown somewhere."""
    files = [each for each in objects if isinstance(each, Image | Document)] if action_type == "delete" else []
    reasons = [reason for file in files for reason in reasons_to_stay(file, user=request.user)]
    for reason in reasons:
        messages.error(request, reason)
    return redirect(LISTS[type(files[0])]) if reasons else None
