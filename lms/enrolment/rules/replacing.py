"""Who may send somebody else in the place of a participant, and until when. Pure; today comes in."""

from datetime import date
from enum import Enum

from lms.cohorts.rules import CohortFacts
from lms.enrolment.rules.joining import DOOR_TOO_LATE, reasons_against_the_door
from lms.refusal import Reason


class Replacer(Enum):
    """As what somebody replaces a participant; the first that fits counts."""

    ORGANISER = "organiser"
    REGION = "region"  # the kabupaten or kota whose seat it is
    INSTITUTION = "institution"  # its own member, by another of its members
    DOOR = "door"  # who records attendance, while the activity is held

    @property
    def chooses_in_region(self) -> bool:
        """The others see the members of the same institution alone; names of an area are not theirs to read."""
        return self in (Replacer.ORGANISER, Replacer.REGION)


def reasons_against_replacer(replacer: Replacer, cohort: CohortFacts, *, on: date) -> tuple[Reason, ...]:
    """``on`` is the cohort's local date. The organiser corrects the list until the cohort is closed."""
    if replacer == Replacer.DOOR:
        return reasons_against_the_door(cohort, on=on)
    if replacer != Replacer.ORGANISER and on > cohort.ends_on:
        return (DOOR_TOO_LATE,)
    return ()
