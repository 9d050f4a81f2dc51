"""From an upload to what a telephone plays: the form, the journal, the worker, and what the author is told."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from content.models import RecordingVariant, SlideDeck
from lms.authoring.operations import media
from lms.journal.models import Delivery, Event
from lms.journal.operations import claim_next, deliver_claimed
from tests.content.reels import film, needs_ffmpeg, needs_poppler, pdf
from tests.factories.accounts import UserFactory
from tests.factories.content import RecordingVariantFactory, SlideDeckFactory


@pytest.fixture(autouse=True)
def _workplace(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def tree(trees):
    return trees["62.03"]


@pytest.fixture
def desk(desk_of, trainer_of):
    return desk_of(trainer_of("62.03"))


def work():
    while claim := claim_next(at=timezone.now()):
        assert deliver_claimed(claim)


def upload(desk, tree, name, content, kind="video"):
    file = SimpleUploadedFile(name, content)
    form = {"title": "Rapat", "file": file, "collection": tree.collection.pk}
    url = reverse("wagtaildocs:add") if name.endswith("pdf") else reverse("wagtailmedia:add", args=[kind])
    assert desk.post(url, form).status_code == 302


def states():
    return {row.kind: row.state for row in RecordingVariant.objects.all()}


def codes():
    return [reason.code for row in RecordingVariant.objects.order_by("kind") for reason in row.reasons]


def recording_of(path, kind="video"):
    return Media.objects.create(
        title="Rapat", type=kind, file=ContentFile(path.read_bytes(), name=f"rapat{path.suffix}")
    )


# --- recordings --------------------------------------------------------------


@needs_ffmpeg
def test_an_uploaded_video_becomes_two_small_versions_and_stays_itself(desk, tree, tmp_path):
    source = film(tmp_path / "asli.mp4", seconds=2, size="1280x720", options=["-b:v", "4M"])
    upload(desk, tree, "rapat.mp4", source.read_bytes())

    assert states() == {"audio": "waiting", "video": "waiting"}
    work()

    recording = Media.objects.get()
    sizes = {row.kind: row.size_bytes for row in recording.variants.all()}
    assert states() == {"audio": "ready", "video": "ready"}
    assert sizes == {row.kind: default_storage.size(row.file.name) for row in recording.variants.all()}
    assert sizes["audio"] < sizes["video"] < source.stat().st_size
    assert recording.file.size == source.stat().st_size
    assert list((tmp_path / media.WORK_FOLDER).iterdir()) == []


@needs_ffmpeg
def test_an_upload_in_the_chooser_is_prepared_like_one_in_the_library(desk, tree, tmp_path):
    file = SimpleUploadedFile("sapaan.mp3", film(tmp_path / "a.mp3", picture=False).read_bytes())
    form = {"title": "Sapaan", "file": file, "collection": tree.collection.pk}
    prefixed = {f"media-chooser-upload-{name}": value for name, value in form.items()}

    desk.post(reverse("wagtailmedia:chooser_upload", args=["audio"]), prefixed)

    assert states() == {"audio": "waiting"}
    assert Event.objects.get(name="recording.uploaded").by_id == Media.objects.get().uploaded_by_user_id


@needs_ffmpeg
def test_a_video_without_sound_is_prepared_and_its_author_is_told(desk, tree, tmp_path):
    upload(desk, tree, "rapat.mp4", film(tmp_path / "a.mp4", sound=False, options=["-b:v", "4M"]).read_bytes())
    work()

    assert states() == {"audio": "absent", "video": "ready"}
    for url in (reverse("media_states"), reverse("wagtailmedia:edit", args=[Media.objects.get().pk])):
        assert "This video has no sound" in desk.get(url).content.decode()


@needs_ffmpeg
def test_a_recording_that_is_small_already_is_left_alone(tmp_path, db):
    source = film(tmp_path / "a.mp3", picture=False, options=["-b:a", "8k", "-ar", "8000"])
    media.ask_variants(recording_of(source, "audio"), by=None, at=timezone.now())
    work()

    assert (states(), codes()) == ({"audio": "absent"}, ["recording_already_small"])


def test_a_file_that_is_no_recording_is_refused_in_words_and_not_tried_again(tmp_path, db):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"PK\x03\x04" + b"0" * 5000)
    media.ask_variants(recording_of(path), by=None, at=timezone.now())
    work()

    assert set(states().values()) == {"refused"}
    assert not Delivery.objects.open().exists()
    assert media.ask_missing(at=timezone.now()) == 0


def test_without_ffmpeg_the_original_stays_and_the_author_is_told(desk, tree, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "kosong"))
    upload(desk, tree, "sapaan.mp3", b"ID3\x04" + b"0" * 5000, kind="audio")
    work()

    assert (states(), codes()) == ({"audio": "refused"}, ["recording_no_tool"])
    assert "the program ffmpeg is missing" in desk.get(reverse("media_states")).content.decode()
    assert media.ask_missing(at=timezone.now()) == 0


@needs_ffmpeg
def test_once_ffmpeg_is_there_what_waited_for_it_is_prepared(tmp_path, db):
    recording = recording_of(film(tmp_path / "a.mp3", picture=False, seconds=3), "audio")
    reason = [{"code": "recording_no_tool", "values": {}}]
    RecordingVariantFactory(recording=recording, state="refused", refusal=reason, percent=100)

    assert media.ask_missing(at=timezone.now()) == 0  # not every minute: a program may be there and broken
    assert media.ask_missing(at=timezone.now() + timedelta(days=2)) == 1
    work()

    assert states() == {"audio": "ready"}
    assert media.ask_missing(at=timezone.now()) == 0


def test_a_recording_that_came_another_way_is_found_and_asked_for(db):
    Media.objects.create(title="Sapaan", type="audio", file=ContentFile(b"ID3", name="a.mp3"))

    assert [media.ask_missing(at=timezone.now()) for _minute in range(2)] == [1, 0]
    assert states() == {"audio": "waiting"}


def test_work_given_up_by_its_worker_is_asked_for_a_day_later(db):
    now = timezone.now()
    RecordingVariantFactory(state="working", percent=40, updated_at=now)

    assert media.ask_missing(at=now + timedelta(hours=23)) == 0
    assert media.ask_missing(at=now + timedelta(hours=25)) == 1


@needs_ffmpeg
def test_a_delivery_that_comes_twice_prepares_once(tmp_path, db):
    media.ask_variants(
        recording_of(film(tmp_path / "a.mp3", picture=False, seconds=3), "audio"), by=None, at=timezone.now()
    )
    work()
    first = RecordingVariant.objects.get()

    Delivery.objects.update(state="waiting", attempts=0, due_at=timezone.now(), finished_at=None)
    work()

    again = RecordingVariant.objects.get()
    assert (again.file.name, again.updated_at) == (first.file.name, first.updated_at)


@needs_ffmpeg
def test_what_was_made_of_a_replaced_file_counts_for_nothing(tmp_path, db):
    recording = recording_of(film(tmp_path / "a.mp3", picture=False, seconds=3), "audio")
    media.ask_variants(recording, by=None, at=timezone.now())
    old = RecordingVariant.objects.select_related("recording").get()
    made = media.make_variant(old)

    recording.file.save("baru.mp3", ContentFile(film(tmp_path / "b.mp3", picture=False, seconds=4).read_bytes()))
    media.ask_variants(recording, by=None, at=timezone.now())
    media.settle(old, made, at=timezone.now())

    assert states() == {"audio": "waiting"}
    work()
    assert RecordingVariant.objects.get().source_name == recording.file.name


def test_a_recording_deleted_meanwhile_leaves_nothing_to_do(db):
    variant = RecordingVariantFactory()
    media.ask_variants(variant.recording, by=None, at=timezone.now())

    variant.recording.delete()
    work()

    assert not Delivery.objects.open().exists()


# --- slides ------------------------------------------------------------------


@needs_poppler
def test_an_uploaded_pdf_becomes_pictures(desk, tree):
    upload(desk, tree, "salindia.pdf", pdf(2))
    work()

    deck = SlideDeck.objects.get()
    assert [(page["width"], page["height"]) for page in deck.pages] == [(1200, 675), (1200, 675)]
    assert [default_storage.size(page["name"]) for page in deck.pages] == [page["size_bytes"] for page in deck.pages]
    assert "2 pages" in " ".join(desk.get(reverse("media_states")).content.decode().split())


@needs_poppler
def test_a_pdf_that_came_another_way_and_cannot_be_read_is_refused_in_words(db):
    Document.objects.create(title="Salindia", file=ContentFile(b"%PDF-1.7 rusak", name="salindia.pdf"))

    assert media.ask_missing(at=timezone.now()) == 1
    work()

    assert [reason.code for reason in SlideDeck.objects.get().reasons] == ["pdf_unreadable"]


# --- files -------------------------------------------------------------------


def test_what_a_killed_worker_left_is_dropped_a_day_later(tmp_path, settings):
    settings.VAR_DIR = tmp_path
    left = tmp_path / media.WORK_FOLDER / "tmpmati"
    left.mkdir(parents=True)

    media.forget_unfinished_work(at=timezone.now())
    assert left.exists()
    media.forget_unfinished_work(at=timezone.now() + timedelta(hours=25))
    assert not left.exists()


# --- the page ----------------------------------------------------------------


def test_the_page_shows_how_far_it_is_and_looks_again(desk, tree):
    variant = RecordingVariantFactory(state="working", percent=40)
    Media.objects.update(collection=tree.collection, uploaded_by_user=desk.session["_auth_user_id"])

    html = desk.get(reverse("media_states")).content.decode()

    assert '<progress value="40" max="100"' in html
    assert "waiting.js" in html
    variant.delete()
    assert "waiting.js" not in desk.get(reverse("media_states")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_one_upload_as_for_three(desk, tree, rows, django_assert_num_queries):
    for _number in range(rows):
        RecordingVariantFactory(ready=True)
        SlideDeckFactory(ready=True)
    Media.objects.update(collection=tree.collection, uploaded_by_user=desk.session["_auth_user_id"])
    Document.objects.update(collection=tree.collection, uploaded_by_user=desk.session["_auth_user_id"])
    desk.get(reverse("media_states"))

    with django_assert_num_queries(20):
        html = desk.get(reverse("media_states")).content.decode()

    assert html.count("Ready") == 2 * rows


def test_an_author_sees_no_uploads_of_others(desk, trees):
    variant = RecordingVariantFactory()
    Media.objects.update(collection=trees["62.71"].collection, title="Milik orang lain", uploaded_by_user=UserFactory())

    assert "Milik orang lain" not in desk.get(reverse("media_states")).content.decode()
    assert variant.pk
