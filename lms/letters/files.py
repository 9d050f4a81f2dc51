"""How stored files leave: shown or saved by the browser, but walled off from this site."""

from django.http import HttpResponseBase


def walled_off(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
