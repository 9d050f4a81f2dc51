"""What is new in the source of a copied page, taken over into the copy, or left out for good."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from wagtail.models import Collection

from content.copying import (
    FORMS_KEPT,
    KNOWN,
    QUESTIONS,
    State,
    body_on_shelf,
    forms_of,
    newest,
    put_choices,
    question_state,
    questions_of,
    remember,
    remember_module,
    state_of,
)
from content.models import CoursePage, LessonPage, ModulePage, PageOrigin, Question
from content.models.courses import FORMS
from content.rules import SHARES


@transaction.atomic
def take_lesson(lesson: LessonPage, *, collection: Collection, by: Any) -> None:
    """The newest words of the source become a draft of the copy; what stood there stays in its history."""
    origin = PageOrigin.objects.select_related("source").get(page=lesson.pk)
    source = LessonPage.objects.get(pk=origin.source_id)
    state = state_of(LessonPage.objects.get(pk=source.pk))
    mine = newest(lesson)
    mine.title, mine.aim = source.title, source.aim
    mine.body = body_on_shelf(source, collection)
    mine.save_revision(user=by, log_action=True)
    remember(mine, source, state=state)


@transaction.atomic
def take_forms(course: CoursePage, *, by: Any) -> None:
    """The evaluation and the follow-up plan of the source, as a draft; a cohort that is open keeps its own."""
    origin = PageOrigin.objects.get(page=course.pk)
    asked, mine = forms_of(CoursePage.objects.get(pk=origin.source_id)), newest(course)
    for name in FORMS:
        setattr(mine, name, getattr(mine, name).stream_block.to_python(asked[name]))
    mine.needs_evaluation &= bool(mine.trainer_evaluation or mine.organiser_evaluation)  # what is empty is not asked
    mine.needs_rtl &= bool(mine.rtl_form)
    mine.save_revision(user=by, log_action=True)
    origin.source_state = {**origin.source_state, FORMS_KEPT: asked}
    origin.save(update_fields=["source_state"])


@transaction.atomic
def take_module(module: ModulePage, *, by: Any) -> None:
    """Title, code, aims and minutes of the source, as a draft; its lessons are taken one by one.

    Questions know no drafts: theirs are taken at once.
    """
    origin = PageOrigin.objects.get(page=module.pk)
    source = ModulePage.objects.get(pk=origin.source_id)
    mine = newest(module)
    mine.title, mine.code, mine.aims = source.title, source.code, source.aims
    for share in SHARES:
        setattr(mine, f"{share}_minutes", source.minutes[share])
    mine.save_revision(user=by, log_action=True)
    own = _take_questions(module, origin.source_state.get(QUESTIONS), questions_of(source))
    remember_module(mine, source, own=own)


def own_questions(module: ModulePage, before: State) -> dict[str, Question]:
    """Those of the copy that are still there, by the key of the question they came from."""
    rows = Question.objects.filter(module=module.pk).prefetch_related("choices").in_bulk()
    return {key: rows[asked["own"]] for key, asked in before.items() if asked["own"] in rows}


def _take_questions(module: ModulePage, before: State | None, now: dict[str, State]) -> dict[int, int | None]:
    """A question that was deleted here stays away. A copy from before questions were remembered begins to now."""
    if before is None:
        prompts = dict(Question.objects.filter(module=module.pk).values_list("prompt", "pk"))
        return {int(key): prompts.get(state["prompt"]) for key, state in now.items()}
    course, mine = CoursePage.objects.ancestor_of(module).get(), own_questions(module, before)
    taken: dict[int, int | None] = {}
    for key, state in now.items():
        question = mine.get(key)
        if key not in before:
            question = Question(course=course, module=module)
        if question is not None and (key not in before or content_of(before[key]) != state):
            question.prompt, question.is_active = state["prompt"], True
            question.save()
            put_choices(question, state)
        taken[int(key)] = question.pk if question else None
    gone = [question.pk for key, question in mine.items() if key not in now]
    Question.objects.filter(pk__in=gone).update(is_active=False)
    return taken


def content_of(asked: State) -> State:
    return {"prompt": asked["prompt"], "choices": asked["choices"]}


def has_own_questions(module: ModulePage, before: State, now: dict[str, State]) -> bool:
    """Whether a question was changed here that was changed or taken out in the source too."""
    changed = {key for key, asked in before.items() if now.get(key) != content_of(asked)}
    mine = own_questions(module, before)
    return any(key in changed and question_state(question) != content_of(before[key]) for key, question in mine.items())


def know_of(course: CoursePage, sources: Iterable[int]) -> None:
    """Remember pages of the source as taken or left out: a copy that lacks one of them has done without it."""
    origin = PageOrigin.objects.get(page=course.pk)
    known = {*origin.source_state.get(KNOWN, ()), *sources}
    origin.source_state = {**origin.source_state, KNOWN: sorted(known)}
    origin.save(update_fields=["source_state"])


def leave_as_it_is(page: CoursePage | ModulePage | LessonPage) -> None:
    """The words here stay; only what is published in the source from now on is news. Without a source it is her own."""
    origin = PageOrigin.objects.select_related("source").get(page=page.pk)
    source = origin.source.specific if origin.source and origin.source.live else None
    if source is None:
        PageOrigin.objects.filter(page__path__startswith=page.path).delete()
        return
    state = state_of(source)
    if KNOWN in origin.source_state:
        state[KNOWN] = origin.source_state[KNOWN]
    if isinstance(source, ModulePage):
        own = {key: each["own"] for key, each in origin.source_state.get(QUESTIONS, {}).items()}
        asked = {key: {**each, "own": own.get(key)} for key, each in questions_of(source).items()}
        state = {**state, QUESTIONS: asked}
    origin.source_state = state
    origin.taken_at = source.last_published_at or origin.taken_at
    origin.save(update_fields=["source_state", "taken_at"])
