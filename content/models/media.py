from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, FilteredRelation, Q
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from content import recordings, slides
from content.enums import SETTLED_STATES, PreparationState, VariantKind
from lms.refusal import Reason, reasons_from_data


class Preparation(models.Model):
    """Work done on an uploaded file in the background. A file put in its place begins it anew.

    ``source_name`` is the name of that file in the storage: what was made from another one counts for nothing.
    ``refusal`` keeps codes and values; their words are those of today.
    """

    state = models.CharField(max_length=10, choices=PreparationState, default=PreparationState.WAITING)
    source_name = models.CharField(max_length=255)
    percent = models.PositiveSmallIntegerField(default=0)
    refusal = models.JSONField(default=list, blank=True)
    updated_at = models.DateTimeField()

    WORDS = recordings.WORDS | slides.WORDS

    class Meta:
        abstract = True

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED_STATES

    @property
    def is_ready(self) -> bool:
        return self.state == PreparationState.READY

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return reasons_from_data(self.refusal, self.WORDS)


def preparation_constraints(name: str) -> list[models.BaseConstraint]:
    without_words = Q(state__in=[PreparationState.WAITING, PreparationState.WORKING, PreparationState.READY])
    return [
        models.CheckConstraint(condition=Q(percent__lte=100), name=f"content_{name}_percent_at_most_100"),
        models.CheckConstraint(
            condition=(without_words & Q(refusal=[])) | (~without_words & ~Q(refusal=[])),
            name=f"content_{name}_says_why_there_is_none",
        ),
    ]


class RecordingVariant(Preparation):
    """One small version of a recording. The original stays as it was uploaded."""

    recording = models.ForeignKey(Media, on_delete=models.CASCADE, related_name="variants")
    kind = models.CharField(max_length=5, choices=VariantKind)
    file = models.FileField(upload_to="variants/", max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            *preparation_constraints("recordingvariant"),
            models.UniqueConstraint(fields=["recording", "kind"], name="content_recordingvariant_once_per_kind"),
            models.CheckConstraint(
                condition=(Q(state=PreparationState.READY) & Q(size_bytes__gt=0) & ~Q(file=""))
                | (~Q(state=PreparationState.READY) & Q(size_bytes=0) & Q(file="")),
                name="content_recordingvariant_ready_with_a_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recording_id} {self.kind}"

    @property
    def media_type(self) -> str:
        return recordings.MEDIA_TYPES[VariantKind(self.kind)]


class SlideDeck(Preparation):
    """The pages of a PDF as pictures: ``pages`` holds name, size in bytes, width and height of each, in order."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="deck")
    pages = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            *preparation_constraints("slidedeck"),
            models.CheckConstraint(
                condition=(Q(state=PreparationState.READY) & ~Q(pages=[]))
                | (~Q(state=PreparationState.READY) & Q(pages=[])),
                name="content_slidedeck_ready_with_pages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}"


@dataclass(frozen=True)
class Source:
    """One file a browser may play, and what it weighs; ``size_bytes`` is None when the file is gone."""

    src: str
    type: str
    size_bytes: int | None


def recordings_by_id(ids: Iterable[int | None]) -> dict[int, Media]:
    """Recordings, each with its ready variants in ``small`` by kind, in one query."""
    query = Media.objects.all()
    for kind in VariantKind:
        ready = Q(variants__kind=kind, variants__state=PreparationState.READY)
        relation = FilteredRelation("variants", condition=ready)
        query = query.annotate(**{kind.value: relation}).annotate(
            **{f"{kind}_{name}": F(f"{kind.value}__{name}") for name in ("file", "size_bytes", "source_name")}
        )
    found = query.in_bulk([pk for pk in ids if pk])
    for recording in found.values():
        recording.small = {kind: small for kind in VariantKind if (small := _annotated(recording, kind))}
    return found


def _annotated(recording: Media, kind: VariantKind) -> Source | None:
    """What was made of the file that lies there now; a replaced file has no small version yet."""
    if getattr(recording, f"{kind}_source_name") != recording.file.name:
        return None
    name, size = getattr(recording, f"{kind}_file"), getattr(recording, f"{kind}_size_bytes")
    return Source(default_storage.url(name), recordings.MEDIA_TYPES[kind], size)


def small_versions(recording: Media) -> dict[VariantKind, Source]:
    """The ready small versions, from memory where ``recordings_by_id`` has put them."""
    if not hasattr(recording, "small"):
        fresh = recordings_by_id([recording.pk]).get(recording.pk)
        recording.small = fresh.small if fresh else {}
    return recording.small
