"""A real Chromium for journeys: Debian's, at phone and desktop sizes, in both themes."""

import os

import pytest

# Playwright's sync API keeps an event loop in this thread; Django's ORM is used beside it, never inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("PILAR_CHROMIUM", "/usr/bin/chromium")
PHONE = {"width": 360, "height": 640}
DESKTOP = {"width": 1280, "height": 800}


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
