"""Pictures and recordings of lessons, from whichever storage holds them; never the media folder itself."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from lms.accounts.permissions import signed_in

# Where Wagtail keeps what authors upload. Certificates lie beside it and have their own view.
SHELVES = ("images/", "original_images/", "media/", "media_thumbnails/")
SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/mp4", "video/mp4", "video/webm")


@require_safe
@signed_in
def lesson_file(request, path):
    """A file of a lesson for anybody signed in. Source: house security rules 4 (headers, no other shelf)."""
    if not path.startswith(SHELVES) or ".." in path or not default_storage.exists(path):
        raise Http404
    try:
        file = default_storage.open(path)
    except IsADirectoryError:
        raise Http404 from None
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind, as_attachment=kind not in SHOWN_INLINE)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=86400"
    return response
