"""A picture, recording or document that a page shows, also a draft and also in another tree, is not deleted."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import ReferenceIndex
from wagtailmedia.models import Media

from content.in_use import pages_with
from content.models import LessonPage
from tests.authoring.lessons import picture_in
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")

HERS, FOREIGN = "62.03", "62.71"
KINDS = ["picture", "recording", "twin", "slides"]


@pytest.fixture
def trainer(trainer_of):
    return trainer_of(HERS)


@pytest.fixture
def desk(trainer, desk_of):
    return desk_of(trainer)


def thing_of(kind, tree, by):
    """As she uploaded it: others on the shelf are not hers to delete."""
    if kind == "picture":
        picture = picture_in(tree.collection)
        picture.uploaded_by_user = by
        picture.save()
        return picture
    hers = {"collection": tree.collection, "uploaded_by_user": by}
    if kind == "slides":
        file = ContentFile(b"%PDF-1.7", name="salindia.pdf")
        return Document.objects.create(title="Salindia", file=file, **hers)
    return Media.objects.create(title="Sapaan", type="audio", file=ContentFile(b"ID3", name="sapaan.mp3"), **hers)


def block_with(kind, thing):
    return {
        "picture": ("picture", {"image": thing, "alt_text": "Meja.", "caption": "", "is_decorative": False}),
        "recording": ("recording", {"file": thing, "title": "Sapaan", "transcript": "Halo."}),
        "twin": ("text", {"text": "<p>Halo.</p>", "audio": thing}),
        "slides": ("slides", {"file": thing, "title": "Salindia", "is_in_text": True, "pages": []}),
    }[kind]


def lesson_showing(kind, thing, tree, *, as_draft=False, title="Buku tamu"):
    lesson = LessonPageFactory(parent=ModulePageFactory(parent=CoursePageFactory(parent=tree.programme)), title=title)
    lesson.body = [block_with(kind, thing)]
    revision = lesson.save_revision()
    if not as_draft:
        revision.publish()
        ReferenceIndex.create_or_update_for_object(LessonPage.objects.get(pk=lesson.pk))  # done after a commit
    return LessonPage.objects.get(pk=lesson.pk)


def deletion_of(thing):
    name = {"image": "wagtailimages:delete", "media": "wagtailmedia:delete", "document": "wagtaildocs:delete"}
    return reverse(name[thing._meta.model_name], args=[thing.pk])


@pytest.mark.parametrize("as_draft", [False, True], ids=["published", "draft"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_page_shows_stays_and_the_page_is_named(desk, trainer, trees, kind, as_draft):
    thing = thing_of(kind, trees[HERS], trainer)
    lesson = lesson_showing(kind, thing, trees[HERS], as_draft=as_draft)

    answers = [desk.get(deletion_of(thing), follow=True), desk.post(deletion_of(thing), follow=True)]

    assert list(pages_with(thing)) == [lesson.page_ptr]
    assert type(thing).objects.filter(pk=thing.pk).exists()
    for answer in answers:
        assert "cannot be deleted: it is shown in “Buku tamu”. Take it out there first." in answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_copy_of_another_office_shows_stays_and_only_the_number_is_told(desk, trainer, trees, kind):
    thing = thing_of(kind, trees[HERS], trainer)
    lesson_showing(kind, thing, trees[FOREIGN], title="Rahasia Palangka")

    page = desk.post(deletion_of(thing), follow=True).content.decode()

    assert type(thing).objects.filter(pk=thing.pk).exists()
    assert "cannot be deleted: 1 page of another office shows it." in page
    assert "Rahasia" not in page


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_page_shows_any_more_is_deleted(desk, trainer, trees, kind):
    thing = thing_of(kind, trees[HERS], trainer)
    lesson = lesson_showing(kind, thing, trees[HERS])
    lesson.body = [("text", "<p>Tanpa apa-apa.</p>")]
    lesson.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(LessonPage.objects.get(pk=lesson.pk))

    answer = desk.post(deletion_of(thing))

    assert answer.status_code == 302
    assert not type(thing).objects.filter(pk=thing.pk).exists()


def test_a_draft_that_took_it_out_does_not_free_what_readers_still_see(desk, trainer, trees):
    thing = thing_of("picture", trees[HERS], trainer)
    lesson = lesson_showing("picture", thing, trees[HERS])
    lesson.body = [("text", "<p>Tanpa gambar.</p>")]
    lesson.save_revision()

    desk.post(deletion_of(thing))

    assert type(thing).objects.filter(pk=thing.pk).exists()


@pytest.mark.parametrize(("kind", "app", "model"), [("picture", "wagtailimages", "image"),
                                                    ("slides", "wagtaildocs", "document")])  # fmt: skip
def test_many_at_once_are_refused_while_one_of_them_is_shown(desk, trainer, trees, kind, app, model):
    shown, free = (thing_of(kind, trees[HERS], trainer) for _each in range(2))
    lesson_showing(kind, shown, trees[HERS])
    bulk = reverse("wagtail_bulk_action", args=[app, model, "delete"])

    refused = desk.post(f"{bulk}?id={shown.pk}&id={free.pk}", follow=True)
    kept = type(shown).objects.filter(pk__in=[shown.pk, free.pk]).count()
    desk.post(f"{bulk}?id={free.pk}")

    assert "it is shown in “Buku tamu”" in refused.content.decode()
    assert (kept, list(type(shown).objects.filter(pk__in=[shown.pk, free.pk]))) == (2, [shown])


@pytest.mark.parametrize(("kind", "name"), [("picture", "wagtailimages:delete_multiple"),
                                            ("slides", "wagtaildocs:delete_multiple")])  # fmt: skip
def test_the_way_of_the_upload_screen_is_refused_too(desk, trainer, trees, kind, name):
    thing = thing_of(kind, trees[HERS], trainer)
    lesson_showing(kind, thing, trees[HERS])

    answer = desk.post(reverse(name, args=[thing.pk]), headers={"x-requested-with": "XMLHttpRequest"})

    assert (answer.status_code, "it is shown in" in answer.content.decode()) == (409, True)
    assert type(thing).objects.filter(pk=thing.pk).exists()


def test_what_is_of_another_office_still_does_not_exist(desk, trainer, trees):
    thing = thing_of("picture", trees[FOREIGN], None)
    lesson_showing("picture", thing, trees[FOREIGN])

    assert desk.post(deletion_of(thing)).status_code == 404
