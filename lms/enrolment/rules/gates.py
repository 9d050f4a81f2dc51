"""What comes first: the courses somebody has to have passed before another opens to her. Pure; today comes in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

MIN_WHY, MAX_WHY = 10, 300


@dataclass(frozen=True)
class Gate:
    """A course that comes first, and the cohort of it that somebody can be sent to next, if there is one.

    ``family``: of the course and its copies; passing any of them opens the gate.
    """

    family: UUID
    course_title: str
    next_title: str = ""
    next_on: date | None = None


class Day:
    """A date that becomes words when it is shown."""

    def __init__(self, day: date):
        self.day = day

    def __str__(self) -> str:
        return date_format(self.day, "j F Y")


def reasons_against_gates(
    gates: Sequence[Gate], passed: Collection[UUID], *, person_name: str = ""
) -> tuple[Reason, ...]:
    """A sentence for each course that is not passed yet. Without a name it speaks to the reader herself."""
    return tuple(_closed(gate, person_name) for gate in gates if gate.family not in passed)


def _closed(gate: Gate, person_name: str) -> Reason:
    values: list[tuple[str, object]] = [("course", gate.course_title)]
    if person_name:
        values.append(("person", person_name))
    if gate.next_on is None:
        message: Any = (
            _("%(person)s needs to have passed %(course)s. No cohort of it is open now.")
            if person_name
            else _("You need to have passed %(course)s. No cohort of it is open now.")
        )
        return Reason("gate_closed", message, tuple(values))
    values += [("cohort", gate.next_title), ("day", Day(gate.next_on))]
    message = (
        _("%(person)s needs to have passed %(course)s. Nearest cohort: %(cohort)s, %(day)s.")
        if person_name
        else _("You need to have passed %(course)s. Nearest cohort: %(cohort)s, %(day)s.")
    )
    return Reason("gate_closed", message, tuple(values))


def reasons_against_gate_why(why: str) -> tuple[Reason, ...]:
    """Somebody let through a closed gate is let through in a sentence, such as the certificate an officer saw."""
    if len(why.strip()) < MIN_WHY:
        return (Reason("gate_why_missing", _("Say in a sentence why this person may come without it.")),)
    if len(why) > MAX_WHY:
        return (Reason("why_too_long", _("The reason may have at most %(most)s characters."), (("most", MAX_WHY),)),)
    return ()
