"""How hard an Indonesian text is to read: a measure from its sentences, long words, passive verbs and jargon.

The formula, its reasons and its limits: ``docs/readability.md``. Pure: text in, figures out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from content.vocabulary import ABBREVIATIONS, EVERYDAY, JARGON, NOT_PASSIVE

# Points for each word of an average sentence, and for each percent of long words, passive verbs and jargon.
OF_SENTENCE, OF_LONG, OF_PASSIVE, OF_JARGON = 1.6, 0.7, 0.8, 1.2
LONG_SYLLABLES = 4
MEDIUM_FROM, HARD_FROM = 35, 55  # scores at which a text is no longer easy, and no longer medium
ENOUGH_WORDS = 40  # fewer words say nothing about a text

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
VOWEL = re.compile(r"[aeiou]")
GLIDE = re.compile(r"(?:ai|au|oi)(?=$|-)")  # one syllable at the end of a word: ramai, kalau, amboi
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z0-9])|\n+")
CLITIC = re.compile(r"(?:nya|lah|kah|pun)$")


class Level(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Audience(StrEnum):
    """Who reads: volunteers with mixed schooling, or people for whom texts of office are daily work."""

    MIXED = "mixed"
    OFFICERS = "officers"


BOUNDS = {Audience.MIXED: 42, Audience.OFFICERS: 60}  # the highest score each can be asked to read


@dataclass(frozen=True)
class Reading:
    """The figures of a text. Shares are percent of its words."""

    words: int
    sentences: int
    sentence_words: float  # on average
    long_percent: float
    passive_percent: float
    jargon: tuple[str, ...]  # as written, in order, each once
    jargon_percent: float

    @property
    def score(self) -> int:
        """0 for nothing to read, about 25 for a very easy text, over 55 for a law; at most 100."""
        points = (
            OF_SENTENCE * self.sentence_words
            + OF_LONG * self.long_percent
            + OF_PASSIVE * self.passive_percent
            + OF_JARGON * self.jargon_percent
        )
        return min(100, round(points))

    @property
    def level(self) -> Level:
        if self.score < MEDIUM_FROM:
            return Level.EASY
        return Level.MEDIUM if self.score < HARD_FROM else Level.HARD

    def is_too_hard_for(self, audience: Audience) -> bool:
        """A few words are never too hard: an average of two sentences says nothing."""
        return self.words >= ENOUGH_WORDS and self.score > BOUNDS[audience]


def read(text: str) -> Reading:
    """Judge plain text; a line break ends a sentence, as it does between the items of a list."""
    sentences = sentences_of(text)
    words = [word for sentence in sentences for word in words_of(sentence)]
    jargon = jargon_in(words)
    return Reading(
        words=len(words),
        sentences=len(sentences),
        sentence_words=len(words) / len(sentences) if sentences else 0.0,
        long_percent=_percent(sum(is_long(word) for word in words), len(words)),
        passive_percent=_percent(sum(is_passive(word) for word in words), len(words)),
        jargon=tuple(dict.fromkeys(jargon)),
        jargon_percent=_percent(len(jargon), len(words)),
    )


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def sentences_of(text: str) -> list[str]:
    """The sentences that hold a word. The full stop of an abbreviation ends none."""
    found: list[str] = []
    for piece in SENTENCE_END.split(text):
        if found and _ends_in_abbreviation(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return [each for each in found if WORD.search(each)]


def _ends_in_abbreviation(text: str) -> bool:
    last = text.rsplit(None, 1)[-1:] or [""]
    return last[0].lstrip('(“"').lower() in ABBREVIATIONS


def words_of(sentence: str) -> list[str]:
    return WORD.findall(sentence)


def syllables(word: str) -> int:
    """Each vowel is the heart of a syllable (ke-lu-ar-ga); ai, au and oi at the end of a word are one."""
    return len(VOWEL.findall(GLIDE.sub("a", word.lower())))


def is_long(word: str) -> bool:
    """Four syllables or more. A doubled word counts once (anak-anak), and words everybody knows never count."""
    bare = word.lower()
    parts = bare.split("-")
    if len(parts) == 2 and _are_alike(*parts):
        bare = parts[0]
    if word.isupper() or bare in EVERYDAY or CLITIC.sub("", bare) in EVERYDAY:
        return False
    return syllables(bare) >= LONG_SYLLABLES


def _are_alike(first: str, second: str) -> bool:
    return first == second or second.startswith(first) or first.endswith(second)


def is_passive(word: str) -> bool:
    """A verb in di- or ter-. What only begins so (diri, terima, ternak) stands in a list, and so does terbesar."""
    bare = CLITIC.sub("", word.lower()).split("-")[0]
    if word.isupper() or len(bare) < 5 or not bare.startswith(("di", "ter")):
        return False
    return not NOT_PASSIVE.match(bare)


def jargon_in(words: Iterable[str]) -> list[str]:
    lowered = [word.lower() for word in words]
    return [word for word in lowered if word in JARGON or CLITIC.sub("", word) in JARGON]


def plainer(word: str) -> str:
    """What to write instead of a word of the jargon list."""
    return JARGON.get(word) or JARGON[CLITIC.sub("", word)]
