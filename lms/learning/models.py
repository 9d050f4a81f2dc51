import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, FilteredRelation, Func, Q, TextField, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import LessonPage
from lms.cohorts.rules import Syllabus
from lms.enrolment.models import Enrolment
from lms.learning.enums import MarkKind
from lms.learning.rules import LessonEntry, ModuleEntry, Outline


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def below(self, pages: Iterable[Page]):
        """Progress in any of these pages or of the pages below them."""
        condition = Q(pk__in=[])
        for page in pages:
            condition |= Q(lesson__path__startswith=page.path)
        return self.filter(condition)


class LessonProgress(models.Model):
    """How far a trainee is in a lesson. ``furthest_index`` counts blocks from 0 and never goes back."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="progress")
    last_block = models.CharField(_("last block"), max_length=36, blank=True)  # id of the stream block to resume at
    furthest_index = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = LessonProgressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="learning_lessonprogress_once_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.lesson_id}"


class DeviceMark(models.Model):
    """What a device told of later: done, come to, answered. Its ``key`` was made there; the same key is the same mark.

    ``made_at`` is what the clock of the device showed, ``counted_at`` the moment that counts (``clocks.moment_of``).
    """

    progress = models.ForeignKey(LessonProgress, on_delete=models.CASCADE, related_name="marks")  # a part of it
    key = models.UUIDField()
    kind = models.CharField(max_length=6, choices=MarkKind)
    block = models.CharField(max_length=36, blank=True)
    choice = models.PositiveSmallIntegerField(null=True)  # which answer to a knowledge check, counted from 0
    made_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["key"], name="learning_devicemark_key")]
        constraints = [
            models.UniqueConstraint(fields=["progress", "key"], name="learning_devicemark_once_per_key"),
            models.CheckConstraint(
                condition=Q(kind=MarkKind.ANSWER, choice__isnull=False)
                | ~Q(kind=MarkKind.ANSWER) & Q(choice__isnull=True),
                name="learning_devicemark_only_answers_choose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progress_id} {self.kind} {self.key}"


def answers_of(enrolment: Enrolment, lesson_pk: int) -> dict[str, int]:
    """Her latest answer to each knowledge check of a lesson, by the id of its block. For herself alone."""
    marks = DeviceMark.objects.filter(
        progress__enrolment=enrolment, progress__lesson__id=lesson_pk, kind=MarkKind.ANSWER
    )
    told = marks.order_by("counted_at", "pk").values_list("block", "choice")
    return {block: choice for block, choice in told if choice is not None}


class ParentId(Func):
    """The pk of the page above, which the tree keeps in its path alone.

    Written for the database: built of its parts for each reader, it took longer than all she reads.
    """

    template = (
        f"(SELECT above.id FROM {Page._meta.db_table} above"
        f" WHERE above.path = SUBSTR(%(expressions)s, 1, LENGTH(%(expressions)s) - {Page.steplen}))"
    )
    output_field = models.IntegerField()


def lessons_of(*syllabuses: Syllabus):
    """Published lessons that lie directly under a module of a frozen syllabus, each with its ``module_id``."""
    below = LessonPage.objects.live().annotate(module_id=ParentId("path"))
    modules = {module.page_id for syllabus in syllabuses for module in syllabus.modules}
    return below.filter(module_id__in=modules).order_by("path")


def marked_lessons(enrolment: Enrolment, syllabus: Syllabus):
    """The lessons of the syllabus, each beside this trainee's marks in it."""
    return lessons_of(syllabus).annotate(
        mark=FilteredRelation("progress", condition=Q(progress__enrolment_id=enrolment.pk))
    )


def outline_of(enrolment: Enrolment) -> Outline:
    """The modules of the cohort's frozen syllabus with their lessons and this trainee's marks. One query."""
    syllabus = enrolment.cohort.frozen_syllabus()
    return _outline(syllabus, marked_lessons(enrolment, syllabus).values_list(*MARKED))


def outlines_of(enrolments: Collection[Enrolment]) -> dict[int, Outline]:
    """``outline_of`` for many at once, by the key of the enrolment, each with its cohort. Two queries."""
    syllabuses = {each.pk: each.cohort.frozen_syllabus() for each in enrolments}
    lessons = list(lessons_of(*syllabuses.values()).values_list("module_id", "pk", "title"))
    known = LessonProgress.objects.filter(enrolment__in=syllabuses)
    marks = {(place, lesson): mark for place, lesson, *mark in known.values_list("enrolment", "lesson", *MARKS)}
    nothing = [None] * len(MARKS)
    return {
        pk: _outline(syllabus, [(*row, *marks.get((pk, row[1]), nothing)) for row in lessons])
        for pk, syllabus in syllabuses.items()
    }


def opened(enrolment: Enrolment, lesson_pk: int) -> tuple[Outline, LessonPage | None]:
    """The outline, and this lesson of it to be read; in one query, for the page people open most."""
    syllabus = enrolment.cohort.frozen_syllabus()
    # By ``id``, since ``pk`` leads through the parent row, where a number too large for the database is an error.
    body = Case(When(id=lesson_pk, then=Cast("body", TextField())))
    rows = list(marked_lessons(enrolment, syllabus).values_list(*MARKED, "aim", body))
    found = (LessonPage(pk=row[1], title=row[2], aim=row[-2], body=json.loads(row[-1])) for row in rows if row[-1])
    return _outline(syllabus, [row[:-2] for row in rows]), next(found, None)


MARKS = ("finished_at", "last_block", "updated_at", "furthest_index")
MARKED = (*("module_id", "pk", "title"), *(f"mark__{name}" for name in MARKS))


def _outline(syllabus: Syllabus, rows: Iterable[tuple[Any, ...]]) -> Outline:
    lessons: dict[int, list[LessonEntry]] = defaultdict(list)
    for module_id, pk, title, finished_at, last_block, read_at, furthest in rows:
        come_to = -1 if furthest is None else furthest
        lessons[module_id].append(LessonEntry(pk, title, finished_at is not None, last_block or "", read_at, come_to))
    modules = syllabus.modules
    return Outline(tuple(ModuleEntry(m.code, m.title, m.jp, tuple(lessons[m.page_id]), m.page_id) for m in modules))
