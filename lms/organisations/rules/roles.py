"""Who may hold which role where, from when until when, and how wide. Source: house security rules 1."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from lms.accounts.roles import Role
from lms.organisations.enums import GrantState, RegionLevel
from lms.refusal import Reason

LEVELS: dict[Role, frozenset[str]] = {
    Role.REGENCY_OFFICER: frozenset({RegionLevel.REGENCY}),
    Role.PROVINCE_OFFICER: frozenset({RegionLevel.PROVINCE}),
    Role.TRAINER: frozenset({RegionLevel.PROVINCE, RegionLevel.REGENCY}),
}


@dataclass(frozen=True)
class Scopes:
    """The three independent scopes of an officer."""

    can_edit: bool
    sees_sums: bool
    sees_names: bool

    def is_within(self, other: "Scopes") -> bool:
        return (self.can_edit, self.sees_sums, self.sees_names) == (
            self.can_edit and other.can_edit,
            self.sees_sums and other.sees_sums,
            self.sees_names and other.sees_names,
        )

    def narrowed_to(self, other: "Scopes") -> "Scopes":
        return Scopes(
            self.can_edit and other.can_edit,
            self.sees_sums and other.sees_sums,
            self.sees_names and other.sees_names,
        )


@dataclass(frozen=True)
class Term:
    """From ``starts_on`` until the day before ``ends_on``; without an end if that is None."""

    starts_on: date
    ends_on: date | None

    def state_on(self, day: date) -> GrantState:
        if self.ends_on is not None and (self.ends_on <= day or self.ends_on <= self.starts_on):
            return GrantState.ENDED
        return GrantState.COMING if day < self.starts_on else GrantState.IN_FORCE

    def is_within(self, other: "Term") -> bool:
        if other.ends_on is not None and (self.ends_on is None or self.ends_on > other.ends_on):
            return False
        return self.starts_on >= other.starts_on


@dataclass(frozen=True)
class Holding:
    """A role as its holder has it, and what of it is to be handed over."""

    scopes: Scopes
    term: Term
    is_delegated: bool


def reasons_against_level(role: Role, level: str | None) -> tuple[Reason, ...]:
    """``level`` of the region in which the role is to be held, if in any."""
    if level is None or role not in LEVELS or level in LEVELS[role]:
        return ()
    if role == Role.REGENCY_OFFICER:
        return (Reason("place_not_a_regency", _("This role is held in a kabupaten or kota.")),)
    if role == Role.PROVINCE_OFFICER:
        return (Reason("place_not_a_province", _("This role is held in a province.")),)
    return (Reason("place_too_small", _("This role is held in a province, kabupaten or kota.")),)


def reasons_against_scopes(scopes: Scopes) -> tuple[Reason, ...]:
    if scopes.can_edit or scopes.sees_sums or scopes.sees_names:
        return ()
    return (Reason("no_scope", _("Choose at least one thing that the role may do, or end the role.")),)


def wider_than_origin() -> tuple[Reason, ...]:
    return (Reason("wider_than_origin", _("A role handed over is not wider than the role it was taken from.")),)


def reasons_against_handing_over(held: Holding, scopes: Scopes, term: Term, *, today: date) -> tuple[Reason, ...]:
    """All that stands against handing ``held`` over in these scopes and for this term."""
    reasons = list(reasons_against_scopes(scopes))
    if held.is_delegated:
        reasons.append(Reason("handed_on", _("A role that was handed over to you cannot be handed on.")))
    if held.term.state_on(today) != GrantState.IN_FORCE:
        reasons.append(Reason("not_in_force", _("This role is not in force today.")))
    if not scopes.is_within(held.scopes):
        reasons.append(Reason("wider_than_held", _("You cannot hand over more than you may do yourself.")))
    if term.starts_on < today:
        reasons.append(Reason("begins_in_the_past", _("Begin today or later.")))
    if term.ends_on is None or term.ends_on <= term.starts_on:
        reasons.append(Reason("ends_before_it_starts", _("The last day comes before the first day.")))
    elif not term.is_within(held.term):
        reasons.append(Reason("longer_than_held", _("Your own role ends before that day.")))
    return tuple(reasons)


def reasons_against_end(term: Term, on: date, *, today: date) -> tuple[Reason, ...]:
    if on < today:
        return (Reason("ends_in_the_past", _("A role ends today or later.")),)
    if term.ends_on is not None and term.ends_on <= on:
        return (Reason("ends_already", _("This role already ends on that day or before.")),)
    return ()


def day_after(day: date | None) -> date | None:
    """The first day without the role, from its last day as people say it."""
    return day and day + timedelta(days=1)
