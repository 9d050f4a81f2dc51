"""Step 11: a trainee reads on her phone, stops, goes on with another phone, and takes the post-test."""

import re

from playwright.sync_api import expect

from lms.assessment.models import Attempt
from lms.learning.models import LessonProgress
from tests.journeys import authoring
from tests.journeys.people import Someone

FIRST_LESSON = "Empat pilar kesejahteraan sosial"


def begin_reading(trainee: Someone) -> str:
    """Read half of the first lesson and put the phone away; answers the block where she stopped."""
    page = trainee.page
    trainee.sign_in("+62 812-0000-0001")
    trainee.is_told("Langkah berikutnya")
    trainee.look("beranda-peserta")
    trainee.press(f"Mulai: {FIRST_LESSON}")
    trainee.see(FIRST_LESSON)
    trainee.look("pelajaran")
    with page.expect_response(lambda got: got.url.endswith("/tempat/"), timeout=15_000):
        page.evaluate("scrollBy(0, 1)")
        page.locator("section[id^=blok-]").nth(2).evaluate("block => block.scrollIntoView({block: 'start'})")
        page.evaluate("scrollBy(0, -100)")  # the upper part of the screen is where one reads
    stopped_at = LessonProgress.objects.get(enrolment__person__user__phone="+6281200000001").last_block
    assert stopped_at
    trainee.leave()
    return stopped_at


def read_on(trainee: Someone, stopped_at: str) -> None:
    """Another phone: home leads to the very block, which stands on the screen."""
    page = trainee.page
    trainee.sign_in("0812 0000 0001")
    trainee.look("beranda-lanjut")
    trainee.press(f"Lanjutkan: {FIRST_LESSON}")
    trainee.see(FIRST_LESSON)
    assert page.url.endswith(f"#blok-{stopped_at}")
    expect(page.locator(f"[id='blok-{stopped_at}']")).to_be_in_viewport()
    trainee.keep_picture("di-tempat-terakhir", whole=False)
    trainee.press("Tandai selesai dan lanjut")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(FIRST_LESSON)


def read_what_the_trainer_wrote(trainee: Someone) -> None:
    page = trainee.page
    trainee.press("Semua pelajaran")
    trainee.is_told("1 dari 25")
    trainee.look("semua-pelajaran")
    trainee.press(authoring.LESSON)
    expect(page.get_by_role("img", name=authoring.PICTURE)).to_be_visible()
    page.get_by_text(authoring.ANSWERS[0][0], exact=True).click()
    trainee.is_told(authoring.ANSWERS[0][2])
    trainee.look("pelajaran-narasumber")


def take_test(trainee: Someone, *, looks: bool) -> None:
    """Send it once with a question forgotten, then whole and right; the key is read where only the server has it."""
    page = trainee.page
    trainee.press("Semua pelajaran")
    trainee.press("Isi tes dan kapan dibuka")
    if looks:
        trainee.look("tentang-tes")
    trainee.press("Mulai tes")
    trainee.see("Tes akhir")
    attempt = Attempt.objects.get(pk=int(re.search(r"/percobaan/(\d+)/", page.url)[1]))
    forgotten, *others = attempt.questions
    for question in others:
        choose(page, question)
    trainee.press("Kirim jawaban saya")
    trainee.is_told("Soal nomor 1 belum dijawab. Pilih satu jawaban.")
    if looks:
        trainee.look("satu-soal-terlewat")
    choose(page, forgotten)
    trainee.press("Kirim jawaban saya")
    trainee.is_told("Anda lulus. Ambang lulus adalah 70.")
    if looks:
        trainee.look("hasil-tes")


def choose(page, question) -> None:
    text = next(option["text"] for option in question["options"] if option["id"] == question["key"])
    page.get_by_role("group", name=question["prompt"]).get_by_label(text, exact=True).check()


def is_asked_to_wait(trainee: Someone) -> None:
    """Before the first day the test is closed, and says when it opens."""
    trainee.press("Semua pelajaran")
    trainee.press("Isi tes dan kapan dibuka")
    trainee.is_told("Tes dibuka pada hari pertama, 22 Juli 2026.")
    trainee.look("tes-belum-dibuka")
