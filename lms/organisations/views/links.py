"""A link that is shown once: its address, and a picture of it for a phone held beside the screen."""

from dataclasses import dataclass
from functools import wraps

import segno
from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache


@dataclass(frozen=True)
class Link:
    url: str
    picture: str  # a data URI: no second request carries the secret


def link_to(name, token):
    url = settings.BASE_URL + reverse(name, args=[token])
    picture = segno.make(url, error="m", micro=False).svg_data_uri(scale=6, light="#ffffff", border=4)
    return Link(url, picture)


def dead_link(request):
    """The same answer for used, expired and unknown links."""
    return render(request, "organisations/invitation_dead.html", status=404)


def unlisted(view):
    """Kept by no cache and no search engine; for pages whose address is the secret."""

    @wraps(view)
    @never_cache
    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded
