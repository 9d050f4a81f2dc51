import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.cohorts.models import Cohort
from lms.enrolment.models import Enrolment
from lms.notices.enums import OPEN_MAIL, TROUBLED_MAIL, FeedScope, MailState, NoticeKind, NoticeState
from lms.notices.rules import MAX_BODY, MAX_SUBJECT, Quiet
from lms.organisations.access import scope_of
from lms.organisations.enums import Zone

FORGOTTEN_AFTER = timedelta(hours=6)  # longer than all attempts together


class Preference(models.Model):
    """What a person wishes; without a row the settings speak for her."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_preference")
    wants_mail = models.BooleanField(_("Send me my messages by e-mail too"), default=True)
    is_quiet = models.BooleanField(_("Send me nothing at night"), default=True)
    quiet_from = models.TimeField(_("quiet from"), default=time(20))
    quiet_until = models.TimeField(_("quiet until"), default=time(7))
    zone = models.CharField(_("time zone"), max_length=20, choices=Zone, blank=True)  # empty: that of her region

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_quiet=False) | ~Q(quiet_from=F("quiet_until")),
                name="notices_preference_quiet_hours_have_a_length",
                violation_error_message=_("The quiet hours begin and end at the same time."),
            )
        ]

    def __str__(self) -> str:
        return f"preference of account {self.user_id}"

    def quiet(self, zone: str) -> Quiet | None:
        return Quiet(self.quiet_from, self.quiet_until, self.zone or zone) if self.is_quiet else None


class MailingQuerySet(models.QuerySet["Mailing"]):
    def open(self):
        return self.filter(state__in=OPEN_MAIL)

    def troubled(self, at: datetime):
        """What a person has to look at: given up, in doubt, or carried by nobody for hours."""
        forgotten = Q(state=MailState.INTENDED, intended_at__lt=at - FORGOTTEN_AFTER)
        return self.filter(Q(state__in=TROUBLED_MAIL) | forgotten)


class Mailing(models.Model):
    """One mail to one person, with all that waits for her: written before the call, so that no mail goes out twice.

    ``SENDING`` stands while the mail server is asked. Who finds it there later knows nothing of what became of it:
    it is ``UNKNOWN`` then, and a person decides. Source: house security rules 10.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mailings")
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # also names the mail (Message-ID)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.INTENDED)
    intended_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=80, blank=True)  # class of the exception, no message: it may hold names

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ["-intended_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient"], condition=Q(state__in=OPEN_MAIL), name="notices_mailing_one_open_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_MAIL, finished_at__isnull=True)
                | (~Q(state__in=OPEN_MAIL) & Q(finished_at__isnull=False)),
                name="notices_mailing_finished_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"mailing #{self.pk}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user):
        return self.filter(recipient_id=scope_of(user).user_id)

    def arrived(self, at: datetime):
        """What stands in the inbox: due, and not taken back. What became of the mail is of no matter there."""
        return self.filter(planned_at__lte=at).exclude(state=NoticeState.CANCELLED)

    def unread(self):
        return self.filter(read_at__isnull=True)

    def managed_by(self, user):
        """About the cohorts this person plans, where she sees the names of people: notices hold them."""
        return self.filter(cohort__in=Cohort.objects.planned_by(user) & Cohort.objects.decided_by(user))

    def in_batch_of(self, notice: "Notice"):
        """All that were planned together, with the same words."""
        return self.filter(event_id=notice.event_id, kind=notice.kind, cohort_id=notice.cohort_id)

    def locked_in_order(self):
        """Whoever holds several takes them in this order, so that no two wait for each other."""
        return self.select_for_update(of=("self",)).order_by("pk")

    def ids(self) -> list[int]:
        return list(self.values_list("pk", flat=True))

    def changeable(self):
        """Planned, unread, and not in a mail that is on its way."""
        on_its_way = Q(mailing__state=MailState.SENDING)
        return self.filter(state=NoticeState.PLANNED, read_at__isnull=True).exclude(on_its_way)

    def due(self, at: datetime, *, together_since: datetime):
        """What goes out now: urgent at once, the rest once it has waited for company."""
        is_time = Q(is_urgent=True, planned_at__lte=at) | Q(planned_at__lte=together_since)
        return self.filter(is_time, state=NoticeState.PLANNED)


class Notice(models.Model):
    """One planned message to one person. Its words are made when it is read, in her language, from kind and values.

    An officer may write other words instead: then they stand in ``subject`` and ``body``.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    event_id = models.BigIntegerField()  # of the journal, whose rows nothing points to
    kind = models.CharField(max_length=20, choices=NoticeKind)
    values = models.JSONField(default=dict)
    subject = models.CharField(_("subject"), max_length=MAX_SUBJECT, blank=True)
    body = models.CharField(_("message"), max_length=MAX_BODY, blank=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="notices")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="notices")
    state = models.CharField(max_length=9, choices=NoticeState, default=NoticeState.PLANNED)
    reminds_of = models.CharField(max_length=40, blank=True)  # of reminders: what they are about
    lapsed_at = models.DateTimeField(null=True)  # a reminder that was no longer needed; it comes back when it is
    is_urgent = models.BooleanField(default=False)
    by_mail = models.BooleanField(default=False)  # beside the inbox; asked again when the mail is written
    planned_at = models.DateTimeField()  # not before; in the inbox from then on
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    mailing = models.ForeignKey(Mailing, on_delete=models.PROTECT, null=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "planned_at"], name="notices_notice_due"),
            models.Index(fields=["recipient", "planned_at"], name="notices_notice_inbox"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event_id", "recipient"], name="notices_notice_once_per_event"),
            models.UniqueConstraint(
                fields=["cohort", "recipient", "kind", "reminds_of"],
                condition=~Q(reminds_of=""),
                name="notices_notice_reminds_once",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_at__isnull=True) | (Q(state=NoticeState.CANCELLED) & ~Q(reminds_of="")),
                name="notices_notice_only_reminders_lapse",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.SENT, sent_at__isnull=False)
                | (~Q(state=NoticeState.SENT) & Q(sent_at__isnull=True)),
                name="notices_notice_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(subject="", body="") | (~Q(subject="") & ~Q(body="")),
                name="notices_notice_own_words_are_whole",
                violation_error_message=_("Write a subject and a message."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=NoticeKind.MESSAGE) | ~Q(body=""), name="notices_notice_message_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_read(self) -> bool:
        return self.read_at is not None

    @property
    def has_own_words(self) -> bool:
        return bool(self.body)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def in_force(self):
        """A person's ends with her account."""
        return self.filter(Q(user__isnull=True) | Q(user__is_active=True), revoked_at__isnull=True)


class CalendarFeed(models.Model):
    """An address from which calendars fetch sessions. Of its secret only a hash is kept, and the seed it is made of."""

    scope = models.CharField(max_length=6, choices=FeedScope)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="calendar_feeds"
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, related_name="calendar_feeds")
    seed = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=FeedScope.PERSON, user__isnull=False, cohort__isnull=True)
                | Q(scope=FeedScope.COHORT, user__isnull=True, cohort__isnull=False),
                name="notices_calendarfeed_of_a_person_or_a_cohort",
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="notices_calendarfeed_one_per_person"
            ),
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(revoked_at__isnull=True), name="notices_calendarfeed_one_per_cohort"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} feed #{self.pk}"

    @property
    def owner(self) -> Any:
        return self.user if self.scope == FeedScope.PERSON else self.cohort
