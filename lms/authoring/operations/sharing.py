"""A course goes from one office to another: offered, taken as a copy, and told when the source moved on."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.copying import copied_pages, copy_course, copy_lesson, copy_module
from content.models import CoursePage, LessonPage, ModulePage, PageOrigin
from content.newer import News, news_of
from content.taking import know_of, leave_as_it_is, take_forms, take_lesson, take_module
from lms.accounts.models import User
from lms.authoring.enums import CourseEvent
from lms.authoring.models import CourseOffer, OfficeTree
from lms.journal.operations import record
from lms.refusal import constraints_as_refusal, refuse


@transaction.atomic
def offer_course(course: CoursePage, *, trees: Iterable[OfficeTree], by: User, at: datetime) -> list[CourseOffer]:
    """Offer a published course to other offices; they take it or leave it. Raises Refusal."""
    chosen = list(trees)
    if not course.live:
        raise refuse("course_not_live", _("Publish the course first: others take what is published."))
    if not chosen:
        raise refuse("nobody_chosen", _("Choose at least one office."))
    allowed = set(OfficeTree.objects.offered_from(course, by).values_list("pk", flat=True))
    if any(tree.pk not in allowed for tree in chosen):
        raise refuse("not_in_area", _("You may offer a course to the offices of your own area."))
    made = []
    for tree in chosen:
        with constraints_as_refusal(CourseOffer):
            offer = CourseOffer.objects.create(course=course, tree=tree, offered_by=by, offered_at=at)
        record(CourseEvent.OFFERED, subject=course, by=by, at=at, data={"offer": offer.pk, "office": tree.office_id})
        made.append(offer)
    return made


@transaction.atomic
def withdraw_offer(offer: CourseOffer, *, by: User, at: datetime) -> None:
    """Take an offer back as long as nobody has taken it; a copy that was made stays."""
    locked = _open_offer(offer)
    locked.withdrawn_at = at
    locked.save(update_fields=["withdrawn_at"])
    record(CourseEvent.OFFER_WITHDRAWN, subject=locked.course, by=by, at=at, data={"offer": offer.pk})


@transaction.atomic
def take_offer(offer: CourseOffer, *, by: User, at: datetime) -> CoursePage:
    """Take the offered course as a copy into the tree of the office, as a draft."""
    locked = _open_offer(offer)
    source, tree = locked.course, locked.tree
    Page.objects.select_for_update().get(pk=tree.programme_id)  # one address for each copy
    if not source.live:
        raise refuse("source_gone", _("The course is not published any more, so it cannot be taken now."))
    copy = copy_course(source, to=tree.programme, collection=tree.collection, title=source.title, by=by)
    locked.taken_at, locked.taken_by = at, by
    locked.save(update_fields=["taken_at", "taken_by"])
    record(CourseEvent.TAKEN, subject=copy, by=by, at=at, data={"offer": offer.pk, "source": source.pk})
    return copy


@transaction.atomic
def take_news(course: CoursePage, sources: Sequence[int], *, replaces_own: bool, by: User, at: datetime) -> list[News]:
    """Take over what is new in these pages of the source, as drafts.

    Where the copy was changed too, its own words give way only if ``replaces_own``; they stay in the history.
    Raises Refusal and takes nothing otherwise.
    """
    chosen = _chosen(course, sources)
    if gone := [each for each in chosen if each.source is None]:
        words = _("Not in the source any more: %(pages)s. Leave these pages as they are, or delete them yourself.")
        raise refuse("gone", words, pages=_titles(gone))
    if held := [each for each in chosen if each.page and _is_held(each.page, by=by)]:
        words = _("Locked or under review: %(pages)s. Wait until it is done, or leave these pages out.")
        raise refuse("held", words, pages=_titles(held))
    own = [each for each in chosen if each.is_changed_here]
    if own and not replaces_own:
        words = _("You changed %(pages)s yourself. Tick that your own words may give way, or leave these pages out.")
        raise refuse("own_changes", words, pages=_titles(own))
    tree = OfficeTree.objects.holding(course)
    for each in chosen:
        _take(each, course=course, tree=tree, by=by)
    taken = [each.key for each in chosen]
    know_of(course, [origin.source_id for _page, origin in copied_pages(course) if origin.source_id])
    record(CourseEvent.NEWS_TAKEN, subject=course, by=by, at=at, data={"pages": taken, "replaced": len(own)})
    return chosen


@transaction.atomic
def leave_news(course: CoursePage, sources: Sequence[int], *, by: User, at: datetime) -> list[News]:
    """Leave these pages as they are here: what is new in them now is told no more. Raises Refusal."""
    chosen = _chosen(course, sources)
    for each in chosen:
        if each.page is None:
            know_of(course, [each.key])
        else:
            leave_as_it_is(each.page)
    data = {"pages": [each.key for each in chosen]}
    record(CourseEvent.NEWS_LEFT, subject=course, by=by, at=at, data=data)
    return chosen


def _chosen(course: CoursePage, sources: Sequence[int]) -> list[News]:
    CoursePage.objects.select_for_update().get(pk=course.pk)
    chosen = [each for each in news_of(course) if each.key in sources]
    if not chosen:
        raise refuse("nothing_chosen", _("Choose at least one page that is new."))
    return chosen


def _is_held(page: Page, *, by: User) -> bool:
    lock = page.get_lock()
    return page.workflow_in_progress or bool(lock and lock.for_user(by))


def _titles(news: Iterable[News]) -> str:
    return ", ".join(f"“{each.title}”" for each in news)


def _take(news: News, *, course: CoursePage, tree: OfficeTree, by: User) -> None:
    source, page = news.source, news.page
    if isinstance(page, LessonPage):
        take_lesson(page, collection=tree.collection, by=by)
    elif isinstance(page, ModulePage):
        take_module(page, by=by)
    elif isinstance(page, CoursePage):
        take_forms(page, by=by)
    elif isinstance(source, ModulePage):
        copy_module(source, to=course, collection=tree.collection, by=by)
    else:
        assert isinstance(source, LessonPage)
        of_module = PageOrigin.objects.filter(source=source.get_parent().pk, page__path__startswith=course.path)
        copy_lesson(source, to=of_module.get().page, collection=tree.collection, by=by)


def _open_offer(offer: CourseOffer) -> CourseOffer:
    locked = CourseOffer.objects.select_for_update().get(pk=offer.pk)
    if locked.taken_at is not None:
        raise refuse("taken", _("This course was taken already. You find it among your courses."))
    if locked.withdrawn_at is not None:
        raise refuse("withdrawn", _("This offer was taken back."))
    return locked
