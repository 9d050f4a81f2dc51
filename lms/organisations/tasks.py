"""What people are told when officers give their account back: before it works, and once it was used."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.core.mail import send_mail
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lms.accounts import messages
from lms.journal.events import when
from lms.journal.models import Event
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Recovery

Done = Callable[[], AbstractContextManager[None]]

SUBJECT = _("[Pilar] Your account")
CONFIRMED = _("Pilar: two officers of your dinsos give your account back to you. Not you? Tell your dinsos at once.")
USED = _("Pilar: your account has a new password, and all devices are signed out. Not you? Tell your dinsos at once.")


@when(OrganisationEvent.RECOVERY_CONFIRMED, slow=True)
def message_before(event: Event, done: Done) -> None:
    _message(event, CONFIRMED, done)


@when(OrganisationEvent.RECOVERY_USED, slow=True)
def message_after(event: Event, done: Done) -> None:
    _message(event, USED, done)


@when(OrganisationEvent.RECOVERY_CONFIRMED, slow=True)
def letter_before(event: Event, done: Done) -> None:
    _letter(event, CONFIRMED, done)


@when(OrganisationEvent.RECOVERY_USED, slow=True)
def letter_after(event: Event, done: Done) -> None:
    _letter(event, USED, done)


def _message(event: Event, text: Any, done: Done) -> None:
    user = Recovery.objects.select_related("user").get(pk=event.subject_id).user
    if user.phone:
        with override(user.language):
            messages.send(user.phone, text)
    with done():
        pass


def _letter(event: Event, text: Any, done: Done) -> None:
    user = Recovery.objects.select_related("user").get(pk=event.subject_id).user
    if user.email:
        with override(user.language):
            send_mail(str(SUBJECT), str(text), None, [user.email])
    with done():
        pass
