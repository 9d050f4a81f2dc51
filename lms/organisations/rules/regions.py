"""Codes of regions over time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Succession:
    """``new`` took over ``old``, or a part of it, on a day."""

    old: str
    new: str
    on: date


@dataclass(frozen=True)
class NikRegions:
    """The first six digits of a NIK (``"910103" in regions``): is there such an area, or was there ever one?

    The kecamatan of a former code are not on file, so there any kecamatan is believed.
    """

    codes: frozenset[str]
    former: frozenset[str]

    def __contains__(self, digits: object) -> bool:
        text = str(digits)
        code = f"{text[:2]}.{text[2:4]}.{text[4:6]}"
        return code in self.codes or any(above in self.former for above in above_codes(code))


def above_codes(code: str) -> tuple[str, ...]:
    """The codes a code lies in, nearest first: ``62.03.01`` lies in ``62.03`` and ``62``."""
    parts = code.split(".")
    return tuple(".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))


def current_codes(code: str, successions: Iterable[Succession], on: date) -> tuple[str, ...]:
    """Under which codes the area of ``code`` is found on a day, in order; itself when nothing became of it.

    A kecamatan of a former kabupaten is found under the successors of that kabupaten: its own new code is not known.
    """
    after: dict[str, list[str]] = {}
    for each in successions:
        if each.on <= on:
            after.setdefault(each.old, []).append(each.new)
    found, seen, waiting = set(), {code}, [code]
    while waiting:
        here = waiting.pop()
        nearest = next((old for old in (here, *above_codes(here)) if old in after), None)
        if nearest is None:
            found.add(here)
            continue
        waiting += [new for new in after[nearest] if new not in seen]
        seen.update(after[nearest])
    return tuple(sorted(found))


def origin_codes(code: str, successions: Iterable[Succession], on: date) -> tuple[str, ...]:
    """The former codes that became ``code`` by a day, so that a search by today's code finds older rows too."""
    before: dict[str, list[str]] = {}
    for each in successions:
        if each.on <= on:
            before.setdefault(each.new, []).append(each.old)
    found: set[str] = set()
    waiting = [code]
    while waiting:
        for old in before.get(waiting.pop(), []):
            if old not in found:
                found.add(old)
                waiting.append(old)
    return tuple(sorted(found))
