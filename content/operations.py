from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site
from wagtailmedia.models import Media

from content import manuscript
from content.blocks import sizes_of
from content.drawings import DRAWINGS
from content.models import CatalogPage, Choice, CoursePage, LessonPage, ModulePage, Question

BIMTEK_LKS = Path(__file__).parent / "starter" / "bimtek_lks"
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
COLLECTION_RIGHTS = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "choose_image"),
    ("wagtailmedia", "add_media"),
)
GROUP_RIGHTS = (
    ("wagtailadmin", "access_admin"),
    ("content", "add_question"),
    ("content", "change_question"),
    ("content", "view_question"),
)
AnyPage = TypeVar("AnyPage", bound=Page)


# --- who may write -----------------------------------------------------------


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def give_course_rights(group: Group, *, page: Page, collection: Collection) -> None:
    """The group writes and publishes below ``page`` and keeps its pictures and recordings in ``collection``."""
    for codename in PAGE_RIGHTS:
        permission = _permission("wagtailcore", codename)
        GroupPagePermission.objects.get_or_create(group=group, page=Page.objects.get(pk=page.pk), permission=permission)
    for app, codename in COLLECTION_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=_permission(app, codename)
        )


@transaction.atomic
def ensure_author_group(name: str, *, page: Page, collection: Collection) -> Group:
    """A group of authors with its own page tree, collection and question bank; made once."""
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(*(_permission(app, codename) for app, codename in GROUP_RIGHTS))
    give_course_rights(group, page=page, collection=collection)
    return group


@transaction.atomic
def ensure_collection(name: str) -> Collection:
    """A shelf of pictures and recordings, made once."""
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=name).first() or root.add_child(instance=Collection(name=name))


# --- the tree ----------------------------------------------------------------


@transaction.atomic
def ensure_catalog(title: str) -> CatalogPage:
    """The root of all courses, made once; Wagtail's own welcome page makes room for it."""
    catalog = CatalogPage.objects.first()
    if catalog is None:
        catalog = Page.objects.get(depth=1).add_child(instance=CatalogPage(title=title, slug="katalog"))
        catalog.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    if site.root_page_id != catalog.pk:
        site.root_page, site.site_name = catalog, "Pilar"
        site.save()
        for welcome in Page.objects.filter(depth=2, slug="home", content_type__model="page", numchild=0):
            welcome.delete()
    return catalog


def _page_below(parent: Page, kind: type[AnyPage], slug: str, /, **fields: Any) -> AnyPage:
    """The published page of that name below ``parent``. One that exists stays as its authors left it."""
    page = kind.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = parent.add_child(instance=kind(slug=slug, **fields))  # cleans the page
        page.save_revision().publish()
    return page


def prepare_pictures(lesson: LessonPage) -> None:
    """Draw the sizes of its pictures when a lesson is published, so that reading it writes nothing."""
    for _id, block in lesson.blocks():
        if block.block_type == "picture" and block.value["image"]:
            sizes_of(block.value["image"])


# --- the question bank -------------------------------------------------------


def release_key(question: Question) -> None:
    """No choice is the key for a moment, so that a form may move it under the one-key constraint. Same transaction."""
    Choice.objects.filter(question_id=question.pk, is_key=True).update(is_key=False)


def add_question(module: ModulePage, *, prompt: str, choices: list[tuple[str, bool, str]]) -> Question:
    """A question of the module's course; ``choices`` are text, whether it is the key, and feedback."""
    question = Question(course=CoursePage.objects.ancestor_of(module).get(), module=module, prompt=prompt)
    question.full_clean()
    question.save()
    for order, (text, is_key, feedback) in enumerate(choices):
        choice = Choice(question=question, sort_order=order, text=text, is_key=is_key, feedback=feedback)
        choice.full_clean()
        choice.save()
    return question


# --- a course written as text files ------------------------------------------


@transaction.atomic
def import_course(source: Path, *, parent: CatalogPage, collection: Collection) -> CoursePage:
    """Make the pages and questions of a course from its folder. What exists already stays untouched."""
    text = manuscript.read_course(source)
    course = _page_below(
        parent,
        CoursePage,
        text.slug,
        title=text.title,
        kind=text.kind,
        summary=text.summary,
        aims=text.aims,
        certificate_title=text.certificate_title,
    )
    for module_text in text.modules:
        module = _page_below(
            course,
            ModulePage,
            module_text.slug,
            title=module_text.title,
            code=module_text.code,
            theory_minutes=module_text.theory_jp * settings.PILAR_MINUTES_PER_JP,
            practice_minutes=module_text.practice_jp * settings.PILAR_MINUTES_PER_JP,
            aims=module_text.aims,
        )
        _import_lessons(module, module_text, source=source / module_text.slug, collection=collection)
        if not module.questions.exists():
            for quiz in module_text.questions:
                choices = [(option.text, option.is_right, option.feedback) for option in quiz.options]
                add_question(module, prompt=quiz.question, choices=choices)
    return course


def _import_lessons(module: ModulePage, text: manuscript.ModuleText, *, source: Path, collection: Collection) -> None:
    known = set(module.get_children().values_list("slug", flat=True))
    for lesson in text.lessons:
        if lesson.slug not in known:
            body = [(block.kind, _block_value(block, source=source, collection=collection)) for block in lesson.blocks]
            catalogue = LessonPage._meta.get_field("body").stream_block
            cleaned = catalogue.clean(catalogue.normalize(body))
            prepare_pictures(_page_below(module, LessonPage, lesson.slug, title=lesson.title, body=cleaned))


def _block_value(block: manuscript.Block, *, source: Path, collection: Collection) -> Any:
    value = block.value
    if block.kind == "check":
        options = [
            {"text": option.text, "is_right": option.is_right, "feedback": option.feedback} for option in value.options
        ]
        return {"question": value.question, "options": options}
    if block.kind == "picture":
        drawn = ContentFile(DRAWINGS[value["drawing"]](), name=f"{value['drawing']}.png")
        image = Image(title=value["caption"], file=drawn, collection=collection)
        image.full_clean()
        image.save()
        return {"image": image, "alt_text": value["alt_text"], "caption": value["caption"], "is_decorative": False}
    if block.kind == "recording":
        file = ContentFile((source / value["file"]).read_bytes(), name=value["file"])
        recording = Media(title=value["title"], file=file, type="audio", collection=collection)
        recording.full_clean()
        recording.save()
        return {"file": recording, "title": value["title"], "transcript": value["transcript"]}
    return value
