"""What people send in is looked into, cleaned and kept by its contents. Source: house security rules 3 and 4."""

import random
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image, TiffImagePlugin

from lms.organisations import uploads
from lms.organisations.models import StoredFile
from lms.organisations.uploads import clean_name, serve_stored, store_upload
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.organisations import StoredFileFactory
from tests.naughty import NAUGHTY

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture(autouse=True)
def _shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def picture(kind="JPEG", size=(40, 30), exif=None):
    drawn = BytesIO()
    Image.new("RGB", size, "teal").save(drawn, format=kind, **({"exif": exif} if exif else {}))
    return drawn.getvalue()


def document(*names, contents=b"<x/>", mimetype=b""):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, contents)
    return packed.getvalue()


def bomb(name):
    """201 MB of nothing in a few hundred kB."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as entry:
        for _megabyte in range(201):
            entry.write(b"0" * 1024 * 1024)
    return packed.getvalue()


def sent(contents, name):
    return store_upload(SimpleUploadedFile(name, contents), by=UserFactory(), at=AT)


def refused(contents, name):
    with pytest.raises(Refusal) as caught:
        sent(contents, name)
    assert not StoredFile.objects.exists()
    assert all(str(reason) for reason in caught.value.reasons)
    return [reason.code for reason in caught.value.reasons]


GOOD = [
    (PDF, "surat.pdf", "application/pdf"),
    (picture("JPEG"), "Foto STP.JPG", "image/jpeg"),
    (picture("JPEG"), "foto.jpeg", "image/jpeg"),
    (picture("PNG"), "pindai.png", "image/png"),
    (picture("WEBP"), "pindai.webp", "image/webp"),
    (document("word/document.xml"), "a.docx", uploads.TYPES["docx"].media_type),
    (document("xl/workbook.xml"), "a.xlsx", uploads.TYPES["xlsx"].media_type),
    (document("ppt/presentation.xml"), "a.pptx", uploads.TYPES["pptx"].media_type),
    (document("content.xml", mimetype=uploads.ODT.encode()), "a.odt", uploads.ODT),
]


@pytest.mark.parametrize(("contents", "name", "media_type"), GOOD)
def test_a_file_is_kept_under_the_hash_of_its_contents(contents, name, media_type):
    stored = sent(contents, name)

    kept = StoredFile.objects.get()
    assert (kept.original_name, kept.media_type, kept.uploaded_at) == (name, media_type, AT)
    assert kept.file.name == f"register/{kept.sha256[:2]}/{kept.sha256}.{name.rpartition('.')[2].lower()}"
    assert kept.size_bytes == default_storage.size(stored.file.name)


BAD = [
    (b"", "kosong.pdf", "file_empty"),
    (PDF, "surat.exe", "file_kind"),
    (PDF, "surat", "file_kind"),
    (b"<svg onload=alert(1)>", "gambar.svg", "file_kind"),
    (b"<script>", "halaman.html", "file_kind"),
    (b"<script>alert(1)</script>", "surat.pdf", "file_disguised"),
    (PDF, "foto.jpg", "file_disguised"),
    (picture("PNG"), "foto.jpg", "file_disguised"),
    (picture("JPEG")[:200], "foto.jpg", "file_disguised"),
    (picture("JPEG"), "surat.pdf", "file_disguised"),
    (b"PK\x03\x04 and no more", "surat.docx", "file_disguised"),
    (document("xl/workbook.xml"), "surat.docx", "file_disguised"),
    (document("content.xml"), "surat.odt", "file_disguised"),
    (document("word/document.xml", "../../etc/passwd"), "surat.docx", "file_disguised"),
    (document("word/document.xml", "/etc/passwd"), "surat.docx", "file_disguised"),
    (document("word/document.xml", "word/vbaProject.bin"), "surat.docx", "file_macros"),
    (document("word/document.xml", *(f"word/{n}.xml" for n in range(2_000))), "surat.docx", "file_bomb"),
    (bomb("word/document.xml"), "bom.docx", "file_bomb"),
]


@pytest.mark.parametrize(("contents", "name", "code"), BAD, ids=[f"{name}-{code}" for _contents, name, code in BAD])
def test_what_is_no_file_of_ours_is_refused_in_words(contents, name, code):
    assert refused(contents, name) == [code]


@pytest.mark.parametrize(
    ("name", "limit"), [("foto.png", uploads.MAX_PICTURE_BYTES), ("surat.pdf", uploads.MAX_DOCUMENT_BYTES)]
)
def test_a_file_over_the_limit_is_refused_before_it_is_read(name, limit):
    class Unread(SimpleUploadedFile):
        def read(self, *args, **kwargs):
            raise AssertionError("read")

    file = Unread(name, b"x")
    file.size = limit + 1

    with pytest.raises(Refusal) as caught:
        store_upload(file, by=UserFactory(), at=AT)

    assert [reason.code for reason in caught.value.reasons] == ["file_too_large"]


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded():
    head = bytearray(picture("PNG"))
    head[16:24] = (20_000).to_bytes(4, "big") + (20_000).to_bytes(4, "big")
    middling = bytearray(head)
    middling[16:24] = (8_000).to_bytes(4, "big") + (8_000).to_bytes(4, "big")

    codes = {code for contents in (head, middling) for code in refused_with_right_sum(contents)}

    assert codes == {"file_too_many_pixels"}


def refused_with_right_sum(contents):
    """PNG keeps a sum over its head."""
    contents[29:33] = zlib.crc32(bytes(contents[12:29])).to_bytes(4, "big")
    return refused(bytes(contents), "besar.png")


def test_a_photo_loses_where_and_when_it_was_taken_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x9003] = "2026:01:01 10:00:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = (
        "S",
        (TiffImagePlugin.IFDRational(2), TiffImagePlugin.IFDRational(12), TiffImagePlugin.IFDRational(0)),
    )
    before = picture("JPEG", exif=exif)
    assert Image.open(BytesIO(before)).getexif()

    stored = sent(before, "foto.jpg")

    with stored.file.open("rb") as file, Image.open(file) as after:
        assert dict(after.getexif()) == {}
        assert after.size == (30, 40)


def test_the_same_contents_lie_on_disk_once():
    first, second = sent(PDF, "a.pdf"), sent(PDF, "b.pdf")

    assert first.file.name == second.file.name
    assert StoredFile.objects.count() == 2
    assert len(default_storage.listdir(f"register/{first.sha256[:2]}")[1]) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\surat.pdf", "surat.pdf"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("su\u202erat.pdf", "surat.pdf"),
        ("a" * 300 + ".pdf", "a" * 140 + ".pdf"),
        ("  Surat   tanda .pdf", "Surat tanda .pdf"),
    ],
)
def test_the_name_somebody_gave_becomes_plain_text(given, kept):
    assert clean_name(given) == kept


@pytest.mark.parametrize("name", NAUGHTY)
def test_a_naughty_name_never_breaks(name):
    assert len(clean_name(name)) <= 150
    stored = sent(PDF, f"{name or 'x'}.pdf".replace("/", "-"))
    assert stored.file.name.endswith(".pdf")


@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")])
def test_a_damaged_picture_is_refused_or_repaired_and_nothing_else(name, kind):
    rng = random.Random(62)
    whole = picture(kind, exif=Image.Exif() if kind != "PNG" else None)
    for _time in range(60):
        damaged = bytearray(whole)
        for _byte in range(rng.randrange(1, 20)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            sent(bytes(damaged), name)
        except Refusal as refusal:
            assert refusal.reasons


def test_a_damaged_document_is_refused_or_kept_and_nothing_else():
    rng = random.Random(62)
    whole = document("content.xml", mimetype=uploads.ODT.encode())
    for _time in range(60):
        damaged = bytearray(whole)
        for _byte in range(rng.randrange(1, 20)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        try:
            sent(bytes(damaged), "a.odt")
        except Refusal as refusal:
            assert refusal.reasons


# --- served ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contents", "name", "shown"),
    [
        (PDF, "surat.pdf", "inline"),
        (picture("PNG"), "a.png", "inline"),
        (document("xl/workbook.xml"), "a.xlsx", "attachment"),
    ],
)
def test_a_file_is_served_walled_off_and_kept_nowhere(contents, name, shown):
    response = serve_stored(sent(contents, name))

    assert b"".join(response)
    response.close()
    assert response["Content-Disposition"] == f'{shown}; filename="{name}"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")


def test_a_row_whose_file_is_gone_is_not_found():
    stored = StoredFileFactory()
    default_storage.delete(stored.file.name)

    with pytest.raises(Http404):
        serve_stored(stored)
