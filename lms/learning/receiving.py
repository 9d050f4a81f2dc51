"""What devices bring later: marks made where there was no signal, each taken once, however often it arrives."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.models import LessonPage
from lms.enrolment.models import Enrolment
from lms.learning.clocks import moment_of
from lms.learning.enums import MarkKind, MarkState
from lms.learning.models import DeviceMark, LessonProgress, lessons_of
from lms.learning.operations import block_ids, finish_lesson, keep_place
from lms.refusal import Reason, Refusal

MAX_MARKS = 500

NOT_YOURS = Reason("not_yours", _("This belongs to a training of somebody else, or to one that has ended for you."))
LESSON_GONE = Reason("lesson_gone", _("This lesson is no longer part of the training."))
BLOCK_GONE = Reason("block_gone", _("This part of the lesson has changed meanwhile. Open the lesson and do it again."))
KEY_USED = Reason("key_used", _("This was already sent with other contents. Open the lesson and do it again."))


@dataclass(frozen=True)
class Mark:
    """What a trainee did on a device. ``key`` was made there; ``made_at`` is what its clock showed."""

    key: UUID
    kind: MarkKind
    enrolment_id: int
    lesson_id: int
    made_at: datetime
    block: str = ""
    choice: int | None = None


@dataclass(frozen=True)
class Arrival:
    """When and through whom marks arrive; ``device_now`` is what the device's clock showed when it sent."""

    at: datetime
    by: Any
    device_now: datetime | None = None

    def counts(self, mark: Mark, enrolment: Enrolment) -> datetime:
        since = enrolment.accepted_at or enrolment.nominated_at
        return moment_of(mark.made_at, device_now=self.device_now, arrived_at=self.at, not_before=since)


@dataclass(frozen=True)
class Outcome:
    state: MarkState
    words: str = ""


def take_marks(reach: Any, marks: Sequence[Mark], arrival: Arrival) -> list[Outcome]:
    """Take what was brought, in its order; a mark that is refused stands in nobody's way.

    ``reach`` are the enrolments (a query set) for which whoever brings them may bring anything. Each mark is a
    transaction of its own: nobody waits long, and what breaks off is simply sent again.
    """
    wanted = {mark.enrolment_id for mark in marks}
    found = reach.filter(pk__in=wanted).select_related("cohort", "person__user")
    enrolments = {each.pk: each for each in found}
    lessons = {pk: _lessons(each, marks) for pk, each in enrolments.items()}
    outcomes = []
    for mark in marks:
        try:
            if mark.enrolment_id not in enrolments:
                raise Refusal([NOT_YOURS])
            enrolment, lesson = enrolments[mark.enrolment_id], lessons[mark.enrolment_id].get(mark.lesson_id)
            outcomes.append(Outcome(take_mark(enrolment, lesson, mark, arrival)))
        except Refusal as refusal:
            outcomes.append(Outcome(MarkState.REFUSED, " ".join(map(str, refusal.reasons))))
    return outcomes


def _lessons(enrolment: Enrolment, marks: Iterable[Mark]) -> dict[int, LessonPage]:
    wanted = {mark.lesson_id for mark in marks if mark.enrolment_id == enrolment.pk}
    # By ``id``: see ``own_lesson``.
    return {page.pk: page for page in lessons_of(enrolment.cohort.frozen_syllabus()).filter(id__in=wanted)}


@transaction.atomic
def take_mark(enrolment: Enrolment, lesson: LessonPage | None, mark: Mark, arrival: Arrival) -> MarkState:
    """Do what the mark says unless it is done, and remember its key. Progress only ever grows.

    ``lesson`` is None when it is no longer part of the training: what was taken before is taken all the same. Raises
    Refusal: a place withdrawn meanwhile, the same key with other contents, a lesson or a part of it that is gone.
    """
    if Enrolment.objects.select_for_update().get(pk=enrolment.pk).status != enrolment.status:
        raise Refusal([NOT_YOURS])
    known = DeviceMark.objects.filter(key=mark.key, progress__enrolment=enrolment).select_related("progress").first()
    if known is not None:
        told = (known.progress.lesson_id, known.kind, known.block, known.choice)
        if told != (mark.lesson_id, mark.kind, mark.block, mark.choice):
            raise Refusal([KEY_USED])
        return MarkState.ALREADY
    if lesson is None:
        raise Refusal([LESSON_GONE])
    moment = arrival.counts(mark, enrolment)
    progress, is_done = TAKERS[mark.kind](enrolment, lesson, mark, moment, arrival)
    DeviceMark.objects.create(
        progress=progress,
        key=mark.key,
        kind=mark.kind,
        block=mark.block,
        choice=mark.choice,
        made_at=mark.made_at,
        counted_at=moment,
        received_at=arrival.at,
        received_by=arrival.by,
    )
    return MarkState.DONE if is_done else MarkState.ALREADY


Taken = tuple[LessonProgress, bool]


def _finished(enrolment: Enrolment, lesson: LessonPage, mark: Mark, moment: datetime, arrival: Arrival) -> Taken:
    was = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson, finished_at__isnull=False).exists()
    progress = finish_lesson(enrolment, lesson, at=arrival.at, read_at=moment, by=arrival.by)
    return progress, not was


def _came_to(enrolment: Enrolment, lesson: LessonPage, mark: Mark, moment: datetime, arrival: Arrival) -> Taken:
    """An older place than the one known moves nobody back; how far she came counts all the same."""
    progress = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson).first()
    if progress is None or not progress.last_block or moment >= progress.updated_at:
        return keep_place(enrolment, lesson, block=mark.block, at=moment), True
    blocks = block_ids(lesson)
    if mark.block not in blocks:
        raise Refusal([BLOCK_GONE])
    is_further = blocks.index(mark.block) > progress.furthest_index
    if is_further:
        progress.furthest_index = blocks.index(mark.block)
        progress.save(update_fields=["furthest_index"])
    return progress, is_further


def _answered(enrolment: Enrolment, lesson: LessonPage, mark: Mark, moment: datetime, arrival: Arrival) -> Taken:
    """An answer to check herself: kept for her alone, and counted nowhere."""
    check = next((block for block in lesson.body if block.id == mark.block and block.block_type == "check"), None)
    if check is None or mark.choice is None or mark.choice >= len(check.value["options"]):
        raise Refusal([BLOCK_GONE])
    progress, _is_new = LessonProgress.objects.get_or_create(
        enrolment=enrolment, lesson=lesson, defaults={"updated_at": moment}
    )
    newer = DeviceMark.objects.filter(
        progress=progress, kind=MarkKind.ANSWER, block=mark.block, counted_at__gt=moment
    ).exists()
    return progress, not newer


Taker = Callable[[Enrolment, LessonPage, Mark, datetime, Arrival], Taken]
TAKERS: dict[MarkKind, Taker] = {
    MarkKind.FINISH: _finished,
    MarkKind.PLACE: _came_to,
    MarkKind.ANSWER: _answered,
}
