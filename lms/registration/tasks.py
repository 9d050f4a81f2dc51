"""The applicant is told when her application came back to her or was decided: by letter, else by message.

She hears what happened, the name of the institution and where to read on; reasons stay behind her sign-in.
"""

import logging
import smtplib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lms.accounts import messages
from lms.accounts.models import User
from lms.journal.events import when
from lms.journal.models import Event
from lms.registration.enums import ApplicationEvent, ApplicationStatus
from lms.registration.models import Application

Done = Callable[[], AbstractContextManager[None]]

logger = logging.getLogger("pilar.registration")

SUBJECT = _("[Pilar] Your application")
WORDS = {
    ApplicationStatus.RETURNED: _(
        "Pilar: the application of %(institution)s came back to be mended. See what: %(url)s"
    ),
    ApplicationStatus.APPROVED: _("Pilar: %(institution)s is in the register now. Read on: %(url)s"),
    ApplicationStatus.REJECTED: _("Pilar: the application of %(institution)s was turned down. Read why: %(url)s"),
}


@when(ApplicationEvent.SENT_BACK, slow=True)
def tell_of_return(event: Event, done: Done) -> None:
    _tell(event, ApplicationStatus.RETURNED, done)


@when(ApplicationEvent.APPROVED, slow=True)
def tell_of_approval(event: Event, done: Done) -> None:
    _tell(event, ApplicationStatus.APPROVED, done)


@when(ApplicationEvent.REJECTED, slow=True)
def tell_of_rejection(event: Event, done: Done) -> None:
    _tell(event, ApplicationStatus.REJECTED, done)


def _tell(event: Event, status: ApplicationStatus, done: Done) -> None:
    """News that is none any more, for the application went on meanwhile, is not sent."""
    application = Application.objects.select_related("institution", "applicant").get(pk=event.subject_id)
    if application.state == status and application.applicant.is_active:
        try:
            with override(application.applicant.language):
                _send(application.applicant, WORDS[status] % _values(application))
        except messages.NotSent:
            if not _was_last(event):
                raise  # the journal notes it and tries again later
            logger.warning("an applicant could not be told", extra={"application": application.pk, "event": event.name})
    with done():
        pass


def _values(application: Application) -> dict[str, Any]:
    url = settings.BASE_URL + reverse("application_detail", args=[application.pk])
    return {"institution": application.institution.name, "url": url}


def _send(user: User, text: str) -> None:
    if not user.email:
        return messages.send(user.phone or "", text)
    try:
        send_mail(str(SUBJECT), text, None, [user.email])
    except (smtplib.SMTPException, OSError):  # without the cause, which may quote the address
        raise messages.NotSent from None


def _was_last(event: Event) -> bool:
    """Whether this was the last attempt: news that never arrives is no fault of the installation."""
    attempts = event.deliveries.filter(handler__startswith=f"{__name__}.").values_list("attempts", flat=True)
    return max(attempts, default=0) >= settings.PILAR_MAX_ATTEMPTS
