from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from PIL import Image as Pillow
from wagtail.images.models import Image

from content.blocks.media import PICTURE_WIDTHS
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.learning import cohort_teaching


@pytest.fixture
def course(db):
    """A course of two modules: L1 with two lessons, L2 with one; and a trainee with a place in its open cohort."""
    page = CoursePageFactory()
    first = ModulePageFactory(parent=page, code="L1", title="Kebijakan")
    second = ModulePageFactory(parent=page, code="L2", title="Kelembagaan")
    lessons = [
        LessonPageFactory(parent=first, title="Empat pilar"),
        LessonPageFactory(parent=first, title="Peran LKS"),
        LessonPageFactory(parent=second, title="Berkas pendaftaran"),
    ]
    user = UserFactory()
    enrolment = EnrolmentFactory(accepted=True, cohort=cohort_teaching(first, second), membership__person__user=user)
    return SimpleNamespace(page=page, modules=[first, second], lessons=lessons, user=user, enrolment=enrolment)


@pytest.fixture
def make_picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def make():
        drawn = BytesIO()
        Pillow.new("RGB", (900, 1200), "#1D4F5C").save(drawn, "PNG")
        image = Image.objects.create(title="Sumur", file=ContentFile(drawn.getvalue(), name="sumur.png"))
        for size in PICTURE_WIDTHS:
            file = ContentFile(drawn.getvalue(), name=f"{size}.png")
            image.renditions.create(filter_spec=size, focal_point_key="", file=file, width=900, height=1200)
        return image

    return make
