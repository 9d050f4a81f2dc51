"""Letters about a review. Wagtail would send them in the middle of the transaction; here the journal does, after it."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.admin.signal_handlers import (
    task_submission_email_notifier,
    workflow_approval_email_notifier,
    workflow_rejection_email_notifier,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from lms.authoring.enums import ReviewEvent
from lms.authoring.models import ReviewTask
from lms.journal.operations import record

WRITERS: dict[str, Callable[..., bool]] = {
    ReviewEvent.WAITING: task_submission_email_notifier,
    ReviewEvent.SENT_BACK: workflow_rejection_email_notifier,
    ReviewEvent.APPROVED: workflow_approval_email_notifier,
}


def page_waits(*, instance: TaskState, user: Any, **_more: Any) -> None:
    if isinstance(instance.task.specific, ReviewTask):
        _record(ReviewEvent.WAITING, instance, user, page=instance.workflow_state.object_id)


def page_was_sent_back(*, instance: WorkflowState, user: Any, **_more: Any) -> None:
    _record(ReviewEvent.SENT_BACK, instance, user, page=instance.object_id)


def page_was_approved(*, instance: WorkflowState, user: Any, **_more: Any) -> None:
    _record(ReviewEvent.APPROVED, instance, user, page=instance.object_id)


def _record(event: ReviewEvent, subject: Any, user: Any, *, page: str) -> None:
    with transaction.atomic():  # Wagtail resumes a review outside one
        record(event, subject=subject, by=user, at=timezone.now(), data={"page": int(page)})


def take_letters_over() -> None:
    """Stand in the place of Wagtail's own receivers, under their names, whether they came before or come later."""
    for signal, receiver, sender, name in (
        (task_submitted, page_waits, TaskState, "group_approval_task_submitted_email_notification"),
        (workflow_rejected, page_was_sent_back, WorkflowState, "workflow_state_rejected_email_notification"),
        (workflow_approved, page_was_approved, WorkflowState, "workflow_state_approved_email_notification"),
    ):
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(receiver, sender=sender, dispatch_uid=name)
