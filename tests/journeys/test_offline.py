"""Lessons without signal, in a real Chromium: read on, answer, finish; then the network comes back."""

import json
import re
from types import SimpleNamespace

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from lms.accounts.operations import create_account
from lms.journal.models import Event
from lms.learning.models import DeviceMark, LessonProgress, answers_of
from tests.factories.cohorts import CohortTrainerFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import cohort_teaching
from tests.factories.organisations import RoleGrantFactory
from tests.journeys.people import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "sungai-kapuas-tenang"
FIRST, SECOND = "Empat pilar", "Peran LKS"
QUESTION = {
    "question": "Siapa yang menjadi mitra dinas?",
    "options": [
        {"text": "Lembaga kesejahteraan", "is_right": True, "feedback": "Tepat: mereka dekat dengan warga."},
        {"text": "Toko sebelah", "is_right": False, "feedback": "Belum: baca lagi bagian pertama."},
    ],
}
PACKS = "async () => (await pilarQueue.packs()).map(each => each.pack.title)"
CACHES = "async () => (await caches.keys()).sort()"
MARKS = "async () => (await pilarQueue.of(await pilarQueue.owner())).map(mark => `${mark.kind} ${mark.state}`).sort()"
KEPT = """async () => {
  const asked = (await caches.keys()).map(async name => (await (await caches.open(name)).keys()));
  return (await Promise.all(asked)).flat().map(each => new URL(each.url).pathname);
}"""
TOKENS = """async () => {
  const page = await (await caches.match(location.pathname)).text();
  return [...page.matchAll(/csrfmiddlewaretoken" value="([^"]*)"/g)].map(found => found[1]);
}"""
KEEP_QUIETLY = """async url => {
  const { active } = await navigator.serviceWorker.ready;
  return new Promise(answered => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { if (data.done || data.failed) answered(Boolean(data.done)); };
    active.postMessage({ kind: "keep", url }, [port2]);
  });
}"""
REPORT = (
    "addEventListener('securitypolicyviolation', e => console.error('blocked: ' + e.blockedURI + e.violatedDirective))"
)


@pytest.fixture
def course(migrated_rows, transactional_db):
    page = CoursePageFactory()
    module = ModulePageFactory(parent=page, code="L1", title="Kebijakan")
    other = ModulePageFactory(parent=page, code="L2", title="Kelembagaan")
    long = [("text", f"<p>{f'Kalimat panjang nomor {number}. ' * 40}</p>") for number in range(3)]
    lessons = [
        LessonPageFactory(parent=module, title=FIRST, body=[*long, ("check", QUESTION)]),
        LessonPageFactory(parent=module, title=SECOND, body=long),
    ]
    LessonPageFactory(parent=other, title="Berkas pendaftaran")
    user = account("Noor", "noor@contoh.id")
    enrolment = EnrolmentFactory(accepted=True, cohort=cohort_teaching(module, other), membership__person__user=user)
    return SimpleNamespace(lessons=lessons, user=user, enrolment=enrolment)


def account(name, email):
    return create_account(name=name, email=email, phone=None, password=PASSWORD, by=None, at=timezone.now())


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def phone(browser, live_server, complaints):
    """A phone whose network the test takes away; what its console complains of, but for the missing network."""
    context = browser.new_context(base_url=live_server.url, locale="id-ID", accept_downloads=True, **PHONE)
    context.set_default_timeout(15_000)
    context.add_init_script(REPORT)
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda trouble: complaints.append(str(trouble.error)))
    yield context
    context.close()
    assert [words for words in complaints if "ERR_INTERNET_DISCONNECTED" not in words] == []


def until(page, script, holds):
    """Ask the page again and again: what it waits for is written without anything to be seen."""
    for _try in range(150):
        if holds(told := page.evaluate(script)):
            return
        page.wait_for_timeout(100)
    raise AssertionError(told)


