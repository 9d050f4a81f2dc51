import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.blocks import RawHTMLBlock, RichTextBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.embeds.blocks import EmbedBlock
from wagtailmedia.models import Media

from content.blocks import LessonBody
from content.blocks.boxes import Callout
from content.blocks.media import Picture
from content.blocks.practice import KnowledgeCheck
from content.blocks.text import LESSON_FEATURES, Prose
from tests.factories.content import LessonPageFactory

# Wagtail leaves the temporary file of a drawn size to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


def make_recording(size):
    return Media.objects.create(
        title="Sapaan", type="audio", file=ContentFile(b"ID3" + b"0" * (size - 3), name="a.mp3")
    )


def option(text, is_right, feedback="Karena begitu."):
    return {"text": text, "is_right": is_right, "feedback": feedback}


def check_value(*rights):
    options = [option(f"Jawaban {number}", right) for number, right in enumerate(rights)]
    return KnowledgeCheck().normalize({"question": "Mana yang benar?", "options": options})


def picture_value(image, alt_text="", is_decorative=False):
    return Picture().normalize({"image": image, "alt_text": alt_text, "is_decorative": is_decorative, "caption": ""})


def body_of(*blocks):
    """The lesson's blocks as a reader gets them, rendered to HTML."""
    lesson = LessonPageFactory(body=list(blocks))
    lesson.refresh_from_db()
    return lesson, render_to_string("content/_body.html", {"page": lesson})


def test_every_block_stands_in_a_section_that_carries_its_id(db):
    lesson, html = body_of(
        ("text", "<p>Satu.</p>"), ("callout", {"kind": "example", "title": "", "text": "<p>Dua.</p>"})
    )
    blocks = lesson.blocks()
    assert [block.block_type for _id, block in blocks] == ["text", "callout"]
    assert [f'id="blok-{block_id}"' in html for block_id, _block in blocks] == [True, True]


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>Baik <b>sekali</b></p>", "<b>sekali</b>"),
        ("<p>Salam<script>alert(1)</script></p>", "Salam"),
        ('<p onclick="x()">Klik</p>', "Klik"),
        ('<p><a href="javascript:alert(1)">jahat</a></p>', "jahat"),
        ("<h1>Besar</h1><iframe src='https://x.id'></iframe>", "Besar"),
    ],
)
def test_rich_text_is_cleaned_by_allow_list(db, html, cleaned):
    block = Prose(features=LESSON_FEATURES)
    source = block.clean(block.normalize(html)).source
    assert cleaned in source
    assert not any(bad in source for bad in ("script", "onclick", "iframe", "<h1"))


@pytest.mark.parametrize("address", ["https://kemensos.go.id/a?b=1&amp;c=2", "mailto:dinsos@contoh.id", "tel:129"])
def test_links_of_the_three_safe_kinds_stay(db, address):
    block = Prose(features=LESSON_FEATURES)
    assert address in block.clean(block.normalize(f'<p><a href="{address}">tautan</a></p>')).source


@pytest.mark.parametrize("address", ["http://contoh.id", "ftp://contoh.id", "/kursus/", "#bawah"])
def test_other_links_are_refused_in_words(db, address):
    block = Prose(features=LESSON_FEATURES)
    with translation.override("en"), pytest.raises(ValidationError, match="Links begin with https://"):
        block.clean(block.normalize(f'<p><a href="{address}">tautan</a></p>'))


@pytest.mark.parametrize("html", ["<p>a\x00b</p>", "<p>" + "a" * 100_001 + "</p>", ""])
def test_rich_text_with_nul_too_long_or_empty_is_refused(db, html):
    block = Prose(features=LESSON_FEATURES)
    with pytest.raises(ValidationError):
        block.clean(block.normalize(html))


@pytest.mark.parametrize(("alt_text", "is_decorative"), [("Sumur di halaman.", False), ("", True)])
def test_a_picture_with_a_description_or_marked_as_decoration_is_accepted(db, make_image, alt_text, is_decorative):
    cleaned = Picture().clean(picture_value(make_image(900, 1200), alt_text, is_decorative))
    assert (cleaned["alt_text"], cleaned["is_decorative"]) == (alt_text, is_decorative)


@pytest.mark.parametrize(
    ("alt_text", "is_decorative", "words"),
    [
        ("", False, "Describe the picture in words"),
        ("   ", False, "Describe the picture in words"),
        ("Sumur.", True, "A decoration needs no description"),
    ],
)
def test_a_picture_without_description_is_refused_in_words(db, make_image, alt_text, is_decorative, words):
    with translation.override("en"), pytest.raises(StructBlockValidationError) as refused:
        Picture().clean(picture_value(make_image(900, 1200), alt_text, is_decorative))
    assert words in str(refused.value.block_errors["alt_text"])


def test_a_draft_may_still_lack_the_description_and_the_key(db, make_image):
    assert Picture().clean_deferred(picture_value(make_image(900, 1200)))["alt_text"] == ""
    assert KnowledgeCheck().clean_deferred(check_value(False, False))["question"] == "Mana yang benar?"


