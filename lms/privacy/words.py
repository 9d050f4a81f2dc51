from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.organisations.rules.people import ViewReason

# What a person is told about an event of the journal that touches her data.
LOOKS = {
    "person.viewed": _("Opened your contact details"),
    "person.nik_viewed": _("Read your whole NIK"),
    "person.changed": _("Changed your data"),
    "person.nik_set": _("Entered or changed your NIK"),
    "person.nik_confirmed": _("Confirmed your NIK"),
}


def reason_in_words(reason: str) -> Any:
    """Why somebody looked: contact details by one of four reasons, a NIK by a sentence of the officer's own."""
    return dict(ViewReason.choices).get(reason, reason)
