from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """The extras one may consent to; the register itself rests on public task. Source: UU 27/2022 art. 20."""

    PHOTO = "photo", _("My photo in the documentation of a training")
    PUBLICATION = "publication", _("My name and story in publications")
    WHATSAPP = "whatsapp", _("Messages about trainings by WhatsApp")
    NEEDS = "needs", _("My support needs, for the committee of a training")


class RequestKind(TextChoices):
    CORRECTION = "correction", _("Correct something that is wrong")
    DELETION = "deletion", _("Delete what is not needed for the register")
    OBJECTION = "objection", _("Object to how my data are used")


class RequestState(TextChoices):
    OPEN = "open", _("Waiting for an answer")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Contact(TextChoices):
    """How an account came to somebody's data."""

    OPENED = "opened"  # in full
    HANDLED = "handled"  # entered, changed or decided on
    EXPORTED = "exported"  # taken out in a sheet


class PrivacyEvent(TextChoices):
    TEXT_PUBLISHED = "consent_text.published"
    CONSENT_GIVEN = "consent.given"
    CONSENT_WITHDRAWN = "consent.withdrawn"
    DATA_TAKEN = "person.data_taken"  # by herself
    REQUEST_SENT = "data_request.sent"
    REQUEST_ANSWERED = "data_request.answered"
    REQUEST_WITHDRAWN = "data_request.withdrawn"
    ERASED = "person.erased"
    BREACH_REPORTED = "account.breach_reported"
