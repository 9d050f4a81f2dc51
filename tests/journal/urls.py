"""Forms that create a journal row and answer in every way a view can."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from lms.journal.models import Event
from lms.journal.once import once
from lms.journal.operations import record
from lms.refusal import refuse, shown_as_message
from lms.urls import urlpatterns as house


def created():
    with transaction.atomic():
        return record("test.created", subject=Event(pk=0), by=None, at=timezone.now())


@once
def form(request):
    if request.method == "GET":
        return HttpResponse("form")
    upload = request.FILES.get("file")
    event = created()
    if upload is not None:
        upload.read()
    return redirect(f"/made/{event.pk}")


@once
def with_errors(request):
    created()
    return HttpResponse("please correct", status=200)


@once
def refused(request):
    with shown_as_message(request):
        created()
        raise refuse("full", "All seats are taken.")
    return redirect("/form")


@once
def missing(request):
    created()
    raise Http404


@once
def broken(request):
    created()
    raise ZeroDivisionError


def public(view):
    view.permission = "public"
    view.login_required = False
    return view


urlpatterns = [
    *house,  # the shell of every page links into it
    path("form", public(form)),
    path("other-form", public(form)),
    path("with-errors", public(with_errors)),
    path("refused", public(refused)),
    path("missing", public(missing)),
    path("broken", public(broken)),
]
