"""Audio and video made small for telephones: from a file to a file, by ffmpeg in a confined process."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.confinement import MISSING, Limits, is_installed, run_confined
from content.enums import VariantKind
from lms.refusal import Refusal, refuse

# Source: house security rules 3 (a media job may take 15 minutes); two slow cores make four minutes of video in one.
MAX_MINUTES, MAX_VIDEO_MINUTES = 60, 30
MAX_SIDE = 3840
PROBE_LIMITS = Limits(memory_mib=512, cpu_seconds=10, wall_seconds=15)
VARIANT_LIMITS = {
    VariantKind.AUDIO: Limits(memory_mib=640, cpu_seconds=300, wall_seconds=300, file_mib=40),
    VariantKind.VIDEO: Limits(memory_mib=768, cpu_seconds=1400, wall_seconds=780, file_mib=250),
}
# The format is named, so that no file makes ffmpeg read a play list or another file.
READERS = {"mp3": "mp3", "m4a": "mov", "mp4": "mov", "webm": "matroska"}
EXTENSIONS = {VariantKind.AUDIO: "m4a", VariantKind.VIDEO: "mp4"}
MEDIA_TYPES = {VariantKind.AUDIO: "audio/mp4", VariantKind.VIDEO: "video/mp4"}
ONLY_FILES = ["-protocol_whitelist", "file"]
AUDIO_OPTIONS = ["-c:a", "aac", "-ac", "1", "-ar", "24000", "-b:a", "32k"]
# The shorter side becomes 360 at most, both sides even; a telephone held upright stays upright.
SCALE = "scale='if(gt(iw,ih),-2,trunc(min(360,iw)/2)*2)':'if(gt(iw,ih),trunc(min(360,ih)/2)*2,-2)'"
VIDEO_OPTIONS = [
    *("-vf", SCALE, "-fpsmax", "25", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast"),
    *("-profile:v", "main", "-b:v", "250k", "-maxrate", "300k", "-bufsize", "600k", "-threads", "2"),
]

WORDS = {
    "recording_unreadable": _(
        "This file cannot be read as audio or video. Save the recording again as MP3, M4A or MP4, and upload that."
    ),
    "recording_too_long": _(
        "This recording lasts %(minutes)s minutes; at most %(limit)s are allowed. Divide it into shorter parts."
    ),
    "recording_too_large": _(
        "The picture of this video is larger than %(limit)s pixels. Save it smaller, such as 1280 × 720, "
        "and upload that."
    ),
    "recording_no_sound": _("This video has no sound, so there is nothing to listen to. Readers get the video alone."),
    "recording_no_picture": _("This file has no moving picture. Upload it as audio instead."),
    "recording_already_small": _("The original is small already. Readers get it as it is."),
    "recording_overrun": _(
        "Making the small version took too long and was stopped. Shorten the recording and upload it again."
    ),
    "recording_failed": _(
        "The small version could not be made. Save the recording again as MP4 or MP3, and upload that."
    ),
    "recording_no_tool": _(
        "This server cannot make small versions yet: the program ffmpeg is missing. Readers get the original. "
        "Please tell whoever runs the platform."
    ),
}


def refusal(code: str, **values: object) -> Refusal:
    return refuse(code, WORDS[code], **values)


@dataclass(frozen=True)
class Probe:
    """What is in a recording. ``seconds`` is 0 where the file does not say."""

    seconds: float
    has_sound: bool
    width: int
    height: int

    @property
    def has_picture(self) -> bool:
        return self.width > 0


def can_prepare() -> bool:
    return is_installed("ffmpeg") and is_installed("ffprobe")


def probe(source: Path, *, extension: str) -> Probe:
    """Look into a recording without decoding it. Raises Refusal when it is none, too long or too large."""
    outcome = run_confined(
        [
            *("ffprobe", "-v", "error", *ONLY_FILES, "-f", READERS[extension]),
            *("-show_entries", "format=duration:stream=codec_type,codec_name,width,height:stream_disposition"),
            *("-of", "json", f"file:{source}"),
        ],
        limits=PROBE_LIMITS,
        folder=source.parent,
    )
    if outcome.code == MISSING:
        raise refusal("recording_no_tool")
    if not outcome.is_good:
        raise refusal("recording_unreadable")
    found = _probe_of(_json_in(outcome.output))
    if not found.has_sound and not found.has_picture:
        raise refusal("recording_unreadable")
    limit = MAX_VIDEO_MINUTES if found.has_picture else MAX_MINUTES
    if found.seconds > limit * 60:
        raise refusal("recording_too_long", minutes=round(found.seconds / 60), limit=limit)
    if max(found.width, found.height) > MAX_SIDE:
        raise refusal("recording_too_large", limit=MAX_SIDE)
    return found


def _json_in(printed: str) -> dict[str, Any]:
    """Warnings may stand before and behind the answer."""
    try:
        facts, _end = json.JSONDecoder().raw_decode(printed, max(printed.find("{"), 0))
    except ValueError:
        raise refusal("recording_unreadable") from None
    return facts if isinstance(facts, dict) else {}


def _probe_of(facts: dict[str, Any]) -> Probe:
    streams = [each for each in facts.get("streams", []) if each.get("codec_name")]
    covers = [each for each in streams if each.get("disposition", {}).get("attached_pic")]
    pictures = [each for each in streams if each.get("codec_type") == "video" and each not in covers]
    first = pictures[0] if pictures else {}
    return Probe(
        seconds=float(facts.get("format", {}).get("duration") or 0),
        has_sound=any(each.get("codec_type") == "audio" for each in streams),
        width=int(first.get("width") or 0),
        height=int(first.get("height") or 0),
    )


def reason_for_none(kind: VariantKind, found: Probe) -> str:
    """The code of why a recording has no variant of ``kind``; empty when it has one."""
    if kind == VariantKind.AUDIO and not found.has_sound:
        return "recording_no_sound"
    return "recording_no_picture" if kind == VariantKind.VIDEO and not found.has_picture else ""


def make_small(
    source: Path, target: Path, *, kind: VariantKind, extension: str, found: Probe, report: Callable[[int], None]
) -> None:
    """Write the small variant of ``source`` to ``target``. ``report`` hears whole percents. Raises Refusal."""
    options = [*AUDIO_OPTIONS, "-vn"] if kind == VariantKind.AUDIO else [*VIDEO_OPTIONS, *AUDIO_OPTIONS]
    maps = ["-map", "0:a:0"] if kind == VariantKind.AUDIO else ["-map", "0:V:0", "-map", "0:a:0?"]
    outcome = run_confined(
        [
            *("ffmpeg", "-y", "-nostdin", "-v", "error", "-nostats", "-progress", "pipe:1", "-stats_period", "1"),
            *("-filter_threads", "1", "-threads", "1", *ONLY_FILES, "-f", READERS[extension], "-i", f"file:{source}"),
            *(*maps, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", *options),
            *("-t", str(MAX_MINUTES * 60 + 1), "-movflags", "+faststart", "-f", "mp4", f"file:{target}"),
        ],
        limits=VARIANT_LIMITS[kind],
        folder=target.parent,
        on_line=_progress(found.seconds, report),
    )
    if outcome.is_overrun:
        raise refusal("recording_overrun")
    if outcome.code == MISSING:
        raise refusal("recording_no_tool")
    if not outcome.is_good or not target.exists() or not target.stat().st_size:
        raise refusal("recording_failed")


def _progress(seconds: float, report: Callable[[int], None]) -> Callable[[str], None]:
    """Hears lines such as ``out_time_us=1500000`` and tells whole percents."""

    def hear(line: str) -> None:
        name, _sign, value = line.partition("=")
        if name == "out_time_us" and value.strip().isdigit() and seconds:
            report(min(99, int(int(value) / 10_000 / seconds)))

    return hear
