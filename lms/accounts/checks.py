from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from lms.accounts.messages import backend


@register(Tags.security)
def the_gateway_exists(**kwargs: Any) -> list[CheckMessage]:
    try:
        backend()
    except ImportError as error:
        return [Error(f"PILAR_MESSAGE_BACKEND names no function: {error}", id="pilar.E010")]
    return []


@register(Tags.security, deploy=True)
def codes_reach_phones(**kwargs: Any) -> list[CheckMessage]:
    """Advice, not a fault: an installation may do without phones, and then people sign up by e-mail alone."""
    if settings.PILAR_MESSAGE_BACKEND not in {"file", "console"}:
        return []
    words = "PILAR_MESSAGE_BACKEND names no gateway: nobody would receive the codes that are sent to phones."
    return [Warning(words, id="pilar.W010")]
