"""For whom a course is: kinds of PSKS and of PPKS, by their codes.

The kinds are rows of the register, which stands above this room; it says here what they are called.
"""

from collections.abc import Callable, Iterable

Names = Callable[[], Iterable[tuple[str, str]]]  # code and name, in the order of the list

_names: dict[str, Names] = {}


def names_of_kinds(*, psks: Names, ppks: Names) -> None:
    """Called once by the room that keeps the kinds, when the programme starts."""
    _names.update(psks=psks, ppks=ppks)


def psks_kinds() -> list[tuple[str, str]]:
    return list(_names["psks"]()) if _names else []


def ppks_kinds() -> list[tuple[str, str]]:
    return list(_names["ppks"]()) if _names else []
