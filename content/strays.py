"""Files of lessons that nothing names any more: left by what was rolled back, rewritten or never saved."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db.models import Q
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition
from wagtail.models import Revision, TaskState
from wagtailmedia.models import Media

from content.blocks.video import captions_context, track_name
from content.captions import track_of
from content.models import LessonPage, RecordingVariant, SlideDeck

A_DAY = timedelta(days=1)


def forget_strays(*, at: datetime) -> int:
    """Drop files of more than a day ago that no picture, recording, document or lesson names; how many."""
    dropped = 0
    for shelf, names_held in SHELVES.items():
        names = default_storage.listdir(shelf)[1] if default_storage.exists(shelf) else []
        old = [name for each in names if default_storage.get_modified_time(name := f"{shelf}/{each}") < at - A_DAY]
        held = names_held() if old else set()
        for name in old:
            if name not in held:
                default_storage.delete(name)
                dropped += 1
    return dropped


def files_of(model: Any, *fields: str) -> Callable[[], set[str]]:
    return lambda: {name for row in model.objects.values_list(*fields) for name in row if name}


def drawn_pages() -> set[str]:
    return {page["name"] for pages in SlideDeck.objects.values_list("pages", flat=True) for page in pages}


def tracks() -> set[str]:
    """The captions of every lesson as it is read, was last written, is under review, and will go live."""
    return {
        track_name(track_of(cues))
        for block in written_blocks()
        if block["type"] == "video" and (cues := captions_context(block["value"].get("captions") or "")["cues"])
    }


def written_blocks() -> Iterator[dict[str, Any]]:
    for lesson in LessonPage.objects.only("body").iterator():
        yield from lesson.body.raw_data
    reviewed = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, revision__isnull=False)
    standing = Q(pk__in=LessonPage.objects.filter(latest_revision__isnull=False).values("latest_revision"))
    standing |= Q(pk__in=reviewed.values("revision")) | Q(approved_go_live_at__isnull=False)
    body = LessonPage._meta.get_field("body")
    lessons = ContentType.objects.get_for_model(LessonPage)
    for revision in Revision.objects.filter(standing, content_type=lessons).iterator():
        yield from body.to_python(revision.content.get("body")).raw_data


SHELVES: dict[str, Callable[[], set[str]]] = {
    "original_images": files_of(Image, "file"),
    "images": files_of(Rendition, "file"),
    "media": files_of(Media, "file"),
    "media_thumbnails": files_of(Media, "thumbnail"),
    "documents": files_of(Document, "file"),
    "captions": tracks,
    "variants": files_of(RecordingVariant, "file"),
    "slides": drawn_pages,
}
