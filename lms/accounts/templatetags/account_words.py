from django import template
from django.utils.translation import gettext as _

from lms.accounts import rules
from lms.accounts.phones import is_number, spoken

register = template.Library()


@register.filter
def device_name(user_agent):
    """``Chrome, Android``; what the browser does not say is left out."""
    device = rules.device(user_agent)
    return ", ".join(filter(None, (device.browser, device.system))) or _("Unknown device")


@register.filter
def reach(value):
    """An address as it is; a number as people write it: 0812-3456-7890."""
    return spoken(value) if is_number(value) else value
