from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PresenceState(TextChoices):
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")


class PresenceMethod(TextChoices):
    ROLL_CALL = "roll_call", _("Roll call")
    CODE = "code", _("Code scanned or typed")


class AttendanceEvent(TextChoices):
    RECORDED = "presence.recorded"
