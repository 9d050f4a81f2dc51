"""What somebody outside sees through her link: the institution, the papers ticked for her, one question."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.permissions import public
from lms.journal.once import once
from lms.organisations.uploads import serve_stored
from lms.refusal import Refusal
from lms.registration import operations
from lms.registration.forms.examining import OpinionForm
from lms.registration.operations.reviewing import review_with


def discreet(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address is the secret: no cache keeps the answer and no search engine lists it."""

    @wraps(view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        response = view(request, **parts)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


@discreet
@require_http_methods(["GET", "HEAD", "POST"])
@public
@once
def review_answer(request, token):
    at = timezone.now()
    review = review_with(token, at=at)
    if review is None:
        return gone(request)
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            operations.answer_review(review, **form.cleaned_data, at=at)
        except Refusal:  # it ended while she was writing
            return gone(request)
        return redirect("review_thanks")
    context = {
        "review": review,
        "application": review.application,
        "papers": review.items.select_related("file"),
        "form": form,
        "token": token,
    }
    return render(request, "registration/review_answer.html", context)


@discreet
@require_safe
@public
def review_file(request, token, item):
    """A paper that was ticked for this reviewer, while her link is good."""
    review = review_with(token, at=timezone.now())
    shown = review.items.select_related("file").filter(pk=item, file__isnull=False).first() if review else None
    if shown is None or shown.file is None:
        raise Http404
    return serve_stored(shown.file)


@discreet
@require_safe
@public
def review_thanks(request):
    return render(request, "registration/review_thanks.html")


def gone(request):
    """Ended, used and wrong links look alike."""
    return render(request, "registration/review_gone.html", status=404)
