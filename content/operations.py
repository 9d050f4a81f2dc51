from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    ReferenceIndex,
    Site,
)
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtailmedia.models import Media

from content import manuscript
from content.drawings import drawing
from content.faults import sentences_of
from content.models import (
    CatalogPage,
    Choice,
    CoursePage,
    CoursePrerequisite,
    CourseRegulation,
    LessonPage,
    ModulePage,
    ProgrammePage,
    Question,
    Regulation,
)
from content.preparing import read_and_draw
from lms.refusal import refuse

STARTER = Path(__file__).parent / "starter"
BIMTEK_LKS, KELUARGA_TANGGUH = STARTER / "bimtek_lks", STARTER / "keluarga_tangguh"
PEMBINAAN_MENTAL, KUBE = STARTER / "pembinaan_mental", STARTER / "kube"  # in this order: the first opens the second
REGULATIONS = "peraturan.md"  # beside the folders of the courses
AUTHOR_RIGHTS = ("add_page", "change_page", "lock_page")  # what they write is published by a reviewer
REVIEWER_RIGHTS = (*AUTHOR_RIGHTS, "publish_page", "unlock_page")
REGULATION_RIGHTS = ("add_regulation", "change_regulation", "view_regulation")
COLLECTION_RIGHTS = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "choose_image"),
    ("wagtailmedia", "add_media"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "choose_document"),
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


def _ensure_group(name: str, *, page: Page, collection: Collection, page_rights: tuple[str, ...]) -> Group:
    """A group with exactly these rights on the pages below ``page``, and a shelf for its pictures and recordings."""
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(*(_permission(app, codename) for app, codename in GROUP_RIGHTS))
    page = Page.objects.get(pk=page.pk)
    GroupPagePermission.objects.filter(group=group, page=page).exclude(permission__codename__in=page_rights).delete()
    for codename in page_rights:
        GroupPagePermission.objects.get_or_create(
            group=group, page=page, permission=_permission("wagtailcore", codename)
        )
    for app, codename in COLLECTION_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=_permission(app, codename)
        )
    return group


@transaction.atomic
def ensure_author_group(name: str, *, page: Page, collection: Collection) -> Group:
    """A group of authors with its own page tree, collection and question bank. They hand in; they do not publish."""
    return _ensure_group(name, page=page, collection=collection, page_rights=AUTHOR_RIGHTS)


@transaction.atomic
def ensure_reviewer_group(name: str, *, page: Page, collection: Collection) -> Group:
    """A group of reviewers of a page tree: they publish, and lock and unlock pages.

    Those of a province or of the nation also keep the list of regulations, which all offices share.
    """
    group = _ensure_group(name, page=page, collection=collection, page_rights=REVIEWER_RIGHTS)
    programme = page.specific
    if isinstance(programme, ProgrammePage) and "." not in programme.region_code:
        group.permissions.add(*(_permission("content", codename) for codename in REGULATION_RIGHTS))
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


@transaction.atomic
def ensure_programme(title: str, *, slug: str, region_code: str, summary: str) -> ProgrammePage:
    """What one office offers, made once. Its authors write below it."""
    catalog = CatalogPage.objects.get()
    return _page_below(catalog, ProgrammePage(title=title, slug=slug, region_code=region_code, summary=summary))


def _page_below(parent: Page, page: AnyPage, *, live: bool = True) -> AnyPage:
    """The page of that name below ``parent``, published now if there was none. One that exists stays as it is."""
    found = type(page).objects.child_of(parent).filter(slug=page.slug).first()
    if found is None:
        with disable_reference_index_auto_update():  # three times the page is saved; once is enough
            page.live, page.has_unpublished_changes = live, not live
            found = parent.add_child(instance=page)  # cleans the page
            revision = found.save_revision(clean=False)
            if live:
                revision.publish()
        ReferenceIndex.create_or_update_for_object(found)
    return found


# --- the question bank -------------------------------------------------------


def release_key(question: Question) -> None:
    """No choice is the key for a moment, so that a form may move it under the one-key constraint. Same transaction."""
    Choice.objects.filter(question_id=question.pk, is_key=True).update(is_key=False)


def add_question(module: ModulePage, *, prompt: str, choices: list[tuple[str, bool, str]]) -> Question:
    """A question of the module's course; ``choices`` are text, whether it is the key, and feedback."""
    question = Question(course=CoursePage.objects.ancestor_of(module).get(), module=module, prompt=prompt)
    question.full_clean(exclude=["course", "module"])
    question.save()
    rows = [
        Choice(question=question, sort_order=order, text=text, is_key=is_key, feedback=feedback)
        for order, (text, is_key, feedback) in enumerate(choices)
    ]
    for row in rows:
        row.full_clean(exclude=["question"], validate_constraints=False)  # the database keeps the constraint
    Choice.objects.bulk_create(rows)
    return question


