import re
from html import unescape

import pytest
from django.utils import translation
from wagtail.images.models import Image
from wagtail.models import Page, Site
from wagtailmedia.models import Media

from content.manuscript import Quiz, read_course, read_lesson, read_module, read_questions
from content.models import CatalogPage, Choice, CoursePage, LessonPage, Question
from content.operations import BIMTEK_LKS, ensure_catalog, ensure_collection, import_course
from lms.refusal import Refusal

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


@pytest.fixture
def imported(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return import_course(BIMTEK_LKS, parent=ensure_catalog("Katalog"), collection=ensure_collection("Bimtek LKS"))


def state():
    """Everything an import could touch, as plain values."""
    pages = list(Page.objects.order_by("path").values_list("path", "slug", "latest_revision_id", "last_published_at"))
    rows = [list(kind.objects.order_by("pk").values_list("pk", flat=True)) for kind in (Question, Choice, Image, Media)]
    return pages, rows


def test_the_starter_course_has_eight_modules_and_24_jp(imported):
    modules = list(CoursePage.objects.get(pk=imported.pk).modules())
    assert [(module.code, module.jp) for module in modules] == [
        ("L1", 3), ("L2", 3), ("L3", 4), ("L4", 3), ("L5", 4), ("L6", 3), ("L7", 2), ("L8", 2)
    ]  # fmt: skip
    assert sum(module.jp for module in modules) == 24
    assert all(module.aims for module in modules)


def test_every_lesson_is_published_and_passes_the_cleaning_of_its_blocks(imported):
    lessons = LessonPage.objects.live()
    catalogue = LessonPage._meta.get_field("body").stream_block
    assert lessons.count() == 16
    for lesson in lessons:
        kinds = [block.block_type for block in catalogue.clean(lesson.body)]
        assert kinds.count("check") == kinds.count("callout") == 1
    assert Image.objects.count() == Media.objects.count() == 1
    assert Image.objects.get().renditions.count() == 2


def test_each_of_the_forty_questions_has_one_key_and_feedback_for_all(imported):
    questions = list(Question.objects.all())
    assert len(questions) == 40
    for question in questions:
        choices = list(question.choices.all())
        assert 3 <= len(choices) <= 4
        assert sum(choice.is_key for choice in choices) == 1
        assert all(choice.feedback for choice in choices)
        assert question.course_id == imported.pk


def test_the_key_cannot_be_guessed_from_its_place_or_length():
    quizzes = [quiz for module in read_course(BIMTEK_LKS).modules for quiz in module.questions]
    places = [[option.is_right for option in quiz.options].index(True) for quiz in quizzes]
    longest = sum(max(quiz.options, key=lambda option: len(option.text)).is_right for quiz in quizzes)
    assert max(places.count(place) for place in set(places)) <= len(quizzes) / 2
    assert longest <= len(quizzes) / 3


def test_importing_twice_changes_nothing(imported):
    before = state()
    again = import_course(BIMTEK_LKS, parent=CatalogPage.objects.get(), collection=ensure_collection("Bimtek LKS"))
    assert again.pk == imported.pk
    assert state() == before


def test_importing_again_keeps_what_authors_wrote(imported):
    lesson = LessonPage.objects.get(slug="1-empat-pilar")
    lesson.title = "Judul dari narasumber"
    lesson.save_revision().publish()
    Question.objects.filter(module__code="L1").first().delete()
    LessonPage.objects.get(slug="2-kode-etik").delete()
    import_course(BIMTEK_LKS, parent=CatalogPage.objects.get(), collection=ensure_collection("Bimtek LKS"))
    assert LessonPage.objects.get(slug="1-empat-pilar").title == "Judul dari narasumber"
    assert Question.objects.filter(module__code="L1").count() == 4
    assert LessonPage.objects.filter(slug="2-kode-etik").exists()


def words_of(lesson):
    """The words a reader sees in text and boxes, as sentences."""
    parts = [block.value if block.kind == "text" else block.value["text"] for block in lesson.blocks
             if block.kind in {"text", "callout"}]  # fmt: skip
    text = unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"</?b>", "", "".join(parts))))
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+|\n+", text) if sentence.strip()]


