"""The door: a body larger than anything we take is refused by what it says of itself, before a byte of it is read.

Source: house security rules 3. A body without a stated length is read as empty by Django.
"""

from lms.errors import plain

MAX_BODY_BYTES = 21 * 1024 * 1024  # a document of 20 MB and the fields around it
MAX_ADMIN_BODY_BYTES = 510 * 1024 * 1024  # authors upload recordings; Wagtail sees to each kind


def body_limit(get_response):
    """Middleware. Stands before everything that looks into a POST, such as the CSRF check."""

    def middleware(request):
        limit = MAX_ADMIN_BODY_BYTES if request.path.startswith("/admin/") else MAX_BODY_BYTES
        if stated_length(request) > limit:
            return plain(request, 413)
        return get_response(request)

    return middleware


def stated_length(request):
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
