from datetime import date

import factory
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.documents.models import Document
from wagtail.models import Locale, Page, Site
from wagtailmedia.models import Media

from content.models import (
    CatalogPage,
    Choice,
    CoursePage,
    CoursePrerequisite,
    CourseRegulation,
    LessonPage,
    ModulePage,
    PageOrigin,
    ProgrammePage,
    Question,
    RecordingVariant,
    Regulation,
    SlideDeck,
)


def catalog() -> CatalogPage:
    """The root of the site, made once."""
    page = CatalogPage.objects.first()
    if page is None:
        root = Page.objects.filter(depth=1).first() or new_root()  # none after a test that emptied all tables
        page = root.add_child(instance=CatalogPage(title="Katalog", slug="katalog"))
        Site.objects.update_or_create(hostname="localhost", defaults={"root_page": page, "is_default_site": True})
    return page


def new_root() -> Page:
    """What Wagtail's migrations write: the root of all pages, and a locale for it."""
    Locale.objects.get_or_create(language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE))
    return Page.add_root(instance=Page(title="Root", slug="root"))


class PageFactory(factory.django.DjangoModelFactory):
    """Pages are made under a parent, so each factory takes ``parent``."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        page = model_class(**kwargs)
        return (parent or cls.default_parent()).add_child(instance=page)


class CoursePageFactory(PageFactory):
    class Meta:
        model = CoursePage

    title = factory.Sequence(lambda n: f"Bimtek LKS {n}")
    slug = factory.Sequence(lambda n: f"bimtek-{n}")
    summary = "Belajar mengelola lembaga."
    certificate_title = "Bimbingan Teknis Lembaga Kesejahteraan Sosial"
    default_parent = staticmethod(catalog)


class ProgrammePageFactory(PageFactory):
    class Meta:
        model = ProgrammePage

    title = factory.Sequence(lambda n: f"Dinas Sosial {n}")
    slug = factory.Sequence(lambda n: f"dinas-{n}")
    default_parent = staticmethod(catalog)


class RegulationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Regulation

    name = factory.Sequence(lambda n: f"Permensos {n}/2024")
    title = "Standar lembaga kesejahteraan sosial"
    review_on = date(2027, 1, 1)


class CourseRegulationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseRegulation

    page = factory.LazyFunction(CoursePageFactory)
    regulation = factory.SubFactory(RegulationFactory)


class CoursePrerequisiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CoursePrerequisite

    page = factory.LazyFunction(CoursePageFactory)
    course = factory.LazyFunction(CoursePageFactory)


class ModulePageFactory(PageFactory):
    class Meta:
        model = ModulePage

    title = "Kebijakan kesejahteraan sosial"
    slug = factory.Sequence(lambda n: f"modul-{n}")
    code = "L1"
    theory_minutes = 90
    practice_minutes = 45
    default_parent = staticmethod(CoursePageFactory)


def worksheet_value(*, title="Rencana layanan", prompts=(("Tujuan saya", 2),), rows=0):
    """A worksheet as an author saves it: what to write with its empty lines, and a table of ``rows`` when asked."""
    items = [{"type": "prompt", "value": {"text": text, "lines": lines}} for text, lines in prompts]
    if rows:
        items.append({"type": "table", "value": {"columns": ["Hari", "Hasil"], "rows": rows}})
    return {"title": title, "instruction": "Isilah bersama.", "items": items}


class LessonPageFactory(PageFactory):
    class Meta:
        model = LessonPage

    title = "Empat pilar"
    slug = factory.Sequence(lambda n: f"pelajaran-{n}")
    body = factory.LazyFunction(lambda: [("text", "<p>Satu.</p>"), ("text", "<p>Dua.</p>"), ("text", "<p>Tiga.</p>")])
    default_parent = staticmethod(ModulePageFactory)


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question with three choices, the first one right."""

    class Meta:
        model = Question
        skip_postgeneration_save = True

    module = factory.LazyFunction(ModulePageFactory)
    course = factory.LazyAttribute(lambda o: CoursePage.objects.get(pk=o.module.get_parent().pk))
    prompt = factory.Sequence(lambda n: f"Pertanyaan {n}?")

    @factory.post_generation
    def choices(self, create, extracted, **kwargs):
        for order, text in enumerate(["Benar", "Salah", "Keliru"]):
            Choice.objects.create(question=self, sort_order=order, text=text, is_key=order == 0, feedback=f"{text}.")


class PageOriginFactory(factory.django.DjangoModelFactory):
    """A copied lesson and the lesson it came from."""

    class Meta:
        model = PageOrigin

    page = factory.LazyFunction(LessonPageFactory)
    source = factory.LazyFunction(LessonPageFactory)
    own_digest = "0" * 64


class RecordingVariantFactory(factory.django.DjangoModelFactory):
    """The small sound of a recording, still waiting. ``ready``: made, of 30 kB."""

    class Meta:
        model = RecordingVariant

    class Params:
        ready = factory.Trait(
            state="ready", percent=100, file=factory.Sequence(lambda n: f"variants/{n}.m4a"), size_bytes=30_000
        )

    recording = factory.LazyFunction(
        lambda: Media.objects.create(title="Sapaan", type="audio", file=ContentFile(b"ID3" + b"0" * 97, name="a.mp3"))
    )
    kind = "audio"
    source_name = factory.LazyAttribute(lambda o: o.recording.file.name)
    updated_at = factory.LazyFunction(timezone.now)


class SlideDeckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SlideDeck

    class Params:
        ready = factory.Trait(
            state="ready",
            percent=100,
            pages=[{"name": f"slides/{n}.webp", "size_bytes": 20_000, "width": 1200, "height": 675} for n in (1, 2)],
        )

    document = factory.LazyFunction(
        lambda: Document.objects.create(title="Salindia", file=ContentFile(b"%PDF-1.7", name="salindia.pdf"))
    )
    source_name = factory.LazyAttribute(lambda o: o.document.file.name)
    updated_at = factory.LazyFunction(timezone.now)
