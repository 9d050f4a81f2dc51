import hashlib
from datetime import UTC

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.permissions import public
from lms.accounts.roles import Permission
from lms.cohorts.models import Cohort
from lms.notices import ics, operations
from lms.notices.enums import FeedScope
from lms.notices.models import CalendarFeed
from lms.organisations.permissions import requires

TYPE = "text/calendar; charset=utf-8"


def address_of(feed):
    """The whole address, and the same for programs that subscribe by ``webcal``; None when it cannot be shown."""
    token = operations.token_of(feed) if feed else None
    if token is None:
        return None
    url = settings.BASE_URL + reverse("calendar_feed", args=[token])
    return {"https": url, "webcal": "webcal://" + url.partition("://")[2]}


@require_safe
@requires(Permission.SIGNED_IN)
def calendar_mine(request):
    """The address of one's calendar, how to add it, and a file to take along once."""
    feed = CalendarFeed.objects.in_force().filter(user=request.user).first()
    upcoming = ics.sessions_of_person(request.user).filter(ends_at__gte=timezone.now())[:5]
    context = {"has_feed": feed is not None, "address": address_of(feed), "upcoming": upcoming}
    return render(request, "notices/calendar_mine.html", context)


@require_POST
@requires(Permission.SIGNED_IN)
def calendar_renew(request):
    operations.make_feed(request.user, by=request.user, at=timezone.now())
    messages.success(request, _("Your calendar has a new address. The one before no longer works."))
    return redirect("calendar_mine")


@require_safe
@requires(Permission.SIGNED_IN)
def calendar_download(request):
    return _answer(request, _of_person(request.user), name="kalender-pilar.ics")


@require_POST
@requires(Permission.PLAN_COHORT)
def cohort_calendar_renew(request, pk):
    cohort = get_object_or_404(Cohort.objects.planned_by(request.user), pk=pk)
    operations.make_feed(cohort, by=request.user, at=timezone.now())
    messages.success(request, _("The calendar has a new address. The one before no longer works."))
    return redirect("cohort_notices", pk)


@require_safe
@public
def calendar_feed(request, token):
    """Whoever has the address reads the calendar: programs that fetch it cannot sign in."""
    feed = operations.feed_behind(token)
    if feed is None:
        raise Http404
    if feed.scope == FeedScope.PERSON:
        return _answer(request, _of_person(feed.user))
    return _answer(request, _of_cohort(feed.cohort))


def _of_person(user):
    sessions = list(ics.sessions_of_person(user))
    with override(user.language):
        return ics.calendar_of(sessions, name=_("Pilar: my trainings"), with_links=True), ics.last_changed(sessions)


def _of_cohort(cohort):
    sessions = list(ics.sessions_of_cohort(cohort))
    return ics.calendar_of(sessions, name=cohort.title, with_links=False), ics.last_changed(sessions)


def _answer(request, made, *, name=""):
    """304 when the program has these very bytes already."""
    data, changed_at = made
    etag = f'"{hashlib.sha256(data).hexdigest()}"'
    response = HttpResponse(data, content_type=TYPE, headers={"Cache-Control": "private, no-cache"})
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    if changed_at is not None:
        response["Last-Modified"] = changed_at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return get_conditional_response(request, etag=etag, response=response)
