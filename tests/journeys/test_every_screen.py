"""Every screen of the permission table, as somebody who may open it: axe, 320 px (400 % zoom), telephone and desk."""

from contextlib import closing

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.urls import reverse

from lms.accounts.models import User
from tests.house.permission_table import TABLE
from tests.house.world import build_world
from tests.journeys.people import CHANGE_COLOURS, SIDEWAYS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a screen looks the same on both databases"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]

WIDTHS = {"narrow": (320, 256), "phone": (360, 640), "desk": (1280, 800)}  # 1280 at 400 %: WCAG 2.2, 1.4.10
# Whose screen it first of all is, where several may open it.
ORDER = ("trainee", "institution_admin", "trainer", "regency", "province", "applicant", "ministry", "superuser")
SCREENS = [line for line in TABLE if line.method == "get" and line.status == 200]


def groups(size=12):
    return [SCREENS[first : first + size] for first in range(0, len(SCREENS), size)]


@pytest.fixture
def world(migrated_rows, transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    world = build_world()
    User.objects.update(language="id")
    return world


@pytest.fixture
def tab_of(world, browser, live_server, login):
    """``tab_of(who)``: the tab in which she is signed in."""
    tabs = {}

    def open_tab(who):
        if who not in tabs:
            context = browser.new_context(base_url=live_server.url, locale="id-ID")
            context.set_default_timeout(30_000)
            context.add_cookies(
                [{"name": "pilar", "value": login(world.users[who]).cookies["pilar"].value, "url": live_server.url}]
            )
            tabs[who] = context.new_page()
        return tabs[who]

    yield open_tab
    for tab in tabs.values():
        tab.context.close()


def is_a_screen(client, path):
    with closing(client.get(path)) as answer:
        return answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("lines", groups(), ids=lambda lines: lines[0].name)
def test_each_screen_is_readable_in_both_themes_and_at_every_width(world, tab_of, login, pictures, lines):
    faults = []
    for line in lines:
        who = min(line.allowed, key=lambda who: ORDER.index(who) if who in ORDER else len(ORDER))
        path = reverse(line.name, args=[world.arguments[key] for key in line.arguments])
        if is_a_screen(login(world.users[who]), path):
            faults += faults_of(tab_of(who), line.name, path, pictures)

    assert faults == []


def faults_of(tab, name, path, pictures):
    tab.set_viewport_size(size("phone"))
    tab.emulate_media(color_scheme="light")
    status = tab.goto(path).status
    found = [] if status == 200 else [(name, status)]
    tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    for theme in ("light", "dark"):
        tab.emulate_media(color_scheme=theme)
        tab.evaluate(CHANGE_COLOURS)
        found += [
            (name, theme, rule["id"], node["target"], node["html"][:160])
            for rule in Axe().run(tab).response["violations"]
            for node in rule["nodes"]
        ]
        for width in ("phone", "desk"):
            tab.set_viewport_size(size(width))
            tab.evaluate(CHANGE_COLOURS)
            tab.screenshot(path=pictures / f"{name}-{width}-{theme}.png", full_page=True)
    for width in WIDTHS:
        tab.set_viewport_size(size(width))
        if (surplus := tab.evaluate(SIDEWAYS)) > 0:
            found.append((name, width, "sideways", surplus))
    return found


def size(width):
    return dict(zip(("width", "height"), WIDTHS[width], strict=True))
