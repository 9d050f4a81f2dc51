"""What the shell of every page shows: who is here, which menu she has, how many messages are new."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.notices.models import Notice
from lms.organisations.access import Scope, scope_of


@dataclass(frozen=True)
class Entry:
    """A line of the menu: shown to who holds ``permission``; current where the URL's name begins with a root."""

    name: str
    label: Any
    icon: str
    permission: Permission
    roots: tuple[str, ...]
    but: tuple[str, ...] = ()  # names that another line calls its own

    def is_current(self, name: str) -> bool:
        return bool(self.roots) and name.startswith(self.roots) and name not in self.but


@dataclass(frozen=True)
class MenuItem:
    url: str
    label: Any
    icon: str
    is_current: bool


REGISTER_ROOTS = (
    *(
        "register_",
        "institution_",
        "paper_",
        "accreditation_",
        "wadah_",
        "kind_",
        "person_",
        "nik_",
        "member_",
        "family_",
    ),
    *(
        "verification_",
        "review_",
        "import_",
        "export_",
        "suggestion_",
        "merge_",
        "recovery_",
        "invitation_",
        "request_",
        "requirement_",
    ),
)

INSTITUTION_PAGES = ("institution_list", "institution_detail")

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
        ("cohort_", "session_new", "participant_", "closing_", "award_", "letter_", "number_"),
        ("letter_list",),
    ),
    Entry("register_home", _("Register"), "book", Permission.SEE_REPORTS, REGISTER_ROOTS, INSTITUTION_PAGES),
    Entry("institution_list", _("Institutions"), "building", Permission.SEE_REPORTS, INSTITUTION_PAGES),
    Entry("area_figures", _("Figures"), "chart", Permission.SEE_REPORTS, ("area_",)),
    # What officers reach through the doors of the register stands in the menu of those who have no such doors.
    Entry("role_list", _("Who may do what"), "people", Permission.SET_UP, ("role_",), ("role_meanings", "role_mine")),
    Entry("requirement_list", _("Checklist of applications"), "check", Permission.SET_UP, ("requirement_",)),
    Entry("recovery_list", _("Give an account back"), "lock", Permission.SET_UP, ("recovery_",)),
    Entry("invitation_list", _("Invite members"), "send", Permission.NOMINATE, ("invitation_",)),
    Entry("class_code", _("Class code"), "lock", Permission.LEARN, ("class_code",), ("class_code_page",)),
    Entry("certificate_list", _("Certificates"), "certificate", Permission.LEARN, ("certificate_",)),
    Entry("letter_list", _("Letters to you"), "send", Permission.LEARN, ("letter_list", "letter_download")),
)


ACCOUNT_ROOTS = ("account", "mfa_", "usersessions_")
INBOX_ROOTS = ("inbox", "notice_", "calendar_")


def menu_for(scope: Scope, current: str) -> list[MenuItem]:
    return [
        MenuItem(reverse(entry.name), entry.label, entry.icon, entry.is_current(current))
        for entry in MENU
        if entry.permission in scope.permissions
    ]


# What a language calls itself; the first part gives way on a narrow screen.
OWN_NAMES = {"id": ("Bahasa ", "Indonesia"), "en": ("", "English")}


def other_language() -> dict[str, Any]:
    code = next(code for code, _name in settings.LANGUAGES if code != get_language())
    return {"code": code, "name": OWN_NAMES[code]}


KEPT_ON_PHONES = ("lesson", "course_outline")  # read weeks later without signal: a number of that day would be wrong
UNREAD_SECONDS = 60


def unread_of(user: Any, scope: Scope, current: str) -> Callable[[], int]:
    """How many messages are new, asked when a page shows it: at most once a minute, and anew on the messages' pages.

    A view that counts them itself passes its own ``unread``.
    """
    key = f"unread-notices:{scope.user_id}"
    if current.startswith(INBOX_ROOTS):
        cache.delete(key)

    def count() -> int:
        if scope.user_id is None or current.startswith(KEPT_ON_PHONES):
            return 0
        return (
            cache.get_or_set(key, Notice.objects.of(user).arrived(timezone.now()).unread().count, UNREAD_SECONDS) or 0
        )

    return count


def shell(request):
    user = getattr(request, "user", None)
    scope = scope_of(user) if user is not None else Scope(None, ())
    match = request.resolver_match
    current = (match.url_name or "") if match else ""
    return {
        "scope": scope,
        "menu": menu_for(scope, current),
        "unread": unread_of(user, scope, current),
        "is_inbox": current.startswith(INBOX_ROOTS),
        "is_account": current.startswith(ACCOUNT_ROOTS),
        "other_language": other_language(),
        "here": request.get_full_path() if request.method == "GET" else "/",
        "urls": {name: reverse(name) for name in ("front", "home", "inbox", "account", "set_language", "verify_form")},
    }
