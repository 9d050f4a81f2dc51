import pytest

from content.captions import Cue, cues_of, track_of
from lms.refusal import Refusal

SRT = (
    "1\r\n00:00:05,000 --> 00:00:07,500\r\n<i>Selamat pagi.</i>\r\n\r\n"
    "2\r\n00:00:08,000 --> 00:00:09,000\r\nSilakan duduk,\r\nIbu.\r\n"
)
VTT = (
    "WEBVTT\n\nSTYLE\n::cue { color: red }\n\npertama\n00:05.000 --> 00:07.500 align:start\nSelamat pagi.\n\n"
    "00:08.000 --> 00:09.000\nSilakan duduk,\nIbu."
)
TYPED = "0:05 Selamat pagi.\n\n0:08 Silakan duduk, Ibu.\n1:00:00 Sampai besok."


@pytest.mark.parametrize("text", [SRT, VTT, "\ufeff" + VTT])
def test_caption_files_of_both_kinds_are_read_alike(text):
    assert cues_of(text) == (Cue(5.0, 7.5, "Selamat pagi."), Cue(8.0, 9.0, "Silakan duduk,\nIbu."))


def test_typed_lines_stand_until_the_next_but_not_for_ever():
    assert cues_of(TYPED) == (
        Cue(5.0, 8.0, "Selamat pagi."),
        Cue(8.0, 16.0, "Silakan duduk, Ibu."),
        Cue(3600.0, 3608.0, "Sampai besok."),
    )


def test_captions_become_one_clean_track():
    assert track_of(cues_of("0:05 Selamat <b>pagi</b> & siang\n1:01:02.5 a < b")) == (
        "WEBVTT\n\n00:00:05.000 --> 00:00:13.000\nSelamat pagi &amp; siang\n\n01:01:02.500 --> 01:01:10.500\na &lt; b\n"
    )


def test_a_track_made_once_reads_the_same_again():
    assert track_of(cues_of(track_of(cues_of(VTT)))) == track_of(cues_of(VTT))


def test_words_are_shown_to_a_reader_without_escapes():
    assert [cue.words for cue in cues_of("0:05 Pagi & siang")] == ["Pagi & siang"]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "captions_empty", "one line each"),
        ("WEBVTT\n\n", "captions_no_time", "Line 1"),
        ("0:05 Pagi\nSilakan duduk", "captions_no_time", "Line 2"),
        ("0:08 Duduk\n0:05 Pagi", "captions_backwards", "Line 2"),
        ("00:09.000 --> 00:08.000\nPagi", "captions_backwards", "Line 1"),
        ("\n".join(f"{n // 60}:{n % 60:02} a" for n in range(3001)), "captions_too_many", "3000"),
    ],
)
def test_captions_that_cannot_be_read_are_refused_with_the_line(text, code, words):
    with pytest.raises(Refusal) as refused:
        cues_of(text)

    assert [reason.code for reason in refused.value.reasons] == [code]
    assert words in str(refused.value.reasons[0])


@pytest.mark.parametrize("text", ["0:05 " + "a" * 50_000, "0" * 50_000, ("1:" * 20_000), "<" * 50_000, "0:05 a\x00b"])
def test_odd_captions_take_no_time(text):
    try:
        cues_of(text)
    except Refusal as refusal:
        assert refusal.reasons


def test_a_line_never_ends_the_cue_it_stands_in():
    assert cues_of("0:05 Selamat&#10;&#10;pagi --&gt; siang") == (Cue(5.0, 13.0, "Selamat pagi → siang"),)
