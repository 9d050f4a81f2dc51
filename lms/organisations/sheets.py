"""What the register says of an institution, group by group, for the page everybody who may see it reads."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from lms.accounts.phones import is_number, spoken
from lms.accounts.roles import Permission
from lms.organisations.access import Scope, covers
from lms.organisations.enums import AgeGroup
from lms.organisations.models import BeneficiaryCount, Institution
from lms.organisations.rules.kinds import YOUTH_KIND


@dataclass(frozen=True)
class Group:
    """Labels and values that are filled, the labels of those that are not, and the page that changes them."""

    title: Any
    rows: tuple[tuple[Any, Any], ...]
    missing: tuple[Any, ...]
    url_name: str
    may_edit: bool


@dataclass(frozen=True)
class Hands:
    """What the reader may do with an institution."""

    keeps: bool  # edits all of it
    services: bool  # edits contact, services and counts
    verifies: bool
    reads_scans: bool


@dataclass(frozen=True)
class Sheet:
    hands: Hands
    groups: tuple[Group, ...]
    accreditations: tuple[Any, ...]
    counts: tuple[BeneficiaryCount, ...]  # of the latest day, by age group

    @property
    def total(self) -> tuple[int, int]:
        return sum(row.female for row in self.counts), sum(row.male for row in self.counts)


SECTIONS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (
        _("Identity"),
        "institution_identity",
        ("number", "name", "short_name", "kind", "level", "owner", "is_legal_entity", "founded_year"),
    ),
    (
        _("Legal papers"),
        "institution_legal",
        (
            *("deed_number", "deed_on", "notary", "decree_number", "decree_on"),
            *("npwp", "nib", "fundraising_permit"),
        ),
    ),
    (
        _("Place and work area"),
        "institution_place",
        (
            *("address", "rt_rw", "village", "village_code", "district", "region"),
            *("latitude", "longitude", "work_area"),
        ),
    ),
    (
        _("Contact and staff"),
        "institution_contact",
        ("phone", "whatsapp", "email", "staff_female", "staff_male"),
    ),
    (_("Services"), "institution_services", ("serves", "delivery", "capacity")),
    (_("Status"), "institution_status", ("status", "status_why", "verified_on")),
)
SERVICED = ("institution_contact", "institution_services")
SELDOM = ("rt_rw", "village_code", "latitude", "longitude", "status_why", "fundraising_permit", "nib", "short_name")


def hands_on(scope: Scope, institution: Institution) -> Hands:
    """The same rules as ``editable_by``, ``serviced_by``, ``verifiable_by`` and ``readable_by``, without a query."""

    def holds(permission: Permission) -> bool:
        return any(covers(area, institution.region_id) for area in scope.areas(permission))

    own, keeps = institution.pk in scope.institution_ids(), holds(Permission.MANAGE_REGISTER)
    return Hands(keeps, own or keeps, holds(Permission.VERIFY_INSTITUTION), own or holds(Permission.SEE_NAMES))


def sheet_of(institution: Institution, scope: Scope) -> Sheet:
    """Four queries beside those of the institution with its ``region``, ``district`` and ``kind``."""
    hands = hands_on(scope, institution)
    groups = [_group(institution, hands, *section) for section in SECTIONS]
    if institution.kind.slug == YOUTH_KIND:
        section = (_("Classification"), "institution_grade", ("youth_grade",))
        groups.insert(-1, _group(institution, hands, *section))
    rows = list(institution.beneficiaries.order_by("-as_of")[: len(AgeGroup)])
    order = list(AgeGroup.values)
    latest = [row for row in rows if row.as_of == rows[0].as_of]
    counts = tuple(sorted(latest, key=lambda row: order.index(row.age_group)))
    return Sheet(hands, tuple(groups), tuple(institution.accreditations.all()), counts)


def _group(institution: Institution, hands: Hands, title: Any, url_name: str, names: tuple[str, ...]) -> Group:
    filled, missing = [], []
    for name in names:
        label = institution._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # plain fields and lists
        label = str(label)[:1].upper() + str(label)[1:]
        if words := in_words(institution, name):
            filled.append((label, words))
        elif name not in SELDOM:
            missing.append(label)
    may_edit = hands.services if url_name in SERVICED else hands.keeps
    return Group(title, tuple(filled), tuple(missing), url_name, may_edit)


def in_words(institution: Institution, name: str) -> str:
    """The value of one field as a reader wants it; empty when there is none."""
    if name in ("work_area", "serves"):
        return ", ".join(getattr(row, "short_name", row.name) for row in getattr(institution, name).all())
    value = getattr(institution, name)
    if value is None or value == "":
        return ""
    if name in ("phone", "whatsapp") and is_number(value):
        return spoken(value)
    display = getattr(institution, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    for kind, words in WORDS.items():
        if isinstance(value, kind):
            return words(value)
    return str(value)


WORDS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: str(_("Yes") if value else _("No")),
    date: lambda value: date_format(value, "j F Y"),
    Decimal: lambda value: number_format(value, use_l10n=True),
}
