"""The doors to whole courses: in the menu, on top of a course, and among what an author should know of it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from content.keeping import keeps_pages
from content.models import CoursePage, ModulePage, ProgrammePage
from content.newer import has_newer_source, news_of
from content.notices import Notice, tells_authors
from lms.authoring import course_pages, order_pages
from lms.authoring.models import CourseOffer, OfficeTree

NAMED = 5  # pages a notice names


@hooks.register("register_admin_urls")
def urls_of_courses() -> list[Any]:
    return [
        path("kursus-baru/", course_pages.course_new, name="course_new"),
        path("kursus/<int:page_id>/ulang/", course_pages.course_again, name="course_again"),
        path("kursus/<int:page_id>/tawarkan/", course_pages.course_share, name="course_share"),
        path("kursus/<int:page_id>/tawarkan/<int:offer_id>/batal/", course_pages.offer_withdraw, name="offer_withdraw"),
        path("kursus/<int:page_id>/versi-baru/", course_pages.course_news, name="course_news"),
        path("tawaran/", course_pages.offer_list, name="offer_list"),
        path("tawaran/<int:offer_id>/ambil/", course_pages.offer_take, name="offer_take"),
        path("urutan/<int:page_id>/", order_pages.page_order, name="page_order"),
    ]


class OfWriters(MenuItem):
    """Shown to whoever writes in a tree."""

    def is_shown(self, request: Any) -> bool:
        return OfficeTree.objects.written_by(request.user).exists()


@hooks.register("register_admin_menu_item")
def new_course() -> MenuItem:
    url, label = reverse("course_new"), gettext_lazy("New course")
    return OfWriters(label, url, name="course-new", icon_name="plus", order=150)


@hooks.register("register_admin_menu_item")
def offered_courses() -> MenuItem:
    url, label = reverse("offer_list"), gettext_lazy("Offers")
    return OfWriters(label, url, name="offers", icon_name="download", order=160)


@hooks.register("register_page_header_buttons")
def buttons_of_a_course(*, page: Page, user: Any, **_more: Any) -> Iterator[Button]:
    if not isinstance(page.specific_deferred, CoursePage) or not page.permissions_for_user(user).can_edit():
        return
    yield Button(_("Use again"), reverse("course_again", args=[page.pk]), icon_name="copy", priority=50)
    if page.live and OfficeTree.objects.offered_from(page, user).exists():
        yield Button(_("Offer to offices"), reverse("course_share", args=[page.pk]), icon_name="upload", priority=51)


@hooks.register("register_page_header_buttons")
def button_to_order(*, page: Page, user: Any, **_more: Any) -> Iterator[Button]:
    if isinstance(page.specific_deferred, order_pages.ORDERED) and page.permissions_for_user(user).can_edit():
        yield Button(_("Order of pages"), reverse("page_order", args=[page.pk]), icon_name="order", priority=49)


@hooks.register("before_copy_page")
def courses_are_copied_whole(request: Any, page: Page) -> HttpResponse | None:
    """Wagtail's own copy would leave the questions behind."""
    specific = page.specific_deferred
    if isinstance(specific, CoursePage):
        return redirect("course_again", page.pk)
    if isinstance(specific, ModulePage | ProgrammePage):
        words = _("“%(page)s” is not copied by itself: its questions would stay behind. Use a whole course again.")
        messages.error(request, words % {"page": page.title})
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@tells_authors
def newer_version(page: Page) -> Iterator[Notice]:
    if not isinstance(page, CoursePage) or not has_newer_source(page):
        return
    if not (news := news_of(page)):
        return
    text = ngettext(
        "A newer version is there: %(count)s page changed. You decide what you take.",
        "A newer version is there: %(count)s pages changed. You decide what you take.",
        len(news),
    )
    lines = [f"{each.title}: {' '.join(each.lines[:2])}" for each in news[:NAMED]]
    if len(news) > NAMED:
        lines.append(_("… and %(count)s more") % {"count": len(news) - NAMED})
    url = reverse("course_news", args=[page.pk])
    yield Notice(text % {"count": len(news)}, tuple(lines), url=url, label=_("See what is new"))


@keeps_pages
def place_of_the_ministry(page: Page) -> Iterator[str]:
    """Which bears no region, by which the places of other offices are known."""
    if OfficeTree.objects.filter(is_national=True, programme=page.pk).exists():
        words = _("“%(page)s” cannot be deleted: it is the place where an office keeps its courses.")
        yield words % {"page": page.title}


@keeps_pages
def offered_to_others(page: Page) -> Iterator[str]:
    """Whoever offered it and who took it stays known."""
    if CourseOffer.objects.filter(course__path__startswith=page.path).exists():
        words = _("“%(page)s” cannot be deleted: it was offered to other offices. You may unpublish it instead.")
        yield words % {"page": page.title}
