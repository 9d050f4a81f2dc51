"""A trainer at her desk: the Wagtail admin as she finds it, through real requests."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtailmedia.models import Media

from content.models import LessonPage, ModulePage
from content.operations import ensure_author_group, ensure_collection
from tests.factories.accounts import UserFactory
from tests.factories.content import LessonPageFactory, QuestionFactory

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


def list_block(values):
    rows = {str(order): {"value": value, "order": str(order), "deleted": ""} for order, value in enumerate(values)}
    return {"count": str(len(values)), **rows}


def lesson_form(*blocks, **more):
    return nested_form_data(
        {
            "title": "Empat pilar",
            "slug": "empat-pilar",
            "body": streamfield(list(blocks)),
            "comments": inline_formset([]),
            "action-publish": "publish",
            **more,
        }
    )


def answers(*rights):
    return list_block(
        [
            {"text": f"Jawaban {number}", "feedback": "Karena begitu.", **({"is_right": "on"} if right else {})}
            for number, right in enumerate(rights)
        ]
    )


def add_lesson_url(module):
    return reverse("wagtailadmin_pages:add", args=["content", "lessonpage", module.pk])


def test_a_reviewer_writes_and_publishes_a_lesson_of_all_blocks(
    publisher, module, make_image, django_capture_on_commit_callbacks
):
    recording = Media.objects.create(
        title="Sapaan",
        type="audio",
        file=ContentFile(b"ID3", name="sapaan.mp3"),
        collection=ensure_collection("Bimtek"),
    )
    picture = {"image": str(make_image().pk), "alt_text": "Sumur di halaman.", "caption": ""}
    form = lesson_form(
        ("text", {"text": rich_text("<h2>Empat pilar</h2><p>Satu kalimat.</p>", features=["h2", "bold"]), "audio": ""}),
        ("picture", picture),
        ("recording", {"file": str(recording.pk), "title": "Sapaan", "transcript": "Selamat datang."}),
        ("check", {"question": "Mana yang benar?", "options": answers(True, False)}),
        ("callout", {"kind": "example", "title": "", "text": rich_text("<p>Di Kapuas.</p>", features=["bold"])}),
    )
    with django_capture_on_commit_callbacks(execute=True):
        response = publisher.post(add_lesson_url(module), form)
    lesson = LessonPage.objects.get(slug="empat-pilar")
    assert response.status_code == 302
    assert lesson.live
    assert [block.block_type for block in lesson.body] == ["text", "picture", "recording", "check", "callout"]
    assert lesson.body[1].value["image"].renditions.count() == 2  # drawn at publishing: reading writes nothing
    preview = publisher.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])).content.decode()
    assert all(f'id="blok-{block_id}"' in preview for block_id, _block in lesson.blocks())


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("picture", {"alt_text": "", "caption": ""}, "Describe the picture in words"),
        ("check", {"question": "Mana?", "options": answers(False, False)}, "Tick exactly one answer"),
        (
            "text",
            {"text": rich_text('<p><a href="http://x.id">tautan</a></p>', features=["link"]), "audio": ""},
            "Links begin with https://",
        ),
        ("nothing", "x", "This field is required"),
    ],
)
def test_a_faulty_lesson_is_refused_and_nothing_is_kept(publisher, module, make_image, kind, value, words):
    if kind == "picture":
        value = {**value, "image": str(make_image().pk)}
    response = publisher.post(add_lesson_url(module), lesson_form((kind, value)))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not LessonPage.objects.exists()


def test_a_draft_may_lack_the_description_of_a_picture(desk, module, make_image):
    form = lesson_form(("picture", {"image": str(make_image().pk), "alt_text": "", "caption": ""}))
    del form["action-publish"]
    desk.post(add_lesson_url(module), form)
    assert not LessonPage.objects.get(slug="empat-pilar").live


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 10_000),
        ("title", "a\x00b"),
        ("slug", "../../etc"),
        ("title", "<script>alert(1)</script>"),
    ],
)
def test_bad_words_in_a_title_never_break_the_page(desk, module, field, value):
    form = lesson_form(("text", {"text": rich_text("<p>Satu.</p>", features=["bold"]), "audio": ""}), **{field: value})
    response = desk.post(add_lesson_url(module), form, follow=True)
    assert response.status_code == 200
    assert "<script>alert(1)</script>" not in response.content.decode()


def module_form(**more):
    return nested_form_data(
        {
            "title": "Kelembagaan",
            "slug": "kelembagaan",
            "code": "L2",
            "theory_minutes": "90",
            "practice_minutes": "45",
            "field_minutes": "0",
            "online_minutes": "0",
            "aims": rich_text("<ul><li>Satu</li></ul>", features=["ul"]),
            "comments": inline_formset([]),
            "action-publish": "publish",
            **more,
        }
    )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", " l1 ", "Another module of this course already has the code"),
        ("theory_minutes", "50", "Write a multiple of 45 minutes"),
        ("theory_minutes", "99999999999999999999", "6000"),
        ("practice_minutes", "banyak", "whole number"),
    ],
)
def test_a_faulty_module_is_refused_with_a_sentence(desk, course, module, field, value, words):
    url = reverse("wagtailadmin_pages:add", args=["content", "modulepage", course.pk])
    response = desk.post(url, module_form(**{field: value}))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert ModulePage.objects.count() == 1


def test_a_reviewer_adds_a_module(publisher, course, module):
    url = reverse("wagtailadmin_pages:add", args=["content", "modulepage", course.pk])
    assert publisher.post(url, module_form()).status_code == 302
    assert [(page.code, page.jp) for page in course.modules()] == [("L1", 3), ("L2", 3)]


def test_the_menu_shows_only_what_a_trainer_uses(desk):
    page = desk.get(reverse("wagtailadmin_home")).content.decode()
    for wanted in ("explorer", "images", "media", "question-bank"):
        assert f'"name": "{wanted}"' in page
    for unwanted in ("documents", "reports", "help", "settings", "snippets", "users"):
        assert f'"name": "{unwanted}"' not in page
    assert "admin.css" in page


@pytest.mark.parametrize(
    "name",
    [
        "wagtailusers_users:index",
        "wagtailusers_groups:index",
        "wagtailsites:index",
        "wagtailadmin_collections:index",
        "wagtailadmin_workflows:index",
        "wagtailsnippets:index",
    ],
)
def test_what_is_not_hers_is_refused_and_not_only_hidden(desk, name):
    assert desk.get(reverse(name)).status_code in {302, 403}


def test_a_trainer_may_not_write_outside_her_tree(desk):
    foreign = LessonPageFactory(title="Milik orang lain")
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[foreign.pk])).status_code == 404
    assert desk.get(add_lesson_url(foreign.get_parent())).status_code == 404


@pytest.mark.parametrize("climb", [0, 1])
def test_a_page_with_questions_below_it_is_not_deleted_but_explained(login, module, climb):
    QuestionFactory(module=module)
    page = module.get_parent() if climb else module
    client = login(UserFactory(is_superuser=True, language="en"))
    client.cookies["pilar-language"] = "en"
    single = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    assert "1 question of the bank belongs to it" in single.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?next=/admin/&id={page.pk}"
    assert client.post(bulk, follow=True).status_code == 200
    assert ModulePage.objects.filter(pk=module.pk).exists()


def test_a_page_without_questions_may_be_deleted(desk, author, module):
    lesson = LessonPageFactory(parent=module, owner=author, live=False)
    desk.post(reverse("wagtailadmin_pages:delete", args=[lesson.pk]))
    assert not LessonPage.objects.filter(pk=lesson.pk).exists()


def test_the_author_group_is_made_once(author, course):
    group = ensure_author_group("Narasumber", page=course, collection=ensure_collection("Bimtek"))
    assert Group.objects.get(name="Narasumber") == group
    assert group.page_permissions.count() == 3
    assert group.collection_permissions.count() == 5
