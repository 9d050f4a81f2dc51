from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image as Pillow
from wagtail.images.models import Image

from content.operations import ensure_author_group, ensure_collection, ensure_reviewer_group
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, ModulePageFactory


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def course(db):
    return CoursePageFactory()


@pytest.fixture
def module(course):
    return ModulePageFactory(parent=course)


@pytest.fixture
def author(course):
    user = UserFactory(language="en")
    user.groups.add(ensure_author_group("Narasumber", page=course, collection=ensure_collection("Bimtek")))
    return user


@pytest.fixture
def publisher(login, course):
    """The browser of a reviewer: she may publish what she writes herself."""
    user = UserFactory(language="en")
    user.groups.add(ensure_reviewer_group("Penelaah", page=course, collection=ensure_collection("Bimtek")))
    client = login(user)
    with translation.override("en"):
        client.cookies["pilar-language"] = "en"
        yield client


@pytest.fixture
def desk(login, author):
    """Her browser, in English so that the tests read the source strings."""
    client = login(author)
    with translation.override("en"):
        client.cookies["pilar-language"] = "en"
        yield client


@pytest.fixture
def make_image(_files):
    def make(width=40, height=30):
        drawn = BytesIO()
        Pillow.new("RGB", (width, height), "#1D4F5C").save(drawn, "PNG")
        file = ContentFile(drawn.getvalue(), name="sumur.png")
        return Image.objects.create(title="Sumur", file=file, collection=ensure_collection("Bimtek"))

    return make
