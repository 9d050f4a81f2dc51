"""Every page a trainee reads: axe in both themes, 400 % zoom, the keyboard, another phone, and life without scripts."""

from io import BytesIO
from itertools import pairwise
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from playwright.sync_api import expect
from wagtail.images.models import Image

from lms.learning.models import LessonProgress
from lms.learning.operations import block_ids
from tests.factories.accounts import UserFactory
from tests.factories.content import (
    CoursePageFactory,
    CourseRegulationFactory,
    LessonPageFactory,
    ModulePageFactory,
    ProgrammePageFactory,
)
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import cohort_teaching
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.people import CHANGE_COLOURS, SIDEWAYS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # Wagtail leaves the file in which it drew a size of a picture to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]

NARROW = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %. Source: WCAG 2.2, 1.4.10
LONG = "Pertanggungjawabankeuanganlembagakesejahteraansosial"
PAGES = ("catalogue", "course", "outline", "module", "lesson", "steps", "saver", "finished", "paper")


def everything(picture):
    """A part of each kind there is to read, with a word as long as Indonesian has them."""
    return [
        ("text", {"text": f"<h2>Buku kas</h2><p>Kas adalah uang tunai. {LONG}.</p><h3>Rincian</h3><p>Catat.</p>"}),
        ("picture", {"image": picture, "alt_text": "Buku kas dengan empat lajur.", "caption": "Buku kas"}),
        ("case", {"title": "Bu Siti di Basarang", "story": "<p>Ia lupa mencatat.</p>", "questions": ["Lalu apa?"]}),
        (
            "steps",
            {"title": "Mencatat", "steps": [{"name": "Tulis", "text": "Hari ini."}, {"name": "Simpan", "text": ""}]},
        ),
        ("accordion", {"parts": [{"title": "Mengapa?", "text": "<p>Karena mudah lupa.</p>"}]}),
        ("callout", {"kind": "careful", "title": LONG, "text": "<p>Jangan menunda.</p>"}),
        ("links", {"title": "Bacaan", "links": [{"text": "Kemensos", "address": "https://kemensos.go.id"}]}),
        (
            "check",
            {
                "question": "Kapan uang masuk dicatat?",
                "options": [
                    {"text": "Hari itu juga", "is_right": True, "feedback": "Ya."},
                    {"text": "Akhir bulan", "is_right": False, "feedback": "Sudah banyak yang lupa."},
                ],
            },
        ),
        ("checklist", {"title": "Sudah siap?", "items": ["Buku", "Pulpen"]}),
        ("reflection", {"question": "Siapa memegang kas?", "help": ""}),
        ("group_talk", {"title": "Bandingkan", "minutes": 15, "text": "<p>Bandingkan buku kas.</p>"}),
        (
            "worksheet",
            {
                "title": "Buku kas sederhana",
                "instruction": "Isi setiap hari.",
                "items": [
                    ("prompt", {"text": "Saldo awal", "lines": 2}),
                    ("table", {"columns": ["Tanggal", "Uraian", "Masuk", "Keluar"], "rows": 4}),
                ],
            },
        ),
    ]


@pytest.fixture
def taught(migrated_rows, transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drawn = BytesIO()
    Pillow.effect_noise((900, 600), 80).convert("RGB").save(drawn, "JPEG")
    picture = Image.objects.create(title="Buku kas", file=ContentFile(drawn.getvalue(), name="buku.jpg"))
    office = ProgrammePageFactory(title="Dinas Sosial Kalimantan Tengah", region_code="62")
    course = CoursePageFactory(parent=office, title=f"Bimtek {LONG}", aims="<ul><li>Mencatat kas</li></ul>")
    CourseRegulationFactory(page=course, regulation__url="https://peraturan.bpk.go.id/")
    module = ModulePageFactory(parent=course, code="L1", title="Pembukuan", aims="<ul><li>Mencatat kas</li></ul>")
    lessons = [
        LessonPageFactory(parent=module, title="Buku kas", aim="Anda dapat mencatat kas.", body=everything(picture)),
        LessonPageFactory(parent=module, title="Buku tamu"),
    ]
    user = UserFactory()
    enrolment = EnrolmentFactory(accepted=True, cohort=cohort_teaching(module), membership__person__user=user)
    return SimpleNamespace(course=course, module=module, lessons=lessons, user=user, enrolment=enrolment)


@pytest.fixture
def paths(taught):
    pk, lesson = taught.enrolment.pk, reverse("lesson", args=[taught.enrolment.pk, taught.lessons[0].pk])
    return {
        "catalogue": reverse("catalogue") + "?dibuka=&jenis=bimtek",
        "course": taught.course.get_url(),
        "outline": reverse("course_outline", args=[pk]),
        "module": reverse("lesson_module", args=[pk, taught.module.pk]),
        "lesson": lesson,
        "steps": f"{lesson}?bagian=4",
        "saver": lesson,
        "finished": reverse("lesson", args=[pk, taught.lessons[1].pk]),
        "paper": reverse("lesson_module_print", args=[pk, taught.module.pk]),
    }


@pytest.fixture
def phone(taught, browser, live_server):
    """``phone(...)``: a browser in which the trainee is signed in."""
    client, opened = Client(), []
    client.force_login(taught.user, backend="django.contrib.auth.backends.ModelBackend")

    def new(size=PHONE, **more):
        context = browser.new_context(base_url=live_server.url, locale="id-ID", viewport=size, **more)
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "pilar", "value": client.cookies["pilar"].value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield new
    for context in opened:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_a_learner(phone, paths, theme):
    found = []
    for name in PAGES:
        page = phone(color_scheme=theme, extra_http_headers={"Save-Data": "on"} if name == "saver" else {})
        page.goto(paths[name])
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.evaluate(CHANGE_COLOURS)
        for rule in Axe().run(page).response["violations"]:
            found += [(name, rule["id"], node["target"], node["html"][:120]) for node in rule["nodes"]]

    assert found == []


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP], ids=["400 percent", "phone", "desktop"])
def test_no_page_of_a_learner_scrolls_sideways(phone, paths, size):
    page, wide = phone(size), []
    for name in PAGES:
        page.goto(paths[name])
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        if (surplus := page.evaluate(SIDEWAYS)) > 0:
            wide.append((name, surplus))

    assert wide == []


