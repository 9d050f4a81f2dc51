"""Who took part in a cohort. The room that judges lies above this one; it says so here, and statements ask."""

from collections.abc import Callable

from lms.cohorts.models import Cohort
from lms.letters.facts import Part

Teller = Callable[[Cohort], dict[int, Part]]

_tellers: list[Teller] = []


def tells_who_took_part(teller: Teller) -> Teller:
    """Declare a function of a cohort that answers, by enrolment, what each participant was seen in."""
    _tellers.append(teller)
    return teller


def parts_of(cohort: Cohort) -> dict[int, Part]:
    return {enrolment: part for teller in _tellers for enrolment, part in teller(cohort).items()}
