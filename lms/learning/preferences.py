"""How somebody wants to read: with little data, one step a screen. Kept by her browser, not by us: no personal data."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.cache import patch_vary_headers

COOKIE = "pilar-reading"
YEAR_SECONDS = 60 * 60 * 24 * 365
SAVES, FULL, STEPS, WHOLE = "saves", "full", "steps", "whole"
CHOICES = {"data": (SAVES, FULL), "view": (STEPS, WHOLE)}


@dataclass(frozen=True)
class Reading:
    saves_data: bool = False
    in_steps: bool = False


def reading_of(request: Any) -> Reading:
    """What was chosen here once; where nothing was, the browser's own wish to save data counts."""
    chosen = set(request.COOKIES.get(COOKIE, "").split("."))
    asks_to_save = request.headers.get("Save-Data", "").strip().lower() == "on"
    is_kept = "X-Pilar-Pack" in request.headers  # the service worker takes the whole lesson along
    saves_data = SAVES in chosen or (asks_to_save and FULL not in chosen)
    return Reading(saves_data=saves_data, in_steps=STEPS in chosen and not is_kept)


def keep_choice(request: Any, response: Any, chosen: dict[str, str]) -> None:
    """Remember what a button said, beside what was chosen before; words we do not know are left out."""
    before = request.COOKIES.get(COOKIE, "").split(".")
    words = [
        next((word for word in (chosen.get(name), *before) if word in allowed), "") for name, allowed in CHOICES.items()
    ]
    response.set_cookie(
        COOKIE, ".".join(word for word in words if word), max_age=YEAR_SECONDS, path="/belajar/", httponly=True,
        secure=settings.SESSION_COOKIE_SECURE, samesite="Lax",
    )  # fmt: skip


def varies(response: Any) -> Any:
    patch_vary_headers(response, ("Cookie", "Save-Data"))
    return response
