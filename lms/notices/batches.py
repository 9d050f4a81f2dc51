"""What stands on the pages of officers: notices that were planned together, gathered into one line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.notices.enums import NoticeKind, NoticeState
from lms.notices.models import Notice
from lms.notices.words import moment, words_of


@dataclass(frozen=True)
class Batch:
    sample: Notice
    subject: str
    kind: Any
    planned: str
    people: int  # without those whose reminder lapsed
    waiting: int
    sent: int
    read: int
    cancelled: int
    troubled: int


def batches_of(cohort: Cohort, *, user: User):
    """Rows of numbers, the newest first; ``with_words`` makes lines of a page of them."""
    rows = Notice.objects.managed_by(user).filter(cohort=cohort).order_by().values("event_id", "kind")
    state = {name: Q(state=value) for name, value in _STATES.items()}
    return rows.annotate(
        sample=Coalesce(Min("pk", filter=Q(lapsed_at__isnull=True)), Min("pk")),  # its words are those of now
        planned_at=Max("planned_at"),
        people=Count("pk"),
        lapsed=Count("pk", filter=Q(lapsed_at__isnull=False)),
        read=Count("pk", filter=Q(read_at__isnull=False)),
        troubled=Count("pk", filter=Q(state__in=[NoticeState.FAILED, NoticeState.UNKNOWN])),
        **{name: Count("pk", filter=condition) for name, condition in state.items()},
    ).order_by("-event_id", "kind")


_STATES = {"waiting": NoticeState.PLANNED, "sent": NoticeState.SENT, "cancelled": NoticeState.CANCELLED}


def with_words(rows: Sequence[dict[str, Any]], cohort: Cohort) -> list[Batch]:
    samples = Notice.objects.in_bulk([row["sample"] for row in rows])
    return [_batch(row, samples[row["sample"]], cohort) for row in rows]


def _batch(row: dict[str, Any], sample: Notice, cohort: Cohort) -> Batch:
    at: datetime = row["planned_at"]
    numbers = {name: row[name] for name in ("people", "waiting", "sent", "read", "cancelled", "troubled")}
    if row["lapsed"] < row["people"]:
        numbers["people"] -= row["lapsed"]
        numbers["cancelled"] -= row["lapsed"]
    words = words_of(sample)
    return Batch(sample, words.subject, NoticeKind(sample.kind).label, moment(at, str(cohort.zone)), **numbers)
