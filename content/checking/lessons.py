"""What is to be said about one lesson. Pure: facts in, findings out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.checking.findings import Finding, Limits, advises, blocks
from content.checking.walking import Piece, headings
from content.readability import BOUNDS, Audience, plainer, read, sentences_of, words_of

OWN_COLOURS = re.compile(r"\s(?:style|color|bgcolor|background)\s*=|<font\b|<mark\b", re.IGNORECASE)
HEADING_AFTER_HEADING = re.compile(r"</h([2-6])>\s*<h[2-6]")
BEGINNING = 60  # letters by which an author knows her sentence again


@dataclass(frozen=True)
class RecordingFacts:
    is_video: bool
    light_bytes: int  # of the variant a phone with little data gets; the file itself where there is none


@dataclass(frozen=True)
class LessonFacts:
    aim: str
    pieces: Sequence[Piece]
    audience: Audience
    picture_bytes: Mapping[int, int]  # by picture: what a phone loads of it
    recordings: Mapping[int, RecordingFacts]


def findings_of_lesson(facts: LessonFacts, limits: Limits) -> list[Finding]:
    """Everything at once: what blocks first, each in the order of the lesson."""
    rules = (_emptiness, _pictures, _slides, _recordings, _checks, _headings, _colours)
    found = [finding for rule in rules for finding in rule(facts)]
    found += [*_weight(facts, limits), *_reading(facts), *_sentences(facts, limits), *_jargon(facts), *_advice(facts)]
    order = {path: number for number, path in enumerate(dict.fromkeys(piece.path for piece in facts.pieces))}
    return sorted(found, key=lambda each: (not each.blocks, order.get(each.path, -1)))


def _emptiness(facts: LessonFacts) -> Iterator[Finding]:
    if len(facts.pieces) <= 1:
        yield blocks("empty_lesson", _("The lesson is still empty. Add a block of text."), "body")
    for piece in facts.pieces:
        if piece.is_empty and piece.name not in {"transcript", "captions"}:
            yield blocks("empty_field", _("“%(field)s” is still empty."), piece.path, field=piece.label)


def _pictures(facts: LessonFacts) -> Iterator[Finding]:
    for piece in facts.pieces:
        lacks_words = piece.has_part("alt_text") and not (piece.part("alt_text") or "").strip()
        if lacks_words and not piece.part("is_decorative"):
            words = _("This picture has no description. Say in one sentence what it shows, or tick “Only decoration”.")
            yield blocks("missing_alt_text", words, f"{piece.path}.alt_text")


def _slides(facts: LessonFacts) -> Iterator[Finding]:
    for piece in facts.pieces:
        if piece.has_part("pages") and piece.has_part("is_in_text") and not piece.part("is_in_text"):
            pages = [item.get("value", item) for item in piece.part("pages") or []]
            silent = [n for n, page in enumerate(pages, start=1) if not _is_told(page)] or ([] if pages else [1])
            if silent:
                words = _("Page %(page)s of the slides is not told in words. Some readers cannot see it.")
                yield blocks("missing_slide_words", words, f"{piece.path}.pages", page=silent[0])


def _is_told(page: Mapping[str, Any]) -> bool:
    return bool((page.get("description") or "").strip() or page.get("is_in_text"))


def _recordings(facts: LessonFacts) -> Iterator[Finding]:
    for piece in facts.pieces:
        chosen = [facts.recordings.get(value) for value in _values(piece) if isinstance(value, int)]
        is_video = any(recording and recording.is_video for recording in chosen)
        if piece.has_part("transcript") and not (piece.part("transcript") or "").strip():
            words = _("This recording has no transcript. Write down every word that is said.")
            yield blocks("missing_transcript", words, f"{piece.path}.transcript")
        is_silent = piece.part("has_no_speech") or not is_video
        if piece.has_part("captions") and not is_silent and not (piece.part("captions") or "").strip():
            words = _("This video has no captions. Whoever cannot hear, or has no earphones, needs them.")
            yield blocks("missing_captions", words, f"{piece.path}.captions")


def _values(piece: Piece) -> list[object]:
    return list(piece.value.values()) if isinstance(piece.value, Mapping) else []


def _checks(facts: LessonFacts) -> Iterator[Finding]:
    for piece in facts.pieces:
        if piece.has_part("question") and piece.has_part("options"):
            options = [item.get("value", item) for item in piece.part("options") or []]
            if sum(1 for option in options if option.get("is_right")) != 1:
                words = _("This check needs exactly one right answer.")
                yield blocks("check_without_key", words, f"{piece.path}.options")


def _headings(facts: LessonFacts) -> Iterator[Finding]:
    level = 1  # the title of the lesson
    for piece in facts.pieces:
        for found, words in headings(piece):
            if not words:
                yield blocks("heading_empty", _("There is a heading without words. Remove it."), piece.path)
                continue
            if found > level + 1 or found == 1:
                text = _(
                    "The heading “%(heading)s” skips a step. Begin with a large heading, then small ones below it."
                )
                yield blocks("heading_order", text, piece.path, heading=words)
            level = found
        if piece.is_rich and HEADING_AFTER_HEADING.search(piece.value or ""):
            text = _("Two headings follow each other. Write a sentence between them, or drop one.")
            yield advises("heading_alone", text, piece.path)


def _colours(facts: LessonFacts) -> Iterator[Finding]:
    """Our own colours are tested for contrast; colours brought along are not, so none may come in."""
    for piece in facts.pieces:
        if piece.is_rich and OWN_COLOURS.search(piece.value or ""):
            words = _("This text brings colours of its own, which may be hard to see. Open it and save it again.")
            yield blocks("own_colours", words, piece.path)


def _weight(facts: LessonFacts, limits: Limits) -> Iterator[Finding]:
    pictures = [(facts.picture_bytes.get(piece.value, 0), piece) for piece in facts.pieces if piece.is_picture]
    text = sum(len(_as_text(piece).encode()) for piece in facts.pieces if piece.has_words)
    total = text + sum(weight for weight, _piece in pictures)
    if total > limits.page_bytes:
        heaviest = max(pictures, key=lambda one: one[0], default=(0, facts.pieces[0]))[1]
        words = _("The lesson weighs %(weight)s kB; at most %(limit)s kB are allowed. Use fewer or smaller pictures.")
        yield blocks(
            "page_too_heavy", words, heaviest.path, weight=round(total / 1000), limit=round(limits.page_bytes / 1000)
        )
    chosen = [(facts.recordings.get(piece.value), piece) for piece in facts.pieces if piece.is_recording]
    recordings = [(recording.light_bytes, piece) for recording, piece in chosen if recording]
    total = sum(weight for weight, _piece in recordings)
    if total > limits.recording_bytes:
        longest = max(recordings, key=lambda one: one[0])[1]
        words = _(
            "The recordings weigh %(weight)s MB; at most %(limit)s MB are allowed. Shorten one or divide the lesson."
        )
        yield blocks(
            "recordings_too_heavy", words, longest.path,
            weight=round(total / 1_000_000), limit=round(limits.recording_bytes / 1_000_000),
        )  # fmt: skip


def _as_text(piece: Piece) -> str:
    return piece.value if isinstance(piece.value, str) else json.dumps(piece.value)


def _reading(facts: LessonFacts) -> Iterator[Finding]:
    """The lesson as a whole is judged; the way leads to its hardest block."""
    prose: dict[str, list[str]] = {}
    for piece in facts.pieces:
        if piece.prose:
            prose.setdefault(piece.top, []).append(piece.prose)
    reading = read("\n".join(text for texts in prose.values() for text in texts))
    if not reading.is_too_hard_for(facts.audience):
        return
    hardest = max(prose, key=lambda path: (read("\n".join(prose[path])).score, len("".join(prose[path]))))
    words = _(
        "This is too hard to read for those it is for: %(score)s points, at most %(bound)s. On average a sentence has "
        "%(words)s words, %(long)s %% of the words are long, %(passive)s %% passive. Begin with the block shown here."
    )
    yield blocks(
        "too_hard", words, hardest, score=reading.score, bound=BOUNDS[facts.audience],
        words=round(reading.sentence_words), long=round(reading.long_percent), passive=round(reading.passive_percent),
    )  # fmt: skip


def _sentences(facts: LessonFacts, limits: Limits) -> Iterator[Finding]:
    for piece in facts.pieces:
        sentences = sentences_of(piece.prose)
        longest = max(sentences, key=lambda each: len(words_of(each)), default="")
        if (count := len(words_of(longest))) > limits.sentence_words:
            words = _("A sentence of %(count)s words: “%(beginning)s…”. Make two of it.")
            beginning = " ".join(longest.split())[:BEGINNING].rstrip()
            yield advises("long_sentence", words, piece.path, count=count, beginning=beginning)


def _jargon(facts: LessonFacts) -> Iterator[Finding]:
    for piece in facts.pieces:
        if found := read(piece.prose).jargon:
            words = _("Words of offices. Say it more plainly: %(words)s.")
            pairs = ", ".join(f"{word} → {plainer(word)}" for word in found)
            yield advises("jargon", words, piece.path, words=pairs)


def _advice(facts: LessonFacts) -> Iterator[Finding]:
    if not facts.aim.strip():
        yield advises("no_aim", _("Say in one sentence what the reader can do after this lesson."), "aim")
    silent = [piece for piece in facts.pieces if piece.has_part("audio") and not piece.part("audio")]
    if silent:
        words = _("Blocks without their spoken twin: %(count)s. Who listens instead of reading misses them.")
        yield advises("no_spoken_twin", words, f"{silent[0].path}.audio", count=len(silent))