# --- a course written as text files ------------------------------------------


@transaction.atomic
def keep_regulations(source: Path) -> dict[str, Regulation]:
    """The regulations of a file by their short names. What is on file already stays as it is."""
    known = {regulation.name: regulation for regulation in Regulation.objects.all()}
    for text in manuscript.read_regulations(source):
        if text.replaced_by and text.replaced_by not in known:
            raise refuse("regulation", _("“%(name)s” stands behind the one it replaces."), name=text.replaced_by)
        if text.name not in known:
            regulation = Regulation(
                name=text.name, title=text.title, url=text.url, review_on=text.review_on,
                replaced_by=known.get(text.replaced_by),
            )  # fmt: skip
            regulation.full_clean()
            regulation.save()
            known[text.name] = regulation
    return known


def import_course(
    source: Path, *, parent: Page, collection: Collection, live: bool = True, slug: str = ""
) -> CoursePage:
    """Make the pages and questions of a course from its folder. What exists already stays untouched.

    Not ``live``, all of it is a draft. ``slug`` is its address where it shall not be the one of its folder.
    Pictures are drawn before anything is written; their sizes when a lesson is published (``content.publication``).
    """
    text = read_and_draw(source)
    with transaction.atomic():
        return _write_course(text, source=source, parent=parent, collection=collection, live=live, slug=slug)


def _write_course(
    text: manuscript.CourseText, *, source: Path, parent: Page, collection: Collection, live: bool, slug: str
) -> CoursePage:
    first = _course_of(text, source=source, parent=parent)
    first.slug = slug or first.slug
    course = _page_below(parent, first, live=live)
    for module_text in text.modules:
        minutes = {
            f"{share}_minutes": jp * settings.PILAR_MINUTES_PER_JP for share, jp in module_text.jp.items()
        }  # fmt: skip
        page = ModulePage(
            slug=module_text.slug, title=module_text.title, code=module_text.code, aims=module_text.aims, **minutes
        )
        module = _page_below(course, page, live=live)
        _import_lessons(module, module_text, source=source / module_text.slug, collection=collection)
        if not module.questions.exists():
            for quiz in module_text.questions:
                choices = [(option.text, option.is_right, option.feedback) for option in quiz.options]
                add_question(module, prompt=quiz.question, choices=choices)
    return course


def _course_of(text: manuscript.CourseText, *, source: Path, parent: Page) -> CoursePage:
    """The course with its legal basis, and of what comes before it that which the programme has."""
    course = CoursePage(
        slug=text.slug,
        title=text.title,
        kind=text.kind,
        summary=text.summary,
        aims=text.aims,
        certificate_title=text.certificate_title,
        for_psks=list(text.for_psks),
        for_ppks=list(text.for_ppks),
    )
    known = keep_regulations(source.parent / REGULATIONS) if text.regulations else {}
    if missing := [name for name in text.regulations if name not in known]:
        raise refuse("regulation", _("The regulation “%(name)s” is not on file."), name=missing[0])
    course.regulations = [
        CourseRegulation(regulation=known[name], sort_order=order) for order, name in enumerate(text.regulations)
    ]
    before = CoursePage.objects.child_of(parent).filter(slug__in=text.after)
    course.prerequisites = [CoursePrerequisite(course=each, sort_order=order) for order, each in enumerate(before)]
    return course


def _import_lessons(module: ModulePage, text: manuscript.ModuleText, *, source: Path, collection: Collection) -> None:
    known = set(module.get_children().values_list("slug", flat=True))
    catalogue = LessonPage._meta.get_field("body").stream_block
    for lesson in text.lessons:
        if lesson.slug in known:
            continue
        body = []
        for block in lesson.blocks:
            child = catalogue.child_blocks[block.kind]
            value = _block_value(block, source=source, collection=collection)
            try:
                body.append((block.kind, child.clean(child.normalize(value))))
            except ValidationError as fault:
                words = " ".join(sentences_of(fault))
                raise manuscript.trouble_at(source / f"{lesson.slug}.md", block.line, words) from fault
        page = LessonPage(slug=lesson.slug, title=lesson.title, aim=lesson.aim, body=body)
        _page_below(module, page, live=module.live)


def _block_value(block: manuscript.Block, *, source: Path, collection: Collection) -> Any:
    value = block.value
    if block.kind == "check":
        options = [
            {"text": option.text, "is_right": option.is_right, "feedback": option.feedback} for option in value.options
        ]
        return {"question": value.question, "options": options}
    if block.kind == "picture":
        drawn = ContentFile(drawing(value["drawing"]), name=f"{value['drawing']}.png")
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
