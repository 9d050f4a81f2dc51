from collections.abc import Callable
from contextlib import AbstractContextManager

from celery import shared_task
from django.utils import timezone

from certificates.storing import keep_bytes
from lms.accounts.models import User
from lms.cohorts.enums import CohortEvent
from lms.cohorts.models import Cohort
from lms.enrolment.enums import EnrolmentEvent
from lms.enrolment.models import Enrolment
from lms.journal.events import when
from lms.journal.models import Event
from lms.letters import operations
from lms.letters.enums import BundleForm, LetterEvent, LetterKind
from lms.letters.models import Bundle, Letter
from lms.letters.printing import SUFFIXES, draw_letter, make_bundle

FOLDER = "letters"
Done = Callable[[], AbstractContextManager[None]]


@when(LetterEvent.INTENDED, slow=True)
def draw_and_keep(event: Event, done: Done) -> None:
    """Draw one letter and keep its bytes outside a transaction; then make it issued."""
    letter = Letter.objects.select_related("cohort", "entry").get(pk=event.subject_id)
    file = keep_bytes(draw_letter(letter), folder=FOLDER, suffix=".pdf")
    with done():
        operations.keep_letter(letter, file, number=letter.number, at=timezone.now())


@when(LetterEvent.BUNDLE_ASKED, slow=True)
def make_and_keep(event: Event, done: Done) -> None:
    bundle = Bundle.objects.select_related("cohort__office__region").filter(pk=event.subject_id).first()
    made = None
    if bundle is not None:  # else forgotten already: asked for a month ago
        content, sheets = make_bundle(bundle, at=bundle.asked_at)
        made = keep_bytes(content, folder=FOLDER, suffix=SUFFIXES[BundleForm(bundle.form)]), sheets
    with done():
        if bundle is not None and made is not None:
            operations.keep_bundle(bundle, made[0], sheets=made[1], at=timezone.now())


@when(CohortEvent.SESSION_MOVED)
def replace_after_move(event: Event) -> None:
    _replace(event)


@when(CohortEvent.PLACE_CHANGED)
def replace_after_change_of_place(event: Event) -> None:
    _replace(event)


def _replace(event: Event) -> None:
    cohort = Cohort.objects.select_related("office__region").get(pk=event.subject_id)
    operations.replace_outdated(cohort, at=timezone.now())


@when(CohortEvent.CANCELLED)
def end_after_cancelling(event: Event) -> None:
    cohort = Cohort.objects.get(pk=event.subject_id)
    by = User.objects.filter(pk=event.by_id).first()
    operations.end_letters_of_cancelled(cohort, by=by, at=timezone.now())


@when(EnrolmentEvent.WITHDRAWN)
def end_after_withdrawal(event: Event) -> None:
    _end(event)


@when(EnrolmentEvent.DECLINED)
def end_after_decline(event: Event) -> None:
    _end(event)


def _end(event: Event) -> None:
    gone = Enrolment.objects.select_related("cohort").get(pk=event.subject_id)
    operations.end_letters_of(gone, at=timezone.now())


@when(EnrolmentEvent.REPLACED)
def hand_over_after_replacement(event: Event) -> None:
    """The successor gets an assignment letter that names the one before; the list of participants is made anew."""
    gone = Enrolment.objects.select_related("cohort__office__region").get(pk=event.subject_id)
    successor = Enrolment.objects.get(pk=event.data["by"])
    at = timezone.now()
    operations.hand_over_letters(gone, successor, at=at)
    operations.end_letters_of(gone, at=at)  # the successor may have left meanwhile: then nobody takes the letter over
    operations.replace_outdated(gone.cohort, at=at, kinds=(LetterKind.CONFIRMATION,))


@shared_task
def forget_bundles() -> None:
    """Every day: what was made to be printed a month ago."""
    operations.forget_bundles(at=timezone.now())
