"""What is new in the source of a copied course, page by page, in words an author understands."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Page

from content.blocks import LessonBody
from content.copying import (
    FORMS_KEPT,
    KNOWN,
    QUESTIONS,
    State,
    copied_pages,
    digest_of,
    forms_of,
    newest,
    question_state,
    questions_of,
    state_of,
)
from content.models import CoursePage, LessonPage, ModulePage, PageOrigin, Question
from content.models.courses import FORMS
from content.taking import content_of, has_own_questions

WIDTH = 70
BLOCKS = LessonBody()


@dataclass(frozen=True)
class News:
    """A page of the source that differs from what the copy took, or that is gone there while the copy has it."""

    source: Page | None  # none: not published there any more
    page: Page | None  # the copy; none for a new page
    lines: tuple[str, ...]
    is_changed_here: bool  # the copy was changed too: taking over replaces that
    is_lesson: bool

    @property
    def key(self) -> int:
        """By which it is ticked: pages of source and copy are numbered together."""
        return self._shown.pk

    @property
    def title(self) -> str:
        return self._shown.title

    @property
    def _shown(self) -> Page:
        shown = self.source or self.page
        assert shown is not None
        return shown


def news_of(course: CoursePage) -> list[News]:
    """Every difference of the published source to what the copy took of it, in the order of the source.

    Then what is gone there. A page that was taken or left out before, and is not here, is no news again.
    """
    source = CoursePage.objects.filter(pk=course.copied_from_id).live().first()
    if source is None:
        return []
    copies = list(copied_pages(course))
    origins = {origin.source_id: (page, origin) for page, origin in copies}
    known = _known(origins.get(source.pk))
    found, published = [], set()
    for now in _published(source):
        published.add(now.pk)
        page, origin = origins.get(now.pk, (None, None))
        if page is None or origin is None:
            # The course itself is always there; a lesson below a new module comes with it.
            is_lesson = isinstance(now, LessonPage)
            if now.pk not in known and not (is_lesson and now.get_parent().pk not in origins):
                found.append(News(now, None, (_("New in the source."),), False, is_lesson))
        elif news := (_changed_forms if isinstance(now, CoursePage) else _changed)(now, page.specific, origin):
            found.append(news)
    return [*found, *_gone(course, copies, published)]


def _known(course: tuple[Page, PageOrigin] | None) -> set[int]:
    return set(course[1].source_state.get(KNOWN, ())) if course else set()


def _changed(now: Any, page: Any, origin: PageOrigin) -> News | None:
    lines = list(differences(origin.source_state, state_of(now)))
    before = origin.source_state.get(QUESTIONS)
    has_own_questions_too = False
    if isinstance(now, ModulePage) and before is not None and isinstance(page, ModulePage):
        asked = questions_of(now)
        lines += _question_differences(before, asked)
        has_own_questions_too = has_own_questions(page, before, asked)
    if not lines:
        return None
    mine = newest(page)
    is_changed_here = digest_of(mine) != origin.own_digest or has_own_questions_too
    return News(now, mine, tuple(lines), is_changed_here, isinstance(now, LessonPage))


def _changed_forms(now: CoursePage, page: CoursePage, origin: PageOrigin) -> News | None:
    """Of the course itself, whose title and words are her own: what trainees fill in.

    A copy from before forms were remembered hears nothing.
    """
    before, asked = origin.source_state.get(FORMS_KEPT), forms_of(now)
    if before is None or before == asked:
        return None
    labels = [CoursePage._meta.get_field(name).verbose_name for name in FORMS if before.get(name) != asked[name]]
    lines = tuple(_("Changed: %(block)s") % {"block": label} for label in labels)
    mine = newest(page)
    return News(now, mine, lines, forms_of(mine) != before, is_lesson=False)


def _gone(course: CoursePage, copies: list[tuple[Page, PageOrigin]], published: set[int]) -> Iterator[News]:
    """A lesson below a module that is gone goes with it."""
    gone = [page for page, origin in copies if page.pk != course.pk and origin.source_id not in published]
    words = _("Not in the source any more. Yours stays; unpublish or delete it yourself if you do not want it.")
    for page in gone:
        if not any(page.is_descendant_of(other) for other in gone):
            mine = page.specific
            yield News(None, mine, (words,), False, isinstance(mine, LessonPage))


def _question_differences(before: State, now: dict[str, State]) -> Iterator[str]:
    counts = {
        "new": len(now.keys() - before.keys()),
        "changed": sum(key in before and content_of(before[key]) != asked for key, asked in now.items()),
        "gone": len(before.keys() - now.keys()),
    }
    if any(counts.values()):
        words = _("Questions: %(new)s new, %(changed)s changed, %(gone)s taken out. Taken over, they hold at once.")
        yield words % counts


def has_newer_source(course: CoursePage) -> bool:
    """Whether there may be news, at a few queries; asked for each opening of the editor."""
    source = CoursePage.objects.filter(pk=course.copied_from_id).live().first()
    if source is None:
        return False
    copies = list(copied_pages(course))
    taken = {origin.source_id: origin for _page, origin in copies}
    known = _known(next(((page, origin) for page, origin in copies if page.pk == course.pk), None))
    published = dict(Page.objects.descendant_of(source, inclusive=True).live().values_list("pk", "last_published_at"))
    if any(pk not in taken and pk not in known for pk in published) or any(pk not in published for pk in taken):
        return True
    if any(at is not None and pk in taken and at > taken[pk].taken_at for pk, at in published.items()):
        return True
    return _has_newer_questions([origin for origin in taken.values() if QUESTIONS in origin.source_state])


def _has_newer_questions(origins: list[PageOrigin]) -> bool:
    rows = Question.objects.filter(module__in=[origin.source_id for origin in origins], is_active=True)
    now: dict[int, dict[str, State]] = {origin.source_id: {} for origin in origins if origin.source_id}
    for question in rows.prefetch_related("choices"):
        now[question.module_id][str(question.pk)] = question_state(question)
    return any(
        {key: content_of(asked) for key, asked in origin.source_state[QUESTIONS].items()} != now[origin.source_id]
        for origin in origins
        if origin.source_id
    )


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
