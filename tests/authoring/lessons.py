"""A lesson as it goes through the editor, for tests that hand it in."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images.models import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.models import LessonPage
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory


def picture_in(collection):
    drawn = BytesIO()
    Pillow.new("RGB", (40, 30), "#1D4F5C").save(drawn, "PNG")
    file = ContentFile(drawn.getvalue(), name="meja.png")
    return Image.objects.create(title="Meja tamu", file=file, collection=collection)


def lesson_in(tree, **more):
    """A draft in the tree of an office, as its author left it."""
    course = CoursePageFactory(parent=tree.programme)
    lesson = LessonPageFactory(parent=ModulePageFactory(parent=course), live=False, **more)
    lesson.save_revision()
    return lesson


def block_of_text(words):
    return ("text", {"text": rich_text(f"<p>{words}</p>", features=["h2", "bold"]), "audio": ""})


def block_of_picture(image, alt_text):
    return ("picture", {"image": str(image.pk), "alt_text": alt_text, "caption": ""})


def form_of(*blocks, act=None, **more):
    acts = {f"action-{act}": act} if act else {}
    fields = {"title": "Buku tamu", "slug": "buku-tamu", "aim": "", "body": streamfield(list(blocks))}
    return nested_form_data({**fields, "comments": inline_formset([]), **acts, **more})


def editor(lesson):
    return reverse("wagtailadmin_pages:edit", args=[lesson.pk])


def checks(lesson):
    return reverse("page_check", args=[lesson.pk])


def fresh(lesson):
    return LessonPage.objects.get(pk=lesson.pk)
