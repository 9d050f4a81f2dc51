"""What lies outside her tree does not exist for a trainer: pages, pictures, recordings and questions."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtailmedia.models import Media

from content.drawings import DRAWINGS
from content.models import CoursePage, LessonPage
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, LessonPageFactory, ModulePageFactory, QuestionFactory
from tests.house.urlwalk import walk

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")

HERS, FOREIGN = "62.03", "62.71"


def things_of(tree, word):
    course = CoursePageFactory(parent=tree.programme, title=f"Kursus {word}")
    module = ModulePageFactory(parent=course, title=f"Modul {word}")
    drawn = ContentFile(next(iter(DRAWINGS.values()))(), name=f"{word}.png")
    return {
        "programme": tree.programme,
        "course": course,
        "module": module,
        "lesson": LessonPageFactory(parent=module, title=f"Pelajaran {word}"),
        "question": QuestionFactory(module=module, prompt=f"Pertanyaan {word}?"),
        "picture": Image.objects.create(title=f"Gambar {word}", file=drawn, collection=tree.collection),
        "recording": Media.objects.create(
            title=f"Rekaman {word}",
            type="audio",
            file=ContentFile(b"ID3", name=f"{word}.mp3"),
            collection=tree.collection,
        ),
        "document": Document.objects.create(
            title=f"Salindia {word}",
            file=ContentFile(b"%PDF-1.7", name=f"{word}.pdf"),
            collection=tree.collection,
        ),
    }


@pytest.fixture
def hers(trees):
    return things_of(trees[HERS], "Kapuas")


@pytest.fixture
def foreign(trees):
    return things_of(trees[FOREIGN], "Palangka")


@pytest.fixture
def desk(hers, foreign, trainer_of, desk_of):
    return desk_of(trainer_of(HERS))


PAGE_ROUTES = sorted(
    {
        route.name
        for route in walk()
        if route.route.startswith("admin/") and {"page_id", "parent_page_id", "page_to_move_id"} & set(route.parameters)
    }
)


def address(name, things):
    """The route for these things; what is no page in it is any word or number that fits."""
    (route,) = [each for each in walk() if each.name == name]
    others = {
        "content_type_app_name": "content",
        "content_type_model_name": "lessonpage",
        "action_name": "approve",
        "destination_id": things["module"].pk,
    }
    pages = {"page_id": things["lesson"].pk, "parent_page_id": things["module"].pk}
    pages["page_to_move_id"] = things["lesson"].pk
    return reverse(name, kwargs={each: pages.get(each, others.get(each, 1)) for each in route.parameters})


def test_no_address_of_the_admin_opens_a_page_of_another_office(desk, foreign):
    answers = {name: desk.get(address(name, foreign)).status_code for name in PAGE_ROUTES}

    assert len(PAGE_ROUTES) > 25
    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_no_post_changes_a_page_of_another_office(desk, foreign):
    answers = {name: desk.post(address(name, foreign)).status_code for name in PAGE_ROUTES}

    assert {name: status for name, status in answers.items() if status != 404} == {}


def test_a_foreign_page_and_a_missing_one_look_alike(desk, foreign):
    there = desk.get(reverse("wagtailadmin_pages:edit", args=[foreign["lesson"].pk]))
    missing = desk.get(reverse("wagtailadmin_pages:edit", args=[987_654]))
    absurd = desk.get(reverse("wagtailadmin_pages:edit", args=[10**22]))

    assert (there.status_code, missing.status_code, absurd.status_code) == (404, 404, 404)


def test_her_own_pages_open(desk, hers):
    names = ("edit", "history", "usage", "copy", "view_draft")
    answers = {name: desk.get(address(f"wagtailadmin_pages:{name}", hers)).status_code for name in names}

    assert set(answers.values()) == {200}


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("wagtailimages:edit", "picture"),
        ("wagtailimages:delete", "picture"),
        ("wagtailimages:image_usage", "picture"),
        ("wagtailimages_chooser:chosen", "picture"),
        ("wagtailadmin_api:images:detail", "picture"),
        ("wagtailmedia:edit", "recording"),
        ("wagtailmedia:delete", "recording"),
        ("wagtailmedia:media_chosen", "recording"),
        ("wagtailmedia:media_usage", "recording"),
        ("wagtaildocs:edit", "document"),
        ("wagtaildocs:delete", "document"),
        ("wagtaildocs:edit_multiple", "document"),
        ("wagtaildocs:document_usage", "document"),
        ("wagtaildocs_chooser:chosen", "document"),
        ("wagtailadmin_api:pages:detail", "lesson"),
        ("question-bank:edit", "question"),
        ("question-bank:copy", "question"),
    ],
)
def test_pictures_recordings_and_questions_of_another_office_do_not_exist(desk, foreign, name, thing):
    assert desk.get(reverse(name, args=[foreign[thing].pk])).status_code == 404
    assert desk.post(reverse(name, args=[foreign[thing].pk])).status_code in {404, 405}


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("wagtailadmin_explore_root", ""),
        ("wagtailadmin_choose_page", ""),
        ("wagtailadmin_choose_page", "?page_type=content.coursepage"),
        ("wagtailadmin_choose_page_search", "?q=Kursus"),
        ("wagtailadmin_pages:search", "?q=Pelajaran"),
        ("wagtailadmin_api:pages:listing", "?fields=title"),
        ("wagtailimages:index", ""),
        ("wagtailimages_chooser:choose", ""),
        ("wagtailimages_chooser:choose_results", ""),
        ("wagtailmedia:index", ""),
        ("wagtailmedia:chooser", ""),
        ("question-bank:index", ""),
        ("question-bank:add", ""),
        ("wagtailadmin_home", ""),
        ("wagtailadmin_reports:site_history", ""),
    ],
)
def test_no_list_and_no_chooser_names_anything_of_another_office(desk, name, query):
    answer = desk.get(reverse(name) + query, follow=True)
    # The names of offices are public, and the chooser of recordings filters by shelf.
    unwanted = "Rekaman Palangka" if name == "wagtailmedia:chooser" else "Palangka"

    assert answer.status_code == 200
    assert unwanted not in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "query", "own"),
    [
        ("wagtailadmin_choose_page_search", "?q=Kursus", "Kursus Kapuas"),
        ("wagtailimages_chooser:choose", "", "Gambar Kapuas"),
        ("question-bank:index", "", "Pertanyaan Kapuas"),
    ],
)
def test_the_choosers_offer_her_own(desk, name, query, own):
    assert own in json.dumps(desk.get(reverse(name) + query).content.decode())


def test_the_lists_of_the_interface_that_know_no_limits_are_closed(desk):
    names = ("wagtailadmin_api:images:listing", "wagtailadmin_api:documents:listing")

    assert [desk.get(reverse(name)).status_code for name in names] == [404, 404]


def test_nobody_publishes_through_the_interface_which_asks_no_check(desk, hers, desk_of):
    LessonPage.objects.filter(pk=hers["lesson"].pk).update(live=False)
    url = reverse("wagtailadmin_api:pages:action", args=[hers["lesson"].pk, "publish"])
    boss = desk_of(UserFactory(is_superuser=True))

    assert [client.post(url).status_code for client in (desk, boss)] == [404, 404]
    assert not LessonPage.objects.get(pk=hers["lesson"].pk).live


def test_the_chooser_walks_down_to_her_tree_and_no_further(desk, hers, foreign):
    child = "wagtailadmin_choose_page_child"

    ways = [desk.get(reverse(child, args=[page.pk])) for page in (hers["programme"].get_parent(), hers["course"])]

    assert [way.status_code for way in ways] == [200, 200]
    assert "Palangka" not in ways[0].content.decode()
    assert desk.get(reverse(child, args=[foreign["course"].pk])).status_code == 404


def lesson_form(*blocks):
    return nested_form_data(
        {
            "title": "Pelajaran baru",
            "slug": "pelajaran-baru",
            "body": streamfield(list(blocks)),
            "comments": inline_formset([]),
        }
    )


def picture(thing):
    return ("picture", {"image": str(thing.pk), "alt_text": "Empat pilar.", "caption": ""})


def recording(thing):
    return ("recording", {"file": str(thing.pk), "title": "Sapaan", "transcript": "Selamat datang."})


def slides(thing):
    return ("slides", {"file": str(thing.pk), "title": "Salindia", "is_in_text": "on", "pages": {"count": "0"}})


def linked(thing):
    words = f'<p><a linktype="page" id="{thing.pk}">lihat</a></p>'
    return ("text", {"text": rich_text(words, features=["link"]), "audio": ""})


@pytest.mark.parametrize(
    ("make", "thing"), [(picture, "picture"), (recording, "recording"), (slides, "document"), (linked, "lesson")]
)
def test_a_guessed_number_in_a_lesson_is_refused_in_words(desk, hers, foreign, make, thing):
    add = reverse("wagtailadmin_pages:add", args=["content", "lessonpage", hers["module"].pk])

    refused = desk.post(add, lesson_form(make(foreign[thing])))
    missing = LessonPage.objects.filter(slug="pelajaran-baru").count()
    kept = desk.post(add, lesson_form(make(hers[thing])))

    assert (refused.status_code, missing, kept.status_code) == (200, 0, 302)
    assert "is not of your office" in refused.content.decode()


def test_what_stood_in_a_lesson_before_may_stay(desk, hers, foreign):
    """A copy from another office shows its recordings, which stay where they are."""
    lesson = hers["lesson"]
    lesson.body = [("recording", {"file": foreign["recording"], "title": "Sapaan", "transcript": "Halo."})]
    lesson.save_revision().publish()

    answer = desk.post(
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]), lesson_form(recording(foreign["recording"]))
    )

    assert answer.status_code == 302
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).status_code == 200


def course_form(course, *gates):
    return nested_form_data(
        {
            "title": course.title,
            "slug": course.slug,
            "kind": course.kind,
            "summary": course.summary,
            "certificate_title": course.certificate_title,
            "aims": rich_text("<p>Satu.</p>", features=["bold"]),
            "comments": inline_formset([]),
            "prerequisites": inline_formset([{"course": str(gate.pk)} for gate in gates]),
            "regulations": inline_formset([]),
        }
    )


def test_a_gate_is_a_course_of_her_own_office(desk, trees, hers, foreign):
    own = CoursePageFactory(parent=trees[HERS].programme)
    edit = reverse("wagtailadmin_pages:edit", args=[hers["course"].pk])

    refused = desk.post(edit, course_form(hers["course"], foreign["course"]))
    kept = desk.post(edit, course_form(hers["course"], own))

    assert (refused.status_code, kept.status_code) == (200, 302)
    assert "What comes first is a course of your own office." in refused.content.decode()


def test_a_page_is_neither_moved_nor_copied_into_another_tree(desk, hers, foreign):
    copied = {"new_title": "x", "new_slug": "x", "new_parent_page": str(foreign["module"].pk)}
    into = reverse("wagtailadmin_pages:move_confirm", args=[hers["lesson"].pk, foreign["module"].pk])

    answers = [desk.post(reverse("wagtailadmin_pages:copy", args=[hers["lesson"].pk]), copied), desk.post(into)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert [page.get_children().count() for page in (hers["module"], foreign["module"])] == [1, 1]


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
def test_no_bulk_action_takes_a_foreign_page_along(desk, hers, foreign, action):
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    both = f"{bulk}?id={hers['lesson'].pk}&id={foreign['lesson'].pk}"

    assert (desk.get(both).status_code, desk.post(both).status_code) == (404, 404)
    assert CoursePage.objects.filter(pk=foreign["course"].pk).exists()


def test_no_bulk_action_takes_a_foreign_document_along(desk, hers, foreign):
    bulk = reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
    both = f"{bulk}?id={hers['document'].pk}&id={foreign['document'].pk}"
    several = reverse("wagtaildocs_chooser:chosen_multiple") + f"?id={foreign['document'].pk}"

    assert [desk.get(both).status_code, desk.post(both).status_code, desk.get(several).status_code] == [404, 404, 404]
    assert Document.objects.filter(pk=hers["document"].pk).exists()
