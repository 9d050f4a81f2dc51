"""Pictures and recordings of lessons, from whichever storage holds them; never the media folder itself."""

import mimetypes
import re
from hashlib import sha256

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from lms.accounts.permissions import signed_in
from lms.learning.document_access import SHELF, may_open_file

# Where Wagtail and we keep what authors upload and what is made of it. Certificates and papers of institutions lie
# beside these and have their own views.
SHELVES = (
    *("images/", "original_images/", "media/", "media_thumbnails/", "documents/"),
    *("variants/", "slides/", "captions/"),
)
SHOWN_INLINE = (
    *("image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "audio/webm", "video/mp4", "video/webm"),
    "text/vtt",
)
KINDS = {".m4a": "audio/mp4"}  # some systems say audio/mp4a-latm or x-m4a, which browsers may not play
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
CHUNK = 64 * 1024


@require_safe
@signed_in
def lesson_file(request, path):
    """A file of a lesson for anybody signed in; a document only for who works on it or reads a page with it.

    Source: house security rules 4 (headers, no other shelf).

    Asked for a range, as a telephone does when somebody seeks in a recording, it sends that range alone.
    """
    if not path.startswith(SHELVES) or ".." in path or not default_storage.exists(path):
        raise Http404
    if path.startswith(SHELF) and not may_open_file(request.user, path):
        raise Http404
    try:
        file = default_storage.open(path)
    except IsADirectoryError:
        raise Http404 from None
    kind = KINDS.get(path[path.rfind(".") :].lower()) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    etag = f'"{sha256(f"{path}:{file.size}".encode()).hexdigest()[:32]}"'
    if unchanged := get_conditional_response(request, etag=etag):
        file.close()
        return unchanged
    wanted = wanted_range(request, etag, file.size)
    if wanted is None:
        response = FileResponse(file, content_type=kind, as_attachment=kind not in SHOWN_INLINE)
    else:
        response = partial(file, wanted, kind)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def wanted_range(request, etag, size):
    """First and last byte asked for; None for the whole file, an empty range when there is nothing there.

    Several ranges at once, and a range of another version, are answered with the whole file, as RFC 9110 allows.
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or found[0] == "bytes=-" or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    return range(int(first), min(int(last) + 1 if last else size, size))


def partial(file, wanted, kind):
    if not len(wanted):
        size = file.size
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(wanted.start)
    response = StreamingHttpResponse(Piece(file, len(wanted)), status=206, content_type=kind)
    response["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{file.size}"
    response["Content-Length"] = str(len(wanted))
    return response


class Piece:
    """``left`` bytes of a file from where it stands. The response closes it, read or not."""

    def __init__(self, file, left):
        self.file, self.left, self.close = file, left, file.close

    def __iter__(self):
        while self.left > 0 and (chunk := self.file.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk
