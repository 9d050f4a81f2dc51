"""What is looked at in a file before it is kept. Each no is a Refusal with a sentence that says what to do."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from content import recordings, slides
from content.confinement import Limits, run_confined
from content.enums import VariantKind
from lms.refusal import Refusal, refuse

# Source: house security rules 3 (input limits).
MAX_RECORDING_BYTES = {"audio": 100 * 1024 * 1024, "video": 500 * 1024 * 1024}
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
PICTURE_SIDE = 2600
PICTURE_LIMITS = Limits(memory_mib=720, cpu_seconds=20, wall_seconds=25, file_mib=30)
REDRAW = str(Path(__file__).parent / "redraw.py")
ZIP = b"PK\x03\x04"

WORDS = {
    "picture_unreadable": _("This picture is damaged. Save it again as JPG or PNG and upload that."),
    "picture_too_many_pixels": _(
        "This picture has more than %(limit)s million pixels. "
        "Save it smaller, such as 2000 pixels wide, and upload that."
    ),
    "picture_kind": _("Pictures of this kind are not accepted. Save it as JPG or PNG and upload that."),
    "recording_disguised": _("This file is not what its name says. Save the recording again as MP3, M4A, MP4 or WebM."),
    "recording_too_heavy": _(
        "This file has %(size)s; at most %(limit)s are allowed. Shorten the recording or save it smaller."
    ),
    "document_disguised": _("This file is not what its name says. Open it, save it again and upload that."),
    "document_too_heavy": _("This file has %(size)s; at most %(limit)s are allowed. Save it with smaller pictures."),
}


def refusal(code: str, **values: object) -> Refusal:
    return refuse(code, WORDS[code], **values)


@contextmanager
def on_disk(upload: Any) -> Iterator[Path]:
    """The upload as a file that another program may read."""
    with TemporaryDirectory(prefix="pilar-upload-", dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "source"
        upload.seek(0)
        with path.open("wb") as copy:
            copyfileobj(upload, copy, 1024 * 1024)
        upload.seek(0)
        yield path


def start_of(upload: Any) -> bytes:
    upload.seek(0)
    start = upload.read(16)
    upload.seek(0)
    return start


def extension_of(upload: Any) -> str:
    return upload.name.rsplit(".", 1)[-1].lower()


def redrawn(upload: Any) -> SimpleUploadedFile:
    """The picture drawn anew by a confined process, without what a phone writes into it. Raises Refusal."""
    with on_disk(upload) as source:
        target = source.with_name("target")
        outcome = run_confined(
            [sys.executable, "-I", REDRAW, str(source), str(target), str(PICTURE_SIDE)],
            limits=PICTURE_LIMITS,
            folder=source.parent,
        )
        kind = (outcome.output.split() or [""])[-1].lower()  # behind whatever the library warned of
        if not outcome.is_good or not target.exists() or not kind.isalnum():
            raise refusal("picture_unreadable")
        return SimpleUploadedFile(upload.name, target.read_bytes(), content_type=f"image/{kind}")


def has_signature(start: bytes, extension: str) -> bool:
    """Whether a file begins as its extension promises."""
    if extension == "mp3":
        return start.startswith(b"ID3") or (start[:1] == b"\xff" and start[1:2] >= b"\xe0")
    if extension in {"m4a", "mp4"}:
        return start[4:8] == b"ftyp"
    if extension == "pdf":
        return start.startswith(b"%PDF-")
    if extension in {"docx", "xlsx", "pptx", "odt"}:
        return start.startswith(ZIP)
    return extension == "webm" and start.startswith(b"\x1a\x45\xdf\xa3")


def refuse_heavy(upload: Any, *, code: str, limit: int) -> None:
    if upload.size > limit:
        raise refusal(code, size=filesizeformat(upload.size), limit=filesizeformat(limit))


def look_into_recording(upload: Any, *, media_type: str) -> recordings.Probe | None:
    """What is in an audio or video; None where no program can tell. Raises Refusal."""
    refuse_heavy(upload, code="recording_too_heavy", limit=MAX_RECORDING_BYTES[media_type])
    if not has_signature(start_of(upload), extension_of(upload)):
        raise refusal("recording_disguised")
    if not recordings.can_prepare():
        return None
    with on_disk(upload) as source:
        found = recordings.probe(source, extension=extension_of(upload))
    if code := recordings.reason_for_none(VariantKind(media_type), found):
        raise recordings.refusal("recording_no_picture" if code == "recording_no_picture" else "recording_unreadable")
    return found


def look_into_document(upload: Any) -> None:
    """A PDF must open, unlocked and of a length that can be drawn. Raises Refusal."""
    refuse_heavy(upload, code="document_too_heavy", limit=MAX_DOCUMENT_BYTES)
    if not has_signature(start_of(upload), extension_of(upload)):
        raise refusal("document_disguised")
    if extension_of(upload) == "pdf" and slides.can_draw():
        with on_disk(upload) as source:
            slides.count_pages(source)
