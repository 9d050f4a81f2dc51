from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CohortStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for nominations")
    CLOSED = "closed", _("Closed")


class SessionKind(TextChoices):
    LESSON = "lesson", _("Lesson")
    CEREMONY = "ceremony", _("Opening, closing or reflection")
    TEST = "test", _("Test")
    BREAK = "break", _("Break")


WITHOUT_JP = (SessionKind.CEREMONY, SessionKind.TEST, SessionKind.BREAK)


class CohortEvent(StrEnum):
    PLANNED = "cohort.planned"
    SESSION_ADDED = "cohort.session_added"
    SESSION_REMOVED = "cohort.session_removed"
    TIMETABLE_APPLIED = "cohort.timetable_applied"
    TRAINER_ASSIGNED = "cohort.trainer_assigned"
    OPENED = "cohort.opened"
