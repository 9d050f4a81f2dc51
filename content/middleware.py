"""In the Wagtail admin an author meets her own tree only: what lies outside answers 404, as what is not there."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.http import Http404
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtailmedia.models import Media

from content.reach import reaches

# What the routes of the admin call the keys of these things.
NAMES: dict[str, type[Model]] = {
    **dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "destination_id"), Page),
    "image_id": Image,
    "media_id": Media,
    **dict.fromkeys(("document_id", "doc_id"), Document),
}
ROUTES: dict[str, type[Model]] = {
    "wagtailadmin_pages:revisions_compare": Page,
    "wagtailimages_chooser:chosen": Image,
    "wagtailimages_chooser:chosen_multiple": Image,
    "wagtailadmin_choose_page_chosen_multiple": Page,
    "wagtaildocs_chooser:chosen": Document,
    "wagtaildocs_chooser:chosen_multiple": Document,
}
# Parts of Wagtail's own interface that no screen uses: lists that know no limits, and acts on pages that ask no hook,
# so that whoever may publish would go round the checks. Closed to superusers as well.
CLOSED = {
    *("wagtailadmin_api:images:listing", "wagtailadmin_api:images:detail"),
    *("wagtailadmin_api:documents:listing", "wagtailadmin_api:documents:detail"),
    "wagtailadmin_api:pages:action",
}
BULK: dict[str, type[Model]] = {"page": Page, "image": Image, "document": Document}  # recordings have none
FORMS = ("new_parent_page", "parent_page")  # fields of the forms that copy and move
MAX_DIGITS = 18  # no database holds a longer key


def own_trees_alone(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        return get_response(request)

    def process_view(request: Any, _view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        user = request.user
        if not request.path.startswith("/admin/") or not user.is_authenticated:
            return
        if not user.has_perm("wagtailadmin.access_admin"):
            return  # Wagtail sends her away
        if request.resolver_match.view_name in CLOSED:
            raise Http404
        if user.is_superuser:
            return
        for kind, keys in asked_for(request, args, kwargs):
            if any(not key.isdecimal() or len(key) > MAX_DIGITS for key in keys) or not reaches(user, kind, keys):
                raise Http404

    middleware.process_view = process_view  # type: ignore[attr-defined]  # a hook of Django
    return middleware


def asked_for(request: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Iterator[tuple[type[Model], list[str]]]:
    """The things a request names: in its address, in the list of a bulk action, in the form that copies or moves."""
    for name in NAMES.keys() & kwargs.keys():
        yield NAMES[name], [str(kwargs[name])]
    route, listed = request.resolver_match.view_name, request.GET.getlist("id")
    if route in ROUTES:
        yield ROUTES[route], [str(key) for key in (*args[:1], kwargs.get("pk"), *listed) if key is not None]
    if route == "wagtail_bulk_action" and kwargs["model_name"] in BULK:
        yield BULK[kwargs["model_name"]], [key for key in listed if key != "all"]
    if request.method == "POST" and (chosen := [key for name in FORMS for key in request.POST.getlist(name) if key]):
        yield Page, chosen
