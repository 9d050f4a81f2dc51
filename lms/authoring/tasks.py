"""What happens after events: writing follows roles (hourly too, since some end by themselves), media are made ready."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from celery import shared_task
from django.db.models import Q
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from content import strays
from content.enums import VariantKind
from content.models import RecordingVariant, SlideDeck
from lms.accounts.models import User
from lms.authoring.enums import MediaEvent, ReviewEvent
from lms.authoring.letters import WRITERS
from lms.authoring.operations import media
from lms.authoring.operations.trees import align_authors, align_people
from lms.journal.events import when
from lms.journal.models import Event
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import RoleGrant


@when(OrganisationEvent.ROLE_GRANTED)
def align_on_grant(event: Event) -> None:
    _align_holders(event)


@when(OrganisationEvent.ROLE_CHANGED)
def align_on_change(event: Event) -> None:
    _align_holders(event)


@when(OrganisationEvent.ROLE_ENDED)
def align_on_end(event: Event) -> None:
    _align_holders(event)


def _align_holders(event: Event) -> None:
    """Whoever holds the role, and whom it was handed over to: it ends with it."""
    grants = RoleGrant.objects.filter(Q(pk=event.subject_id) | Q(delegated_from=event.subject_id))
    align_people(grants.values_list("user", flat=True), on=timezone.localdate())


@shared_task
def align() -> None:
    align_authors(on=timezone.localdate())


# --- recordings and slides made ready for telephones --------------------------

Done = Callable[[], AbstractContextManager[None]]


@when(MediaEvent.RECORDING_UPLOADED, slow=True)
def make_small_audio(event: Event, done: Done) -> None:
    _make_variant(event, VariantKind.AUDIO, done)


@when(MediaEvent.RECORDING_UPLOADED, slow=True)
def make_small_video(event: Event, done: Done) -> None:
    _make_variant(event, VariantKind.VIDEO, done)


def _make_variant(event: Event, kind: VariantKind, done: Done) -> None:
    """A recording may be gone, replaced or of another type by now, and another delivery may have done the work."""
    rows = RecordingVariant.objects.filter(recording_id=event.subject_id, kind=kind).select_related("recording")
    _prepare(event, rows.first(), media.make_variant, done)


@when(MediaEvent.SLIDES_UPLOADED, slow=True)
def draw_slides(event: Event, done: Done) -> None:
    rows = SlideDeck.objects.filter(document_id=event.subject_id).select_related("document")
    _prepare(event, rows.first(), media.make_pages, done)


def _prepare(event: Event, row: Any, make: Callable[[Any], dict[str, Any]], done: Done) -> None:
    fields = None
    if row is not None and not row.is_settled and media.source_key(row.source_name) == event.data["source"]:
        fields = make(row)
    with done():
        if fields is not None:
            media.settle(row, fields, at=timezone.now())


@shared_task
def prepare_missing() -> None:
    """Every minute: files that came another way than by an upload."""
    media.ask_missing(at=timezone.now())


@shared_task
def forget_strays() -> None:
    media.forget_unfinished_work(at=timezone.now())
    strays.forget_strays(at=timezone.now())


class LetterNotSent(Exception):
    """Wagtail keeps to itself why; its log says it."""


@when(ReviewEvent.WAITING, slow=True)
def tell_reviewers(event: Event, done: Done) -> None:
    """Unless the page is already read, withdrawn or sent back by the machine."""
    state = TaskState.objects.filter(pk=event.subject_id, status=TaskState.STATUS_IN_PROGRESS).first()
    _send_letter(event, state, done)


@when(ReviewEvent.SENT_BACK, slow=True)
def tell_author_what_to_mend(event: Event, done: Done) -> None:
    states = WorkflowState.objects.filter(pk=event.subject_id, status=WorkflowState.STATUS_NEEDS_CHANGES)
    _send_letter(event, states.first(), done)


@when(ReviewEvent.APPROVED, slow=True)
def tell_author_of_publication(event: Event, done: Done) -> None:
    _send_letter(event, WorkflowState.objects.filter(pk=event.subject_id).first(), done)


def _send_letter(event: Event, state: Any, done: Done) -> None:
    if state is not None:
        author = User.objects.filter(pk=event.by_id).first()
        if not WRITERS[event.name](instance=state, user=author):
            raise LetterNotSent(event.name)  # the journal tries again later
    with done():
        pass
