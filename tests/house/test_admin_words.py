"""The Wagtail admin speaks Indonesian to a trainer, and our catalogue of library words fits the libraries."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtailmedia.models import Media

from content.drawings import DRAWINGS
from content.models import CoursePage, LessonPage
from content.operations import ensure_author_group, ensure_collection, ensure_reviewer_group
from lms.accounts.roles import Role
from lms.authoring.operations.reviewing import ensure_review
from lms.authoring.operations.sharing import offer_course, take_offer
from tests.factories.accounts import UserFactory
from tests.factories.authoring import OfficeTreeFactory
from tests.factories.content import (
    CoursePageFactory,
    CourseRegulationFactory,
    LessonPageFactory,
    ModulePageFactory,
    QuestionFactory,
)
from tests.factories.organisations import OfficeFactory, RegencyFactory, RoleGrantFactory
from tests.house.wordwalk import texts, words

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")

# English words that are no Indonesian ones; where one stands, a sentence was not translated.
ENGLISH = words(
    """
    action actions add address all an and any anyone are at autosave available avatar back been before blocks
    breadcrumbs bulk button by cancel cannot change changes checks child choose clear close collapse collection
    comment comments compare copy create created currently date delete deleted details dialog draft drag
    duplicate edit edited editing email error errors expand explore field fields file files filter for from go
    has have header heading help history home image images in insert is issue item items keyboard last layout
    link list live lock locked log main matches menus modified more move moved name new newest not number of
    oldest once open or order owner page pages parent phone please preview privacy private public publish
    published reading refresh remove report reports requested required results review root row save saved saving
    schedule search section select set settings shortcut shortcuts show sidebar site size slug snippet sorry
    sort subject subpage subpages tag tags task tasks text that the there these this title to toggle translation
    type unpublish unsaved update updated upload usage user users version view visible visit was when who width
    will with without word workflow workflows yes you your
    """
)
# Whole texts that hold such words with reason.
ALLOWED = {
    r"Root|Welcome to your new Wagtail site!": "names of rows that Wagtail's migrations write",
    r"Actions|Search": "fixed in two templates of Wagtail, for screen readers only: _actions.html and header.html",
    r"[A-Z]\w+(/[\w+-]+)+(: .+)?": "names of time zones",
}
REASONED = re.compile("|".join(ALLOWED))
FOLDER = settings.BASE_DIR / "locale" / "libraries" / "id" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
# The search of pages gives no name of what it counts, so the source says “of 2 None”.
SAYS_LESS = {"%(start_index)s-%(end_index)s of %(items_count)s %(model_name)s"}


@dataclass(frozen=True)
class Screen:
    name: str
    things: tuple[str | int, ...] = ()  # keys of the desk's pages and files, or what stands in the address itself
    query: str = ""

    def url(self, desk) -> str:
        return reverse(self.name, args=[desk.things.get(thing, thing) for thing in self.things]) + self.query


def of_page(name: str, thing: str = "lesson", **more) -> Screen:
    return Screen(f"wagtailadmin_pages:{name}", (thing,), **more)


SCREENS = [
    Screen("wagtailadmin_home"),
    Screen("wagtailadmin_account"),
    *(Screen("wagtailadmin_explore", (thing,)) for thing in ("course", "module", "lesson")),
    Screen("wagtailadmin_explore", ("module",), "?ordering=ord"),
    Screen("wagtailadmin_explore", ("module",), "?q=tiada"),
    Screen("wagtailadmin_pages:add", ("content", "lessonpage", "module")),
    Screen("wagtailadmin_pages:add", ("content", "modulepage", "course")),
    *(of_page("edit", thing) for thing in ("course", "module", "lesson", "draft")),
    *(of_page(name) for name in ("unpublish", "move", "copy", "delete", "history", "usage", "workflow_history")),
    of_page("unpublish", "module"),
    of_page("delete", "draft"),
    of_page("set_privacy"),
    Screen("wagtailadmin_pages:move_confirm", ("lesson", "other_module")),
    Screen("wagtailadmin_pages:revisions_compare", ("lesson", "earliest", "latest")),
    Screen("wagtailadmin_pages:search", query="?q=pilar"),
    Screen("wagtailadmin_pages:search", query="?q=tiada"),
    Screen("wagtailadmin_pages:type_use", ("content", "lessonpage")),
    *(
        Screen("wagtail_bulk_action", ("wagtailcore", "page", action), "?id={lesson}")
        for action in ("delete", "move", "publish", "unpublish")
    ),
    *(Screen(f"wagtailadmin_choose_page{kind}") for kind in ("", "_external_link", "_email_link", "_phone_link")),
    Screen("wagtailimages:index"),
    Screen("wagtailimages:index", query="?q=tiada"),
    Screen("wagtailimages:add_multiple"),
    *(Screen(f"wagtailimages:{name}", ("picture",)) for name in ("edit", "delete", "image_usage")),
    *(
        Screen("wagtail_bulk_action", ("wagtailimages", "image", action), "?id={picture}")
        for action in ("delete", "add_tags", "add_to_collection")
    ),
    Screen("wagtailimages_chooser:choose"),
    Screen("wagtailimages_chooser:choose_results", query="?q=tiada"),
    Screen("wagtailmedia:index"),
    Screen("wagtailmedia:index", query="?q=tiada"),
    *(Screen("wagtailmedia:add", (kind,)) for kind in ("audio", "video", "media")),
    *(Screen(f"wagtailmedia:{name}", ("recording",)) for name in ("edit", "delete", "media_usage")),
    Screen("wagtailmedia:chooser"),
    *(Screen(f"question-bank:{name}") for name in ("index", "add")),
    Screen("question-bank:index", query="?q=tiada"),
    *(Screen(f"question-bank:{name}", ("question",)) for name in ("edit", "copy", "history", "usage")),
    Screen("wagtailadmin_reports:workflow"),
    Screen("wagtailadmin_reports:workflow_tasks"),
    *(Screen("page_check", (thing,)) for thing in ("course", "module", "lesson", "draft")),
    *(Screen(f"regulations:{name}") for name in ("index", "add")),
    Screen("regulations:index", query="?q=tiada"),
    *(Screen(f"regulations:{name}", ("regulation",)) for name in ("edit", "history", "usage")),
    Screen("course_forms", ("course",)),
    *(Screen("course_form", ("course", form)) for form in ("trainer", "organiser", "rtl")),
    Screen("wagtailadmin_reports:site_history"),
]


@dataclass(frozen=True)
class Desk:
    client: object
    things: dict[str, int]

    def open(self, screen: Screen):
        return self.client.get(screen.url(self).format(**self.things))


@pytest.fixture
def desk(db, login, settings, tmp_path) -> Desk:
    """The browser of somebody who writes and publishes, and one thing of each kind that is hers."""
    settings.MEDIA_ROOT = tmp_path
    course = CoursePageFactory()
    module = ModulePageFactory(parent=course)
    lesson = LessonPageFactory(parent=module)
    for _time in range(2):
        lesson.save_revision().publish()
    collection = ensure_collection("Bimtek")
    author = UserFactory(language="id")
    author.groups.add(ensure_reviewer_group("Penelaah", page=course, collection=collection))
    author.user_permissions.add(*Permission.objects.filter(content_type__model="regulation"))
    hers = {"uploaded_by_user": author, "collection": collection}
    drawn = ContentFile(next(iter(DRAWINGS.values()))(), name="pilar.png")
    things = {
        "course": course,
        "module": module,
        "lesson": lesson,
        "other_module": ModulePageFactory(parent=course, code="L2"),
        "draft": LessonPageFactory(parent=module, live=False),
        "question": QuestionFactory(module=module),
        "regulation": CourseRegulationFactory(page=course).regulation,
        "picture": Image.objects.create(title="Empat pilar", file=drawn, **hers),
        "recording": Media.objects.create(
            title="Sapaan", type="audio", duration=3, file=ContentFile(b"ID3", name="sapaan.mp3"), **hers
        ),
    }
    return Desk(login(author), {name: thing.pk for name, thing in things.items()})


@pytest.fixture
def office(desk, login):
    """An author of a province and one of Kapuas, with a course offered, one taken, and news of that one."""
    province, kapuas = OfficeTreeFactory(), OfficeTreeFactory(office=OfficeFactory(region=RegencyFactory()))
    author = UserFactory(language="id")
    author.groups.add(province.authors, kapuas.authors)
    for tree, role in ((province, Role.TRAINER), (kapuas, Role.TRAINER)):
        RoleGrantFactory(user=author, role=role, region=tree.office.region)
    course = CoursePageFactory(parent=province.programme)
    lesson = LessonPageFactory(parent=ModulePageFactory(parent=course))
    now = timezone.now()
    for each in (course, lesson.get_parent().specific, lesson):
        each.save_revision().publish()
    (offer,) = offer_course(course, trees=[kapuas], by=author, at=now)
    copy = take_offer(offer, by=author, at=now)
    offer_course(course, trees=[kapuas], by=author, at=now)
    lesson.title, lesson.aim = "Lima pilar", "Mengenal pilar."
    lesson.save_revision().publish()
    return Desk(login(author), {"course": course.pk, "copy": copy.pk, "lesson": lesson.pk})


OFFICE_SCREENS = [
    Screen("course_new"),
    Screen("offer_list"),
    Screen("course_again", ("course",)),
    Screen("course_share", ("course",)),
    Screen("course_news", ("copy",)),
    Screen("page_order", ("course",)),
    Screen("course_news", ("course",)),
    of_page("edit", "course"),
    of_page("edit", "copy"),
    Screen("wagtailadmin_home"),
]


def test_the_screens_of_whole_courses_speak_indonesian(office):
    answers = {screen: office.open(screen) for screen in OFFICE_SCREENS}
    acts = [(name, {"once_key": str(uuid.uuid4())}) for name in ("course_again", "course_share")]
    told = [office.client.post(reverse(name, args=[office.things["course"]]), data) for name, data in acts]
    told.append(office.client.post(reverse("course_new"), {"once_key": str(uuid.uuid4())}))

    assert {screen: answer.status_code for screen, answer in answers.items() if answer.status_code != 200} == {}
    assert [answer.status_code for answer in told] == [200, 200, 200]
    assert [found for answer in (*answers.values(), *told) if (found := in_english(answer))] == []


def in_english(response) -> list[str]:
    return [text for text in texts(response) if words(text) & ENGLISH and not REASONED.fullmatch(text)]


def test_every_screen_of_a_trainer_speaks_indonesian(desk):
    answers = {screen: desk.open(screen) for screen in SCREENS}

    assert {screen: answer.status_code for screen, answer in answers.items() if answer.status_code != 200} == {}
    assert {screen: found for screen, answer in answers.items() if (found := in_english(answer))} == {}


def lesson_form(*blocks, **more):
    return nested_form_data({"body": streamfield(list(blocks)), "comments": inline_formset([]), **more})


def test_what_the_admin_answers_to_an_act_is_indonesian(desk):
    add = Screen("wagtailadmin_pages:add", ("content", "lessonpage", "module")).url(desk)
    paragraph = ("text", {"text": rich_text("<p>Satu kalimat.</p>", features=["bold"]), "audio": ""})
    picture = ("picture", {"image": "", "alt_text": "", "caption": ""})
    full = {"title": "Pelajaran baru", "slug": "pelajaran-baru"}
    acts = [
        (add, lesson_form(title="", slug="")),
        (add, lesson_form(picture, **full, **{"action-publish": "publish"})),
        (add, lesson_form(paragraph, **full)),
        (add, lesson_form(paragraph, **full)),  # the address is taken
        (of_page("edit").url(desk), lesson_form(paragraph, **full, **{"action-publish": "publish"})),
        (of_page("copy").url(desk), {"new_title": "x", "new_slug": "a b", "new_parent_page": desk.things["module"]}),
        (of_page("unpublish").url(desk), {}),
        (of_page("delete", "draft").url(desk), {}),
        (Screen("wagtailimages:edit", ("picture",)).url(desk), {"title": ""}),
        (Screen("wagtailimages:delete", ("picture",)).url(desk), {}),
        (reverse("wagtailmedia:add", args=["audio"]), {"title": "", "duration": "x"}),
        (Screen("wagtailmedia:delete", ("recording",)).url(desk), {}),
        (reverse("question-bank:add"), nested_form_data({"prompt": "", "choices": inline_formset([])})),
    ]

    answers = [(url, desk.client.post(url, data, follow=True)) for url, data in acts]

    assert [(url, answer.status_code) for url, answer in answers if answer.status_code != 200] == []
    assert [(url, found) for url, answer in answers if (found := in_english(answer))] == []


@pytest.fixture
def two_desks(desk, login):
    """A trainer who hands in, and a reviewer of the same tree."""
    course = CoursePage.objects.get(pk=desk.things["course"])
    collection = ensure_collection("Bimtek")
    trainer, reviewer = UserFactory(language="id"), UserFactory(language="id")
    trainer.groups.add(ensure_author_group("Narasumber", page=course, collection=collection))
    reviewers = ensure_reviewer_group("Penelaah", page=course, collection=collection)
    reviewer.groups.add(reviewers)
    ensure_review(course, reviewers=reviewers)
    return Desk(login(trainer), desk.things), Desk(login(reviewer), desk.things)


REVIEWED = (of_page("edit"), Screen("page_check", ("lesson",)), Screen("wagtailadmin_home"), of_page("history"))
OF_STEPS = (of_page("workflow_history"), of_page("confirm_workflow_cancellation"))


def test_every_screen_of_a_review_speaks_indonesian(two_desks):
    trainer, reviewer = two_desks
    paragraph = ("text", {"text": rich_text("<p>Satu kalimat.</p>", features=["bold"]), "audio": ""})
    blank = ("picture", {"image": "", "alt_text": "", "caption": ""})
    submit = {"title": "Pelajaran", "slug": "pelajaran-siap", "aim": "", "action-submit": "submit"}
    edit = of_page("edit").url(trainer)
    answers = []

    answers.append((edit, trainer.client.post(edit, lesson_form(blank, **submit), follow=True)))
    answers += [(screen, trainer.open(screen)) for screen in (*REVIEWED, *OF_STEPS[:1])]
    answers.append((edit, trainer.client.post(edit, lesson_form(paragraph, **submit), follow=True)))
    for desk in (trainer, reviewer):
        answers += [(screen, desk.open(screen)) for screen in (*REVIEWED, *OF_STEPS)]
    current = LessonPage.objects.get(pk=trainer.things["lesson"]).current_workflow_task_state
    state, task = current.pk, current.task_id
    for name, action in (("workflow_action", "reject"), ("collect_workflow_action_data", "approve")):
        answers.append((action, reviewer.open(Screen(f"wagtailadmin_pages:{name}", ("lesson", action, state)))))
    answers.append(("preview", reviewer.open(Screen("wagtailadmin_pages:workflow_preview", ("lesson", task)))))
    approve = Screen("wagtailadmin_pages:workflow_action", ("lesson", "approve", state)).url(reviewer)
    answers.append((approve, reviewer.client.post(approve, {"comment": "Baik."}, follow=True)))
    answers.append(("history", reviewer.open(of_page("workflow_history"))))

    assert [(where, answer.status_code) for where, answer in answers if answer.status_code != 200] == []
    assert [(where, found) for where, answer in answers if (found := in_english(answer))] == []


def test_the_scripts_of_the_admin_get_indonesian_words(desk):
    scripts = desk.client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()

    assert "Sisipkan blok" in scripts
    assert "Tulis komentar Anda..." in scripts


# --- the catalogue itself ----------------------------------------------------


def entries(domain: str) -> list[polib.POEntry]:
    return list(polib.pofile(FOLDER / f"{domain}.po"))


def said_by_libraries(domain: str) -> set[tuple[str | None, str, str]]:
    folders = [Path(django.__file__).parent / "conf" / "locale"]
    folders += [Path(app.path) / "locale" for app in apps.get_app_configs()]
    found = [catalogue for folder in folders for catalogue in folder.glob(f"en/LC_MESSAGES/{domain}.po")]
    return {(one.msgctxt, one.msgid, one.msgid_plural) for path in found for one in polib.pofile(path)}


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_each_entry_is_still_said_by_a_library(domain):
    gone = {(one.msgctxt, one.msgid, one.msgid_plural) for one in entries(domain)} - said_by_libraries(domain)

    assert gone == set()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_each_entry_is_translated_and_keeps_its_placeholders(domain):
    unfinished = [one.msgid for one in entries(domain) if one.fuzzy or one.obsolete or not one.translated()]
    changed = [
        one.msgid
        for one in entries(domain)
        if one.msgid not in SAYS_LESS
        and set(PLACEHOLDER.findall(one.msgid + one.msgid_plural))
        != set(PLACEHOLDER.findall(one.msgstr + "".join(one.msgstr_plural.values())))
    ]

    assert (unfinished, changed) == ([], [])


def test_no_word_stands_in_both_catalogues():
    ours = polib.pofile(settings.BASE_DIR / "locale" / "id" / "LC_MESSAGES" / "django.po")

    assert {(one.msgctxt, one.msgid) for one in ours} & {(one.msgctxt, one.msgid) for one in entries("django")} == set()
