"""One-time keys of forms that create something: pressed twice, done once.

Source: house security rules 7. The key of a visitor stands alone (``visitor``): she may get her session, and so
another identity, by the very request that is repeated; and nobody else can know a random key of 122 bits.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from lms.journal.models import OnceKey

View = Callable[..., HttpResponse]

FIELD = "once_key"
NOT_PART_OF_THE_BODY = {FIELD, "csrfmiddlewaretoken"}
REDIRECTS = {302, 303}
VISITOR = "visitor"
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL: longer than lock_timeout

NO_KEY = (
    _("This form did not reach us whole"),
    _("A hidden part of the form is missing, so we cannot tell a repeated press from a new one. Nothing was saved."),
)
OTHER_BODY = (
    _("This form was already sent with other contents"),
    _("What you sent first was saved. What you sent now was not."),
)
STILL_RUNNING = (
    _("This form is still being saved"),
    _("You sent it a moment ago. Wait a little, then look whether it is there before you send it again."),
)


def once(view: View) -> View:
    """Run a POST view once for each one-time key of ``{% once_key %}``; place it under ``@requires``.

    Key, effect and answer are one transaction. The same key and body again: the stored redirect, and the view does
    not run. The same key with another body: 422. No key or a malformed one: 400. A view that answers with anything
    but a redirect, or that showed a refusal (``shown_as_message``), has created nothing: its transaction is rolled
    back and the key may be used again.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = _key(request)
        if key is None:
            return _refused(request, NO_KEY, status=400)
        mine = OnceKey(key=key, principal=_principal(request), body_digest=body_digest(request))
        return _answered_before(request, mine) or _run(request, mine, lambda: view(request, *args, **kwargs))

    return guarded


def body_digest(request: HttpRequest) -> str:
    """SHA-256 over path, fields and files, whatever the order of the fields."""
    fields = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_PART_OF_THE_BODY)
    files = sorted((name, file.name, _file_digest(file)) for name, uploads in request.FILES.lists() for file in uploads)
    return hashlib.sha256(json.dumps([request.path, fields, files]).encode()).hexdigest()


def _file_digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)  # the view reads it again
    return digest.hexdigest()


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _principal(request: HttpRequest) -> str:
    return f"user:{request.user.pk}" if request.user.is_authenticated else VISITOR


def _answered_before(request: HttpRequest, mine: OnceKey) -> HttpResponse | None:
    first = OnceKey.objects.filter(principal=mine.principal, key=mine.key).first()
    if first is None:
        return None
    if first.body_digest != mine.body_digest:
        return _refused(request, OTHER_BODY, status=422)
    messages.info(request, _("This form was already sent. It was saved once; nothing was done twice."))
    return HttpResponseRedirect(first.answer)


def _run(request: HttpRequest, mine: OnceKey, answer: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        try:
            with transaction.atomic():
                mine.save(force_insert=True)  # PostgreSQL waits here while another request with this key is running
        except IntegrityError:
            # That request has committed by now; its row is there to read.
            return _answered_before(request, mine) or _refused(request, STILL_RUNNING, status=409)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            return _refused(request, STILL_RUNNING, status=409)
        response = answer()
        if response.status_code in REDIRECTS and not getattr(request, "is_refused", False):
            mine.answer = response["Location"]
            mine.save(update_fields=["answer"])
        else:
            transaction.set_rollback(True)
    return response


def _refused(request: HttpRequest, words: tuple[Any, Any], *, status: int) -> HttpResponse:
    title, text = words
    response = render(request, "journal/once_refused.html", {"title": title, "text": text}, status=status)
    if status == 409:
        response["Retry-After"] = "5"
    return response
