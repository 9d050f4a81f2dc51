"""A 50 MB upload is refused at the door."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from lms.body_limit import body_limit

MEGABYTE = 1024 * 1024


class Unread:
    """A body nobody may read."""

    def read(self, *args):
        raise AssertionError("the body was read")


def answer(path, length):
    request = RequestFactory().generic("POST", path, content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = length
    request.META["wsgi.input"] = Unread()
    return body_limit(lambda request: HttpResponse("served"))(request)


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/pendaftaran/1/bagian/2/", str(50 * MEGABYTE), 413),
        ("/pendaftaran/1/bagian/2/", str(20 * MEGABYTE + 1_000), 200),
        ("/pendaftaran/1/bagian/2/", str(10**30), 413),
        ("/pendaftaran/1/bagian/2/", "", 200),
        ("/pendaftaran/1/bagian/2/", "banyak", 200),
        ("/pendaftaran/1/bagian/2/", "-5", 200),
        ("/admin/media/video/add/", str(50 * MEGABYTE), 200),
        ("/admin/media/video/add/", str(600 * MEGABYTE), 413),
    ],
)
def test_a_body_is_refused_by_its_stated_length_unread(path, length, status):
    response = answer(path, length)

    assert response.status_code == status
    assert (len(response.content) > 500) is (status == 413)
