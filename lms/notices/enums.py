from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NoticeKind(TextChoices):
    """What a notice tells. Kinds that end in ``_SENT`` tell the same to who sent the person."""

    NOMINATED = "nominated", _("Somebody is nominated")
    APPLIED = "applied", _("Somebody applies by herself")
    CONFIRMED = "confirmed", _("A nomination is confirmed")
    ACCEPTED = "accepted", _("You are accepted")
    ACCEPTED_SENT = "accepted_sent", _("Whom you sent is accepted")
    DECLINED = "declined", _("Your nomination is declined")
    DECLINED_SENT = "declined_sent", _("Whom you sent is declined")
    WITHDRAWN = "withdrawn", _("Your nomination is withdrawn")
    WITHDRAWN_SENT = "withdrawn_sent", _("Whom you sent is withdrawn")
    RESERVED = "reserved", _("You are on the reserve list")
    RESERVED_SENT = "reserved_sent", _("Whom you sent is on the reserve list")
    OFFERED = "offered", _("A seat is offered to you")
    OFFERED_SENT = "offered_sent", _("A seat is offered to whom you sent")
    OFFER_ENDING = "offer_ending", _("Reminder: a seat offered to you")
    OFFER_ENDING_SENT = "offer_ending_sent", _("Reminder: a seat offered to whom you sent")
    REPLACED = "replaced", _("Somebody comes in your place")
    REPLACED_SENT = "replaced_sent", _("Whom you sent is replaced")
    JOINED = "joined", _("You have joined")
    INVITED_REGENCY = "invited_regency", _("Your kabupaten or kota is invited")
    INVITED_INSTITUTION = "invited_institution", _("Your institution is invited")
    DEADLINE_REGENCY = "deadline_regency", _("Reminder: nominations of your kabupaten or kota")
    DEADLINE_INSTITUTION = "deadline_institution", _("Reminder: nominations of your institution")
    SESSION_MOVED = "session_moved", _("A session is moved")
    DAY_AHEAD = "day_ahead", _("Reminder: a day of the activity")
    DAY_AHEAD_TRAINER = "day_ahead_trainer", _("Reminder: a day on which you teach")
    PLACE_CHANGED = "place_changed", _("The place has changed")
    CANCELLED = "cancelled", _("The activity is cancelled")
    TRAINER_ASSIGNED = "trainer_assigned", _("You are to teach")
    CERTIFICATE = "certificate", _("Your certificate is ready")
    REVOKED = "revoked", _("Your certificate is revoked")
    MESSAGE = "message", _("Message from the organiser")


# Told at once, without waiting to go out together with others; SESSION_MOVED only when the session is near.
URGENT = (NoticeKind.CANCELLED,)


class NoticeState(TextChoices):
    PLANNED = "planned", pgettext_lazy("notice", "Planned")
    SENT = "sent", pgettext_lazy("notice", "Sent")
    CANCELLED = "cancelled", pgettext_lazy("notice", "Cancelled")
    FAILED = "failed", pgettext_lazy("notice", "Mail not sent")
    UNKNOWN = "unknown", pgettext_lazy("notice", "Mail perhaps not sent")


class MailState(TextChoices):
    INTENDED = "intended", pgettext_lazy("mail", "Waits to be sent")
    SENDING = "sending", pgettext_lazy("mail", "Being sent")
    SENT = "sent", pgettext_lazy("mail", "Sent")
    EMPTY = "empty", pgettext_lazy("mail", "Nothing left to send")
    FAILED = "failed", pgettext_lazy("mail", "Not sent")
    UNKNOWN = "unknown", pgettext_lazy("mail", "Perhaps not sent")


OPEN_MAIL = (MailState.INTENDED, MailState.SENDING)
TROUBLED_MAIL = (MailState.FAILED, MailState.UNKNOWN)


class FeedScope(TextChoices):
    PERSON = "person"
    COHORT = "cohort"


class NoticeEvent(StrEnum):
    WRITTEN = "notice.written"
    REMINDER_PLANNED = "notice.reminder_planned"  # of the cohort; data: kind and about
    CHANGED = "notice.changed"
    CANCELLED = "notice.cancelled"
    MAIL_INTENDED = "notice.mail_intended"
    MAIL_SETTLED = "notice.mail_settled"
    FEED_MADE = "notice.feed_made"
