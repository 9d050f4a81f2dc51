"""Files nobody should have uploaded: each is refused or cleaned with a sentence, in bounded time and memory."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from pypdf import PdfReader, PdfWriter
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtailmedia.models import Media

from content import slides
from content.operations import ensure_collection
from lms.refusal import Refusal
from tests.content.reels import bomb_pdf, film, needs_ffmpeg, needs_poppler, pdf, picture_bomb_pdf, png

MOST_MIB = 200
MEASURE = """
import resource, sys
sys.path.insert(0, sys.argv[1])
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from pathlib import Path
from lms.refusal import Refusal
try:
    {call}
except Refusal as refusal:
    print(refusal.reasons[0].code)
own = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(max(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, int(own)) // 1024)
"""


def measured(path, call):
    """What is said of the file, and the most memory that looking at it took, in a process of its own."""
    code = MEASURE.format(call=call)
    root = str(Path(__file__).parents[2])
    printed = subprocess.run([sys.executable, "-c", code, root, str(path)], capture_output=True, text=True, check=True)
    *said, peak = printed.stdout.split()
    return said, int(peak)


DRAW_QUICKLY = """
    from content import slides
    from content.confinement import Limits
    slides.PAGE_LIMITS = Limits(slides.PAGE_LIMITS.memory_mib, cpu_seconds=1, wall_seconds=2, file_mib=12)
    path = Path(sys.argv[2])
    slides.count_pages(path)
    slides.draw_page(path, path.parent, number=1)
"""
PROBE = "from content import recordings; recordings.probe(Path(sys.argv[2]), extension='mp4')"


@pytest.fixture
def upload(desk):
    """Upload a file in the author's library; the words she is told."""

    def send(url, name, content, content_type="application/octet-stream"):
        file = SimpleUploadedFile(name, content, content_type=content_type)
        form = {"title": "Sumur", "file": file, "collection": ensure_collection("Bimtek").pk}
        answer = desk.post(url, form)
        return "" if answer.status_code == 302 else " ".join(answer.content.decode().split())

    return send


# --- pictures ----------------------------------------------------------------


def test_a_picture_of_200_megapixels_is_refused_before_it_is_unpacked(upload):
    said = upload(reverse("wagtailimages:add"), "sumur.png", png(20_000, 10_000, rows=1_000), "image/png")

    assert "more than 40 million pixels" in said
    assert "2000 pixels wide" in said
    assert not Image.objects.exists()


@pytest.mark.parametrize("size", [(8_000, 6_000), (12_000, 10_000)])
def test_a_picture_with_too_many_pixels_is_refused_in_words(upload, size):
    assert "more than 40 million pixels" in upload(reverse("wagtailimages:add"), "sumur.png", png(*size), "image/png")


@pytest.mark.parametrize("name", ["sumur.svg", "sumur.png", "sumur.jpg"])
def test_a_drawing_with_a_script_is_refused_whatever_it_is_called(upload, name):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

    assert "Save it as JPG or PNG" in upload(reverse("wagtailimages:add"), name, drawing, "image/svg+xml")
    assert not Image.objects.exists()


def half_a_picture(kind):
    drawn = BytesIO()
    Pillow.effect_noise((300, 200), 90).save(drawn, kind)
    return drawn.getvalue()[: drawn.tell() // 2]


@pytest.mark.parametrize(
    "content",
    [
        half_a_picture("PNG"),
        png(400, 300)[:30],
        b"\x89PNG\r\n\x1a\n" + b"0" * 200,
        b"\xff\xd8\xff\xe0" + b"0" * 200,
        b"x",
    ],
)
def test_a_damaged_picture_is_refused_and_never_an_error(upload, content):
    assert "as JPG or PNG and upload that" in upload(reverse("wagtailimages:add"), "sumur.png", content, "image/png")
    assert not Image.objects.exists()


def test_a_photograph_of_a_good_telephone_is_kept_smaller(upload):
    drawn = BytesIO()
    Pillow.new("RGB", (6_000, 4_000), "#1D4F5C").save(drawn, "JPEG")

    assert upload(reverse("wagtailimages:add"), "sumur.jpg", drawn.getvalue(), "image/jpeg") == ""
    assert (Image.objects.get().width, Image.objects.get().height) == (2600, 1733)


# --- recordings --------------------------------------------------------------


def docx():
    packed = BytesIO()
    with ZipFile(packed, "w") as file:
        file.writestr("word/document.xml", "<w:document/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rapat.mp4", docx(), "not what its name says"),
        ("rapat.webm", docx(), "not what its name says"),
        pytest.param(
            "rapat.mp4", b"\x00\x00\x00\x20ftypisom" + b"0" * 5000, "Save the recording again", marks=needs_ffmpeg
        ),
    ],
)
def test_what_only_calls_itself_a_video_is_refused_with_what_to_do(upload, name, content, words):
    assert words in upload(reverse("wagtailmedia:add", args=["video"]), name, content)
    assert not Media.objects.exists()


