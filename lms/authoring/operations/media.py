"""Uploaded recordings and slides, made ready for telephones in the background. The original always stays."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from shutil import copyfileobj, rmtree
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from PIL import Image
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from content import recordings, slides
from content.enums import UNSETTLED_STATES, PreparationState, VariantKind
from content.models import RecordingVariant, SlideDeck
from content.models.media import Preparation
from content.shelves import keep_once
from lms.authoring.enums import MediaEvent
from lms.journal.operations import record
from lms.refusal import Refusal, reasons_to_data

# A recording has the variants of its type; a spoken text that was filmed is heard all the same.
KINDS = {"audio": (VariantKind.AUDIO,), "video": (VariantKind.AUDIO, VariantKind.VIDEO)}
WORK_FOLDER = "media-work"
SWEEP_BATCH = 20
A_DAY = timedelta(days=1)


# --- asking ------------------------------------------------------------------


@transaction.atomic
def ask_variants(recording: Media, *, by: Any | None, at: datetime) -> None:
    """The small versions of what lies in the recording now are wanted; what was made of an older file is forgotten."""
    for kind in KINDS[recording.type]:
        RecordingVariant.objects.update_or_create(
            recording=recording,
            kind=kind,
            defaults=_anew(recording.file.name, at) | {"file": "", "size_bytes": 0},
        )
    record(
        MediaEvent.RECORDING_UPLOADED, subject=recording, by=by, at=at, data={"source": source_key(recording.file.name)}
    )


@transaction.atomic
def ask_pages(document: Document, *, by: Any | None, at: datetime) -> None:
    """The pages of the PDF are wanted as pictures."""
    SlideDeck.objects.update_or_create(document=document, defaults=_anew(document.file.name, at) | {"pages": []})
    record(MediaEvent.SLIDES_UPLOADED, subject=document, by=by, at=at, data={"source": source_key(document.file.name)})


def ask_missing(*, at: datetime) -> int:
    """Ask for what nobody asked for: files that came by an import, a copy or a restored backup, and those that waited
    for a program to be installed or whose work was given up, a day ago. How many were asked for.
    """
    asked = 0
    for recording in _unprepared_recordings(at)[:SWEEP_BATCH]:
        ask_variants(recording, by=None, at=at)
        asked += 1
    for document in _undrawn_documents(at)[:SWEEP_BATCH]:
        ask_pages(document, by=None, at=at)
        asked += 1
    return asked


def _unprepared_recordings(at: datetime) -> Any:
    row = RecordingVariant.objects.filter(recording=OuterRef("pk"), source_name=OuterRef("file"))
    old = row.filter(updated_at__lt=at - A_DAY)
    wanted = Q(~Exists(row)) | Q(Exists(old.filter(state__in=UNSETTLED_STATES)))
    if recordings.can_prepare():
        wanted |= Q(Exists(old.filter(refusal__0__code="recording_no_tool")))
    return Media.objects.filter(wanted).order_by("pk")


def _undrawn_documents(at: datetime) -> Any:
    row = SlideDeck.objects.filter(document=OuterRef("pk"), source_name=OuterRef("file"))
    old = row.filter(updated_at__lt=at - A_DAY)
    wanted = Q(~Exists(row)) | Q(Exists(old.filter(state__in=UNSETTLED_STATES)))
    if slides.can_draw():
        wanted |= Q(Exists(old.filter(refusal__0__code="pdf_no_tool")))
    return Document.objects.filter(wanted, file__iendswith=".pdf").order_by("pk")


def _anew(source_name: str, at: datetime) -> dict[str, Any]:
    return {
        "state": PreparationState.WAITING, "source_name": source_name, "percent": 0, "refusal": [], "updated_at": at,
    }  # fmt: skip


def source_key(name: str) -> str:
    """Tells two files apart in the journal, which keeps no names: a file may be called after a person."""
    return sha256(name.encode()).hexdigest()[:16]


# --- doing -------------------------------------------------------------------


def make_variant(variant: RecordingVariant) -> dict[str, Any]:
    """Make the small version, slowly and outside a transaction; answers the fields its row is to get."""
    recording, kind = variant.recording, VariantKind(variant.kind)
    extension = variant.source_name.rsplit(".", 1)[-1].lower()
    try:
        if not recordings.can_prepare():
            raise recordings.refusal("recording_no_tool")
        with _workplace(recording.file) as (source, folder):
            found = recordings.probe(source, extension=extension)
            if code := recordings.reason_for_none(kind, found):
                return _ended(PreparationState.ABSENT, recordings.refusal(code))
            target = folder / f"small.{recordings.EXTENSIONS[kind]}"
            recordings.make_small(
                source, target, kind=kind, extension=extension, found=found, report=show_progress(variant)
            )
            size = target.stat().st_size
            if size >= source.stat().st_size and kind == recording.type:
                return _ended(PreparationState.ABSENT, recordings.refusal("recording_already_small"))
            return _ended(PreparationState.READY) | {"file": keep_by_hash(target, "variants"), "size_bytes": size}
    except FileNotFoundError:  # deleted or replaced meanwhile, or a backup came back without its media
        return _ended(PreparationState.REFUSED, recordings.refusal("recording_unreadable"))
    except Refusal as refusal:
        return _ended(PreparationState.REFUSED, refusal)


def make_pages(deck: SlideDeck) -> dict[str, Any]:
    """Draw the pages, slowly and outside a transaction; answers the fields the row is to get."""
    try:
        if not slides.can_draw():
            raise slides.refusal("pdf_no_tool")
        with _workplace(deck.document.file) as (source, folder):
            drawn = slides.draw_pages(source, folder, pages=slides.count_pages(source), report=show_progress(deck))
            return _ended(PreparationState.READY) | {"pages": [_page_facts(page) for page in drawn]}
    except FileNotFoundError:
        return _ended(PreparationState.REFUSED, slides.refusal("pdf_unreadable"))
    except Refusal as refusal:
        return _ended(PreparationState.REFUSED, refusal)


def _page_facts(page: Path) -> dict[str, Any]:
    with Image.open(page) as picture:
        width, height = picture.size
    return {
        "name": keep_by_hash(page, "slides"), "size_bytes": page.stat().st_size, "width": width, "height": height,
    }  # fmt: skip


def settle(preparation: Preparation, fields: dict[str, Any], *, at: datetime) -> None:
    """Write what came of it, unless the file was replaced meanwhile. Same transaction as the delivery's end."""
    same = type(preparation)._default_manager.filter(pk=preparation.pk, source_name=preparation.source_name)
    same.update(**fields, updated_at=at)


