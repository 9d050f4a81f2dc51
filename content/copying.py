"""A course copied whole: pages, questions and pictures. The copy remembers its source and what the source said then.

Pictures go along into the shelf of the copy; recordings and documents are heavy, stay where they are and are shown
from there.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image, SourceImageIOError
from wagtail.models import Collection, Page

from content.models import Choice, CoursePage, CoursePrerequisite, LessonPage, ModulePage, PageOrigin, Question
from content.models.courses import FORMS
from content.rules import SHARES

Swap = Callable[[Image], Image]
State = dict[str, Any]
KNOWN = "known"  # in what a course remembers: pages of the source that were taken or left out
QUESTIONS = "questions"  # in what a module remembers
FORMS_KEPT = "forms"  # in what a course remembers: evaluation and follow-up plan


def free_slug(parent: Page, wanted: str) -> str:
    """The first of ``bimtek-lks``, ``bimtek-lks-2``, … that no page below ``parent`` has."""
    taken = set(parent.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    number = 2
    slug = wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug


# --- what a page says, as data -----------------------------------------------


def state_of(page: Page) -> State:
    """All that an author writes in a course, module or lesson; blocks keep their ids, so that two states compare."""
    if isinstance(page, LessonPage):
        list(page.body)  # opened, each block says all its fields; unopened, only those it was stored with
        return {"title": page.title, "aim": page.aim, "blocks": page.body.get_prep_value()}
    if isinstance(page, ModulePage):
        minutes = {share: page.minutes[share] for share in SHARES}
        return {"title": page.title, "code": page.code, "aims": page.aims, "minutes": minutes}
    assert isinstance(page, CoursePage)
    return {"title": page.title, "summary": page.summary, "aims": page.aims, FORMS_KEPT: forms_of(page)}


def forms_of(course: CoursePage) -> State:
    """The blocks of its evaluation and its follow-up plan, by the names of their fields."""
    found = {}
    for name in FORMS:
        lines = getattr(course, name)
        list(lines)  # opened, as the body of a lesson
        found[name] = lines.get_prep_value()
    return found


def digest_of(page: Page) -> str:
    return hashlib.sha256(json.dumps(state_of(page), sort_keys=True).encode()).hexdigest()


def questions_of(module: ModulePage) -> dict[str, State]:
    """The questions in use, by their keys: wording, answers, which is right, and what each is told."""
    rows = Question.objects.filter(module=module.pk, is_active=True).prefetch_related("choices").order_by("pk")
    return {str(question.pk): question_state(question) for question in rows}


def question_state(question: Question) -> State:
    choices = [[choice.text, choice.is_key, choice.feedback] for choice in question.choices.all()]
    return {"prompt": question.prompt, "choices": choices}


def newest(page: Page) -> Any:
    """The page as its authors last left it, published or not."""
    return page.get_latest_revision_as_object()


# --- pictures ----------------------------------------------------------------


def into_shelf(collection: Collection) -> Swap:
    """Gives of each picture the one that lies in ``collection``; copies its file only if no equal one is there."""

    def swap(image: Image) -> Image:
        if image.collection_id == collection.pk:
            return image
        try:
            file_hash = image.get_file_hash()
            twin = Image.objects.filter(collection=collection, file_hash=file_hash).first()
            if twin is not None:
                return twin
            with image.file.open() as file:
                content = ContentFile(file.read(), name=image.filename)
        except (FileNotFoundError, SourceImageIOError):  # the database came back from a backup without its media
            return image
        copy = Image(title=image.title, description=image.description, file=content, collection=collection)
        copy.focal_point_x, copy.focal_point_y = image.focal_point_x, image.focal_point_y
        copy.focal_point_width, copy.focal_point_height = image.focal_point_width, image.focal_point_height
        copy.save()
        copy.get_file_hash()
        return copy

    return swap


def with_pictures(block: Any, value: Any, swap: Swap) -> Any:
    """The value of a block with each picture in it swapped, however deep it lies."""
    if value is None:
        return None
    if isinstance(block, ImageChooserBlock):
        return swap(value)
    if isinstance(block, blocks.StreamBlock):
        for child in value:
            child.value = with_pictures(child.block, child.value, swap)
    elif isinstance(block, blocks.StructBlock):
        for name, child_block in block.child_blocks.items():
            value[name] = with_pictures(child_block, value.get(name), swap)
    elif isinstance(block, blocks.ListBlock):
        for child in value.bound_blocks:
            child.value = with_pictures(block.child_block, child.value, swap)
    return value


def body_on_shelf(lesson: LessonPage, collection: Collection) -> Any:
    """The blocks of a lesson with its pictures from ``collection``; read anew, as a page keeps what it was given."""
    stream = lesson.body.stream_block
    changed = with_pictures(stream, lesson.body, into_shelf(collection))
    return stream.to_python(changed.get_prep_value())


# --- the copy ----------------------------------------------------------------


@transaction.atomic
def copy_course(source: CoursePage, *, to: Page, collection: Collection, title: str, by: Any) -> CoursePage:
    """A draft below ``to`` of what the course has published, with its questions in use; it remembers its source."""
    slug = free_slug(to, source.slug)
    changes = {"title": title, "slug": slug, "copied_from": source, "copied_at": source.last_published_at}
    course = _copy_page(source, to, by=by, **changes)
    if source.prerequisites.exists():
        _keep_own_gates(course, to=to, by=by)
    for module in source.modules():
        copy_module(module, to=course, collection=collection, by=by)
    known = [origin.source_id for _page, origin in copied_pages(course)]
    remember(course, source, state={**state_of(source), KNOWN: known})
    return course


def _keep_own_gates(course: CoursePage, *, to: Page, by: Any) -> None:
    """What came first in the source gives way to its copy below ``to``: one that is published, or else the newest.

    A course of which there is no copy is no gate here: nobody could pass it.
    """
    wanted = list(course.prerequisites.values_list("course__family", flat=True))
    copies = CoursePage.objects.child_of(to).filter(family__in=wanted).order_by("live", "pk")
    found = {copy.family: copy for copy in copies if copy.pk != course.pk}
    own = [found[family] for family in dict.fromkeys(wanted) if family in found]
    course.prerequisites = [CoursePrerequisite(course=each, sort_order=order) for order, each in enumerate(own)]
    course.save()
    course.save_revision(user=by, changed=False)


def copy_module(source: ModulePage, *, to: Page, collection: Collection, by: Any) -> ModulePage:
    module = _copy_page(source, to, by=by, slug=free_slug(to, source.slug))
    for lesson in source.lessons():
        copy_lesson(lesson, to=module, collection=collection, by=by)
    own = _copy_questions(source, module, Question.objects.filter(module=source, is_active=True))
    remember_module(module, source, own=own)
    return module


def copy_lesson(source: LessonPage, *, to: Page, collection: Collection, by: Any) -> LessonPage:
    body = body_on_shelf(source, collection)
    state = state_of(LessonPage.objects.get(pk=source.pk))  # pictures as the source has them
    lesson = _copy_page(source, to, by=by, slug=free_slug(to, source.slug), body=body)
    remember(lesson, source, state=state)
    return lesson


@transaction.atomic
def clone_course(source: CoursePage, *, title: str, by: Any) -> CoursePage:
    """Last year's course again in the same tree, as a draft, as its authors last left it, with all its questions.

    What the course remembers of a source of its own, its clone remembers too.
    """
    parent = source.get_parent()
    latest = newest(source)
    origin = {"copied_from": latest.copied_from, "copied_at": latest.copied_at}
    course = _copy_page(latest, parent, by=by, title=title, slug=free_slug(parent, source.slug), **origin)
    _inherit(course, source)
    for module in ModulePage.objects.child_of(source):
        new_module = _copy_page(newest(module), course, by=by)
        own = _copy_questions(module, new_module, Question.objects.filter(module=module))
        _inherit(new_module, module, own=own)
        for lesson in LessonPage.objects.child_of(module):
            _inherit(_copy_page(newest(lesson), new_module, by=by), lesson)
    return course


def _copy_page(page: Any, to: Page, *, by: Any, **changes: Any) -> Any:
    parent = Page.objects.get(pk=to.pk)  # its number of children has changed
    copy = page.copy(to=parent, update_attrs=changes, copy_revisions=False, keep_live=False, user=by)
    return type(page).objects.get(pk=copy.pk)


def _copy_questions(source: ModulePage, module: ModulePage, questions: Any) -> dict[int, int]:
    """Answers the key of each copy by that of its question."""
    course = CoursePage.objects.ancestor_of(module).get()
    copies = {}
    for question in questions.prefetch_related("choices").order_by("pk"):
        copy = Question.objects.create(
            course=course, module=module, prompt=question.prompt, is_active=question.is_active
        )
        put_choices(copy, question_state(question))
        copies[question.pk] = copy.pk
    return copies


def put_choices(question: Question, state: State) -> None:
    question.choices.all().delete()
    Choice.objects.bulk_create(
        [
            Choice(question=question, sort_order=order, text=text, is_key=is_key, feedback=feedback)
            for order, (text, is_key, feedback) in enumerate(state["choices"])
        ]
    )


def remember(copy: Page, source: Page, *, state: State | None = None) -> None:
    values = {
        "source": source,
        "source_state": state or state_of(source),
        "own_digest": digest_of(newest(copy)),
        "taken_at": source.last_published_at or source.latest_revision_created_at,
    }
    PageOrigin.objects.update_or_create(page=Page.objects.get(pk=copy.pk), defaults=values)


def remember_module(module: Page, source: ModulePage, *, own: Mapping[int, int | None]) -> None:
    """With the questions in use there, each beside the key of the one here that came of it."""
    asked = {key: {**state, "own": own.get(int(key))} for key, state in questions_of(source).items()}
    remember(module, source, state={**state_of(source), QUESTIONS: asked})


def _inherit(copy: Page, page: Page, *, own: Mapping[int, int] | None = None) -> None:
    if origin := PageOrigin.objects.filter(page=page.pk).first():
        state = dict(origin.source_state)
        if own is not None and QUESTIONS in state:
            asked = state[QUESTIONS].items()
            state[QUESTIONS] = {key: {**each, "own": own.get(each["own"])} for key, each in asked}
        PageOrigin.objects.create(
            page=Page.objects.get(pk=copy.pk),
            source=origin.source,
            source_state=state,
            own_digest=origin.own_digest,
            taken_at=origin.taken_at,
        )


def copied_pages(course: CoursePage) -> Iterator[tuple[Page, PageOrigin]]:
    """The pages of a course that came from elsewhere, in the order of the tree, with what they remember."""
    rows = PageOrigin.objects.filter(page__path__startswith=course.path).select_related("page", "source")
    return ((origin.page, origin) for origin in rows.order_by("page__path"))
