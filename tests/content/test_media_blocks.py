"""Sound, video, slides and audio twins, as an author saves them and a reader gets them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from content.blocks.slides import Slides
from content.blocks.video import Video
from content.models import RecordingVariant
from tests.factories.content import LessonPageFactory, RecordingVariantFactory, SlideDeckFactory

CAPTIONS = "0:05 Selamat pagi.\n0:08 Silakan duduk & minum."


def make_recording(kind="video", name="asli.mp4", size=2_000_000):
    return Media.objects.create(title="Rapat", type=kind, file=ContentFile(b"0" * size, name=name))


def small(recording, kind, size):
    return RecordingVariantFactory(
        recording=recording, ready=True, kind=kind, size_bytes=size, file=f"variants/{recording.pk}.{kind}"
    )


def shown(*blocks, language="en"):
    lesson = LessonPageFactory(body=list(blocks))
    lesson.refresh_from_db()
    with translation.override(language):
        return " ".join(render_to_string("content/_body.html", {"page": lesson}).split())


def video(recording, captions=CAPTIONS, has_no_speech=False):
    return {"file": recording, "title": "Rapat", "captions": captions, "has_no_speech": has_no_speech}


# --- video -------------------------------------------------------------------


def test_a_video_offers_its_sound_first_and_its_small_version_with_their_prices(db):
    recording = make_recording()
    small(recording, "audio", 300_000)
    small(recording, "video", 1_900_000)

    html = shown(("video", video(recording)), language="id")

    heard, seen = html.index(f"variants/{recording.pk}.audio"), html.index(f"variants/{recording.pk}.video")
    assert heard < seen < html.index(recording.file.url)
    assert [price in html for price in ("±293,0\xa0KB".replace("\xa0", " "), "±1,8 MB", "±1,9 MB")] == [
        True,
        True,
        True,
    ]
    assert html.count('preload="none"') == 2


def test_while_nothing_is_prepared_the_original_is_played(db):
    recording = make_recording()
    RecordingVariantFactory(recording=recording, kind="video")

    html = shown(("video", video(recording)))

    assert f'<source src="{recording.file.url}" type="video/mp4">' in html
    assert html.count("<audio") == 0


def test_a_small_version_of_the_file_before_is_not_played(db):
    recording = make_recording()
    small(recording, "video", 100)
    RecordingVariant.objects.update(source_name="media/lama.mp4")

    assert f"variants/{recording.pk}.video" not in shown(("video", video(recording)))


def test_captions_become_a_track_that_is_kept_and_words_to_read(db):
    cleaned = Video().clean(Video().normalize(video(make_recording())))

    html = shown(("video", cleaned))

    name = html.split('<track kind="captions"')[1].split("/berkas/")[1].split('"')[0]
    with default_storage.open(name) as track:
        assert track.read().decode().startswith("WEBVTT\n\n00:00:05.000 --> 00:00:08.000\nSelamat")
    assert "<p>Silakan duduk &amp; minum.</p>" in html


@pytest.mark.parametrize(
    ("captions", "has_no_speech", "words"),
    [
        ("", False, "Write captions, or tick"),
        ("  ", False, "Write captions, or tick"),
        (CAPTIONS, True, "Remove the captions or the tick"),
        ("Selamat pagi.", False, "Line 1 has no time in front"),
    ],
)
def test_a_video_without_readable_captions_is_not_published(db, captions, has_no_speech, words):
    with translation.override("en"), pytest.raises(StructBlockValidationError) as refused:
        Video().clean(Video().normalize(video(make_recording(), captions, has_no_speech)))

    assert words in str(refused.value.block_errors["captions"])


def test_a_silent_video_says_so_instead_of_captions(db):
    cleaned = Video().clean(Video().normalize(video(make_recording(), "", True)))

    assert "Nobody speaks in this video." in shown(("video", cleaned))


def test_a_draft_may_lack_captions_and_even_hold_wrong_ones(db):
    recording = make_recording()

    assert Video().clean_deferred(Video().normalize(video(recording, "")))["captions"] == ""
    assert "<track" not in shown(("video", video(recording, "belum selesai")))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("video", video(None)),
        ("sign_video", {"file": None}),
        ("slides", {"file": None, "title": "Salindia", "pages": [], "is_in_text": False}),
        ("recording", {"file": None, "title": "Sapaan", "transcript": "Selamat pagi."}),
    ],
)
def test_a_block_whose_file_was_deleted_shows_nothing_and_breaks_nothing(db, kind, value):
    assert f'class="block block-{kind}"' in shown((kind, value))


def test_a_recording_whose_file_is_gone_says_so(db):
    recording = make_recording(size=10)
    recording.file.storage.delete(recording.file.name)

    assert "The file of this recording is missing" in shown(("video", video(recording)))
    assert "The file of this video is missing" in shown(("sign_video", {"file": recording}))


def test_the_lesson_in_sign_language_tells_its_price_before_it_loads(db):
    recording = make_recording()
    small(recording, "video", 1_900_000)

    html = shown(("sign_video", {"file": recording}))

    assert html.index("±1.8") < html.index("<video")
    assert f"variants/{recording.pk}.video" in html


# --- audio twins -------------------------------------------------------------


def test_a_lesson_with_twins_can_be_heard_from_start_to_end(db):
    first, second = make_recording("audio", "a.mp3"), make_recording("audio", "b.mp3", 500_000)
    small(first, "audio", 1_400_000)

    html = shown(
        ("text", {"text": "<p>Satu.</p>", "audio": first}),
        ("text", {"text": "<p>Dua.</p>", "audio": None}),
        ("text", {"text": "<p>Tiga.</p>", "audio": second}),
        language="id",
    )

    bar = html.split("data-listen")[1].split("</div>")[0]
    assert "±1,8 MB" in bar
    assert "data-number>1</span>" in bar
    assert html.count("data-twin") == 2
    assert "listen.js" in html


def test_a_lesson_without_twins_loads_no_script_for_them(db):
    assert "listen.js" not in shown(("text", "<p>Satu.</p>"))


def test_a_twin_whose_file_is_gone_is_told_and_not_counted(db):
    gone = make_recording("audio", "a.mp3", 10)
    gone.file.storage.delete(gone.file.name)

    html = shown(("text", {"text": "<p>Satu.</p>", "audio": gone}))

    assert "The sound of this part is missing" in html
    assert "listen.js" not in html


@pytest.mark.parametrize("times", [1, 3])
def test_all_recordings_of_a_lesson_take_one_query(db, django_assert_num_queries, times):
    body = []
    for number in range(times):
        recording = make_recording("audio", f"{number}.mp3", 100)
        small(recording, "audio", 50)
        body += [
            ("text", {"text": "<p>Satu.</p>", "audio": recording}),
            ("recording", {"file": recording, "title": "Sapaan", "transcript": "Pagi."}),
            ("video", video(make_recording(size=100))),
        ]
    lesson = LessonPageFactory(body=body)
    lesson.refresh_from_db()

    with django_assert_num_queries(1):
        html = render_to_string("content/_body.html", {"page": lesson})

    assert html.count("<audio") == 2 * times


# --- slides ------------------------------------------------------------------


def slides(document, *words, is_in_text=False):
    pages = [{"description": each, "is_in_text": not each} for each in words]
    return Slides().normalize({"file": document, "title": "Salindia", "is_in_text": is_in_text, "pages": pages})


def test_slides_are_shown_page_by_page_with_their_words(db):
    deck = SlideDeckFactory(ready=True)

    html = shown(("slides", Slides().clean(slides(deck.document, "Empat pilar.", ""))))

    assert 'alt="Empat pilar."' in html
    assert 'alt="Page 2, the same words as the text"' in html
    assert "2 pages, ±39.1" in html
    assert html.count('loading="lazy"') == 2
    assert f'<a href="{deck.document.file.url}" download>Download as PDF</a>' in html


def test_slides_that_are_not_drawn_yet_can_be_downloaded(db):
    deck = SlideDeckFactory()

    html = shown(("slides", slides(deck.document, is_in_text=True)))

    assert "<img" not in html
    assert deck.document.file.url in html


@pytest.mark.parametrize(("words", "page"), [([], 1), (["Empat pilar."], 2), (["Empat pilar.", " "], 2)])
def test_slides_are_not_published_before_every_page_is_told(db, words, page):
    value = slides(SlideDeckFactory(ready=True).document, *words)
    for each in value["pages"]:
        each["is_in_text"] = False

    with translation.override("en"), pytest.raises(StructBlockValidationError) as refused:
        Slides().clean(value)

    assert f"what page {page} tells" in str(refused.value.non_block_errors)
    assert Slides().clean_deferred(value)["title"] == "Salindia"


def test_slides_that_say_what_the_text_says_need_no_words(db):
    value = slides(SlideDeckFactory(ready=True).document, is_in_text=True)

    assert Slides().clean(value)["is_in_text"] is True


def test_slides_must_be_a_pdf(db):
    document = Document.objects.create(title="Salindia", file=ContentFile(b"PK", name="salindia.pptx"))

    with translation.override("en"), pytest.raises(StructBlockValidationError) as refused:
        Slides().clean(slides(document, is_in_text=True))

    assert "Save as, PDF" in str(refused.value.block_errors["file"])