@needs_ffmpeg
def test_sound_uploaded_as_video_is_sent_to_the_right_door(upload, tmp_path):
    content = film(tmp_path / "a.mp4", picture=False).read_bytes()

    assert "Upload it as audio instead" in upload(reverse("wagtailmedia:add", args=["video"]), "rapat.mp4", content)


@needs_ffmpeg
def test_a_video_without_sound_is_kept_with_what_stands_in_it(upload, tmp_path):
    content = film(tmp_path / "a.mp4", sound=False, seconds=2).read_bytes()

    assert upload(reverse("wagtailmedia:add", args=["video"]), "rapat.mp4", content) == ""
    kept = Media.objects.get()
    assert (kept.duration, kept.width, kept.height) == (2.0, 640, 480)


@needs_ffmpeg
def test_looking_into_a_false_video_takes_little_memory(tmp_path):
    path = tmp_path / "rapat.mp4"
    path.write_bytes(b"\x00\x00\x00\x20ftypisom" + b"0" * 1_000_000)

    said, peak = measured(path, PROBE)

    assert said == ["recording_unreadable"]
    assert peak < MOST_MIB


# --- PDF ---------------------------------------------------------------------


def locked_pdf(**passwords):
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(1))))
    writer.encrypt(**passwords, algorithm="AES-256")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


@needs_poppler
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("salindia.pdf", pdf(1)[:700], "This PDF is damaged"),
        ("salindia.pdf", b"%PDF-1.7\n" + b"\x00" * 5000, "This PDF is damaged"),
        ("salindia.pdf", locked_pdf(user_password="rahasia"), "locked with a password"),
        ("salindia.pdf", docx(), "not what its name says"),
        ("lembar.docx", pdf(1), "not what its name says"),
        ("salindia.pdf", pdf(101), "at most 100 are allowed"),
    ],
)
def test_a_bad_document_is_refused_with_what_to_do(upload, name, content, words):
    assert words in upload(reverse("wagtaildocs:add"), name, content)
    assert not Document.objects.exists()


@needs_poppler
@pytest.mark.parametrize("content", [pdf(2), locked_pdf(user_password="", owner_password="rahasia")])
def test_a_pdf_that_opens_is_kept(upload, content):
    assert upload(reverse("wagtaildocs:add"), "salindia.pdf", content) == ""
    assert Document.objects.get().title == "Sumur"


@needs_poppler
@pytest.mark.parametrize("make", [bomb_pdf, picture_bomb_pdf])
def test_a_pdf_that_unpacks_without_end_is_given_up_in_little_memory(tmp_path, make):
    path = tmp_path / "bom.pdf"
    path.write_bytes(make())

    said, peak = measured(path, DRAW_QUICKLY)

    assert path.stat().st_size < 20 * 1024 * 1024
    assert said == ["pdf_overrun"]
    assert peak < MOST_MIB


@needs_poppler
def test_every_page_is_drawn_once_and_in_order(tmp_path):
    source = tmp_path / "salindia.pdf"
    source.write_bytes(pdf(3))
    told = []

    drawn = slides.draw_pages(source, tmp_path, pages=slides.count_pages(source), report=told.append)

    with Pillow.open(drawn[0]) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1200, 675))
    assert [path.name for path in drawn] == ["page-1.webp", "page-2.webp", "page-3.webp"]
    assert told == [33, 66, 99]


def test_without_its_program_a_pdf_waits_in_words(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refusal) as refused:
        slides.count_pages(tmp_path / "salindia.pdf")

    assert slides.can_draw() is False
    assert [reason.code for reason in refused.value.reasons] == ["pdf_no_tool"]
