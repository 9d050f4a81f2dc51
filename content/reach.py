"""What an author reaches in the Wagtail admin: her own tree and shelf. All the rest does not exist for her.

Wagtail refuses most of it by itself, but says so, which tells that it is there; and its choosers offer every page.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.models import Image
from wagtail.images.permissions import permission_policy as image_policy
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtailmedia.models import Media
from wagtailmedia.permissions import permission_policy as media_policy

WRITING = ("add", "change", "publish", "lock", "unlock", "bulk_delete")
Reference = tuple[type[Model], str]


def own_pages(user: Any) -> QuerySet[Page]:
    """Pages of the trees the user writes or reviews in."""
    return page_permission_policy.instances_user_has_any_permission_for(user, WRITING)


def own_pictures(user: Any) -> QuerySet[Image]:
    return image_policy.instances_user_has_any_permission_for(user, ["choose", "add", "change", "delete"])


def own_recordings(user: Any) -> QuerySet[Media]:
    """Those of her shelf, whoever of her colleagues put them there."""
    shelves = media_policy.collections_user_has_any_permission_for(user, ["add", "change"])
    return Media.objects.filter(collection__in=shelves)


def own_documents(user: Any) -> QuerySet[Document]:
    return document_policy.instances_user_has_any_permission_for(user, ["choose", "add", "change", "delete"])


def reaches_pages(user: Any, ids: Iterable[Any]) -> bool:
    """Whether each of these pages is in her trees or above one of them: the way there is hers to walk."""
    asked = set(map(int, ids))
    if Page.objects.filter(depth=1, pk__in=asked).count() == len(asked):
        return True
    own = own_pages(user)
    strange = Page.objects.filter(pk__in=asked).exclude(pk__in=own.values("pk"))
    paths = list(strange.values_list("path", flat=True))
    found = len(paths) + own.filter(pk__in=asked).count() == len(asked)
    return found and all(own.filter(path__startswith=path).exists() for path in paths)


OWN: dict[type[Model], Callable[[Any], QuerySet[Any]]] = {
    Image: own_pictures,
    Media: own_recordings,
    Document: own_documents,
}


def reaches(user: Any, kind: type[Model], ids: Iterable[Any]) -> bool:
    """Whether the user reaches each of these things; a key of nothing is not reached either."""
    if kind is Page:
        return reaches_pages(user, ids)
    rows = OWN[kind](user)
    asked = set(map(int, ids))
    return rows.filter(pk__in=asked).count() == len(asked)


def references_in(stream: Any) -> set[Reference]:
    """The pages, pictures, recordings and documents that the blocks of a lesson point to."""
    if not stream:
        return set()
    found = stream.stream_block.extract_references(stream)
    return {(model, str(key)) for model, key, _path, _where in found if model in (Page, *OWN)}


def strangers_among(references: Iterable[Reference], user: Any) -> Iterator[Reference]:
    return (each for each in references if not reaches(user, each[0], [each[1]]))


def refuse_strangers(user: Any, *, known: set[Reference], now: set[Reference]) -> None:
    """Raises ValidationError when something was put in that is not hers. What stood there before may stay."""
    if user is not None and any(strangers_among(now - known, user)):
        raise ValidationError(
            _("A picture, recording, document or page in this lesson is not of your office. Choose one of your own."),
            code="not_hers",
        )
