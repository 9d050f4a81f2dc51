"""Which pages show a picture, a recording or a document: the public page, and the draft that is still written.

Copies of other offices show the recordings and slides of their source, so a file may be in use far from its shelf.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.blocks.field_block import ChooserBlock
from wagtail.models import Page, ReferenceIndex

from content.blocks import LessonBody
from content.checking.walking import walk
from content.models import LessonPage
from content.reach import own_pages

BODY = LessonBody()


def published_with(thing: Model) -> QuerySet[Page]:
    """Pages that show it as they are stored, which is what readers see of those that are live."""
    pages = ContentType.objects.get_for_model(Page)
    references = ReferenceIndex.get_references_to(thing).filter(base_content_type=pages)
    return Page.objects.filter(pk__in=[int(key) for key in references.values_list("object_id", flat=True)])


def pages_with(thing: Model) -> QuerySet[Page]:
    """Also pages whose newest draft shows it, in whichever tree."""
    public = published_with(thing).values_list("pk", flat=True)
    return Page.objects.filter(pk__in={*public, *_drafts_with(thing)})


def _drafts_with(thing: Model) -> Iterator[int]:
    """Wagtail keeps no index of drafts, so those that differ from their page are read."""
    drafts = LessonPage.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
    for pk, content in drafts.values_list("pk", "latest_revision__content").iterator():
        body = content["body"]
        if any(_is(thing, piece) for piece in walk(BODY, json.loads(body) if isinstance(body, str) else body, "body")):
            yield pk


def _is(thing: Model, piece: Any) -> bool:
    chooses = isinstance(piece.block, ChooserBlock) and piece.value == thing.pk
    return chooses and isinstance(thing, piece.block.model_class)


def reasons_to_stay(thing: Model, *, user: Any) -> list[str]:
    """What stands against deleting the file, in sentences: pages of hers by name, of others only how many."""
    pages = pages_with(thing)
    mine = pages.filter(pk__in=own_pages(user).values("pk")).order_by("path")
    reasons = []
    if titles := list(mine.values_list("title", flat=True)):
        words = _("“%(file)s” cannot be deleted: it is shown in %(pages)s. Take it out there first.")
        reasons.append(words % {"file": str(thing), "pages": ", ".join(f"“{title}”" for title in titles)})
    if count := pages.count() - len(titles):
        counted = ngettext(
            "“%(file)s” cannot be deleted: %(count)s page of another office shows it.",
            "“%(file)s” cannot be deleted: %(count)s pages of other offices show it.",
            count,
        )
        reasons.append(counted % {"file": str(thing), "count": count})
    return reasons
