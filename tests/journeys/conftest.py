"""A real Chromium for journeys: Debian's, at phone and desktop sizes, in both themes."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.journeys.people import Company
from tests.journeys.province import build_province

# Playwright's sync API keeps an event loop in this thread; Django's ORM is used beside it, never inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("PILAR_CHROMIUM", "/usr/bin/chromium")
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
BEGIN = datetime(2026, 7, 6, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


@pytest.fixture(scope="session")
def base_url():
    """Ours instead of the plugin's, which pytest 9 warns of: a session fixture written as a method."""
    return None


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta", "viewport": PHONE}


@pytest.fixture
def clock():
    """The server's clock, which runs in this process; ``clock.move_to`` jumps, and it ticks on from there."""
    with time_machine.travel(BEGIN, tick=True) as traveller:
        yield traveller


@pytest.fixture
def pictures(tmp_path):
    """Where screenshots are left for whoever wants to look: PILAR_SCREENSHOTS, or a folder of this run."""
    folder = Path(os.environ.get("PILAR_SCREENSHOTS") or tmp_path / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def province(migrated_rows, transactional_db, settings, tmp_path, clock):
    """The demonstration province in committed rows, without the cohorts: those are made by the journey."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return build_province(BEGIN)


@pytest.fixture
def company(province, live_server, settings, browser, pictures):
    """The people of the journey, each with a browser of her own."""
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = live_server.url
    company = Company(browser, live_server.url, pictures)
    yield company
    company.leave()
