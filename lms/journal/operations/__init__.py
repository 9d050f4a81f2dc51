"""What the journal does: it records events, brings them to handlers, and tidies up after itself."""

from lms.journal.operations.claims import (
    Claim,
    LostClaim,
    claim_delivery,
    claim_next,
    give_back,
    hold_claim,
    renew_claim,
)
from lms.journal.operations.delivering import DoneNotCalled, UnknownHandler, deliver_claimed
from lms.journal.operations.housekeeping import sweep
from lms.journal.operations.recording import record, record_many

__all__ = [
    "Claim",
    "DoneNotCalled",
    "LostClaim",
    "UnknownHandler",
    "claim_delivery",
    "claim_next",
    "deliver_claimed",
    "give_back",
    "hold_claim",
    "record",
    "record_many",
    "renew_claim",
    "sweep",
]
