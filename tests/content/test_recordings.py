"""Small versions of real recordings."""

import json
import subprocess

import pytest

from content import recordings
from content.enums import VariantKind
from lms.refusal import Refusal
from tests.content.reels import film, needs_ffmpeg

pytestmark = needs_ffmpeg


def looked_at(path):
    printed = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)],
        capture_output=True, check=True,
    )  # fmt: skip
    return json.loads(printed.stdout)


def small(source, kind, report=lambda percent: None):
    extension = source.suffix[1:]
    target = source.with_name(f"small.{recordings.EXTENSIONS[kind]}")
    found = recordings.probe(source, extension=extension)
    recordings.make_small(source, target, kind=kind, extension=extension, found=found, report=report)
    return target


def code_of(refused):
    return [reason.code for reason in refused.value.reasons]


def test_a_video_becomes_360_lines_and_sound_of_one_channel(tmp_path):
    source = film(tmp_path / "asli.mp4", seconds=2, size="1280x720", options=["-b:v", "4M"])
    heard = []

    facts = looked_at(small(source, VariantKind.VIDEO, heard.append))

    streams = {stream["codec_type"]: stream for stream in facts["streams"]}
    assert (streams["video"]["codec_name"], streams["video"]["width"], streams["video"]["height"]) == ("h264", 640, 360)
    assert (streams["audio"]["codec_name"], streams["audio"]["channels"]) == ("aac", 1)
    assert int(facts["format"]["size"]) < source.stat().st_size / 3
    assert heard == sorted(heard)
    assert all(0 <= percent <= 99 for percent in heard)


def test_a_small_video_can_be_played_before_it_is_loaded_whole(tmp_path):
    content = small(film(tmp_path / "asli.mp4"), VariantKind.VIDEO).read_bytes()

    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(
    ("size", "small_size"), [("480x854", (360, 640)), ("321x241", (320, 240)), ("200x120", (200, 120))]
)
def test_the_shorter_side_becomes_360_at_most_and_both_are_even(tmp_path, size, small_size):
    source = film(tmp_path / "asli.webm", size=size, sound=False, options=["-deadline", "realtime", "-cpu-used", "8"])

    video = looked_at(small(source, VariantKind.VIDEO))["streams"][0]

    assert (video["width"], video["height"]) == small_size


@pytest.mark.parametrize("name", ["asli.mp3", "asli.m4a", "asli.mp4", "asli.webm"])
def test_the_sound_of_any_recording_becomes_small(tmp_path, name):
    source = film(tmp_path / name, seconds=5, picture=name.endswith("mp4"), options=["-metadata", "title=Ibu Rusmini"])

    target = small(source, VariantKind.AUDIO)

    facts = looked_at(target)
    assert [(stream["codec_name"], stream["channels"]) for stream in facts["streams"]] == [("aac", 1)]
    assert target.stat().st_size < 5 * 6_000
    assert b"Rusmini" not in target.read_bytes()


@pytest.mark.parametrize(
    ("sound", "picture", "kind", "code"),
    [
        (False, True, VariantKind.AUDIO, "recording_no_sound"),
        (False, True, VariantKind.VIDEO, ""),
        (True, False, VariantKind.AUDIO, ""),
        (True, False, VariantKind.VIDEO, "recording_no_picture"),
    ],
)
def test_what_is_not_in_a_recording_is_not_made_of_it(tmp_path, sound, picture, kind, code):
    source = film(tmp_path / "asli.mp4", sound=sound, picture=picture)

    assert recordings.reason_for_none(kind, recordings.probe(source, extension="mp4")) == code


def test_the_cover_of_a_song_is_no_video(tmp_path):
    cover = film(tmp_path / "sampul.png", sound=False, size="64x64", options=["-frames:v", "1"])
    song = film(tmp_path / "lagu.mp3", picture=False)
    source = tmp_path / "bersampul.mp3"
    subprocess.run(
        [*("ffmpeg", "-v", "error", "-i", str(song), "-i", str(cover), "-map", "0", "-map", "1"),
         *("-c", "copy", "-disposition:v", "attached_pic", str(source))],
        check=True,
    )  # fmt: skip

    assert recordings.probe(source, extension="mp3").has_picture is False


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00\x00\x20ftypisom" + b"0" * 5000,
        b"PK\x03\x04" + b"word/document.xml" * 99,
        b"#EXTM3U\nfile:///etc/passwd",
    ],
)
def test_what_is_no_recording_is_refused(tmp_path, content):
    (tmp_path / "asli.mp4").write_bytes(content)

    with pytest.raises(Refusal) as refused:
        recordings.probe(tmp_path / "asli.mp4", extension="mp4")

    assert code_of(refused) == ["recording_unreadable"]


def test_a_recording_cut_off_in_the_middle_is_refused_or_made_and_nothing_hangs(tmp_path):
    source = film(tmp_path / "asli.webm", size="160x120", seconds=2, options=["-deadline", "realtime"])
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 2])

    assert small(source, VariantKind.AUDIO).stat().st_size > 0


def test_a_recording_of_two_hours_is_refused(tmp_path):
    source = film(tmp_path / "asli.mp4", sound=False, seconds=2 * 3600, size="16x16", rate="1/100")

    with pytest.raises(Refusal) as refused:
        recordings.probe(source, extension="mp4")

    assert code_of(refused) == ["recording_too_long"]
    assert "120 minutes" in str(refused.value.reasons[0])


def test_a_video_wider_than_4k_is_refused(tmp_path):
    source = film(tmp_path / "asli.mp4", size="4096x64", options=["-frames:v", "1"])

    with pytest.raises(Refusal) as refused:
        recordings.probe(source, extension="mp4")

    assert code_of(refused) == ["recording_too_large"]
