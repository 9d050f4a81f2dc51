"""What the pages people open most ask of the database, however much a lesson holds and however many there are."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtailmedia.models import Media

from tests.factories.content import LessonPageFactory, RecordingVariantFactory, SlideDeckFactory

CAPTIONS = "0:05 Selamat pagi."


@pytest.fixture
def laden(course, make_picture):
    """Makes lessons of module L1 with all that is heavy: two pictures, two recordings, a video, slides, spoken text."""

    def make():
        sounds = [RecordingVariantFactory(ready=True).recording for _number in range(3)]
        file = ContentFile(b"\x00\x00\x00\x18ftyp", name="film.mp4")
        film = Media.objects.create(title="Kunjungan", type="video", file=file)
        RecordingVariantFactory(ready=True, kind="video", file="variants/f.mp4", recording=film)
        slides = [SlideDeckFactory(ready=True).document for _number in range(2)]
        body = [("text", {"text": "<p>Dengarkan.</p>", "audio": sounds[2]})]
        body += [("picture", {"image": make_picture(), "alt_text": "Sumur.", "caption": ""}) for _number in range(2)]
        body += [("recording", {"file": each, "title": "Sapaan", "transcript": "Halo."}) for each in sounds[:2]]
        body += [("video", {"file": film, "title": "Kunjungan", "captions": CAPTIONS})]
        body += [("slides", {"file": each, "title": "Salindia", "is_in_text": True, "pages": []}) for each in slides]
        return LessonPageFactory(parent=course.modules[0], body=body)

    return make


def test_a_lesson_full_of_pictures_sound_and_slides_takes_eight_queries(
    course, login, laden, django_assert_num_queries
):
    address = reverse("lesson", args=[course.enrolment.pk, laden().pk])
    client = login(course.user)
    client.get(address)

    # session, user, roles; enrolment with cohort; lessons with her marks; pictures, recordings, slides
    with django_assert_num_queries(8):
        html = client.get(address).content.decode()

    assert html.count("srcset=") == 2
    assert html.count("<audio") == 3 and html.count("<video") == 1
    assert html.count("/slides/") == 4


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_module_on_paper_takes_ten_queries_however_many_laden_lessons_it_has(
    course, login, laden, django_assert_num_queries, lessons
):
    for _number in range(lessons):
        laden()
    address = reverse("lesson_module_print", args=[course.enrolment.pk, course.modules[0].pk])
    client = login(course.user)
    client.get(address)

    # session, user, roles; enrolment with cohort, outline; the module, its lessons; pictures, recordings, slides
    with django_assert_num_queries(10):
        html = client.get(address).content.decode()

    assert html.count("<img") == lessons * 6


@pytest.mark.parametrize("name", ["lesson_pack", "lesson_store"])
def test_what_a_pack_weighs_is_read_without_the_words_of_a_lesson(course, login, laden, name):
    laden()
    client = login(course.user)
    listed = [course.enrolment.pk] if name == "lesson_store" else [course.enrolment.pk, course.modules[0].pk]
    client.get(reverse(name, args=listed))

    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(name, args=listed)).status_code == 200

    assert not [each["sql"] for each in queries if '"content_lessonpage"."body",' in each["sql"]]
