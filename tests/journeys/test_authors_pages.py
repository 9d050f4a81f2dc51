"""Every screen of ours in the Wagtail admin: axe in both themes, and 400 % zoom."""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtailmedia.models import Media

from content.models import LessonPage
from lms.authoring.operations.sharing import offer_course, take_offer
from lms.authoring.operations.trees import align_authors, ensure_tree
from tests.factories.content import (
    CoursePageFactory,
    LessonPageFactory,
    ModulePageFactory,
    QuestionFactory,
    RecordingVariantFactory,
)
from tests.factories.organisations import OfficeFactory, RegencyFactory, RoleGrantFactory
from tests.journeys.people import CHANGE_COLOURS, SIDEWAYS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]

DESKTOP = {"width": 1280, "height": 1024}
NARROW = {"width": 320, "height": 256}  # the same screen at 400 %. Source: WCAG 2.2, 1.4.10
LONG = "Pertanggungjawabankeuanganlembagakesejahteraansosial"
# Of Wagtail itself, not of our templates: the frame (its side menu and its bar of breadcrumbs) is shipped as it is.
FRAME = ["#wagtail-sidebar", "#wagtail-bg-sprite", ".w-slim-header", "[data-side-panel]"]
CONTEXT = {"exclude": [[selector] for selector in FRAME]}
PAGES = (
    *("new", "again", "share", "offers", "news", "order"),
    *("uploads", "checks", "lesson_checks", "bank", "regulations"),
)


def publish(page):
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def desk(migrated_rows, transactional_db, settings, tmp_path):
    """A province with a course it offers, and Kapuas with its copy, to which something is new."""
    settings.MEDIA_ROOT = tmp_path / "media"
    provinces, kapuas, city = OfficeFactory(), RegencyFactory(), RegencyFactory(code="62.71", name="Kota Palangka Raya")
    tree = ensure_tree(provinces)
    mine = ensure_tree(OfficeFactory(region=kapuas, name="Dinas Sosial Kabupaten Kapuas"))
    other = ensure_tree(OfficeFactory(region=city, name="Dinas Sosial Kota Palangka Raya"))
    officer = RoleGrantFactory(province=True, region=provinces.region).user
    trainer = RoleGrantFactory(trainer=True, region=kapuas).user
    align_authors(on=timezone.localdate())
    course = publish(CoursePageFactory(parent=tree.programme, title=f"Bimtek {LONG}"))
    module = publish(ModulePageFactory(parent=course, title="Kebijakan", code="L1"))
    lesson = publish(LessonPageFactory(parent=module, title="Empat pilar"))
    publish(ModulePageFactory(parent=course, title=LONG, code="L2"))
    QuestionFactory(module=module, prompt=f"Apa itu {LONG}?")
    first, _open = offer_course(course, trees=[mine, other], by=officer, at=timezone.now())
    copy = take_offer(first, by=trainer, at=timezone.now())
    publish(LessonPageFactory(parent=module, title="Pelajaran tambahan"))
    lesson.title = LONG
    publish(lesson)
    offer_course(publish(CoursePageFactory(parent=tree.programme)), trees=[mine], by=officer, at=timezone.now())
    file = ContentFile(b"ID3", name="sapaan.mp3")
    recording = Media.objects.create(
        title=LONG, type="audio", file=file, collection=mine.collection, uploaded_by_user=trainer
    )
    RecordingVariantFactory(recording=recording)
    return SimpleNamespace(course=course, copy=copy, officer=officer, trainer=trainer, lesson=lesson)


@pytest.fixture
def ways(desk):
    """Whose screen, and where it is."""
    own = LessonPage.objects.descendant_of(desk.copy).first()
    return {
        "new": (desk.trainer, reverse("course_new")),
        "again": (desk.trainer, reverse("course_again", args=[desk.copy.pk])),
        "share": (desk.officer, reverse("course_share", args=[desk.course.pk])),
        "offers": (desk.trainer, reverse("offer_list")),
        "news": (desk.trainer, reverse("course_news", args=[desk.copy.pk])),
        "order": (desk.trainer, reverse("page_order", args=[desk.copy.pk])),
        "uploads": (desk.trainer, reverse("media_states")),
        "checks": (desk.trainer, reverse("page_check", args=[desk.copy.pk])),
        "lesson_checks": (desk.trainer, reverse("page_check", args=[own.pk])),
        "bank": (desk.trainer, reverse("question-bank:index")),
        "regulations": (desk.officer, reverse("regulations:index")),
    }


@pytest.fixture
def screen(desk, browser, live_server, login):
    """``screen(user, ...)``: a browser in which she is signed in."""
    opened = []

    def new(user, size=DESKTOP, **more):
        context = browser.new_context(base_url=live_server.url, locale="id-ID", viewport=size, **more)
        context.set_default_timeout(60_000)
        cookie = {"name": "pilar", "value": login(user).cookies["pilar"].value, "url": live_server.url}
        context.add_cookies([cookie])
        opened.append(context)
        return context.new_page()

    yield new
    for context in opened:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["desktop", "400 percent"])
def test_axe_finds_nothing_on_any_screen_of_an_author(screen, ways, pictures, theme, size):
    found = []
    for name in PAGES:
        user, path = ways[name]
        page = screen(user, size, color_scheme=theme)
        answer = page.goto(path)
        page.evaluate(CHANGE_COLOURS)
        page.screenshot(path=pictures / f"{name}-{theme}-{size['width']}.png", full_page=True)
        assert (name, answer.status) == (name, 200)
        for rule in Axe().run(page, context=CONTEXT).response["violations"]:
            found += [(name, rule["id"], node["target"], node["html"][:160]) for node in rule["nodes"]]

    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, {"width": 360, "height": 640}, DESKTOP], ids=["400 percent", "phone", "desk"])
def test_no_screen_of_an_author_scrolls_sideways(screen, ways, theme, size):
    wide = []
    for name in PAGES:
        user, path = ways[name]
        page = screen(user, size, color_scheme=theme)
        page.goto(path)
        if (surplus := page.evaluate(SIDEWAYS)) > 0:
            wide.append((name, surplus))

    assert wide == []
