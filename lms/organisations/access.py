"""Who may see what: the one scope function every ``visible_to`` is built on.

Regions compare by segments, written here and nowhere else: ``62.03`` covers ``62.03.05`` but not ``62.030``.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from lms.accounts.roles import OF_EVERYBODY, PERMISSIONS, REGION_ROLES, Permission, Role

NATION = ""  # the region code that covers every other


def covers(area: str, code: str) -> bool:
    """Whether the region ``code`` lies in ``area`` (or is it)."""
    return area in (NATION, code) or code.startswith(area + ".")


def in_area(area: str, field: str) -> Q:
    """The same rule for the database: rows whose ``field`` (such as ``region__code``) lies in ``area``."""
    if area == NATION:
        return Q(**{f"{field}__isnull": False})
    return Q(**{field: area}) | Q(**{f"{field}__startswith": area + "."})


def nothing() -> Q:
    return Q(pk__in=[])


@dataclass(frozen=True)
class Scope:
    """What one person may reach today: her own rows, institutions she administers, areas by permission."""

    user_id: int | None
    grants: tuple[Any, ...]  # rows of RoleGrant, whose room's models are built on this file

    @property
    def permissions(self) -> frozenset[Permission]:
        if self.user_id is None:
            return frozenset()
        held = [PERMISSIONS[Role(grant.role)] for grant in self.grants]
        return OF_EVERYBODY.union(*held)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.role) for grant in self.grants)

    def areas(self, permission: Permission) -> tuple[str, ...]:
        """Codes of the regions in which the person holds ``permission``; ``NATION`` covers all."""
        return tuple(
            sorted(
                {
                    grant.region_id or NATION
                    for grant in self.grants
                    if grant.role in REGION_ROLES and permission in PERMISSIONS[Role(grant.role)]
                }
            )
        )

    def institution_ids(self) -> tuple[int, ...]:
        return tuple(g.institution_id for g in self.grants if g.institution_id is not None)

    def region_filter(self, permission: Permission, field: str) -> Q:
        """Rows whose region ``field`` lies in any area where the person holds ``permission``; none by default."""
        condition = nothing()
        for area in self.areas(permission):
            condition |= in_area(area, field)
        return condition


def scope_of(user: Any) -> Scope:
    """The scope of a signed-in or anonymous user, read once per request (kept on the user object)."""
    scope = getattr(user, "_pilar_scope", None)
    if scope is None:
        if not user.is_authenticated or not user.is_active:
            return Scope(None, ())
        scope = Scope(user.pk, tuple(user.grants.in_force()))
        user._pilar_scope = scope
    return scope
