"""The service worker as it is served, and the modules it takes along."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtailmedia.models import Media

from lms.learning.middleware import HEADER
from tests.factories.accounts import UserFactory
from tests.factories.content import LessonPageFactory, SlideDeckFactory
from tests.factories.enrolment import EnrolmentFactory


def pack_url(course, module=0):
    return reverse("lesson_pack", args=[course.enrolment.pk, course.modules[module].pk])


def lesson_url(course, lesson):
    return reverse("lesson", args=[course.enrolment.pk, lesson.pk])


def test_the_worker_is_served_from_the_root_as_one_script_that_may_only_ask_us(client):
    answer = client.get("/sw.js")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript")
    assert answer["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert answer["Cache-Control"] == "private, max-age=3600"


def test_the_worker_has_another_version_as_soon_as_its_page_reads_otherwise(client):
    def version():
        first_line = client.get("/sw.js").content.decode().splitlines()[0]
        return json.loads(re.fullmatch(r"const SETUP = (.+);", first_line)[1])["version"]

    before, again = version(), version()
    client.cookies["pilar-language"] = "en"

    assert before == again
    assert version() != before


def test_the_page_without_signal_holds_nothing_of_who_asked_for_it(login, client):
    user = UserFactory(name="Kartini Sendirian")

    hers, anybodys = (each.get(reverse("no_signal")).content.decode() for each in (login(user), client))

    assert "Kartini" not in hers
    assert "csrfmiddlewaretoken" not in hers
    assert hers == anybodys


def test_answers_name_to_her_own_browser_whose_they_are(course, login, client):
    assert login(course.user).get(reverse("home"))[HEADER] == str(course.user.pk)
    assert HEADER not in client.get(reverse("account_login"))


def test_a_manifest_names_the_lessons_of_the_module_in_order_and_nothing_else(course, login):
    told = login(course.user).get(pack_url(course)).json()

    first, second, _of_another_module = course.lessons
    assert told["lessons"] == [
        {"url": lesson_url(course, first), "title": "Empat pilar"},
        {"url": lesson_url(course, second), "title": "Peran LKS"},
    ]
    outline = reverse("course_outline", args=[course.enrolment.pk])
    assert told["pages"] == [each["url"] for each in told["lessons"]] + [outline, reverse("lesson_unsent")]
    assert (told["title"], told["pictures"], told["audio"]) == ("L1 · Kebijakan", [], [])


def test_pictures_are_taken_along_in_their_small_size_and_weighed(course, login, make_picture):
    image = make_picture()
    picture = {"image": image, "alt_text": "Sumur.", "caption": ""}
    light = login(course.user).get(pack_url(course)).json()["bytes"]
    LessonPageFactory(parent=course.modules[0], body=[("picture", picture)])

    told = login(course.user).get(pack_url(course)).json()

    small = image.renditions.get(filter_spec="width-380|format-webp")
    assert told["pictures"] == [{"url": small.url, "bytes": small.file.size}]
    assert told["bytes"] > light + small.file.size
    assert told["price"].startswith("±")


def test_a_manifest_has_another_revision_once_a_lesson_is_published_anew(course, login):
    client = login(course.user)
    before = client.get(pack_url(course)).json()["revision"]
    assert client.get(pack_url(course)).json()["revision"] == before

    course.lessons[0].save_revision().publish()

    assert client.get(pack_url(course)).json()["revision"] != before


@pytest.mark.parametrize("lessons", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("lesson_pack", 7), ("lesson_store", 7)])
def test_packs_take_seven_queries_however_many_lessons_there_are(
    course, login, django_assert_num_queries, make_picture, name, queries, lessons
):
    for _number in range(lessons):
        picture = {"image": make_picture(), "alt_text": "Sumur.", "caption": ""}
        LessonPageFactory(parent=course.modules[0], body=[("picture", picture)])
    client = login(course.user)
    address = pack_url(course) if name == "lesson_pack" else reverse(name, args=[course.enrolment.pk])
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)


def test_a_module_of_another_course_or_of_somebody_else_is_not_found(course, login):
    foreign = LessonPageFactory().get_parent()
    stranger = EnrolmentFactory(accepted=True, membership__person__user=UserFactory()).person.user

    assert login(course.user).get(reverse("lesson_pack", args=[course.enrolment.pk, foreign.pk])).status_code == 404
    assert login(stranger).get(pack_url(course)).status_code == 404


def test_the_worker_gets_the_whole_lesson_from_a_reader_in_simple_mode(course, login):
    client = login(course.user)
    client.cookies["pilar-reading"] = "steps"
    address = lesson_url(course, course.lessons[0])

    step, whole = client.get(address), client.get(address, headers={"X-Pilar-Pack": "1"})

    assert [page.content.decode().count('id="blok-') for page in (step, whole)] == [1, 3]


def test_every_module_can_be_kept_with_its_price_before_it_is_loaded(course, login):
    page = login(course.user).get(reverse("lesson_store", args=[course.enrolment.pk])).content.decode()

    assert [f'data-pack="{pack_url(course, number)}"' in page for number in (0, 1)] == [True, True]
    assert page.count("±") >= 2


def test_sound_has_a_price_of_its_own_and_slides_are_pictures(course, login, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sound = Media.objects.create(
        title="Suara", type="audio", duration=3, file=ContentFile(b"m" * 900, name="suara.mp3")
    )
    document = Document.objects.create(title="Salindia", file=ContentFile(b"%PDF-", name="salindia.pdf"))
    pages = [{"name": "slides/1.webp", "size_bytes": 700, "width": 9, "height": 9}]
    SlideDeckFactory(document=document, state="ready", pages=pages, source_name=document.file.name)
    slides = {"file": document, "title": "Salindia", "is_in_text": True, "pages": []}
    heard = {"file": sound, "title": "Suara", "transcript": "Kata."}
    LessonPageFactory(parent=course.modules[1], body=[("recording", heard), ("slides", slides)])

    told = login(course.user).get(pack_url(course, 1)).json()

    assert told["audio"] == [{"url": sound.url, "title": "Suara", "bytes": 900}]
    assert (told["audio_bytes"], told["pictures"]) == (900, [{"url": "/berkas/slides/1.webp", "bytes": 700}])
