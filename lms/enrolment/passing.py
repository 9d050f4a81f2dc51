"""Who passed which course. The room that judges lies above this one; it says so here, and gates ask.

A course and its copies in the trees of other offices are one family (``CoursePage.family``): passed once, passed.
"""

from collections.abc import Callable, Collection
from uuid import UUID

Teller = Callable[[Collection[int], Collection[UUID]], set[tuple[int, UUID]]]

_tellers: list[Teller] = []


def tells_who_passed(teller: Teller) -> Teller:
    """Declare a function of people and families of courses that answers the pairs in which the person passed one."""
    _tellers.append(teller)
    return teller


def passed_families(people: Collection[int], families: Collection[UUID]) -> set[tuple[int, UUID]]:
    """Pairs of person and family: a course of it passed, and not revoked since."""
    if not people or not families:
        return set()
    return {pair for teller in _tellers for pair in teller(people, families)}
