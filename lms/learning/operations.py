from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import LessonPage
from lms.enrolment.models import Enrolment
from lms.journal.operations import record
from lms.learning.enums import LearningEvent
from lms.learning.models import LessonProgress
from lms.refusal import refuse


@transaction.atomic
def keep_place(enrolment: Enrolment, lesson: LessonPage, *, block: str, at: datetime) -> LessonProgress:
    """Remember at which block the trainee stopped. Not journalled: reading is no act that anybody decides on."""
    blocks = block_ids(lesson)
    if block not in blocks:
        raise refuse(
            "block_unknown", _("This part of the lesson has changed meanwhile. Open the lesson again and read on.")
        )
    progress = _locked_progress(enrolment, lesson, at)
    progress.last_block = block
    progress.furthest_index = max(progress.furthest_index, blocks.index(block))
    progress.updated_at = max(progress.updated_at, at)
    progress.save(update_fields=["last_block", "furthest_index", "updated_at"])
    return progress


@transaction.atomic
def finish_lesson(
    enrolment: Enrolment, lesson: LessonPage, *, at: datetime, read_at: datetime | None = None, by: Any = None
) -> LessonProgress:
    """Mark a lesson as read. The first time counts; doing it again changes nothing.

    A device may tell of it later: ``read_at`` is when she read, ``at`` when that arrived. ``by`` is who brought it,
    else the trainee herself.
    """
    moment = read_at or at
    progress = _locked_progress(enrolment, lesson, moment)
    if progress.finished_at is None:
        progress.finished_at, progress.updated_at = moment, max(progress.updated_at, moment)
        progress.furthest_index = max(progress.furthest_index, len(block_ids(lesson)) - 1)
        progress.save(update_fields=["finished_at", "updated_at", "furthest_index"])
        record(
            LearningEvent.FINISHED,
            subject=enrolment,
            by=by or enrolment.person.user,
            at=at,
            data={"lesson": lesson.pk, "progress": progress.pk},
        )
    return progress


def block_ids(lesson: LessonPage) -> list[str]:
    return [block.id for block in lesson.body]


def _locked_progress(enrolment: Enrolment, lesson: LessonPage, at: datetime) -> LessonProgress:
    """The trainee's row of this lesson, made when missing; her enrolment is locked so that it is made once."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    progress, _is_new = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"updated_at": at}
    )
    return progress
