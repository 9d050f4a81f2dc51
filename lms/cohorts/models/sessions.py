from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.cohorts.enums import WITHOUT_JP, CohortStatus, Delivery, Method, SessionKind
from lms.cohorts.rules import SessionFacts
from lms.cohorts.rules.clashes import Booking
from lms.cohorts.rules.timetable import HTTPS


class SessionQuerySet(models.QuerySet["Session"]):
    def with_trainers(self):
        """With who teaches each, in two queries more."""
        rows = SessionTrainer.objects.select_related("trainer__user").order_by("trainer__user__name", "pk")
        return self.prefetch_related(models.Prefetch("trainers", rows))


class Session(models.Model):
    """One line of the timetable. ``jp`` is the lesson hours it counts; opening, breaks and tests carry none."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(_("kind"), max_length=10, choices=SessionKind, default=SessionKind.LESSON)
    module_code = models.CharField(_("module"), max_length=8, blank=True)
    title = models.CharField(_("title"), max_length=150)
    method = models.CharField(_("way of teaching"), max_length=12, choices=Method, blank=True)  # of lessons
    delivery = models.CharField(_("delivery"), max_length=12, choices=Delivery, default=Delivery.FACE_TO_FACE)
    room = models.CharField(_("room"), max_length=60, blank=True)
    link = models.CharField(_("meeting link"), max_length=300, blank=True)
    group = models.CharField(_("class or group"), max_length=40, blank=True)  # empty: for everybody
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    jp = models.PositiveIntegerField(_("JP"), default=0)
    code = models.CharField(max_length=12, unique=True)  # shown in the room; scanned or typed to be marked present
    sequence = models.PositiveIntegerField(default=0)  # raised by each move, as calendars ask for
    changed_at = models.DateTimeField(null=True, blank=True)  # of the last move

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cohorts_session_starts_before_it_ends",
                violation_error_message=_("The session ends before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=WITHOUT_JP) | Q(jp=0), name="cohorts_session_only_lessons_carry_jp"
            ),
            models.CheckConstraint(
                condition=~Q(kind=SessionKind.LESSON) | ~Q(module_code=""), name="cohorts_session_lesson_has_a_module"
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith=HTTPS),
                name="cohorts_session_link_is_https",
                violation_error_message=_("The link must begin with https://."),
            ),
            models.CheckConstraint(
                condition=Q(kind=SessionKind.LESSON) | Q(method=""), name="cohorts_session_only_lessons_have_a_method"
            ),
            models.CheckConstraint(
                condition=Q(sequence=0, changed_at__isnull=True) | Q(sequence__gt=0, changed_at__isnull=False),
                name="cohorts_session_a_move_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def facts(self) -> SessionFacts:
        return SessionFacts(
            SessionKind(self.kind),
            self.module_code,
            self.title,
            self.starts_at,
            self.ends_at,
            self.jp,
            self.room,
            self.link,
            self.group,
        )

    def trainer_names(self) -> list[str]:
        """Who teaches it, from rows fetched before (``with_trainers``)."""
        return [row.trainer.user.name for row in self.trainers.all()]


class CohortTrainer(models.Model):
    """Who teaches in a cohort: the role of a trainer, held in it."""

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.PROTECT, related_name="trainers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="taught")
    decree_number = models.CharField(_("number of the decree (SK)"), max_length=80, blank=True)
    decree_on = models.DateField(_("date of the decree"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decree_on__isnull=True) | ~Q(decree_number=""),
                name="cohorts_cohorttrainer_decree_has_a_number",
                violation_error_message=_("A decree with a date has a number too."),
            ),
            models.UniqueConstraint(
                fields=["cohort", "user"],
                name="cohorts_cohorttrainer_once",
                violation_error_message=_("This trainer is assigned to the cohort already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.cohort}"


class SessionTrainer(models.Model):
    """Who teaches a session: one of the cohort's trainers."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="trainers")
    trainer = models.ForeignKey(CohortTrainer, on_delete=models.PROTECT, related_name="sessions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "trainer"], name="cohorts_sessiontrainer_once")]

    def __str__(self) -> str:
        return f"{self.trainer} · {self.session}"


def bookings_of(cohort, sessions) -> list[Booking]:
    """What this cohort's ``sessions``, fetched ``with_trainers``, take of rooms and trainers."""
    return [_booking(session, cohort, cohort.title) for session in sessions if session.kind != SessionKind.BREAK]


def bookings_beside(cohort, own: list[Booking]) -> list[Booking]:
    """What other cohorts of any office take in the same days of the same trainers or in the same city.

    A draft of another office is not named: it is nobody else's business yet.
    """
    if not own:
        return []
    people = {pk for booking in own for pk, _name in booking.trainers}
    shared = Q(trainers__trainer__user__in=people) | (~Q(room="") & Q(cohort__city__iexact=cohort.city))
    sessions = (
        Session.objects.filter(shared, cohort__status__in=(CohortStatus.DRAFT, CohortStatus.OPEN))
        .filter(starts_at__lt=max(b.ends_at for b in own), ends_at__gt=min(b.starts_at for b in own))
        .exclude(cohort=cohort)
        .exclude(kind=SessionKind.BREAK)
    )
    found = []
    for session in sessions.select_related("cohort").with_trainers().distinct():
        hidden = session.cohort.status == CohortStatus.DRAFT and session.cohort.office_id != cohort.office_id
        owner = _("another activity") if hidden else session.cohort.title
        found.append(_booking(session, session.cohort, owner))
    return found


def _booking(session: Session, cohort, owner: object) -> Booking:
    place = " ".join(f"{cohort.city} {cohort.venue} {session.room}".casefold().split()) if session.room else ""
    trainers = frozenset((row.trainer.user_id, row.trainer.user.name) for row in session.trainers.all())
    return Booking(owner, session.title, session.starts_at, session.ends_at, place, session.room, trainers)
