"""Does a certificate hold on a day? Pure."""

from dataclasses import dataclass
from datetime import date

from certificates.enums import Status


@dataclass(frozen=True)
class Validity:
    """``on`` is the day since which ``status`` holds, where there is one; ``reason`` why it was revoked."""

    status: Status
    on: date | None = None
    reason: str = ""


def validity_of(
    *, is_stored: bool, issued_on: date, revoked_on: date | None = None, revoked_reason: str = "", on: date
) -> Validity:
    """What is true on the day ``on``. A revocation holds from its own day, also for earlier scans of the paper."""
    if not is_stored:
        return Validity(Status.BEING_MADE)
    if revoked_on is not None and revoked_on <= on:
        return Validity(Status.REVOKED, revoked_on, revoked_reason)
    if on < issued_on:
        return Validity(Status.BEING_MADE, issued_on)
    return Validity(Status.VALID, issued_on)
