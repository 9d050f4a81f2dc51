import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.attendance.enums import PresenceMethod, PresenceState
from lms.cohorts.models import Session
from lms.enrolment.models import Enrolment


class PresenceQuerySet(models.QuerySet["Presence"]):
    def standing(self):
        """The last word on each person and session: marks no later mark corrects."""
        return self.filter(correction__isnull=True)

    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class Presence(models.Model):
    """A mark for one trainee in one session. Never rewritten: a correction is a new row that names the old one.

    ``key`` is made where the mark is made; the same key is the same mark, however often it arrives.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="presences")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="presences")
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    state = models.CharField(_("state"), max_length=8, choices=PresenceState)
    method = models.CharField(_("method"), max_length=10, choices=PresenceMethod)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="correction")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "session"],
                condition=Q(corrects__isnull=True),
                name="attendance_presence_one_first_mark",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.session_id} {self.state}"
