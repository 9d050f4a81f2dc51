"""Screens of authors in the Wagtail admin: whole courses. Wagtail's rights on pages decide; strangers meet 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.permissions import page_permission_policy

from content.models import CoursePage
from content.newer import news_of
from content.preparing import bring_pictures, read_and_draw
from lms.authoring.forms import AgainForm, NewCourseForm, NewsForm, ShareForm
from lms.authoring.models import CourseOffer, OfficeTree
from lms.authoring.operations.courses import TEMPLATES, repeat_course, start_course
from lms.authoring.operations.sharing import leave_news, offer_course, take_news, take_offer, withdraw_offer
from lms.journal.once import once
from lms.refusal import shown_as_message, shown_on_form


def in_admin(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """States that Wagtail's admin lets authors in here; which rows they reach is the query sets' business."""
    view.permission = "wagtail_admin"  # type: ignore[attr-defined]
    return view


def beforehand(work: Callable[..., None]) -> Callable[..., Any]:
    """Files are drawn and copied before ``once`` opens its transaction: others wait to write while that is open."""

    def around(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                work(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return guarded

    return around


def draw_template(request: Any) -> None:
    for template in TEMPLATES:
        if template.key == request.POST.get("template"):
            read_and_draw(template.source)


def bring_pictures_of_offer(request: Any, offer_id: int) -> None:
    open_offers = CourseOffer.objects.made_to(request.user).open().filter(course__live=True)
    if offer := open_offers.filter(pk=offer_id).select_related("course", "tree__collection").first():
        modules = offer.course.modules()
        bring_pictures((each for module in modules for each in module.lessons()), to=offer.tree.collection)


def bring_pictures_of_news(request: Any, page_id: int) -> None:
    """Of lessons that are ticked, alone or with their module."""
    course, ticked = course_of(request, page_id), set(request.POST.getlist("sources"))
    source = CoursePage.objects.filter(pk=course.copied_from_id).live().first()
    if source is None or request.POST.get("leaves"):
        return
    rows = [(module, lesson) for module in source.modules() for lesson in module.lessons()]
    lessons = [lesson for module, lesson in rows if {str(module.pk), str(lesson.pk)} & ticked]
    if lessons:
        bring_pictures(lessons, to=OfficeTree.objects.holding(course).collection)


def course_of(request: Any, page_id: int) -> CoursePage:
    """The course if the author may write in it; otherwise it does not exist."""
    own = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    return get_object_or_404(CoursePage.objects.filter(page_ptr__in=own.values("pk")), pk=page_id)


def screen(request: Any, template: str, *, title: str, course: CoursePage | None = None, **more: Any) -> HttpResponse:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if course is not None:
        editor = reverse("wagtailadmin_pages:edit", args=[course.pk])
        trail.append({"url": editor, "label": course.get_admin_display_title()})
    trail.append({"url": "", "label": title})
    head = {"header_title": title, "header_icon": "folder-open-inverse", "breadcrumbs_items": trail}
    return render(request, template, {**head, "course": course, **more})


@require_http_methods(["GET", "HEAD", "POST"])
@in_admin
@beforehand(draw_template)
@once
def course_new(request):
    if not OfficeTree.objects.written_by(request.user).exists():
        raise PermissionDenied
    form = NewCourseForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        with shown_on_form(form):
            course = start_course(**form.cleaned_data, by=request.user, at=timezone.now())
            words = _("“%(course)s” is there as a draft, with all modules, lessons and questions. Make it yours.")
            messages.success(request, words % {"course": course.title})
            return redirect("wagtailadmin_explore", course.pk)
    rows = [(template, form["template"].value() == template.key) for template in TEMPLATES]
    return screen(request, "authoring/course_new.html", title=_("New course"), form=form, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@in_admin
@once
def course_again(request, page_id):
    course = course_of(request, page_id)
    parent = course.get_parent()
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    form = AgainForm(request.POST if request.method == "POST" else None, initial={"title": course.title})
    if form.is_valid():
        with shown_on_form(form):
            clone = repeat_course(course, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("“%(course)s” is there as a draft.") % {"course": clone.title})
            return redirect("wagtailadmin_explore", clone.pk)
    title = _("Use this course again")
    return screen(request, "authoring/course_again.html", title=title, course=course, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@in_admin
@once
def course_share(request, page_id):
    course = course_of(request, page_id)
    offices = OfficeTree.objects.offered_from(course, request.user)
    if not offices.exists():
        raise Http404
    open_offers = course.offers.open().select_related("tree__office").order_by("tree__office__region")
    free = offices.exclude(pk__in=open_offers.values("tree")).select_related("office")
    form = ShareForm(request.POST if request.method == "POST" else None, offices=free)
    if form.is_valid():
        with shown_on_form(form):
            offer_course(course, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("The course is offered. Each office decides for itself."))
            return redirect("course_share", course.pk)
    taken = course.offers.filter(taken_at__isnull=False).select_related("tree__office").order_by("-taken_at")
    context = {"form": form, "free": free, "open_offers": open_offers, "taken": taken}
    return screen(request, "authoring/course_share.html", title=_("Offer to offices"), course=course, **context)


@require_POST
@in_admin
@once
def offer_withdraw(request, page_id, offer_id):
    course = course_of(request, page_id)
    offer = get_object_or_404(course.offers, pk=offer_id)
    with shown_as_message(request):
        withdraw_offer(offer, by=request.user, at=timezone.now())
        messages.success(request, _("The offer is taken back."))
    return redirect("course_share", course.pk)


@require_safe
@in_admin
def offer_list(request):
    offers = CourseOffer.objects.made_to(request.user).open().filter(course__live=True)
    offers = offers.select_related("course", "tree__office", "offered_by")
    return screen(request, "authoring/offer_list.html", title=_("Courses offered to us"), offers=offers)


@require_POST
@in_admin
@beforehand(bring_pictures_of_offer)
@once
def offer_take(request, offer_id):
    offer = get_object_or_404(CourseOffer.objects.made_to(request.user), pk=offer_id)
    with shown_as_message(request):
        course = take_offer(offer, by=request.user, at=timezone.now())
        words = _("“%(course)s” is now your own copy, as a draft. Read it, change what you like, then hand it in.")
        messages.success(request, words % {"course": course.title})
        return redirect("wagtailadmin_explore", course.pk)
    return redirect("offer_list")


@require_http_methods(["GET", "HEAD", "POST"])
@in_admin
@beforehand(bring_pictures_of_news)
@once
def course_news(request, page_id):
    course = course_of(request, page_id)
    news = news_of(course)
    form = NewsForm(request.POST if request.method == "POST" else None, sources=[each.key for each in news])
    if form.is_valid():
        with shown_on_form(form):
            words = settle_news(course, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, words)
            return redirect("course_news", course.pk)
    chosen = set(request.POST.getlist("sources"))
    rows = [(each, str(each.key) in chosen) for each in news]
    has_own = any(each.is_changed_here for each in news)
    context = {"form": form, "rows": rows, "has_own": has_own}
    return screen(request, "authoring/course_news.html", title=_("Newer version"), course=course, **context)


def settle_news(course: CoursePage, sources: list[int], *, leaves: bool, replaces_own: bool, **who: Any) -> str:
    """Answers what was done, in words. Raises Refusal."""
    if leaves:
        left = leave_news(course, sources, **who)
        return _("Left as they are here: %(count)s. You are told again when more is new there.") % {"count": len(left)}
    taken = take_news(course, sources, replaces_own=replaces_own, **who)
    words = _("Taken over as drafts: %(count)s. Your earlier words stay in the history of each page.")
    return words % {"count": len(taken)}