def test_the_keyboard_goes_from_step_to_step_and_lands_on_its_heading(phone, paths):
    page = phone()
    page.goto(paths["lesson"] + "?bagian=1#bagian")

    page.get_by_role("link", name="Berikutnya", exact=True).press("Enter")
    page.wait_for_url("**?bagian=2#bagian")

    assert page.evaluate("document.activeElement.id") == "bagian"
    expect(page.locator("#bagian")).to_contain_text("2")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_lesson_has_its_landmarks_and_one_heading_of_the_first_level(phone, paths):
    page = phone()
    page.goto(paths["lesson"])

    assert page.get_by_role("main").count() == page.get_by_role("heading", level=1).count() == 1
    levels = page.evaluate(
        "[...document.querySelectorAll('main :is(h1,h2,h3,h4)')]"
        ".filter(each => each.checkVisibility()).map(each => Number(each.tagName[1]))"
    )
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_reading_is_said_to_be_kept_and_goes_on_at_the_very_part_on_another_phone(phone, paths, taught):
    first = phone()
    first.goto(paths["lesson"])
    block = block_ids(taught.lessons[0])[4]
    with first.expect_response(lambda got: got.url.endswith("/tempat/")):
        first.evaluate("scrollBy(0, 1)")
        first.locator(f"[id='blok-{block}']").evaluate("part => part.scrollIntoView({block: 'start'})")
        first.evaluate("scrollBy(0, -100)")
    expect(first.locator("[data-said]")).not_to_be_empty()
    kept = LessonProgress.objects.get().last_block

    second = phone()
    second.goto(paths["module"])
    second.get_by_role("main").get_by_role("link", name="Buku kas", exact=True).click()

    assert second.url.endswith(f"#blok-{kept}")
    expect(second.locator(f"[id='blok-{kept}']")).to_be_in_viewport()


def test_data_saver_mode_loads_no_picture_until_it_is_opened(phone, paths):
    page, loaded = phone(extra_http_headers={"Save-Data": "on"}), []
    page.on("request", lambda asked: loaded.append(asked.url) if "/berkas/" in asked.url else None)
    page.goto(paths["lesson"], wait_until="networkidle")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    before = list(loaded)

    with page.expect_response(lambda got: "/berkas/" in got.url):
        page.locator("details.heavy summary").click()

    assert before == []
    expect(page.get_by_role("img", name="Buku kas dengan empat lajur.")).to_be_visible()


def test_without_scripts_one_reads_keeps_the_place_goes_by_steps_and_finishes(phone, paths, taught):
    page = phone(java_script_enabled=False)
    blocks = block_ids(taught.lessons[0])
    page.goto(paths["lesson"])

    page.locator(f"[id='blok-{blocks[3]}'] noscript button, [id='blok-{blocks[3]}'] button[form=place]").click()
    assert LessonProgress.objects.get().last_block == blocks[3]
    page.locator("details.tools summary").click()
    page.locator("button[value=steps]").click()
    assert page.url.endswith("?bagian=4#bagian")
    for _part in blocks[4:]:
        page.locator(".step-nav [rel=next]").click()
    page.locator("form[action$='/selesai/'] button").click()

    assert LessonProgress.objects.get(lesson=taught.lessons[0]).finished_at is not None
    assert page.url.split("?")[0].endswith(paths["finished"])