@pytest.mark.parametrize(
    "lesson",
    [lesson for module in read_course(BIMTEK_LKS).modules for lesson in module.lessons],
    ids=lambda one: one.slug,
)
def test_lessons_are_short_and_so_are_their_sentences(lesson):
    sentences = words_of(lesson)
    lengths = [len(sentence.split()) for sentence in sentences]
    assert 200 <= sum(lengths) <= 350
    assert sum(lengths) / len(lengths) <= 20
    assert max(lengths) <= 20


def test_the_catalogue_takes_the_place_of_wagtails_welcome_page(db):
    catalog = ensure_catalog("Katalog")
    assert ensure_catalog("Lain") == catalog
    assert Site.objects.get(is_default_site=True).root_page_id == catalog.pk
    assert list(Page.objects.filter(depth=2)) == [catalog.page_ptr]


# --- the format --------------------------------------------------------------


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_lesson_file_becomes_blocks(tmp_path):
    text = "judul: Sapa\n\n## Satu\nKalimat **tebal** & <b>. Tahun 2001. Baru.\n- a\n- b\n\n1. c\n\n::: ingat Kunci\n[Tautan](https://contoh.id)\n:::\n"
    lesson = read_lesson(write(tmp_path, "1-sapa.md", text))
    assert (lesson.slug, lesson.title) == ("1-sapa", "Sapa")
    prose, callout = lesson.blocks
    assert prose.value == (
        "<h2>Satu</h2><p>Kalimat <b>tebal</b> &amp; &lt;b&gt;. Tahun 2001. Baru.</p>"
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"
    )
    assert callout.value == {
        "kind": "remember", "title": "Kunci", "text": '<p><a href="https://contoh.id">Tautan</a></p>'
    }  # fmt: skip


def test_a_question_file_becomes_questions(tmp_path):
    text = "## Satu?\n- [x] Ya\n  Tepat,\n  benar.\n- [ ] Tidak\n  Belum.\n\n## Dua?\n- [ ] A\n  a.\n- [x] B\n  b.\n"
    first, second = read_questions(write(tmp_path, "soal.md", text))
    assert isinstance(first, Quiz)
    assert [(option.text, option.is_right, option.feedback) for option in first.options] == [
        ("Ya", True, "Tepat, benar."), ("Tidak", False, "Belum.")
    ]  # fmt: skip
    assert second.question == "Dua?"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "A line on top is missing: judul"),
        ("Sapa\n\nIsi", "line 1: The lines on top look like"),
        ("judul: A\n\n::: ingat\nisi", "line 4: A box that begins"),
        ("judul: A\n\n::: lain\nisi\n:::\n", "no box of the kind “lain”"),
        ("judul: A\n\n::: gambar empat-pilar\nJudul saja\n:::\n", "a title, an empty line and a description"),
        ("judul: A\n\n::: cek Mana?\n- [ ] a\n  x.\n- [ ] b\n  y.\n:::\n", "exactly one is marked"),
        ("judul: A\n\n::: cek Mana?\n- [x] a\n  x.\n- [ ] b\n:::\n", "Each answer needs its feedback"),
        ("judul: A\n\n::: cek Mana?\na\n:::\n", "An answer looks like"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_line(tmp_path, text, words):
    with translation.override("en"), pytest.raises(Refusal) as refused:
        read_lesson(write(tmp_path, "1-sapa.md", text))
    assert words in str(refused.value.reasons[0])


def test_hours_that_are_no_jp_are_refused(tmp_path):
    write(tmp_path, "modul.md", "judul: A\nkode: L1\nteori: dua\npraktik: 1 JP\n\n- a\n")
    with translation.override("en"), pytest.raises(Refusal) as refused:
        read_module(tmp_path)
    assert "Hours look like" in str(refused.value.reasons[0])