def sign_in(page, email="noor@contoh.id"):
    page.goto(reverse("account_login"))
    page.get_by_label("Surel atau nomor telepon").fill(email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    expect(page).to_have_url(re.compile(reverse("home")))


def address(course, lesson=0):
    return reverse("lesson", args=[course.enrolment.pk, course.lessons[lesson].pk])


def read_first_lesson(course, context):
    """Signed in, the first lesson open, its module kept on the phone."""
    page = context.new_page()
    sign_in(page)
    page.goto(address(course))
    until(page, PACKS, lambda titles: titles == ["L1 · Kebijakan"])
    return page


def finish(page):
    page.get_by_role("main").locator("form[action$='/selesai/'] button").click()


def signed_in_somewhere():
    return any("_auth_user_id" in session.get_decoded() for session in Session.objects.all())


def line(page):
    return page.locator("[data-offline]")


def waits(page):
    """The line says how much; where she stopped may be among it."""
    expect(line(page).locator("[data-when=unsent]")).to_be_visible()
    expect(line(page).locator("[data-count]")).to_have_text(re.compile("^[1-9]$"))


def test_a_lesson_finished_without_signal_arrives_once(course, phone, pictures):
    page = read_first_lesson(course, phone)
    assert page.evaluate(PACKS) == ["L1 · Kebijakan"]

    phone.set_offline(True)
    page.get_by_text("Toko sebelah").click()
    expect(page.get_by_text("Belum: baca lagi bagian pertama.")).to_be_visible()
    waits(page)
    page.screenshot(path=pictures / "tanpa-sinyal-360.png")
    finish(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SECOND)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(SECOND)
    page.get_by_role("link", name=re.compile(FIRST)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRST)
    page.reload()
    expect(page.locator(".page-title + p .tag-ok")).to_be_visible()
    expect(page.locator("details", has_text="Toko sebelah")).to_have_attribute("open", "")
    assert not LessonProgress.objects.exists()
    page.goto(reverse("certificate_list"))
    expect(page.locator("[data-kept-list]").get_by_role("link", name=SECOND)).to_be_visible()
    page.get_by_role("link", name=FIRST).click()

    phone.set_offline(False)
    until(page, MARKS, lambda marks: all(mark.endswith("sent") for mark in marks))

    progress = LessonProgress.objects.get(lesson=course.lessons[0])
    assert progress.finished_at is not None
    check = course.lessons[0].body[-1].id
    assert answers_of(course.enrolment, course.lessons[0].pk) == {check: 1}
    page.goto(address(course))
    page.reload()
    assert Event.objects.filter(name="lesson.finished").count() == 1
    assert DeviceMark.objects.filter(kind="finish").count() == 1
    expect(line(page).locator("[data-count]")).not_to_be_visible()


def test_what_was_answered_on_one_phone_is_known_on_another(course, phone, browser, live_server):
    page = read_first_lesson(course, phone)
    page.get_by_text("Lembaga kesejahteraan").click()
    until(page, MARKS, lambda marks: "answer sent" in marks)

    other = browser.new_context(base_url=live_server.url, **PHONE)
    page = read_first_lesson(course, other)

    expect(page.locator("details", has_text="Lembaga kesejahteraan")).to_have_attribute("open", "")
    other.close()


def test_signing_out_sends_what_waits_and_empties_the_caches(course, phone):
    page = read_first_lesson(course, phone)
    phone.set_offline(True)
    finish(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SECOND)
    phone.set_offline(False)

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Keluar").click()

    expect(page.get_by_role("link", name="Masuk").first).to_be_visible()
    assert page.evaluate(CACHES) == []
    assert LessonProgress.objects.get(lesson=course.lessons[0]).finished_at is not None
    phone.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(address(course))


def test_signing_out_without_signal_is_said_and_done_as_soon_as_there_is_signal(course, phone, pictures):
    page = read_first_lesson(course, phone)
    phone.set_offline(True)

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Keluar").click()

    expect(page.locator("[data-still-in]")).to_be_visible()
    page.screenshot(path=pictures / "masih-masuk-360.png")
    assert page.evaluate(PACKS) == []
    page.goto(address(course))
    expect(page.locator("[data-still-in]")).to_be_visible()
    assert signed_in_somewhere()
    phone.set_offline(False)
    page.goto(reverse("home"))
    expect(page.get_by_role("link", name="Masuk").or_(page.get_by_role("button", name="Masuk")).first).to_be_visible()
    assert page.evaluate(CACHES) == []
    assert not signed_in_somewhere()


def test_what_a_server_in_trouble_did_not_take_arrives_later(course, phone, complaints, monkeypatch):
    page = read_first_lesson(course, phone)

    def is_down(*args, **kwargs):
        raise OSError("the database is away")

    monkeypatch.setattr("lms.learning.views.lessons.finish_lesson", is_down)
    finish(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(SECOND)
    until(page, MARKS, lambda marks: "finish sent" in marks)
    assert LessonProgress.objects.get(lesson=course.lessons[0]).finished_at is not None
    complaints[:] = [words for words in complaints if "500 (Internal Server Error)" not in words]


def test_another_account_finds_nothing_of_the_one_before(course, phone):
    account("Sari", "sari@contoh.id")
    page = read_first_lesson(course, phone)
    phone.clear_cookies()  # the session has ended; nobody signed out

    sign_in(page, "sari@contoh.id")

    until(page, CACHES, lambda names: all(name.startswith("pilar-base") for name in names))
    phone.set_offline(True)
    page.goto(address(course))
    expect(page.locator("[data-kept-list]")).not_to_be_visible()
    expect(page.get_by_text(FIRST)).to_have_count(0)


def test_when_the_session_has_ended_the_marks_stay_and_the_page_says_to_sign_in(course, phone):
    page = read_first_lesson(course, phone)
    phone.set_offline(True)
    finish(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SECOND)
    UserSession.objects.all().delete()
    Session.objects.all().delete()

    phone.set_offline(False)

    expect(line(page).locator("[data-when=ended]")).to_be_visible()
    waits(page)
    assert not LessonProgress.objects.exists()
    sign_in(page)
    page.goto(address(course, 1))
    until(page, MARKS, lambda marks: "finish sent" in marks)
    assert LessonProgress.objects.get(lesson=course.lessons[0]).finished_at is not None


def test_the_list_is_saved_as_a_file_that_a_trainer_brings_in(course, phone, browser, live_server, tmp_path, login):
    page = read_first_lesson(course, phone)
    phone.set_offline(True)
    finish(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SECOND)
    page.goto(reverse("lesson_unsent"))
    expect(
        page.locator("[data-list] li")
        .filter(has_text="Ditandai selesai")
        .or_(page.locator("[data-list] li").filter(has_text="Marked as finished"))
    ).to_contain_text(FIRST)

    with page.expect_download() as saved:
        page.locator("[data-export]").click()
    saved.value.save_as(tmp_path / "berkas.json")

    told = json.loads((tmp_path / "berkas.json").read_text())
    assert {field for mark in told["marks"] for field in mark} == {"at", "block", "enrolment", "key", "kind", "lesson"}
    trainer = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=course.enrolment.cohort, user=trainer)
    with (tmp_path / "berkas.json").open("rb") as file:
        login(trainer).post(reverse("lesson_import"), {"file": file})
    assert DeviceMark.objects.get(kind="finish").received_by == trainer

    phone.set_offline(False)
    until(page, MARKS, lambda marks: "finish sent" in marks)
    assert DeviceMark.objects.filter(kind="finish").count() == 1


def test_a_module_is_kept_and_removed_by_hand_and_not_by_itself_where_data_are_saved(course, phone):
    phone.set_extra_http_headers({"Save-Data": "on"})
    page = phone.new_page()
    sign_in(page)
    page.goto(address(course))
    row = page.locator("[data-pack]")
    expect(row.locator("[data-press=keep]")).to_be_visible()
    assert page.evaluate(PACKS) == []

    row.locator("[data-press=keep]").click()
    expect(row.locator("[data-size]")).to_have_text(re.compile(r"\d+(,\d)? KB"))
    assert page.evaluate(PACKS) == ["L1 · Kebijakan"]
    row.locator("[data-press=drop]").click()
    expect(row.locator("[data-press=keep]")).to_be_visible()
    assert page.evaluate(PACKS) == []


def test_what_was_removed_by_hand_stays_away_until_it_is_asked_for(course, phone):
    page = read_first_lesson(course, phone)
    row = page.locator("[data-pack]")
    row.locator("[data-press=drop]").click()
    expect(row.locator("[data-press=keep]")).to_be_visible()

    assert page.evaluate(KEEP_QUIETLY, row.get_attribute("data-pack")) is False

    assert page.evaluate(PACKS) == []
    row.locator("[data-press=keep]").click()
    until(page, PACKS, lambda titles: titles == ["L1 · Kebijakan"])


def test_nothing_of_forms_officers_or_sign_in_is_ever_kept(course, phone):
    page = read_first_lesson(course, phone)
    for name in ("home", "account", "certificate_list", "lesson_import"):
        page.goto(reverse(name))
    page.goto(address(course))

    kept = page.evaluate(KEPT)

    pages = {path for path in kept if not path.startswith(("/static/", "/manifest"))}
    outline = reverse("course_outline", args=[course.enrolment.pk])
    assert pages == {reverse("no_signal"), reverse("lesson_unsent"), outline, address(course, 0), address(course, 1)}
    tokens = page.evaluate(TOKENS)
    assert tokens
    assert set(tokens) == {""}


def test_the_first_visit_asks_for_little_before_the_page_rests(course, phone):
    page = phone.new_page()
    sign_in(page)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(course), wait_until="load")

    assert len(asked) <= 8, asked
