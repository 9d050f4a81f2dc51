"""The facts of pages as their authors last saved them, and what the rules say about them.

A whole course costs a fixed number of queries, however many lessons and pictures it has.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from wagtail.images.models import Image
from wagtail.models import Page
from wagtailmedia.models import Media

from content.blocks.media import PICTURE_WIDTHS, size_in_bytes
from content.checking.cleaning import catalogue, refusals_among
from content.checking.courses import CourseFacts, RegulationFacts, findings_of_course
from content.checking.findings import Finding, Limits
from content.checking.lessons import LessonFacts, RecordingFacts, findings_of_lesson
from content.checking.modules import ModuleFacts, QuestionFacts, findings_of_module
from content.checking.walking import Piece, walk
from content.enums import UNSETTLED_STATES
from content.models import CoursePage, LessonPage, ModulePage, Question, Regulation
from content.readability import Audience

BODY = catalogue()
BYTES_OF_A_PIXEL = 0.15  # of a WebP picture that is not drawn yet; measured on photographs of the field
PHONE_WIDTH = 760


@dataclass(frozen=True)
class Checked:
    page: Page
    findings: list[Finding]


def limits() -> Limits:
    return Limits(
        page_bytes=settings.PILAR_PAGE_BUDGET_KB * 1000,
        recording_bytes=settings.PILAR_RECORDINGS_BUDGET_MB * 1_000_000,
        sentence_words=settings.PILAR_SENTENCE_WORDS,
        module_questions=settings.PILAR_MODULE_QUESTIONS,
    )


def check_page(page: Page, *, on: date) -> list[Finding]:
    """What is to be said about the page alone, as it was last saved; nothing about pages of other kinds."""
    page = page.specific
    if isinstance(page, LessonPage):
        course = CoursePage.objects.ancestor_of(page).first()
        return _check_lessons([page], audience_of(course))[page.pk]
    if isinstance(page, ModulePage):
        return _check_modules([page], {page.pk: page.get_children().count()})[page.pk]
    return _check_course(page, page.get_children().count(), on=on) if isinstance(page, CoursePage) else []


def check_course(course: CoursePage, *, on: date) -> list[Checked]:
    """The course, its modules and their lessons in the order of the tree, each with what is to be said about it."""
    modules = list(ModulePage.objects.child_of(course).select_related("latest_revision").order_by("path"))
    lessons = list(LessonPage.objects.descendant_of(course).select_related("latest_revision").order_by("path"))
    below = {module.pk: [each for each in lessons if each.path.startswith(module.path)] for module in modules}
    of_modules = _check_modules(modules, {pk: len(listed) for pk, listed in below.items()})
    of_lessons = _check_lessons(lessons, audience_of(course))
    checked = [Checked(course, _check_course(course, len(modules), on=on))]
    for module in modules:
        checked.append(Checked(module, of_modules[module.pk]))
        checked += [Checked(lesson, of_lessons[lesson.pk]) for lesson in below[module.pk]]
    return checked


def audience_of(course: CoursePage | None) -> Audience:
    """Officers where the course is for kinds alone whose daily work is with texts of office; else everybody."""
    kinds = set(course.for_psks) if course else set()
    is_for_officers = kinds and kinds <= set(settings.PILAR_OFFICE_READERS) and not (course and course.for_ppks)
    return Audience.OFFICERS if is_for_officers else Audience.MIXED


def draft_of(page: Page) -> Mapping[str, Any]:
    """The fields as last saved, published or not."""
    revision = page.latest_revision
    return revision.content if revision else page.serializable_data()


# --- lessons -----------------------------------------------------------------


def _check_lessons(lessons: Iterable[LessonPage], audience: Audience) -> dict[int, list[Finding]]:
    drafts = {lesson.pk: draft_of(lesson) for lesson in lessons}
    bodies = {pk: _stored(draft["body"]) or [] for pk, draft in drafts.items()}
    pieces = {pk: list(walk(BODY, body, "body")) for pk, body in bodies.items()}
    everything = [piece for listed in pieces.values() for piece in listed]
    pictures = _picture_bytes(piece.value for piece in everything if piece.is_picture and piece.value)
    recordings = _recording_facts(piece.value for piece in everything if piece.is_recording and piece.value)
    found = {
        pk: findings_of_lesson(
            LessonFacts(drafts[pk].get("aim") or "", pieces[pk], audience, pictures, recordings), limits()
        )
        for pk in drafts
    }
    refused = refusals_among(BODY, bodies, beside=found)
    return {pk: [*found[pk], *refused[pk]] for pk in drafts}


def pieces_of(lesson: LessonPage) -> list[Piece]:
    return list(walk(BODY, _stored(draft_of(lesson)["body"]), "body"))


def _stored(value: Any) -> Any:
    """Blocks and lists lie in a revision as JSON within JSON."""
    return json.loads(value) if isinstance(value, str) else value


def _picture_bytes(ids: Iterable[int]) -> dict[int, int]:
    """What a phone loads of each picture: the larger size it may choose, or an estimate where none is drawn yet."""
    found = Image.objects.prefetch_renditions(*PICTURE_WIDTHS).in_bulk(set(ids))
    return {pk: _bytes_of(image) for pk, image in found.items()}


def _bytes_of(image: Image) -> int:
    drawn = [size_in_bytes(rendition) or 0 for rendition in image.prefetched_renditions]
    if drawn:
        return max(drawn)
    width = min(image.width, PHONE_WIDTH)
    return round(width * image.height * width / image.width * BYTES_OF_A_PIXEL)


def _recording_facts(ids: Iterable[int]) -> dict[int, RecordingFacts]:
    found = Media.objects.prefetch_related("variants").in_bulk(set(ids))
    return {pk: RecordingFacts(media.type == "video", _light_bytes(media)) for pk, media in found.items()}


def _light_bytes(media: Media) -> int:
    """Of the smallest version there is. While small ones are being made nothing is held against the author."""
    variants = [each for each in media.variants.all() if each.source_name == media.file.name]
    if ready := [each.size_bytes for each in variants if each.is_ready]:
        return min(ready)
    if not variants or any(each.state in UNSETTLED_STATES for each in variants):
        return 0
    return size_in_bytes(media) or 0


# --- modules and courses -----------------------------------------------------


def _check_modules(modules: Iterable[ModulePage], lessons: Mapping[int, int]) -> dict[int, list[Finding]]:
    drafts = {module.pk: draft_of(module) for module in modules}
    questions: dict[int, list[QuestionFacts]] = defaultdict(list)
    for question in Question.objects.filter(module__in=list(drafts), is_active=True).prefetch_related("choices"):
        questions[question.module_id].append(_question_facts(question))
    return {
        pk: findings_of_module(ModuleFacts(bool(draft.get("aims")), lessons[pk], questions[pk]), limits())
        for pk, draft in drafts.items()
    }


def _question_facts(question: Question) -> QuestionFacts:
    choices = list(question.choices.all())
    return QuestionFacts(
        pk=question.pk,
        prompt=str(question),
        choices=len(choices),
        keys=sum(choice.is_key for choice in choices),
        lacks_feedback=any(not choice.feedback for choice in choices),
    )


def _check_course(course: CoursePage, modules: int, *, on: date) -> list[Finding]:
    draft = draft_of(course)
    cited = [row["regulation"] for row in draft.get("regulations", [])]
    regulations = Regulation.objects.filter(pk__in=cited).select_related("replaced_by")
    facts = CourseFacts(
        has_aims=bool(draft.get("aims")),
        has_audience=bool(_stored(draft.get("for_psks") or []) or _stored(draft.get("for_ppks") or [])),
        modules=modules,
        regulations=[RegulationFacts(each.name, each.review_on, str(each.replaced_by or "")) for each in regulations],
    )
    return findings_of_course(facts, on=on)
