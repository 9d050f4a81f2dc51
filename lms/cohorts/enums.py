from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CohortStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open for nominations")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", pgettext_lazy("activity", "Cancelled")


ENDED = (CohortStatus.CLOSED, CohortStatus.CANCELLED)


class ActivityKind(TextChoices):
    BIMTEK = "bimtek", _("Bimtek")
    TRAINING = "training", pgettext_lazy("activity", "Training")
    SOCIALISATION = "socialisation", pgettext_lazy("activity", "Public briefing")
    COORDINATION = "coordination", pgettext_lazy("activity", "Coordination meeting")
    MENTORING = "mentoring", pgettext_lazy("activity", "Accompaniment")


# The others record attendance and end in a statement of attendance.
WITH_CERTIFICATE = (ActivityKind.BIMTEK, ActivityKind.TRAINING)


class Delivery(TextChoices):
    FACE_TO_FACE = "face_to_face", pgettext_lazy("delivery", "Face to face")
    ONLINE = "online", pgettext_lazy("delivery", "Online, together")
    SELF_PACED = "self_paced", pgettext_lazy("delivery", "Alone, at one's own pace")
    BLENDED = "blended", pgettext_lazy("delivery", "Both in the room and online")


JOINED_FREELY = (Delivery.ONLINE, Delivery.SELF_PACED)  # where nobody needs a chair


class Funding(TextChoices):
    APBD = "apbd", "APBD"
    APBN = "apbn", "APBN"
    DECONCENTRATION = "deconcentration", _("Dekonsentrasi")
    CSR = "csr", _("Company programme (CSR)")
    OTHER = "other", pgettext_lazy("funding", "Other")


class PartnerSort(TextChoices):
    CSR = "csr", _("Company (CSR)")
    UNIVERSITY = "university", _("University")
    LKS_FORUM = "lks_forum", _("LKS forum")
    OTHER = "other", pgettext_lazy("partner", "Other")


class CommitteeRole(TextChoices):
    """In the order in which a decree lists them."""

    IN_CHARGE = "in_charge", pgettext_lazy("committee", "In charge")
    CHAIR = "chair", pgettext_lazy("committee", "Chair")
    SECRETARY = "secretary", pgettext_lazy("committee", "Secretary")
    MEMBER = "member", pgettext_lazy("committee", "Member")
    MODERATOR = "moderator", pgettext_lazy("committee", "Moderator")


class SessionKind(TextChoices):
    LESSON = "lesson", _("Lesson")
    AGENDA = "agenda", _("Item of the agenda")
    CEREMONY = "ceremony", _("Opening, closing or reflection")
    TEST = "test", _("Test")
    BREAK = "break", _("Break")


WITHOUT_JP = (SessionKind.CEREMONY, SessionKind.TEST, SessionKind.BREAK, SessionKind.AGENDA)


class Method(TextChoices):
    """How a lesson is taught. Source: the types of sessions in Indonesian training practice, with their short names."""

    LECTURE = "lecture", _("CT · lecture and questions")
    DISCUSSION = "discussion", _("DK · group discussion")
    CASE_STUDY = "case_study", _("SK · case study")
    SIMULATION = "simulation", _("SM · simulation or role play")
    PRACTICE = "practice", _("PR · practice")
    FIELD = "field", _("PL · in the field")
    OWN_READING = "own_reading", _("MD · reading alone, online")
    ONLINE = "online", _("DR · online, together")


class CohortEvent(StrEnum):
    PLANNED = "cohort.planned"
    PLAN_CHANGED = "cohort.plan_changed"
    REPEATED = "cohort.repeated"
    SESSION_ADDED = "cohort.session_added"
    SESSION_REMOVED = "cohort.session_removed"
    TIMETABLE_APPLIED = "cohort.timetable_applied"
    TIMETABLE_SAVED = "cohort.timetable_saved"
    TERMS_WRITTEN = "cohort.terms_written"
    MEMBER_NAMED = "cohort.member_named"
    MEMBER_REMOVED = "cohort.member_removed"
    PARTNER_NAMED = "cohort.partner_named"
    PARTNER_REMOVED = "cohort.partner_removed"
    TRAINER_ASSIGNED = "cohort.trainer_assigned"
    OPENED = "cohort.opened"
    SESSION_MOVED = "cohort.session_moved"  # data: session, sequence, and each changed field with what it was
    PLACE_CHANGED = "cohort.place_changed"  # data: venue and city as they were
    CANCELLED = "cohort.cancelled"
