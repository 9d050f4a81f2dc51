"""Step 8: a trainer writes a lesson in the Wagtail admin; the machine sends it back once; a reviewer publishes it."""

from io import BytesIO

from django.utils.translation import gettext, override
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from content.models import LessonPage
from tests.journeys.people import Someone

COURSE = "Bimtek Lembaga Kesejahteraan Sosial"
MODULE = "Kebijakan kesejahteraan sosial dan peran LKS"
LESSON = "Buku tamu lembaga"
TEXT = "Buku tamu mencatat siapa yang datang, kapan, dan untuk urusan apa."
ALT_TEXT = "Uraian bagi orang yang tidak dapat melihat gambar"
PICTURE = "Meja penerima tamu dengan satu buku tamu terbuka"
QUESTION = "Kapan tamu mengisi buku tamu?"
ANSWERS = [
    ("Saat datang", True, "Tepat: nama dicatat sebelum urusannya dimulai."),
    ("Sebulan kemudian", False, "Sebulan kemudian tidak ada yang ingat."),
]


def said(page: Page, words: str) -> str:
    """What Wagtail calls something here: its words come from the server's catalogue or from the browser's."""
    with override("id"):
        told = gettext(words)
    return told if told != words else page.evaluate("words => window.django.gettext(words)", words)


def write_lesson(trainer: Someone) -> None:
    """She forgets to describe the picture, is shown where, and hands in again."""
    page = trainer.page
    trainer.sign_in("pelatih@contoh.id")
    trainer.look("beranda")
    trainer.press("Tulis kursus")
    page.get_by_role("button", name=said(page, "Pages"), exact=True).click()
    page.get_by_role("link", name=COURSE, exact=True).click()
    page.get_by_role("link", name=said(page, "Explore child pages of '%(title)s'") % {"title": MODULE}).click()
    page.get_by_role("link", name=said(page, "Add child page")).click()
    page.get_by_role("textbox", name="Judul").fill(LESSON)
    insert(page, "Teks")
    page.get_by_role("region", name="Teks").get_by_role("textbox").press_sequentially(TEXT)
    insert(page, "Gambar")
    choose_picture(page)
    insert(page, "Periksa pemahaman")
    ask_question(page)
    trainer.keep_picture("pelajaran-baru")
    hand_in(page)
    trainer.is_told("Belum terkirim.")
    trainer.keep_picture("pemeriksaan")
    page.get_by_role("link", name="Gambar ini belum punya uraian").click()
    expect(page.get_by_label(ALT_TEXT)).to_be_in_viewport()
    trainer.keep_picture("sunting-lagi", whole=False)
    page.get_by_label(ALT_TEXT).fill(PICTURE)
    hand_in(page)
    expect(page.get_by_role("main")).to_contain_text(LESSON)
    trainer.keep_picture("pelajaran-dikirim")


def hand_in(page: Page) -> None:
    page.get_by_role("button", name=said(page, "More actions"), exact=True).click()
    page.locator("button[name=action-submit]").click()


def publish_lesson(officer: Someone) -> LessonPage:
    """A reviewer of the dinsos finds the lesson on her desk, reads it and approves."""
    page = officer.page
    officer.sign_in("provinsi@contoh.id")
    page.goto("/admin/")
    page.get_by_role("link", name=LESSON, exact=True).first.click()
    expect(page.get_by_role("textbox", name="Judul").first).to_have_value(LESSON)
    officer.keep_picture("penelaahan")
    page.get_by_role("button", name=said(page, "More actions"), exact=True).click()
    page.locator("[data-workflow-action-name=approve]:not([data-workflow-action-modal-url])").click()
    expect(page.get_by_role("main")).to_contain_text(LESSON)
    officer.keep_picture("pelajaran-terbit")
    return LessonPage.objects.live().get(title=LESSON)


def insert(page: Page, block: str) -> None:
    """A block at the end of the lesson."""
    page.get_by_role("button", name=said(page, "Insert a block"), exact=True).last.click()
    page.get_by_role("option", name=block, exact=True).click()


def choose_picture(page: Page) -> None:
    page.get_by_role("button", name=said(page, "Choose an image"), exact=True).click()
    window = page.get_by_role("dialog")
    window.get_by_role("tab", name=said(page, "Upload"), exact=True).click()
    window.locator("input[type=file]").set_input_files(
        {"name": "meja-tamu.png", "mimeType": "image/png", "buffer": drawing()}
    )
    window.get_by_role("textbox", name="Judul").fill("Meja penerima tamu")
    window.get_by_role("button", name=said(page, "Upload"), exact=True).click()
    expect(window).to_have_count(0)


def drawing() -> bytes:
    picture = Image.new("RGB", (800, 500), "#F3ECE0")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((80, 300, 720, 340), fill="#8F4A12")
    pen.polygon(
        [(280, 290), (400, 270), (520, 290), (520, 220), (400, 200), (280, 220)], fill="#FFFFFF", outline="#1D4F5C"
    )
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def ask_question(page: Page) -> None:
    page.get_by_label("Pertanyaan").fill(QUESTION)
    for number, (text, is_right, feedback) in enumerate(ANSWERS):
        if number:
            page.get_by_role("button", name=said(page, "Add"), exact=True).last.click()
        page.get_by_role("textbox", name="Jawaban").nth(number).fill(text)
        page.get_by_label("Ini jawaban yang benar").nth(number).set_checked(is_right)
        page.get_by_label("Umpan balik").nth(number).fill(feedback)
