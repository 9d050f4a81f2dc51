"""Captions as WebVTT, as SRT, or typed line by line with a time in front: always turned into one clean track."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

from django.utils.translation import gettext_lazy as _

from lms.refusal import Refusal, refuse

TIME = r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?"
CUE_TIMES = re.compile(rf"^{TIME}\s*-->\s*{TIME}(?:\s.*)?$")
TYPED = re.compile(rf"^{TIME}\s+(\S.*)$")
TAGS = re.compile(r"<[^<>]*>")
MAX_CUES = 3_000
MAX_SHOWN_SECONDS = 8.0  # a typed line stays this long when the next one is far away

WORDS = {
    "captions_empty": _("Write what is said, one line each, with its time in front: 0:05 Selamat pagi."),
    "captions_no_time": _("Line %(line)s has no time in front. Write it like this: 0:05 Selamat pagi."),
    "captions_backwards": _("Line %(line)s begins before the line above it. Put the lines in order of time."),
    "captions_too_many": _("These captions have more than %(limit)s lines. Divide the video into shorter parts."),
}


@dataclass(frozen=True)
class Cue:
    """Words on the screen, with the seconds between which they stand there."""

    start: float
    end: float
    text: str  # as a track holds it: escaped

    @property
    def words(self) -> str:
        return unescape(self.text)


def refusal(code: str, **values: object) -> Refusal:
    return refuse(code, WORDS[code], **values)


def cues_of(text: str) -> tuple[Cue, ...]:
    """Read captions in any of the three ways. Raises Refusal with the number of the line that is wrong."""
    lines = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues = _timed(lines) if any(CUE_TIMES.match(line.strip()) for line in lines) else _typed(lines)
    if not cues:
        raise refusal("captions_empty")
    if len(cues) > MAX_CUES:
        raise refusal("captions_too_many", limit=MAX_CUES)
    return tuple(cues)


def track_of(cues: Iterable[Cue]) -> str:
    """The captions as one WebVTT file, without styles, places or tags of theirs."""
    return "WEBVTT\n\n" + "\n".join(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n" for cue in cues)


def _timed(lines: list[str]) -> list[Cue]:
    cues: list[Cue] = []
    number = 0
    while number < len(lines):
        times = CUE_TIMES.match(lines[number].strip())
        number += 1
        if times is None:
            continue
        here, words = number, []
        while number < len(lines) and lines[number].strip():
            words.append(_clean(lines[number]))
            number += 1
        start, end = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
        if end <= start or (cues and start < cues[-1].start):
            raise refusal("captions_backwards", line=here)
        if shown := "\n".join(word for word in words if word):
            cues.append(Cue(start, end, shown))
    return cues


def _typed(lines: list[str]) -> list[Cue]:
    starts: list[tuple[float, str]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = TYPED.match(line.strip())
        if found is None:
            raise refusal("captions_no_time", line=number)
        start = _seconds(found.groups()[:4])
        if starts and start <= starts[-1][0]:
            raise refusal("captions_backwards", line=number)
        starts.append((start, _clean(found[5])))
    ends = [start for start, _words in starts] + [float("inf")]
    return [
        Cue(start, min(ends[place + 1], start + MAX_SHOWN_SECONDS), words)
        for place, (start, words) in enumerate(starts)
        if words
    ]


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _clean(words: str) -> str:
    """No tags, and no sign that would begin one or end the cue."""
    plain = " ".join(unescape(TAGS.sub("", words)).split())
    return escape(plain.replace("-->", "→"), quote=False)