def show_progress(preparation: Preparation) -> Callable[[int], None]:
    """A reporter for work outside a transaction: everybody sees how far it is, in steps of five percent."""
    row = type(preparation)._default_manager.filter(
        pk=preparation.pk, source_name=preparation.source_name, state__in=UNSETTLED_STATES
    )
    shown = -5

    def report(percent: int) -> None:
        nonlocal shown
        if percent >= shown + 5:
            shown = percent
            row.update(state=PreparationState.WORKING, percent=percent, updated_at=timezone.now())

    report(0)
    return report


def _ended(state: PreparationState, refusal: Refusal | None = None) -> dict[str, Any]:
    return {"state": state, "percent": 100, "refusal": reasons_to_data(refusal.reasons) if refusal else []}


# --- files -------------------------------------------------------------------


@contextmanager
def _workplace(file: Any) -> Iterator[tuple[Path, Path]]:
    """The uploaded file on this computer, and a folder to work in; both are forgotten afterwards.

    What a killed worker leaves behind goes with ``forget_unfinished_work``.
    """
    place = settings.VAR_DIR / WORK_FOLDER
    place.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=place) as name:
        source = Path(name) / "source"
        with default_storage.open(file.name) as upload, source.open("wb") as copy:
            copyfileobj(upload, copy, 1024 * 1024)
        yield source, Path(name)


def keep_by_hash(path: Path, shelf: str) -> str:
    """Put a file on a shelf under the hash of its content; the same content lies there once. Answers its name."""
    with path.open("rb") as content:
        name = f"{shelf}/{file_digest(content, 'sha256').hexdigest()[:40]}{path.suffix}"
        content.seek(0)
        return keep_once(name, File(content))


def forget_unfinished_work(*, at: datetime) -> None:
    """Drop what killed workers left behind a day ago."""
    for left in (settings.VAR_DIR / WORK_FOLDER).glob("*"):
        if left.stat().st_mtime < (at - A_DAY).timestamp():
            rmtree(left, ignore_errors=True)
