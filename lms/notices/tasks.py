import logging
from collections.abc import Callable
from contextlib import AbstractContextManager

from celery import shared_task
from django.utils import timezone

from lms.cohorts.enums import CohortEvent
from lms.completion.enums import CompletionEvent
from lms.enrolment.enums import EnrolmentEvent
from lms.journal.events import when
from lms.journal.models import Event
from lms.notices import operations, postal
from lms.notices.enums import NoticeEvent, NoticeKind
from lms.notices.models import Mailing
from lms.notices.operations import reminding, telling

logger = logging.getLogger("pilar.notices")

# --- people ------------------------------------------------------------------


@when(EnrolmentEvent.NOMINATED)
def tell_of_nomination(event: Event) -> None:
    telling.tell_the_regency(event, NoticeKind.NOMINATED, at=timezone.now())


@when(EnrolmentEvent.APPLIED)
def tell_of_application(event: Event) -> None:
    telling.tell_the_regency(event, NoticeKind.APPLIED, at=timezone.now())


@when(EnrolmentEvent.CONFIRMED)
def tell_of_confirmation(event: Event) -> None:
    telling.tell_the_province(event, NoticeKind.CONFIRMED, at=timezone.now())


@when(EnrolmentEvent.ACCEPTED)
def tell_of_acceptance(event: Event) -> None:
    reminding.renew_after(event, at=timezone.now())
    telling.tell_both(event, NoticeKind.ACCEPTED, NoticeKind.ACCEPTED_SENT, at=timezone.now())


@when(EnrolmentEvent.DECLINED)
def tell_of_refusal(event: Event) -> None:
    reminding.renew_after(event, at=timezone.now())
    telling.tell_both(event, NoticeKind.DECLINED, NoticeKind.DECLINED_SENT, at=timezone.now())


@when(EnrolmentEvent.WITHDRAWN)
def tell_of_withdrawal(event: Event) -> None:
    if event.data.get("cohort") == "cancelled":
        return  # the cancellation itself is told
    reminding.renew_after(event, at=timezone.now())
    telling.tell_both(event, NoticeKind.WITHDRAWN, NoticeKind.WITHDRAWN_SENT, at=timezone.now())


@when(EnrolmentEvent.RESERVED)
def tell_of_reserve(event: Event) -> None:
    telling.tell_both(event, NoticeKind.RESERVED, NoticeKind.RESERVED_SENT, at=timezone.now())


@when(EnrolmentEvent.PROMOTED)
def tell_of_promotion(event: Event) -> None:
    telling.tell_of_seat_offered(event, at=timezone.now())


@when(EnrolmentEvent.REPLACED)
def tell_of_replacement(event: Event) -> None:
    reminding.renew_after(event, at=timezone.now())
    telling.tell_both(event, NoticeKind.REPLACED, NoticeKind.REPLACED_SENT, at=timezone.now())


@when(EnrolmentEvent.JOINED)
def tell_of_joining(event: Event) -> None:
    telling.tell_the_trainee(event, NoticeKind.JOINED, at=timezone.now())


# --- activities --------------------------------------------------------------


@when(CohortEvent.OPENED)
def tell_of_opening(event: Event) -> None:
    telling.invite(event, at=timezone.now())


@when(CohortEvent.SESSION_MOVED)
def tell_of_moved_session(event: Event) -> None:
    reminding.renew_after(event, at=timezone.now())
    telling.tell_of_session(event, at=timezone.now())


@when(CohortEvent.PLACE_CHANGED)
def tell_of_changed_place(event: Event) -> None:
    reminding.renew_after(event, at=timezone.now())
    telling.tell_of_place(event, at=timezone.now())


@when(CohortEvent.CANCELLED)
def tell_of_cancellation(event: Event) -> None:
    reminding.renew_after(event, at=timezone.now())
    telling.tell_of_cancellation(event, at=timezone.now())


@when(CohortEvent.TRAINER_ASSIGNED)
def tell_of_assignment(event: Event) -> None:
    telling.tell_the_trainer(event, at=timezone.now())


@when(CompletionEvent.AWARD_ISSUED)
def tell_of_certificate(event: Event) -> None:
    telling.tell_the_holder(event, NoticeKind.CERTIFICATE, at=timezone.now())


@when(CompletionEvent.AWARD_REVOKED)
def tell_of_revocation(event: Event) -> None:
    telling.tell_the_holder(event, NoticeKind.REVOKED, at=timezone.now())


# --- reminders ---------------------------------------------------------------


@shared_task
def plan_reminders() -> None:
    """Every five minutes: what reminds people is planned ahead, and follows what it reminds of."""
    at = timezone.now()
    for cohort in operations.cohorts_to_remind(at):
        try:
            operations.renew_reminders(cohort, at=at)
        except Exception:  # what is wrong with one activity keeps nobody else from being reminded
            logger.exception("no reminders for cohort %s", cohort.pk)


# --- mail --------------------------------------------------------------------


@shared_task
def intend_mails() -> None:
    """Every minute: whoever has notices that waited long enough gets one mail with all of them."""
    operations.intend_mails(at=timezone.now())


@when(NoticeEvent.MAIL_INTENDED, slow=True)
def send_mail(event: Event, done: Callable[[], AbstractContextManager[None]]) -> None:
    """Ask the mail server between two transactions. A no is tried again by the journal, with pauses."""
    mailing = Mailing.objects.select_related("recipient").get(pk=event.subject_id)
    notices = operations.begin_mail(mailing, at=timezone.now())
    if not notices:
        with done():
            return
    try:
        postal.carry(mailing, notices)
    except postal.NotTaken as error:
        if not operations.fail_mail(mailing, error=str(error), at=timezone.now()):
            raise
        with done():
            return
    except Exception as error:  # whatever it was, the mail server may have taken the mail
        logger.exception("nobody knows whether a mail left", extra={"error": type(error).__name__})
        with done():
            operations.doubt_mail(mailing, error=type(error).__name__, at=timezone.now())
        return
    with done():
        operations.finish_mail(mailing, at=timezone.now())
