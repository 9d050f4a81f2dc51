"""The component page, the front page and the sign-in page in a real browser: axe, width, keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.journeys.conftest import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["components", "front", "account_login"]
NARROW = {"width": 320, "height": 256}  # 1280 x 1024 at 400 %. Source: WCAG 2.2, 1.4.10


@pytest.fixture
def address(live_server, settings):
    settings.DEBUG = True
    return lambda name: live_server.url + reverse(name)


@pytest.fixture
def complaints(page):
    """What the browser itself says is wrong: errors, refused resources, blocked content."""
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("response", lambda response: said.append(response.url) if response.status >= 400 else None)
    return said


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page, address, complaints, name, size, theme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme)
    page.goto(address(name))

    results = Axe().run(page)

    found = [(rule["id"], node["target"]) for rule in results.response["violations"] for node in rule["nodes"]]
    assert found == []
    assert complaints == []


@pytest.mark.parametrize("size", [NARROW, PHONE, DESKTOP], ids=["320", "360", "1280"])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_never_scrolls_sideways(page, address, name, size):
    page.set_viewport_size(size)
    page.goto(address(name))

    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")

    assert widths[0] <= widths[1]


@pytest.mark.parametrize("name", PAGES)
def test_targets_are_large_enough_for_a_thumb(page, address, name):
    page.goto(address(name))

    small = page.evaluate(
        """[...document.querySelectorAll("button, .button, nav a, .brand, .back, select, summary,"
             + "input:not([type=hidden], [type=radio], [type=checkbox]), .choice")]
           .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
    )

    assert small == []


def test_the_keyboard_reaches_the_content_first(page, address):
    page.goto(address("front"))

    page.keyboard.press("Tab")
    first = page.evaluate("[document.activeElement.className, getComputedStyle(document.activeElement).outlineStyle]")
    page.keyboard.press("Enter")

    assert first == ["skip", "solid"]
    assert page.evaluate("document.activeElement.id") == "content"
