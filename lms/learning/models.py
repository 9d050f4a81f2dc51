from collections import defaultdict
from collections.abc import Iterable

from django.db import models
from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.models import LessonPage
from lms.cohorts.rules import Syllabus
from lms.enrolment.models import Enrolment
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


def lessons_of(syllabus: Syllabus):
    """Published lessons that lie directly under a module of the frozen syllabus, each with its ``module_id``."""
    module = Page.objects.filter(path=OuterRef("module_path"), pk__in=[m.page_id for m in syllabus.modules]).order_by()
    return (
        LessonPage.objects.live()
        .annotate(module_path=Substr("path", 1, Length("path") - Page.steplen))
        .annotate(module_id=Subquery(module.values("pk")))
        .filter(module_id__isnull=False)
        .order_by("path")
    )


def outline_of(enrolment: Enrolment) -> Outline:
    """The modules of the cohort's frozen syllabus with their lessons and this trainee's marks. One query."""
    syllabus = enrolment.cohort.frozen_syllabus()
    marked = lessons_of(syllabus).annotate(
        mark=FilteredRelation("progress", condition=Q(progress__enrolment_id=enrolment.pk))
    )
    lessons: dict[int, list[LessonEntry]] = defaultdict(list)
    for module_id, pk, title, finished_at, last_block, read_at in marked.values_list(
        "module_id", "pk", "title", "mark__finished_at", "mark__last_block", "mark__updated_at"
    ):
        lessons[module_id].append(LessonEntry(pk, title, finished_at is not None, last_block or "", read_at))
    return Outline(tuple(ModuleEntry(m.code, m.title, m.jp, tuple(lessons[m.page_id])) for m in syllabus.modules))
