"""What the shell of every page shows: who is here, which menu she has."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.organisations.access import Scope, scope_of


@dataclass(frozen=True)
class Entry:
    """A line of the menu: shown to who holds ``permission``; current where the URL's name begins with a root."""

    name: str
    label: Any
    icon: str
    permission: Permission
    roots: tuple[str, ...]


@dataclass(frozen=True)
class MenuItem:
    url: str
    label: Any
    icon: str
    is_current: bool


MENU = (
    Entry(
        "home",
        _("Home"),
        "home",
        Permission.SIGNED_IN,
        ("home", "course_outline", "lesson", "test_", "check_in", "nominate"),
    ),
    Entry(
        "session_list", _("My sessions"), "calendar", Permission.TEACH, ("session_list", "roll_call", "session_code")
    ),
    Entry("wagtailadmin_home", _("Write courses"), "pen", Permission.WRITE_COURSES, ()),
    Entry("nomination_list", _("Nominations"), "send", Permission.CONFIRM_NOMINATION, ("nomination_",)),
    Entry(
        "cohort_list",
        _("Cohorts"),
        "people",
        Permission.PLAN_COHORT,
        ("cohort_", "session_new", "participant_", "closing_", "award_"),
    ),
    Entry("institution_list", _("Institutions"), "building", Permission.SEE_REPORTS, ("institution_",)),
    Entry("area_figures", _("Figures"), "chart", Permission.SEE_REPORTS, ("area_",)),
    Entry("certificate_list", _("Certificates"), "certificate", Permission.LEARN, ("certificate_",)),
)


ACCOUNT_ROOTS = ("account", "mfa_", "usersessions_")


def menu_for(scope: Scope, current: str) -> list[MenuItem]:
    return [
        MenuItem(reverse(entry.name), entry.label, entry.icon, bool(entry.roots) and current.startswith(entry.roots))
        for entry in MENU
        if entry.permission in scope.permissions
    ]


# What a language calls itself; the first part gives way on a narrow screen.
OWN_NAMES = {"id": ("Bahasa ", "Indonesia"), "en": ("", "English")}


def other_language() -> dict[str, Any]:
    code = next(code for code, _name in settings.LANGUAGES if code != get_language())
    return {"code": code, "name": OWN_NAMES[code]}


def shell(request):
    user = getattr(request, "user", None)
    scope = scope_of(user) if user is not None else Scope(None, ())
    match = request.resolver_match
    current = (match.url_name or "") if match else ""
    return {
        "scope": scope,
        "menu": menu_for(scope, current),
        "is_account": current.startswith(ACCOUNT_ROOTS),
        "other_language": other_language(),
        "here": request.get_full_path() if request.method == "GET" else "/",
        "urls": {name: reverse(name) for name in ("front", "home", "account", "set_language", "verify_form")},
    }
