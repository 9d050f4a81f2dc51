import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.journal.enums import OPEN_STATES, DeliveryState


class Event(models.Model):
    """What happened, to what, by whom. Append-only; no foreign keys, so it never stands in the way of living rows.

    ``data`` holds ids and plain values, never a name, phone number or NIK.
    """

    name = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=64)
    by_id = models.BigIntegerField(null=True)  # null: the platform itself
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="journal_event_subject"),
            models.Index(fields=["name", "by_id", "at"], name="journal_event_acts"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def due(self, at):
        return self.filter(state=DeliveryState.WAITING, due_at__lte=at)

    def left_behind(self, at):
        """Rows taken by a worker whose lease has run out."""
        return self.filter(state=DeliveryState.RUNNING, lease_until__lt=at)

    def claimable(self, at):
        """Rows a worker may take."""
        return self.due(at) | self.left_behind(at)

    def held_by(self, delivery_id, key):
        """The one row of a claim, or none when the claim is lost."""
        return self.filter(pk=delivery_id, state=DeliveryState.RUNNING, claim=key)


class Delivery(models.Model):
    """One event to be brought to one handler: a row of the outbox, the queue of record in every set-up."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)  # who holds it; a worker that lost its lease no longer matches
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)  # class of the exception, no message: it may hold names

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="journal_delivery_once_per_handler"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.RUNNING, claim__isnull=False, lease_until__isnull=False)
                | (~Q(state=DeliveryState.RUNNING) & Q(claim__isnull=True, lease_until__isnull=True)),
                name="journal_delivery_running_has_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.DONE, finished_at__isnull=False)
                | (~Q(state=DeliveryState.DONE) & Q(finished_at__isnull=True)),
                name="journal_delivery_done_has_a_time",
            ),
        ]
        # Not a partial index: SQLite cannot match its condition with the bound parameters of a query.
        indexes = [models.Index(fields=["state", "due_at"], name="journal_delivery_open")]

    def __str__(self) -> str:
        return f"{self.handler} #{self.pk}"


class OnceKey(models.Model):
    """A one-time key of a form that creates something, with the answer it was given.

    Source: house security rules 7; the same key and body is answered the same, another body is refused.
    """

    key = models.UUIDField(default=uuid.uuid4)
    principal = models.CharField(max_length=64)  # "user:<id>", or "visitor"
    body_digest = models.CharField(max_length=64)  # SHA-256 over path, fields and files
    answer = models.TextField(blank=True)  # where the first request was sent
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["principal", "key"], name="journal_oncekey_once_per_principal")]

    def __str__(self) -> str:
        return str(self.key)
