"""Files that people send in: looked into, cleaned, kept under the hash of their contents, served walled off.

What a file is, its contents and its extension must say alike. Pictures are drawn anew, which drops the place, time and
device that a phone writes into them. Source: house security rules 3 and 4.
"""

import hashlib
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow
from PIL import ImageOps

from lms.accounts.models import User
from lms.organisations.models.files import StoredFile, stored_path
from lms.refusal import Refusal, refuse

MAX_PICTURE_BYTES = 15 * 1024 * 1024
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
MAX_NAME = 150
KEPT_WITH_A_PICTURE = {"icc_profile", "transparency"}
DAMAGED = (OSError, EOFError, SyntaxError, ValueError, TypeError, KeyError, IndexError, struct.error, zlib.error)
DAMAGED_ARCHIVE = (*DAMAGED, zipfile.BadZipFile, NotImplementedError, RuntimeError)
CENTRAL_ENTRY = b"PK\x01\x02"

OOXML = "application/vnd.openxmlformats-officedocument"
ODT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True)
class FileType:
    media_type: str
    picture: str = ""  # what Pillow calls it
    member: str = ""  # the entry by which such an archive is known


TYPES = {
    "pdf": FileType("application/pdf"),
    "jpg": FileType("image/jpeg", picture="JPEG"),
    "jpeg": FileType("image/jpeg", picture="JPEG"),
    "png": FileType("image/png", picture="PNG"),
    "webp": FileType("image/webp", picture="WEBP"),
    "docx": FileType(f"{OOXML}.wordprocessingml.document", member="word/document.xml"),
    "xlsx": FileType(f"{OOXML}.spreadsheetml.sheet", member="xl/workbook.xml"),
    "pptx": FileType(f"{OOXML}.presentationml.presentation", member="ppt/presentation.xml"),
    "odt": FileType(ODT, member="content.xml"),
}
ACCEPT = ",".join(f".{extension}" for extension in TYPES)  # for the ``accept`` of a file field
SHOWN_INLINE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}


def store_upload(file: Any, *, by: User, at: datetime) -> StoredFile:
    """Keep an uploaded picture or document. Raises Refusal, in words, for whatever is not one we take."""
    name = clean_name(file.name or "")
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = TYPES.get(extension)
    if kind is None:
        raise refuse("file_kind", _("Send a PDF, a photo (JPG, PNG or WebP) or a document (DOCX, XLSX, PPTX or ODT)."))
    limit = MAX_PICTURE_BYTES if kind.picture else MAX_DOCUMENT_BYTES
    if not file.size:
        raise refuse("file_empty", _("This file is empty. Choose it again."))
    if file.size > limit:
        raise refuse(
            "file_too_large",
            _("This file has %(size)s; at most %(limit)s are allowed. Save it smaller or send fewer pages."),
            size=filesizeformat(file.size),
            limit=filesizeformat(limit),
        )
    file.seek(0)
    contents = file.read()
    cleaned = _looked_into(contents, extension, kind)
    return _kept(cleaned, name=name, kind=kind, by=by, at=at)


def clean_name(name: str) -> str:
    """The name somebody gave, as text: no path, nothing unseen, at most 150 signs; the extension stays."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    text = " ".join("".join(sign if unicodedata.category(sign)[0] != "C" else "" for sign in text).split())
    stem, dot, extension = text.rpartition(".")
    return text if len(text) <= MAX_NAME else f"{stem[: MAX_NAME - 10]}{dot}{extension[:9]}"


def _looked_into(contents: bytes, extension: str, kind: FileType) -> bytes:
    if kind.picture:
        return _drawn_anew(contents, kind.picture)
    if kind.member:
        _check_archive(contents, extension, kind)
    elif not contents.startswith(b"%PDF-"):
        raise _not_what_it_says()
    return contents


def _not_what_it_says() -> Refusal:
    return refuse("file_disguised", _("This file is damaged, or not what its name says. Save or scan it again."))


def _drawn_anew(contents: bytes, expected: str) -> bytes:
    """The picture upright and without metadata. Its size is read from the head, before anything is decoded."""
    formats = ("JPEG", "MPO") if expected == "JPEG" else (expected,)
    try:
        with Pillow.open(BytesIO(contents), formats=formats) as original:
            if original.width * original.height > MAX_PIXELS:
                raise _too_many_pixels()
            picture = ImageOps.exif_transpose(original)
            picture.info = {key: value for key, value in picture.info.items() if key in KEPT_WITH_A_PICTURE}
            drawn = BytesIO()
            picture.save(drawn, format=expected, quality=90)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        raise _too_many_pixels() from None
    except DAMAGED:
        raise _not_what_it_says() from None
    return drawn.getvalue()


def _too_many_pixels() -> Refusal:
    return refuse(
        "file_too_many_pixels", _("This picture has too many pixels; at most 40 million. Take it with a lower setting.")
    )


def _bomb() -> Refusal:
    return refuse("file_bomb", _("This document unpacks to far too much. Save it as a PDF and send that."))


def _check_archive(contents: bytes, extension: str, kind: FileType) -> None:
    """A document is a zip with a known entry; nothing of it is unpacked here. Macros and bombs are refused."""
    if contents.count(CENTRAL_ENTRY) > MAX_ENTRIES:  # before the list of entries costs memory
        raise _bomb()
    try:
        with zipfile.ZipFile(BytesIO(contents)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise _bomb()
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise refuse("file_macros", _("This document holds macros. Save it without them, or as a PDF."))
            is_odt = extension != "odt" or archive.open("mimetype").read(len(ODT) + 1) == ODT.encode()
            outside = any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names)
    except DAMAGED_ARCHIVE:
        raise _not_what_it_says() from None
    if kind.member not in names or not is_odt or outside:
        raise _not_what_it_says()


def _kept(contents: bytes, *, name: str, kind: FileType, by: User, at: datetime) -> StoredFile:
    """Bytes first, row second. The same contents are on disk once, however many rows point to them."""
    stored = StoredFile(
        sha256=hashlib.sha256(contents).hexdigest(),
        original_name=name,
        media_type=kind.media_type,
        size_bytes=len(contents),
        uploaded_by=by,
        uploaded_at=at,
    )
    path = stored_path(stored, name)
    if default_storage.exists(path):
        stored.file.name = path
        stored.save()
    else:
        stored.file.save(name, ContentFile(contents), save=True)
    return stored


def serve_stored(stored: StoredFile) -> FileResponse:
    """The bytes under their old name, shown or saved but walled off from this site and kept nowhere.

    Only for a file that was fetched through its parent, and the parent through ``visible_to`` or its like.
    """
    try:
        file = stored.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file,
        filename=stored.original_name,
        content_type=stored.media_type,
        as_attachment=stored.media_type not in SHOWN_INLINE,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
