"""The one way this platform says no."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """Why something is not allowed: a stable code and a sentence for a person.

    ``message`` may be a lazy translation with named placeholders, which ``values`` fill; it becomes
    words only when it is shown, so that the reader's language decides.
    """

    code: str
    message: str
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return str(self.message) % dict(self.values) if self.values else str(self.message)


class Refusal(Exception):
    """A deliberate no with every reason at once. All other exceptions are bugs and stay loud."""

    def __init__(self, reasons: Iterable[Reason]):
        self.reasons = tuple(reasons)
        super().__init__("; ".join(reason.code for reason in self.reasons))


def refuse(code: str, message: str, **values: object) -> Refusal:
    """A refusal with one reason, for the common case: ``raise refuse("closed", _("…"))``."""
    return Refusal([Reason(code, message, tuple(values.items()))])
