"""When something was done on a device whose clock nobody can trust."""

from datetime import datetime


def moment_of(
    made_at: datetime, *, device_now: datetime | None, arrived_at: datetime, not_before: datetime
) -> datetime:
    """The moment that counts: the device's own, put right by how wrong its clock was when it sent.

    ``device_now`` is what its clock showed then; None for a file, of which nobody knows how long it travelled.
    A moment before ``not_before`` or after the arrival cannot be: then the arrival counts.
    Source: house security rules 9.
    """
    try:
        moment = made_at if device_now is None else made_at + (arrived_at - device_now)
    except OverflowError:  # a clock of another millennium
        return arrived_at
    return moment if not_before <= moment <= arrived_at else arrived_at
