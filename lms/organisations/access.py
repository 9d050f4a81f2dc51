"""Who may see what: the one scope function every ``visible_to`` is built on.

Regions compare by segments, written here and nowhere else: ``62.03`` covers ``62.03.05`` but not ``62.030``.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import IntegerField, Q, Value
from django.db.models.functions import Cast, Concat, Replace, Substr

from lms.accounts.roles import OF_EVERYBODY, OF_SUPERUSERS, REGION_ROLES, Permission, Role, permitted

NATION = ""  # the region code that covers every other


def covers(area: str, code: str) -> bool:
    """Whether the region ``code`` lies in ``area`` (or is it)."""
    return area in (NATION, code) or code.startswith(area + ".")


def in_area(area: str, field: str) -> Q:
    """The same rule for the database: rows whose ``field`` (such as ``region__code``) lies in ``area``."""
    if area == NATION:
        return Q(**{f"{field}__isnull": False})
    return Q(**{field: area}) | Q(**{f"{field}__startswith": area + "."})


PLACES_OF_A_PROVINCE = 100


def place_of(field: str) -> Cast:
    """The kabupaten or kota of a region code as a number, 6203 for ``62.03.05``; 6200 for ``62``, 0 for none.

    Numbers are read from an index in their order, and as a range, whatever the collation of the database.
    """
    code = Substr(Concat(field, Value(".00")), 1, 5)
    return Cast(Replace(code, Value("."), Value("")), IntegerField())


def in_places(area: str, field: str) -> Q:
    """As ``in_area``, for a ``field`` that holds the number of ``place_of``; no area is smaller than a kabupaten."""
    if area == NATION:
        return Q(**{f"{field}__gt": 0})
    province, _dot, regency = area.partition(".")
    if not regency:
        first = int(province) * PLACES_OF_A_PROVINCE
        return Q(**{f"{field}__gte": first, f"{field}__lt": first + PLACES_OF_A_PROVINCE})
    return Q(**{field: int(province + regency)}) if "." not in regency else nothing()


def nothing() -> Q:
    return Q(pk__in=[])


def permissions_of(grant: Any) -> frozenset[Permission]:
    """What one row of RoleGrant permits in its place. A role handed over is not handed on."""
    held = permitted(Role(grant.role), can_edit=grant.can_edit, sees_sums=grant.sees_sums, sees_names=grant.sees_names)
    return held if grant.delegated_from_id is None else held - {Permission.DELEGATE}


@dataclass(frozen=True)
class Scope:
    """What one person may reach today: her own rows, institutions she administers, areas by permission."""

    user_id: int | None
    grants: tuple[Any, ...]  # rows of RoleGrant, whose room's models are built on this file
    is_superuser: bool = False

    @property
    def permissions(self) -> frozenset[Permission]:
        if self.user_id is None:
            return frozenset()
        held = OF_EVERYBODY.union(*map(permissions_of, self.grants))
        return held | OF_SUPERUSERS if self.is_superuser else held

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
                    if grant.role in REGION_ROLES and permission in permissions_of(grant)
                }
            )
        )

    def may_appoint(self, role: Role, code: str) -> bool:
        """Superusers appoint to any role; who keeps the register of an area, the admins of its institutions."""
        if self.is_superuser:
            return True
        keeps = any(covers(area, code) for area in self.areas(Permission.MANAGE_REGISTER))
        return keeps and role == Role.INSTITUTION_ADMIN

    def institution_ids(self) -> tuple[int, ...]:
        return tuple(g.institution_id for g in self.grants if g.institution_id is not None)

    def region_filter(self, permission: Permission, field: str) -> Q:
        """Rows whose region ``field`` lies in any area where the person holds ``permission``; none by default."""
        condition = nothing()
        for area in self.areas(permission):
            condition |= in_area(area, field)
        return condition

    def place_filter(self, field: str, *permissions: Permission) -> Q:
        """As ``region_filter``, for a ``field`` of place numbers, with any of the ``permissions``."""
        areas = sorted({area for permission in permissions for area in self.areas(permission)})
        return reduce(or_, (in_places(area, field) for area in areas), nothing())


def scope_of(user: Any) -> Scope:
    """The scope of a signed-in or anonymous user, read once per request (kept on the user object)."""
    scope = getattr(user, "_pilar_scope", None)
    if scope is None:
        if not user.is_authenticated or not user.is_active:
            return Scope(None, ())
        scope = Scope(user.pk, tuple(user.grants.in_force()), user.is_superuser)
        user._pilar_scope = scope
    return scope
