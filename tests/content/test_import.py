from datetime import date
from functools import partial

import pytest
from django.db import connection
from django.utils import translation
from wagtail.images.models import Image, Rendition
from wagtail.models import Page, Site
from wagtailmedia.models import Media

from content.drawings import DRAWINGS, drawing
from content.models import CatalogPage, Choice, CoursePage, LessonPage, Question, Regulation
from content.operations import (
    BIMTEK_LKS,
    STARTER,
    ensure_catalog,
    ensure_collection,
    import_course,
    keep_regulations,
)
from lms.refusal import Refusal
from tests.factories.content import ProgrammePageFactory

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


@pytest.fixture
def imported(db, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        return import_course(BIMTEK_LKS, parent=ensure_catalog("Katalog"), collection=ensure_collection("Bimtek LKS"))


def state():
    """Everything an import could touch, as plain values."""
    pages = list(Page.objects.order_by("path").values_list("path", "slug", "latest_revision_id", "last_published_at"))
    rows = [list(kind.objects.order_by("pk").values_list("pk", flat=True)) for kind in (Question, Choice, Image, Media)]
    return pages, rows


def test_every_lesson_is_published_with_its_aim_and_cleaned_blocks(imported):
    lessons = LessonPage.objects.live()
    catalogue = LessonPage._meta.get_field("body").stream_block

    assert [module.jp for module in CoursePage.objects.get(pk=imported.pk).modules()] == [3, 3, 4, 3, 4, 3, 2, 2]
    assert lessons.count() == 24
    for lesson in lessons:
        assert [block.block_type for block in catalogue.clean(lesson.body)].count("check") == 1
        assert lesson.aim
    assert Media.objects.count() == 1
    assert [image.renditions.count() for image in Image.objects.all()] == [2, 2]


def test_no_picture_is_drawn_while_others_wait_to_write(
    db, settings, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    catalog, shelf = ensure_catalog("Katalog"), ensure_collection("Bimtek LKS")
    outside, seen = list(connection.savepoint_ids), []

    def drawn_and_told(draw):
        seen.append(list(connection.savepoint_ids))
        return draw()

    for name, draw in DRAWINGS.items():
        monkeypatch.setitem(DRAWINGS, name, partial(drawn_and_told, draw))
    drawing.cache_clear()
    with django_capture_on_commit_callbacks() as after_commit:
        import_course(BIMTEK_LKS, parent=catalog, collection=shelf)

    assert seen == [outside, outside]
    assert Rendition.objects.count() == 0
    for draw_sizes in after_commit:
        draw_sizes()
    assert Rendition.objects.count() == 4


def test_each_question_has_one_key_and_feedback_for_all(imported):
    questions = list(Question.objects.prefetch_related("choices"))
    assert len(questions) == 48
    for question in questions:
        choices = list(question.choices.all())
        assert 3 <= len(choices) <= 4
        assert sum(choice.is_key for choice in choices) == 1
        assert all(choice.feedback for choice in choices)
        assert question.course_id == imported.pk


def test_a_course_says_for_whom_it_is_and_on_which_law_it_rests(imported):
    cited = [row.regulation.name for row in imported.regulations.all()]

    assert imported.for_psks == ["PSKS-04"]
    assert cited[:3] == ["UU 11/2009", "Permensos 5/2024", "Permensos 8/2025"]
    assert Regulation.objects.get(name="Permensos 184/2011").replaced_by.name == "Permensos 5/2024"
    assert all(regulation.review_on for regulation in Regulation.objects.all())


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
    assert Question.objects.filter(module__code="L1").count() == 5
    assert LessonPage.objects.filter(slug="2-kode-etik").exists()


def test_the_catalogue_takes_the_place_of_wagtails_welcome_page(db):
    catalog = ensure_catalog("Katalog")
    assert ensure_catalog("Lain") == catalog
    assert Site.objects.get(is_default_site=True).root_page_id == catalog.pk
    assert list(Page.objects.filter(depth=2)) == [catalog.page_ptr]


# --- courses that follow each other, and what does not fit --------------------


def write_course(folder, head="", lesson="Isi."):
    """The smallest course that can be imported."""
    module = folder / "m1-satu"
    module.mkdir(parents=True)
    (folder / "kursus.md").write_text(
        f"judul: {folder.name}\njenis: kube\njudul sertifikat: A\nringkasan: B.\n{head}\n- Satu.\n", encoding="utf-8"
    )
    (module / "modul.md").write_text(
        "judul: Satu\nkode: M1\nteori: 1 JP\npraktik: 2 JP\nlapangan: 3 JP\ndaring: 4 JP\n\n- a\n", encoding="utf-8"
    )
    (module / "soal.md").write_text("## Ya?\n- [x] Ya\n  Tepat.\n- [ ] Tidak\n  Belum.\n", encoding="utf-8")
    (module / "1-awal.md").write_text(f"judul: Awal\n\n{lesson}\n", encoding="utf-8")
    return folder


def bring_in(folder, parent):
    return import_course(folder, parent=parent, collection=ensure_collection("Uji"))


def test_a_course_comes_after_those_of_its_programme_that_it_names(db, tmp_path):
    programme = ProgrammePageFactory()
    first = bring_in(write_course(tmp_path / "pembinaan_mental"), programme)

    second = bring_in(write_course(tmp_path / "kube", head="sesudah: pembinaan-mental, belum-ada\n"), programme)
    elsewhere = bring_in(tmp_path / "kube", ProgrammePageFactory())

    assert [row.course for row in second.prerequisites.all()] == [first]
    assert list(elsewhere.prerequisites.all()) == []


def test_hours_stand_in_four_shares(db, tmp_path):
    course = bring_in(write_course(tmp_path / "kube"), ProgrammePageFactory())

    assert course.modules().get().jp_shares == {"theory": 1, "practice": 2, "field": 3, "online": 4}


def test_what_a_block_refuses_is_named_with_its_file_and_line(db, tmp_path):
    folder = write_course(tmp_path / "kube", lesson="Isi.\n\n::: daftar Siap?\n- Satu saja\n:::")

    with translation.override("en"), pytest.raises(Refusal) as refused:
        bring_in(folder, ProgrammePageFactory())

    assert str(refused.value.reasons[0]).startswith("m1-satu/1-awal.md, line 5: ")
    assert not CoursePage.objects.exists()


def test_a_regulation_that_is_not_on_file_is_refused(db, tmp_path):
    folder = write_course(tmp_path / "kube", head="dasar hukum: UU 0/1900\n")
    (tmp_path / "peraturan.md").write_text("## UU 11/2009\ntentang: A\ntinjau: 2027-06-30\n", encoding="utf-8")

    with translation.override("en"), pytest.raises(Refusal) as refused:
        bring_in(folder, ProgrammePageFactory())

    assert str(refused.value.reasons[0]) == "The regulation “UU 0/1900” is not on file."


def test_regulations_are_kept_once_and_stay_as_they_were_changed(db):
    keep_regulations(STARTER / "peraturan.md")
    Regulation.objects.filter(name="UU 11/2009").update(review_on=date(2030, 1, 1))

    keep_regulations(STARTER / "peraturan.md")

    assert Regulation.objects.count() == 14
    assert Regulation.objects.get(name="UU 11/2009").review_on == date(2030, 1, 1)
