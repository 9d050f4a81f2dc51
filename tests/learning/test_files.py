"""Files of lessons: to anybody signed in, in pieces where a telephone seeks, from the shelves of lessons alone."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from tests.factories.accounts import UserFactory

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def client(login, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return login(UserFactory())


@pytest.fixture
def video(client):
    return reverse("lesson_file", args=[default_storage.save("variants/a.mp4", ContentFile(CONTENT))])


def tag_of(client, url):
    answer = client.get(url)
    assert body(answer)
    return answer["ETag"]


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_a_whole_file_says_that_it_may_be_asked_for_in_pieces(client, video):
    answer = client.get(video)

    assert (answer.status_code, answer["Content-Type"], answer["Accept-Ranges"]) == (200, "video/mp4", "bytes")
    assert body(answer) == CONTENT


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-", 0, 255_999),
        ("bytes=100-199", 100, 199),
        ("bytes=0-0", 0, 0),
        ("bytes=255990-999999", 255_990, 255_999),
        ("bytes=-10", 255_990, 255_999),
        ("bytes=-999999999", 0, 255_999),
        ("bytes=70000-200000", 70_000, 200_000),
    ],
)
def test_a_piece_is_sent_alone(client, video, asked, first, last):
    answer = client.get(video, headers={"range": asked})

    assert (answer.status_code, answer["Content-Type"]) == (206, "video/mp4")
    assert answer["Content-Range"] == f"bytes {first}-{last}/256000"
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert body(answer) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0", "bytes=20-10"])
def test_a_piece_that_is_not_there_is_told_with_the_size(client, video, asked):
    answer = client.get(video, headers={"range": asked})

    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */256000")


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,5-9",
        "bytes=",
        "bytes=-",
        "items=0-5",
        "bytes=a-b",
        "bytes=" + "9" * 40 + "-",
        "bytes=1--5",
        "x" * 4000,
    ],
)
def test_a_range_that_cannot_be_read_gives_the_whole_file(client, video, asked):
    answer = client.get(video, headers={"range": asked})

    assert answer.status_code == 200
    assert body(answer) == CONTENT


def test_a_piece_of_another_version_gives_the_whole_file(client, video):
    etag = tag_of(client, video)
    pieces = [client.get(video, headers={"range": "bytes=0-9", "if-range": each}) for each in (etag, '"lain"')]

    assert [(answer.status_code, len(body(answer))) for answer in pieces] == [(206, 10), (200, 256_000)]


def test_a_file_the_telephone_has_already_is_not_sent_again(client, video):
    etag = tag_of(client, video)

    assert client.get(video, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("name", "kind", "is_inline"),
    [
        ("variants/a.m4a", "audio/mp4", True),
        ("captions/a.vtt", "text/vtt", True),
        ("slides/a.webp", "image/webp", True),
        ("media/a.pdf", "application/pdf", False),
        ("media/a.mp3", "audio/mpeg", True),
        ("media/a.html", "text/html", False),
    ],
)
def test_what_a_browser_plays_is_shown_and_the_rest_is_downloaded(client, name, kind, is_inline):
    answer = client.get(reverse("lesson_file", args=[default_storage.save(name, ContentFile(b"a"))]))

    assert answer["Content-Type"] == kind
    assert answer.get("Content-Disposition", "").startswith("attachment") is not is_inline
    assert body(answer) == b"a"


@pytest.mark.parametrize(
    "name", ["certificates/a.pdf", "stored/a.pdf", "a.pdf", "variants", "variants/", "variants/../certificates/a.pdf"]
)
def test_other_shelves_do_not_exist(client, name):
    for place in ("certificates/a.pdf", "stored/a.pdf", "a.pdf", "variants/b.pdf"):
        default_storage.save(place, ContentFile(b"rahasia"))

    assert client.get(f"/berkas/{name}").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client, video):
    client.logout()

    assert client.get(video).status_code == 302
