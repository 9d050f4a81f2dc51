"""Sound kept on a phone: in flight mode she plays it, seeks in it, and reads when the page was kept."""

import re
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from wagtailmedia.models import Media

from content.operations import STARTER
from lms.accounts.operations import create_account
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import cohort_teaching
from tests.journeys.people import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "sungai-kapuas-tenang"
SOUND = STARTER / "bimtek_lks" / "l6-pelindungan" / "kalimat-untuk-anak.mp3"
HAS_SOUND = "async () => (await pilarQueue.packs()).map(each => each.pack.withAudio)"
HAS_PACK = "async () => (await pilarQueue.packs()).length"
ASK = """async ([url, range]) => {
  const answer = await fetch(url, { headers: { Range: range } });
  return [answer.status, answer.headers.get("Content-Range"), (await answer.arrayBuffer()).byteLength];
}"""
PLAY = """async () => {
  const sound = document.querySelector("audio");
  sound.muted = true;
  await sound.play();
  sound.pause();
  return sound.duration;
}"""
SEEK = """async () => {
  const sound = document.querySelector("audio");
  const sought = new Promise(told => sound.addEventListener("seeked", told, { once: true }));
  sound.currentTime = sound.duration * 0.8;
  await sought;
  return [sound.currentTime / sound.duration, sound.error];
}"""


@pytest.fixture
def course(migrated_rows, transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    module = ModulePageFactory(parent=CoursePageFactory(), code="L6", title="Pelindungan")
    file = ContentFile(SOUND.read_bytes(), name=SOUND.name)
    sound = Media.objects.create(title="Kalimat untuk anak", type="audio", file=file)
    body = [("text", "<p>Dengarkan.</p>"), ("recording", {"file": sound, "title": "Kalimat", "transcript": "Halo."})]
    lesson = LessonPageFactory(parent=module, title="Saat anak bercerita", body=body)
    user = create_account(
        name="Noor", email="noor@contoh.id", phone=None, password=PASSWORD, by=None, at=timezone.now()
    )
    enrolment = EnrolmentFactory(accepted=True, cohort=cohort_teaching(module), membership__person__user=user)
    address = reverse("lesson", args=[enrolment.pk, lesson.pk])
    return SimpleNamespace(address=address, store=reverse("lesson_store", args=[enrolment.pk]), sound=sound)


@pytest.fixture
def phone(browser, live_server):
    context = browser.new_context(base_url=live_server.url, locale="id-ID", timezone_id="Asia/Jakarta", **PHONE)
    context.set_default_timeout(15_000)
    yield context
    context.close()


def until(page, script, holds):
    for _try in range(150):
        if holds(told := page.evaluate(script)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(told)


def test_a_kept_recording_is_played_and_sought_in_flight_mode(course, phone):
    page = phone.new_page()
    page.goto(reverse("account_login"))
    page.get_by_label("Surel atau nomor telepon").fill("noor@contoh.id")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    expect(page).to_have_url(re.compile(reverse("home")))
    page.goto(course.address)
    until(page, HAS_PACK, lambda packs: packs == 1)
    page.goto(course.store)
    page.locator("[data-press=keep-audio]").click()
    until(page, HAS_SOUND, lambda told: told == [True])

    phone.set_offline(True)
    page.goto(course.address)

    size = course.sound.file.size
    assert page.evaluate(ASK, [course.sound.url, "bytes=100-199"]) == [206, f"bytes 100-199/{size}", 100]
    assert page.evaluate(ASK, [course.sound.url, "bytes=-50"]) == [206, f"bytes {size - 50}-{size - 1}/{size}", 50]
    assert page.evaluate(ASK, [course.sound.url, f"bytes={size}-"]) == [416, f"bytes */{size}", 0]
    assert page.evaluate(PLAY) > 0
    place, trouble = page.evaluate(SEEK)
    assert (round(place, 2), trouble) == (0.8, None)
    line = page.locator("[data-offline] [data-when=copy]")
    expect(line).to_have_text(re.compile(r"\d{1,2} \w+ \d{4} \d\d[.:]\d\d WIB\."))
