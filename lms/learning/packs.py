"""A module to take along: which pages and pictures belong to it, and what it costs to load them."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db.models import TextField
from django.db.models.functions import Cast, Length
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition
from wagtail.models import Page, ReferenceIndex
from wagtailmedia.models import Media

from content.blocks.media import PICTURE_WIDTHS, size_in_bytes, to_hear
from content.blocks.slides import deck_of
from content.models import LessonPage
from content.models.media import recordings_by_id
from lms.cohorts.rules import Syllabus, SyllabusModule
from lms.enrolment.models import Enrolment
from lms.learning.models import lessons_of

SMALL = PICTURE_WIDTHS[0]
PAGE_FRAME_BYTES = 4_000  # menu, head and foot of a page, as they travel
TEXT_SHRINKS_TO = 0.4  # of the stored text of a lesson, once compressed
AUDIO = "audio"


@dataclass(frozen=True)
class PackFile:
    url: str
    title: str
    size: int


@dataclass(frozen=True)
class Pack:
    """A module of one trainee's course: ``pages`` are addresses, ``bytes`` what they and the pictures weigh, about."""

    enrolment_id: int
    module: SyllabusModule
    lessons: tuple[LessonPage, ...]
    pictures: tuple[PackFile, ...]
    audio: tuple[PackFile, ...]
    bytes: int

    @property
    def price(self) -> str:
        return f"±{filesizeformat(self.bytes)}"

    @property
    def audio_bytes(self) -> int:
        return sum(file.size for file in self.audio)

    @property
    def audio_price(self) -> str:
        return f"±{filesizeformat(self.audio_bytes)}"

    @property
    def title(self) -> str:
        return f"{self.module.code} · {self.module.title}"

    @property
    def url(self) -> str:
        return reverse("lesson_pack", args=[self.enrolment_id, self.module.page_id])

    @property
    def revision(self) -> str:
        """Another word as soon as a lesson reads otherwise, comes or goes, or the pages speak another language."""
        lessons = [(each.pk, each.title, str(each.last_published_at)) for each in self.lessons]
        told = [lessons, [file.url for file in self.audio], get_language()]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]

    def to_data(self) -> dict[str, Any]:
        """The manifest, as the service worker reads it."""
        place = self.enrolment_id
        lessons = [{"url": reverse("lesson", args=[place, each.pk]), "title": each.title} for each in self.lessons]
        others = [reverse("course_outline", args=[place]), reverse("lesson_unsent")]
        return {
            "url": self.url,
            "enrolment": place,
            "module": self.module.page_id,
            "title": self.title,
            "revision": self.revision,
            "language": get_language(),
            "lessons": lessons,
            "pages": [each["url"] for each in lessons] + others,
            "pictures": [{"url": file.url, "bytes": file.size} for file in self.pictures],
            "bytes": self.bytes,
            "price": self.price,
            "audio": [{"url": file.url, "title": file.title, "bytes": file.size} for file in self.audio],
            "audio_bytes": self.audio_bytes,
            "audio_price": self.audio_price,
        }


def packs_of(enrolment: Enrolment, module_pk: int | None = None) -> list[Pack]:
    """A pack for each module that has lessons, or for this one alone. Five queries at most, for one lesson or many.

    The lessons are weighed by the database: their words stay there.
    """
    syllabus: Syllabus = enrolment.cohort.frozen_syllabus()
    lessons: dict[int, list[LessonPage]] = defaultdict(list)
    listed = lessons_of(syllabus).defer("body").annotate(letters=Length(Cast("body", TextField())))
    for lesson in listed.filter(module_id=module_pk) if module_pk else listed:
        lessons[lesson.module_id].append(lesson)
    pictures, audio = _files_of([each.pk for module in lessons.values() for each in module])
    return [
        _pack(enrolment.pk, module, lessons[module.page_id], pictures, audio)
        for module in syllabus.modules
        if lessons[module.page_id]
    ]


Files = dict[int, list[PackFile]]  # by the pk of the lesson that shows them


def _pack(place: int, module: SyllabusModule, lessons: list[LessonPage], pictures: Files, audio: Files) -> Pack:
    shown = {file.url: file for each in lessons for file in pictures[each.pk]}
    heard = {file.url: file for each in lessons for file in audio[each.pk]}
    words = int(sum(each.letters for each in lessons) * TEXT_SHRINKS_TO)
    weight = words + PAGE_FRAME_BYTES * (len(lessons) + 2) + sum(f.size for f in shown.values())
    return Pack(place, module, tuple(lessons), tuple(shown.values()), tuple(heard.values()), weight)


def _files_of(lessons: Iterable[int]) -> tuple[Files, Files]:
    """Pictures in their small size and recordings to hear, whatever block they stand in: Wagtail's index knows."""
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in (Image, Media, Document)}
    shown: dict[type, dict[int, set[int]]] = {model: defaultdict(set) for model in kinds.values()}
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(pk) for pk in lessons],
        to_content_type__in=kinds,
    )
    for lesson, kind, target in references.values_list("object_id", "to_content_type", "to_object_id"):
        shown[kinds[kind]][int(target)].add(int(lesson))
    pictures, audio = defaultdict(list), defaultdict(list)
    for lesson, file in chain(_pictures(shown[Image]), _slides(shown[Document])):
        pictures[lesson].append(file)
    for lesson, file in _sounds(shown[Media]):
        audio[lesson].append(file)
    return pictures, audio


Shown = dict[int, set[int]]  # by the pk of what is shown: the lessons that show it
Found = Iterator[tuple[int, PackFile]]


def _pictures(shown: Shown) -> Found:
    drawn = Rendition.objects.filter(image__in=shown, filter_spec=SMALL).select_related("image").order_by("pk")
    for rendition in drawn:
        for lesson in shown[rendition.image_id]:
            yield lesson, PackFile(rendition.url, rendition.image.title, size_in_bytes(rendition) or 0)


def _slides(shown: Shown) -> Found:
    for document in Document.objects.filter(pk__in=shown).select_related("deck").order_by("pk"):
        deck = deck_of(document)
        for page in deck.pages if deck else ():
            for lesson in shown[document.pk]:
                yield lesson, PackFile(default_storage.url(page["name"]), document.title, page["size_bytes"])


def _sounds(shown: Shown) -> Found:
    for recording in recordings_by_id(shown).values():
        if recording.type == AUDIO:
            sound = to_hear(recording)
            for lesson in shown[recording.pk]:
                yield lesson, PackFile(sound.src, recording.title, sound.size_bytes or 0)
