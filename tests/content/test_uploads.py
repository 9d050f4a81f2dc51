from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images.models import Image
from wagtailmedia.models import Media

from content.operations import ensure_collection
from tests.content.reels import film, needs_ffmpeg


def photo_with_place():
    """A photograph as a phone takes it: lying on its side, with place and comment in it."""
    photo = Pillow.new("RGB", (60, 40), "#E0A32E")
    exif = photo.getexif()
    exif[0x0112] = 6  # turn it by a quarter
    exif.get_ifd(0x8825)[1] = "S"  # GPS
    drawn = BytesIO()
    photo.save(drawn, "JPEG", exif=exif, comment=b"rumah Ibu")
    return drawn.getvalue()


@pytest.fixture
def our_forms(settings):
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = "content.forms.PictureForm"
    settings.WAGTAILMEDIA = {**settings.WAGTAILMEDIA, "MEDIA_FORM_BASE": "content.forms.RecordingForm"}


def test_an_uploaded_photo_loses_its_place_and_stands_upright(desk, our_forms):
    collection = ensure_collection("Bimtek")
    upload = SimpleUploadedFile("rumah.jpg", photo_with_place(), content_type="image/jpeg")
    desk.post(reverse("wagtailimages:add"), {"title": "Rumah", "file": upload, "collection": collection.pk})
    image = Image.objects.get()
    with image.file.open() as file:
        stored = Pillow.open(file)
        assert (image.width, image.height) == stored.size == (40, 60)
        assert not stored.getexif()
        assert "comment" not in stored.info


def test_a_file_that_only_calls_itself_a_picture_is_refused(desk, our_forms):
    upload = SimpleUploadedFile("rumah.jpg", b"<svg onload='x()'/>", content_type="image/jpeg")
    response = desk.post(reverse("wagtailimages:add"), {"title": "Rumah", "file": upload, "collection": "1"})
    assert response.status_code == 200
    assert not Image.objects.exists()


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "made_as", "is_kept"),
    [
        ("sapaan.mp3", "mp3", True),
        ("sapaan.m4a", "m4a", True),
        ("sapaan.mp3", "html", False),
        ("sapaan.m4a", "mp3", False),
        ("sapaan.html", "mp3", False),
    ],
)
def test_a_recording_must_be_what_its_name_says(desk, our_forms, tmp_path, name, made_as, is_kept):
    content = b"<html></html>" if made_as == "html" else film(tmp_path / f"a.{made_as}", picture=False).read_bytes()
    form = {
        "title": "Sapaan",
        "file": SimpleUploadedFile(name, content, content_type="audio/mpeg"),
        "collection": ensure_collection("Bimtek").pk,
        "duration": "0",
    }
    response = desk.post(reverse("wagtailmedia:add", args=["audio"]), form)
    assert (Media.objects.count() == 1) is is_kept
    assert response.status_code == (302 if is_kept else 200)
