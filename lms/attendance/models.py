import uuid
from collections import Counter, defaultdict

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lms.attendance.enums import PresenceMethod, PresenceState
from lms.attendance.rules import SessionFacts, StandingMark, attended_jp
from lms.cohorts.enums import SessionKind
from lms.cohorts.models import Cohort, Session
from lms.enrolment.enums import PARTICIPATING
from lms.enrolment.models import Enrolment
from lms.organisations.enums import Zone


class PresenceQuerySet(models.QuerySet["Presence"]):
    def standing(self):
        """The last word on each person and session: marks no later mark corrects."""
        return self.filter(correction__isnull=True)

    def visible_to(self, user):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))

    def attended_jp(self, enrolments, planned) -> Counter[int]:
        """Enrolment id to JP attended of the ``planned`` of each module, 0 for whoever has no mark. One query."""
        marks = self.filter(enrolment__in=enrolments, session__jp__gt=0).standing_marks()
        return Counter({enrolment_id: attended_jp(listed, planned) for enrolment_id, listed in marks.items()})

    def standing_marks(self):
        """Enrolment id to the last word of each session. One query."""
        marks = defaultdict(list)
        said = ("state", *(f"session__{name}" for name in ("jp", "module_code", "starts_at", "ends_at", "group")))
        for enrolment_id, *values in self.standing().values_list("enrolment", *said):
            marks[enrolment_id].append(StandingMark(*values))
        return marks


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


def sessions_marked_by(user):
    """Sessions whose attendance this person takes; in a break nobody is marked."""
    taught = Session.objects.filter(cohort__in=Cohort.objects.taught_by(user))
    return taught.exclude(kind=SessionKind.BREAK).select_related("cohort")


def with_counts(sessions):
    """Adds ``participants`` (accepted in the cohort) and ``marked_people`` (those of them with a mark)."""
    accepted = Enrolment.objects.accepted().filter(cohort=OuterRef("cohort")).order_by()
    marked = Presence.objects.standing().filter(session=OuterRef("pk"), enrolment__status__in=PARTICIPATING)
    return sessions.annotate(
        participants=_number(accepted.values("cohort")), marked_people=_number(marked.values("session"))
    )


def _number(grouped):
    return Coalesce(Subquery(grouped.annotate(number=Count("pk")).values("number")), 0)


def session_facts(session: Session) -> SessionFacts:
    cohort = session.cohort
    return SessionFacts(
        session.kind, session.starts_at, session.ends_at, Zone(cohort.zone), cohort.tzinfo, cohort.status
    )
