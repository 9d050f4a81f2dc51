"""One lesson all the way: written with picture, sound and check, sent back, mended, published, read without signal."""

import re

import pytest
from playwright.sync_api import Page, expect

from content.models import LessonPage, ModulePage
from lms.journal.models import Event
from lms.learning.models import DeviceMark, LessonProgress, answers_of
from lms.organisations.models import Membership
from tests.content.reels import film, needs_ffmpeg
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.journal import run_outbox
from tests.factories.learning import cohort_teaching
from tests.journeys import authoring
from tests.journeys.authoring import said
from tests.journeys.people import DESKTOP, PHONE, Someone
from tests.journeys.test_offline import MARKS, PACKS, line, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]

TRAINEE = "0812 0000 0001"
TWIN = "Buku tamu, dibacakan"
NO_SIGNAL = "ERR_INTERNET_DISCONNECTED"
PATIENCE_MS = 60_000  # the server draws pictures and prepares sound beside the browser


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


def joined(company, name, device, **more) -> Someone:
    somebody = company.join(name, device, **more)
    somebody.page.context.set_default_timeout(PATIENCE_MS)
    return somebody


@needs_ffmpeg
def test_a_lesson_from_the_editor_to_a_finished_mark_that_arrives_once(company, tmp_path):
    sound = film(tmp_path / "buku-tamu.m4a", seconds=2, picture=False)
    trainer, officer = joined(company, "narasumber", DESKTOP), joined(company, "provinsi", DESKTOP)

    write(trainer, sound)
    run_outbox()  # the worker makes the small version of the sound
    lesson = authoring.publish_lesson(officer)
    twin = lesson.body[0].value["audio"]
    enrolment = enrolment_in(lesson.get_parent().specific)
    trainee = joined(company, "peserta", PHONE, themes=("light", "dark"))
    read_without_signal(trainee, enrolment, lesson)

    assert (twin.title, twin.variants.get().is_ready) == (TWIN, True)
    progress = LessonProgress.objects.get(enrolment=enrolment, lesson=lesson)
    assert progress.finished_at is not None
    assert answers_of(enrolment, lesson.pk) == {lesson.body[2].id: 0}
    finished = Event.objects.filter(name="lesson.finished")
    assert (finished.count(), DeviceMark.objects.filter(kind="finish").count()) == (1, 1)
    assert [words for words in company.complaints if NO_SIGNAL not in words] == []


def write(trainer: Someone, sound) -> None:
    """Text with its spoken twin, a picture without a word, a check; the machine names what is missing."""
    page = trainer.page
    trainer.sign_in("pelatih@contoh.id")
    module = ModulePage.objects.get(title=authoring.MODULE)
    page.goto(f"/admin/pages/add/content/lessonpage/{module.pk}/")
    page.get_by_role("textbox", name="Judul").fill(authoring.LESSON)
    authoring.insert(page, "Teks")
    page.get_by_role("region", name="Teks").get_by_role("textbox").press_sequentially(authoring.TEXT)
    choose_sound(page, sound)
    authoring.insert(page, "Gambar")
    authoring.choose_picture(page)
    authoring.insert(page, "Periksa pemahaman")
    authoring.ask_question(page)
    trainer.keep_picture("pelajaran-dengan-suara")
    authoring.hand_in(page)
    trainer.is_told("Belum terkirim.")
    lesson = LessonPage.objects.get(title=authoring.LESSON)
    assert (lesson.live, lesson.current_workflow_state.status) == (False, "needs_changes")
    trainer.keep_picture("ditolak-mesin")
    page.get_by_role("link", name="Gambar ini belum punya uraian").click()
    page.get_by_label(authoring.ALT_TEXT).fill(authoring.PICTURE)
    authoring.hand_in(page)
    expect(page.get_by_role("main")).to_contain_text(authoring.LESSON)


def choose_sound(page: Page, sound) -> None:
    page.get_by_role("button", name=said(page, "Choose a media item"), exact=True).first.click()
    window = page.get_by_role("dialog")
    window.get_by_role("tab", name=said(page, "Upload Audio"), exact=True).click()
    form = window.locator("#tab-upload-audio form")
    form.locator("input[type=file]").first.set_input_files(sound)
    form.locator("input[name$=title]").fill(TWIN)
    form.locator("button[type=submit]").click()
    expect(window).to_have_count(0)
    expect(page.get_by_text(TWIN)).to_be_visible()


def enrolment_in(module: ModulePage):
    """A cohort of the course, with the trainee in it."""
    membership = Membership.objects.filter(person__user__phone="+6281200000001").first()
    return EnrolmentFactory(accepted=True, cohort=cohort_teaching(module), membership=membership)


def read_without_signal(trainee: Someone, enrolment, lesson: LessonPage) -> None:
    page, network = trainee.page, trainee.page.context
    trainee.sign_in(TRAINEE)
    page.goto(f"/belajar/{enrolment.pk}/{lesson.pk}/")
    trainee.see(authoring.LESSON)
    until(page, PACKS, lambda titles: len(titles) == 1)
    trainee.look("pelajaran-lengkap")

    network.set_offline(True)
    page.get_by_text(authoring.ANSWERS[0][0], exact=True).click()
    trainee.is_told(authoring.ANSWERS[0][2])
    expect(page.get_by_role("img", name=authoring.PICTURE)).to_be_visible()
    trainee.keep_picture("tanpa-sinyal")
    page.get_by_role("main").locator("form[action$='/selesai/'] button").click()
    expect(line(page).locator("[data-count]")).to_have_text(re.compile("^[1-9]$"))
    assert not LessonProgress.objects.filter(finished_at__isnull=False).exists()

    network.set_offline(False)
    until(page, MARKS, lambda marks: bool(marks) and all(mark.endswith("sent") for mark in marks))
    page.goto(f"/belajar/{enrolment.pk}/{lesson.pk}/")
    page.reload()
    expect(page.get_by_role("main").get_by_text("Selesai", exact=True)).to_be_visible()
