"""Lessons without signal: the service worker, the page it shows when there is none, and what it takes along."""

import hashlib
import json

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from lms.accounts.permissions import public
from lms.accounts.roles import Permission
from lms.learning.models import answers_of
from lms.learning.packs import packs_of
from lms.learning.views.lessons import learnt_enrolment, learnt_enrolments
from lms.organisations.permissions import requires

SCRIPTS = ("offline.js", "sw-keep.js", "sw.js")
# A worker loads nothing but data of ours. Source: house security rules 5.
WORKER_POLICY = "default-src 'none'; connect-src 'self'"


@require_safe
@public
def service_worker(request):
    """Served from the root, since it looks after every page; one file, so that its parts are always of one version."""
    source = "\n".join((settings.BASE_DIR / "static" / name).read_text(encoding="utf-8") for name in SCRIPTS)
    no_signal_page = render_to_string("learning/no_signal.html", request=None)
    version = hashlib.sha256((source + no_signal_page).encode()).hexdigest()[:12]
    setup = {
        "version": version,
        "noSignal": reverse("no_signal"),
        "state": reverse("lesson_state"),
        "send": reverse("lesson_send"),
        "signOut": reverse("account_logout"),
    }
    response = HttpResponse(f"const SETUP = {json.dumps(setup)};\n{source}", content_type="text/javascript")
    response["Content-Security-Policy"] = WORKER_POLICY
    # An hour: a browser asks for it at most once in that time, and in any case once a day.
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_safe
@public
def no_signal(request):
    """What stands in the place of a page that cannot be had: kept by the worker, holding nothing of anybody's."""
    return render(request, "learning/no_signal.html")


@require_safe
@requires(Permission.LEARN)
def lesson_pack(request, pk, module_pk):
    """The manifest of a module: which pages and pictures to keep, and what they weigh."""
    found = packs_of(learnt_enrolment(request, pk), module_pk)
    if not found:
        raise Http404
    return JsonResponse(found[0].to_data())


@require_safe
@requires(Permission.LEARN)
def lesson_store(request, pk):
    """Every module of the course with its price, to be kept on the phone or removed from it."""
    enrolment = learnt_enrolment(request, pk)
    return render(request, "learning/store.html", {"enrolment": enrolment, "packs": packs_of(enrolment)})


@require_safe
@requires(Permission.LEARN)
def lesson_state(request):
    """Who is signed in, a token to send with, and her own answers to the checks of the lesson she names."""
    answers = {}
    place, lesson = (request.GET.get(name, "") for name in ("pendaftaran", "pelajaran"))
    if all(text.isascii() and text.isdigit() and len(text) < MAX_DIGITS for text in (place, lesson)):
        enrolment = learnt_enrolments(request.user).filter(pk=int(place)).first()
        answers = answers_of(enrolment, int(lesson)) if enrolment else {}
    return JsonResponse({"account": str(request.user.pk), "csrf": get_token(request), "answers": answers})


MAX_DIGITS = 19  # what the database still holds
