"""What an officer may do in the register, and how much waits there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Permission
from lms.notices.models import Mailing
from lms.organisations.access import scope_of
from lms.privacy.models import DataRequest
from lms.registration.waiting import applications_waiting_for


@dataclass(frozen=True)
class Door:
    name: str  # of its URL
    label: Any
    sentence: Any
    icon: str
    permission: Permission
    waiting: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class OpenDoor:
    url: str
    label: Any
    sentence: Any
    icon: str
    waiting: int


def requests_waiting_for(user: Any) -> int:
    return DataRequest.objects.answerable_by(user).open().count()


def mails_waiting_for(_user: Any) -> int:
    return Mailing.objects.troubled(timezone.now()).count()


DOORS = (
    Door(
        "verification_list",
        _("Applications"),
        _("Institutions that apply to be registered."),
        "send",
        Permission.VERIFY_INSTITUTION,
        applications_waiting_for,
    ),
    Door(
        "request_list",
        _("Requests about data"),
        _("People who ask about their own data."),
        "clock",
        Permission.HELP_PEOPLE,
        requests_waiting_for,
    ),
    Door(
        "institution_register",
        _("Institutions"),
        _("Search, enter and correct institutions, their papers and services."),
        "building",
        Permission.SEE_REPORTS,
    ),
    Door(
        "person_list",
        _("People"),
        _("Search and enter people, their memberships and positions."),
        "people",
        Permission.SEE_NAMES,
    ),
    Door("family_list", _("Pioneer families"), _("Families and their contact person."), "home", Permission.SEE_NAMES),
    Door(
        "import_list",
        _("Bring in a sheet"),
        _("Institutions, people or memberships from Excel or CSV."),
        "next",
        Permission.MANAGE_REGISTER,
    ),
    Door(
        "export_list",
        _("Take out a sheet"),
        _("The same sheets, for your own work."),
        "download",
        Permission.SEE_REPORTS,
    ),
    Door(
        "suggestion_list",
        _("Possible duplicates"),
        _("Entries that may be one person or one institution."),
        "person",
        Permission.MANAGE_REGISTER,
    ),
    Door(
        "invitation_list",
        _("Invite to an account"),
        _("People of the register who have no account yet."),
        "pen",
        Permission.MANAGE_REGISTER,
    ),
    Door(
        "recovery_list",
        _("Give an account back"),
        _("For people without e-mail or telephone at hand."),
        "lock",
        Permission.RECOVER_ACCOUNTS,
    ),
    Door(
        "mail_list",
        _("Mails in trouble"),
        _("Mails that did not leave, or perhaps did not. You decide what becomes of them."),
        "mail",
        Permission.SET_UP,
        mails_waiting_for,
    ),
    Door("role_list", _("Who may do what"), _("Roles, where they hold, and until when."), "people", Permission.SET_UP),
    Door(
        "requirement_list",
        _("Checklist of applications"),
        _("What institutions hand in when they apply."),
        "check",
        Permission.KEEP_CHECKLIST,
    ),
    Door(
        "kind_list",
        _("Kinds of PSKS"),
        _("The twelve kinds, and those of your province."),
        "info",
        Permission.MANAGE_REGISTER,
    ),
)


def doors_of(user: Any) -> list[OpenDoor]:
    """In the order of the day: what waits for a decision stands first."""
    held = scope_of(user).permissions
    doors = [
        OpenDoor(reverse(each.name), each.label, each.sentence, each.icon, each.waiting(user) if each.waiting else 0)
        for each in DOORS
        if each.permission in held
    ]
    return sorted(doors, key=lambda door: door.waiting == 0)
