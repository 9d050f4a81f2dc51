"""What is new in the source of a copied course, page by page, in words an author understands."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.blocks import LessonBody
from content.copying import State, copied_pages, digest_of, newest, state_of
from content.models import CoursePage, LessonPage

WIDTH = 70
BLOCKS = LessonBody()


@dataclass(frozen=True)
class News:
    """A page of the source that differs from what the copy took. ``page`` is the copy; none for a new page."""

    source: Page
    page: Page | None
    lines: tuple[str, ...]
    is_changed_here: bool  # the copy was changed too: taking over replaces that
    is_lesson: bool


def news_of(course: CoursePage) -> list[News]:
    """Every difference of the published source to what the copy took of it, in the order of the source."""
    source = CoursePage.objects.filter(pk=course.copied_from_id).live().first()
    if source is None:
        return []
    origins = {origin.source_id: (page, origin) for page, origin in copied_pages(course)}
    found = []
    for now in _published(source):
        page, origin = origins.get(now.pk, (None, None))
        if page is None or origin is None:
            # The course itself is always there; a lesson below a new module comes with it.
            if not isinstance(now, LessonPage) or now.get_parent().pk in origins:
                found.append(News(now, None, (_("New in the source."),), False, isinstance(now, LessonPage)))
        elif not isinstance(now, CoursePage) and (lines := tuple(differences(origin.source_state, state_of(now)))):
            mine = newest(page.specific)
            changed = digest_of(mine) != origin.own_digest
            found.append(News(now, mine, lines, changed, isinstance(now, LessonPage)))
    return found


def has_newer_source(course: CoursePage) -> bool:
    """Whether anything of the source was published since it was taken; asked for each opening of the editor."""
    source = CoursePage.objects.filter(pk=course.copied_from_id).live().first()
    if source is None:
        return False
    taken = {origin.source_id: origin.taken_at for _page, origin in copied_pages(course)}
    published = Page.objects.descendant_of(source).live().values_list("pk", "last_published_at")
    return any(pk not in taken or (at is not None and at > taken[pk]) for pk, at in published)


def _published(source: CoursePage) -> Iterator[Any]:
    yield source
    for module in source.modules():
        yield module
        yield from module.lessons()


def differences(before: State, now: State) -> Iterator[str]:
    """What changed from one state of a page to another: titles, aims, hours, and the blocks by their ids."""
    if before.get("title") != now["title"]:
        yield _("Title: “%(before)s” became “%(now)s”.") % {"before": before.get("title", ""), "now": now["title"]}
    if any(before.get(name) != now.get(name) for name in ("aim", "aims", "summary")):
        yield _("The aims were rewritten.")
    if before.get("code") != now.get("code"):
        yield _("Code: “%(before)s” became “%(now)s”.") % {"before": before.get("code", ""), "now": now["code"]}
    if before.get("minutes") != now.get("minutes"):
        minutes = {"before": sum(before.get("minutes", {}).values()), "now": sum(now["minutes"].values())}
        yield _("Duration: %(before)s minutes became %(now)s minutes.") % minutes
    yield from _block_differences(before.get("blocks", []), now.get("blocks", []))


def _block_differences(before: list[Any], now: list[Any]) -> Iterator[str]:
    old, new = {block["id"]: block for block in before}, {block["id"]: block for block in now}
    for key, block in new.items():
        if key not in old:
            yield _("New: %(block)s") % {"block": in_words(block)}
        elif (old[key]["type"], old[key]["value"]) != (block["type"], block["value"]):
            yield _("Changed: %(block)s") % {"block": in_words(block)}
    for key, block in old.items():
        if key not in new:
            yield _("Taken out: %(block)s") % {"block": in_words(block)}
    both = [key for key in old if key in new]
    if both != [key for key in new if key in old]:
        yield _("The blocks stand in another order.")


def in_words(block: dict[str, Any]) -> str:
    """``Text “Empat pilar …”``: the kind of the block and how it begins."""
    kind = BLOCKS.child_blocks.get(block["type"])
    label = str(kind.label) if kind else block["type"]
    words = " ".join(strip_tags(text.replace("<", " <")) for text in _texts(block["value"]))
    begin = shorten(words, WIDTH, placeholder="…")
    return f"{label} “{begin}”" if begin else label


def _texts(value: Any) -> Iterator[str]:
    """The words in the data of a block. Keys of pictures and ids of items are none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in {"id", "type", "kind", "style"}:
                yield from _texts(each)
