"""What stands against a membership. Pure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.organisations.rules.people import is_minor
from lms.refusal import Reason


def reasons_against_family_member(birth_on: date | None, *, starts_on: date) -> tuple[Reason, ...]:
    """Of a pioneer family no child is registered. Source: UU 27/2022 art. 25; domain rules on kind 7."""
    if is_minor(birth_on, on=starts_on):
        return (Reason("family_child", _("Children of a pioneer family are counted, not registered by name.")),)
    return ()
