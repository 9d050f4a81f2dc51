from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnrolmentStatus(TextChoices):
    NOMINATED = "nominated", _("Nominated")
    CONFIRMED = "confirmed", _("Confirmed by the kabupaten or kota")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


LIVE = (EnrolmentStatus.NOMINATED, EnrolmentStatus.CONFIRMED, EnrolmentStatus.ACCEPTED)


class EnrolmentEvent(StrEnum):
    NOMINATED = "enrolment.nominated"
    CONFIRMED = "enrolment.confirmed"
    ACCEPTED = "enrolment.accepted"
    DECLINED = "enrolment.declined"
    WITHDRAWN = "enrolment.withdrawn"
