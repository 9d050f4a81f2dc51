"""What is swept from the shelves of lessons, and what stays however old it is."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Revision, Task, TaskState, Workflow, WorkflowState
from wagtailmedia.models import Media

from content.blocks.video import keep_track, track_name
from content.captions import cues_of, track_of
from content.shelves import keep_once
from content.strays import SHELVES, forget_strays
from tests.factories.content import LessonPageFactory, RecordingVariantFactory, SlideDeckFactory

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")

TOMORROW = timedelta(hours=25)


def film(text):
    file = ContentFile(b"\x00\x00\x00\x18ftyp", name="film.mp4")
    recording = Media.objects.create(title="Kunjungan", type="video", file=file)
    return "video", {"file": recording, "title": "Kunjungan", "captions": text}


def kept(text):
    keep_track(text)
    return track_name(track_of(cues_of(text)))


@pytest.mark.parametrize("shelf", SHELVES)
def test_a_file_no_row_names_goes_after_a_day(db, shelf):
    name = default_storage.save(f"{shelf}/tersesat.bin", ContentFile(b"a"))

    assert forget_strays(at=timezone.now()) == 0
    assert default_storage.exists(name)
    assert forget_strays(at=timezone.now() + TOMORROW) == 1
    assert not default_storage.exists(name)


def test_the_original_of_a_copy_that_was_rolled_back_goes(db, make_image):
    with transaction.atomic():
        name = make_image().file.name
        transaction.set_rollback(True)

    assert not Image.objects.exists()
    assert default_storage.exists(name)
    assert forget_strays(at=timezone.now() + TOMORROW) == 1
    assert not default_storage.exists(name)


def test_pictures_with_their_sizes_recordings_and_documents_stay(db, make_image):
    image = make_image(900, 1200)
    names = [image.file.name, image.get_rendition("width-380|format-webp").file.name]
    names.append(Media.objects.create(title="Suara", type="audio", file=ContentFile(b"ID3", name="a.mp3")).file.name)
    names.append(Document.objects.create(title="Salindia", file=ContentFile(b"%PDF", name="a.pdf")).file.name)

    assert forget_strays(at=timezone.now() + TOMORROW) == 0
    assert [default_storage.exists(name) for name in names] == [True] * 4


def test_small_versions_and_pages_of_slides_stay_while_a_row_names_them(db):
    variant, page = (default_storage.save(f"{shelf}/dipakai", ContentFile(b"a")) for shelf in ("variants", "slides"))
    RecordingVariantFactory(ready=True, file=variant)
    SlideDeckFactory(ready=True, pages=[{"name": page, "size_bytes": 1, "width": 1, "height": 1}])

    forget_strays(at=timezone.now() + TOMORROW)

    assert [default_storage.exists(name) for name in (variant, page)] == [True] * 2


def test_captions_stay_while_a_lesson_or_its_newest_draft_speaks_them(module):
    read, drafted, given_up = (kept(f"0:05 Selamat {word}.") for word in ("pagi", "siang", "malam"))
    lesson = LessonPageFactory(parent=module, body=[film("0:05 Selamat pagi."), film("0:99 tidak terbaca")])
    for word in ("malam", "siang"):
        lesson.body = [film(f"0:05 Selamat {word}.")]
        lesson.save_revision()

    assert forget_strays(at=timezone.now() + TOMORROW) == 1
    assert [default_storage.exists(name) for name in (read, drafted, given_up)] == [True, True, False]


def test_captions_stay_while_a_draft_with_them_waits_for_its_hour_or_for_a_reviewer(module):
    timed, reviewed, newest = (kept(f"0:05 Selamat {word}.") for word in ("pagi", "siang", "malam"))
    for word in ("pagi", "siang"):
        lesson = LessonPageFactory(parent=module, live=False)
        lesson.body = [film(f"0:05 Selamat {word}.")]
        revision = lesson.save_revision()
        if word == "pagi":
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() + 9 * TOMORROW)
        else:
            under_review(lesson, revision)
        lesson.body = [film("0:05 Selamat malam.")]
        lesson.save_revision()

    assert forget_strays(at=timezone.now() + TOMORROW) == 0
    assert [default_storage.exists(name) for name in (timed, reviewed, newest)] == [True] * 3


def under_review(lesson, revision):
    task, workflow = Task.objects.create(name="Periksa"), Workflow.objects.create(name="Periksa")
    state = WorkflowState.objects.create(
        content_type=revision.content_type, base_content_type=revision.base_content_type,
        object_id=str(lesson.pk), workflow=workflow,
    )  # fmt: skip
    TaskState.objects.create(task=task, workflow_state=state, revision=revision)


def test_what_an_unpublished_lesson_and_a_drafted_one_name_stays(module, make_image):
    """Their pictures, recordings, thumbnails and slides are rows, whichever page shows them."""
    image = make_image()
    recording = Media.objects.create(
        title="Film", type="video", file=ContentFile(b"\x00\x00\x00\x18ftyp", name="f.mp4"),
        thumbnail=ContentFile(b"GIF", name="f.gif"),
    )  # fmt: skip
    document = Document.objects.create(title="Salindia", file=ContentFile(b"%PDF", name="s.pdf"))
    captions = kept("0:05 Selamat sore.")
    lesson = LessonPageFactory(parent=module, live=False)
    shown = {"image": image, "alt_text": "A.", "caption": "", "is_decorative": False}
    spoken = {"file": recording, "title": "Film", "captions": "0:05 Selamat sore."}
    lesson.body = [("picture", shown), ("video", spoken), ("slides", {"file": document, "title": "Salindia"})]
    lesson.save_revision()

    assert forget_strays(at=timezone.now() + TOMORROW) == 0
    names = (image.file.name, recording.file.name, recording.thumbnail.name, document.file.name, captions)
    assert [default_storage.exists(name) for name in names] == [True] * 5


def test_a_file_that_is_used_again_is_young_again(db):
    name = keep_once("captions/lama.vtt", ContentFile(b"WEBVTT"))
    two_days_ago = (timezone.now() - 2 * TOMORROW).timestamp()
    os.utime(default_storage.path(name), (two_days_ago, two_days_ago))

    assert keep_once(name, ContentFile(b"WEBVTT")) == name
    assert forget_strays(at=timezone.now()) == 0
    assert default_storage.exists(name)
