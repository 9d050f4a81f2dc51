from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnrolmentStatus(TextChoices):
    NOMINATED = "nominated", _("Nominated")
    CONFIRMED = "confirmed", _("Confirmed by the kabupaten or kota")
    RESERVE = "reserve", _("On the reserve list")
    OFFERED = "offered", _("A seat is offered")
    ACCEPTED = "accepted", _("Accepted")
    PRESENT = "present", _("Present")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# A participant of the cohort: what she learns, where she is present and what she earns counts.
PARTICIPATING = (EnrolmentStatus.ACCEPTED, EnrolmentStatus.PRESENT, EnrolmentStatus.COMPLETED)
# Who holds a seat. An offered seat is held for its person until the offer ends.
HOLDING = (EnrolmentStatus.OFFERED, *PARTICIPATING)
LIVE = (EnrolmentStatus.NOMINATED, EnrolmentStatus.CONFIRMED, EnrolmentStatus.RESERVE, *HOLDING)
ENDED = (EnrolmentStatus.DECLINED, EnrolmentStatus.REPLACED, EnrolmentStatus.WITHDRAWN)


class EnrolmentRole(TextChoices):
    PARTICIPANT = "participant", _("Participant")
    COMPANION = "companion", _("Companion")  # pendamping: outside the count of seats and of trained PSKS
    ASSISTED = "assisted", _("Assisted participant")  # peserta dampingan: somebody else records for her


class EnrolmentWay(TextChoices):
    """How somebody came in."""

    NOMINATION = "nomination", _("Nominated")
    APPLICATION = "application", _("Applied by herself")
    SELF = "self", _("Joined by herself")
    CODE = "code", _("Joined with a class code")
    WALK_IN = "walk_in", _("Came to the door")


class EnrolmentEvent(StrEnum):
    NOMINATED = "enrolment.nominated"
    APPLIED = "enrolment.applied"
    JOINED = "enrolment.joined"
    WALKED_IN = "enrolment.walked_in"
    CONFIRMED = "enrolment.confirmed"
    RESERVED = "enrolment.reserved"
    PROMOTED = "enrolment.promoted"  # from the reserve list; data: why, and until when the seat is offered
    ACCEPTED = "enrolment.accepted"
    PRESENT = "enrolment.present"
    COMPLETED = "enrolment.completed"
    DECLINED = "enrolment.declined"
    REPLACED = "enrolment.replaced"
    WITHDRAWN = "enrolment.withdrawn"
    CODE_MADE = "enrolment.code_made"  # of the cohort: with it a class joins
    CODE_CLOSED = "enrolment.code_closed"
    GATE_OVERRIDDEN = "enrolment.gate_overridden"
    SEATS_PLANNED = "enrolment.seats_planned"
    SEATS_FLOWED = "enrolment.seats_flowed"
