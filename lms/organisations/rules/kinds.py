"""What people call the kinds of PSKS and PPKS, and the names made of them. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

YOUTH_KIND = "karang-taruna"  # the one kind with a classification of its own
SHORT = re.compile(r"\(([^()]+)\)")
FEWEST_LETTERS = 4  # from here on the beginning of a word is enough


@dataclass(frozen=True)
class KindWords:
    """A kind with its names in both languages and the old and everyday words for it, all in small letters."""

    code: str
    words: tuple[str, ...]


def short_name(name: str) -> str:
    """What stands in brackets, as everybody says: ``TKSK``; without brackets the whole name."""
    found = SHORT.search(name)
    return found[1].strip() if found else name


def wadah_name(kind_name: str, region_name: str) -> str:
    """``TKSK Kab. Kapuas``: Indonesian data, whatever the reader's language."""
    return f"{short_name(kind_name)} {region_name}"


def words_of(*names: str, synonyms: Iterable[str] = ()) -> tuple[str, ...]:
    """All by which a kind is known: its names, with and without what stands in brackets, and the synonyms."""
    known = [part for name in names for part in (name, short_name(name), SHORT.sub("", name))]
    return tuple(dict.fromkeys(" ".join(word.lower().split()) for word in (*known, *synonyms)))


def meant_by(text: str, kinds: Iterable[KindWords]) -> list[str]:
    """Codes of the kinds that ``text`` names as a whole, or by its beginning when it is long enough."""
    wanted = " ".join(text.lower().split())
    if not wanted:
        return []
    return [
        kind.code
        for kind in kinds
        if wanted in kind.words
        or (len(wanted) >= FEWEST_LETTERS and any(word.startswith(wanted) for word in kind.words))
    ]
