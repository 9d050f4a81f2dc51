"""Who passed which course. The room that judges lies above this one; it says so here, and gates ask."""

from collections.abc import Callable, Collection

Teller = Callable[[Collection[int], Collection[int]], set[tuple[int, int]]]

_tellers: list[Teller] = []


def tells_who_passed(teller: Teller) -> Teller:
    """Declare a function of people and courses (keys) that answers the pairs in which the person passed the course."""
    _tellers.append(teller)
    return teller


def passed_courses(people: Collection[int], courses: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of person and course: passed, and not revoked since."""
    if not people or not courses:
        return set()
    return {pair for teller in _tellers for pair in teller(people, courses)}