def test_a_picture_is_served_small_in_two_sizes_with_its_description(db, make_image):
    _lesson, html = body_of(
        ("picture", {"image": make_image(900, 1200), "alt_text": 'Sumur "dalam"', "caption": "Sumur"})
    )
    assert 'alt="Sumur &quot;dalam&quot;"' in html
    assert "380w" in html and "760w" in html and ".webp" in html
    assert 'height="506"' in html
    assert "<figcaption" in html


def test_pictures_of_a_lesson_cost_one_query_however_many_there_are(db, make_image, django_assert_num_queries):
    image, other = make_image(900, 1200), make_image(900, 1200)
    values = [{"image": picture, "alt_text": "Sumur.", "caption": ""} for picture in (image, other, image)]
    lesson, html = body_of(*[("picture", value) for value in values])
    lesson = type(lesson).objects.get(pk=lesson.pk)
    with django_assert_num_queries(1):
        assert render_to_string("content/_body.html", {"page": lesson}) == html


def test_a_picture_whose_row_is_gone_leaves_the_lesson_readable(db, make_image):
    image = make_image(900, 1200)
    lesson, _html = body_of(("picture", {"image": image, "alt_text": "Sumur.", "caption": ""}), ("text", "<p>Dua.</p>"))
    image.delete()
    lesson = type(lesson).objects.get(pk=lesson.pk)
    assert "Dua." in render_to_string("content/_body.html", {"page": lesson})


def test_a_recording_shows_its_size_and_transcript_and_loads_nothing_before_a_click(db):
    recording = make_recording(1_887_437)
    with translation.override("id"):
        _lesson, html = body_of(("recording", {"file": recording, "title": "Sapaan", "transcript": "Selamat datang."}))
    assert 'preload="none"' in html
    assert "±1,8\xa0MB" in html
    assert "Selamat datang." in html
    assert 'type="audio/mpeg"' in html


def test_a_recording_whose_file_is_gone_says_so_and_keeps_its_transcript(db):
    recording = make_recording(100)
    recording.file.storage.delete(recording.file.name)
    _lesson, html = body_of(("recording", {"file": recording, "title": "Sapaan", "transcript": "Selamat datang."}))
    assert "<audio" not in html
    assert "Selamat datang." in html


@pytest.mark.parametrize("rights", [(True, False), (False, False, True), (False, True, False, False, False, False)])
def test_a_knowledge_check_with_one_right_answer_is_accepted(db, rights):
    cleaned = KnowledgeCheck().clean(check_value(*rights))
    assert [option["is_right"] for option in cleaned["options"]] == list(rights)


@pytest.mark.parametrize("rights", [(False, False), (True, True), (True, False, True)])
def test_a_knowledge_check_without_exactly_one_right_answer_is_refused_in_words(db, rights):
    with translation.override("en"), pytest.raises(StructBlockValidationError) as refused:
        KnowledgeCheck().clean(check_value(*rights))
    assert "exactly one answer" in str(refused.value.non_block_errors)


@pytest.mark.parametrize("rights", [(True,), (True, False, False, False, False, False, False)])
def test_a_knowledge_check_has_two_to_six_answers(db, rights):
    with pytest.raises(StructBlockValidationError) as refused:
        KnowledgeCheck().clean(check_value(*rights))
    assert "options" in refused.value.block_errors


def test_a_knowledge_check_opens_each_answer_without_a_script(db):
    value = {
        "question": "Mana <b>benar</b>?",
        "options": [option("Satu", True, "Tepat."), option("Dua", False, "Baca lagi.")],
    }
    lesson, html = body_of(("check", value))
    name = f'name="soal-{lesson.body[0].id}"'
    assert html.count("<details") == html.count(name) == 2
    assert "Tepat." in html and "Baca lagi." in html
    assert "&lt;b&gt;" in html and "<script" not in html


def test_a_callout_names_its_kind_and_takes_only_short_text(db):
    value = Callout().normalize({"kind": "careful", "title": "Foto", "text": "<h2>Jangan</h2>"})
    assert "<h2" not in Callout().clean(value)["text"].source
    with translation.override("en"):
        _lesson, html = body_of(("callout", {"kind": "careful", "title": "Foto", "text": "<p>Jangan unggah.</p>"}))
    assert "Be careful: Foto" in html
    assert "card-warn" in html


def every_block(block):
    yield block
    for child in [*getattr(block, "child_blocks", {}).values(), *filter(None, [getattr(block, "child_block", None)])]:
        yield from every_block(child)


def test_there_is_no_block_for_raw_html_nor_for_pages_of_elsewhere():
    kinds = [type(block) for block in every_block(LessonBody())]

    assert len(kinds) > 60
    assert not [kind for kind in kinds if issubclass(kind, RawHTMLBlock | EmbedBlock)]
    assert all(issubclass(kind, Prose) for kind in kinds if issubclass(kind, RichTextBlock))
