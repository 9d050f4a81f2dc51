"""Whatever is sent: a sentence, nothing half-written, never 500."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from lms.learning.models import LessonProgress
from tests.factories.accounts import UserFactory
from tests.naughty import HUGE, NAUGHTY, encodable


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_places_are_refused_in_words(course, login, text):
    address = reverse("lesson_place", args=[course.enrolment.pk, course.lessons[0].pk])

    response = login(course.user).post(address, {"block": encodable(text)}, follow=True)

    assert (response.status_code, len(list(response.context["messages"]))) == (200, 1)
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("digits", ["9" * 23, "9" * 5_000])
@pytest.mark.parametrize("step", ["", "tempat/", "selesai/"])
def test_a_lesson_no_database_can_hold_is_not_found(course, login, step, digits):
    client = login(course.user)
    address = f"/belajar/{course.enrolment.pk}/{digits}/{step}"

    response = client.post(address, {"block": "x"}) if step else client.get(address)

    assert response.status_code == 404


@pytest.mark.parametrize("digits", ["9" * 23, "9" * 5_000])
@pytest.mark.parametrize("rest", ["/", "/1/", "/1/tempat/", "/1/selesai/"])
def test_an_enrolment_no_database_can_hold_is_not_found(course, login, rest, digits):
    client = login(course.user)
    address = f"/belajar/{digits}{rest}"

    response = client.post(address) if rest.endswith(("tempat/", "selesai/")) else client.get(address)

    assert response.status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "images/",
        "images",
        "images/%00.png",
        "images/../secret-key",
        "images/..%2F..%2Fsecret-key",
        "images//etc/passwd",
        "sertifikat/1.pdf",
        f"images/{HUGE}",
        "images/\u202e.png",
    ],
)
def test_addresses_that_are_no_file_of_a_lesson_are_not_found(db, login, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("images/ada.png", ContentFile(b"png"))
    client = login(UserFactory())

    there = client.get("/berkas/images/ada.png")
    assert b"".join(there) == b"png"  # read to its end, which closes the file
    assert client.get(f"/berkas/{path}").status_code == 404
