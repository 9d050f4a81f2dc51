"""Whose checklist somebody keeps."""

from typing import Any

from django.utils import timezone

from lms.accounts.roles import Permission
from lms.organisations.access import NATION, scope_of
from lms.organisations.enums import RegionLevel
from lms.organisations.models import Region

OF_THE_NATION = "nasional"  # in addresses


def checklists_kept_by(user: Any) -> dict[str, Region | None]:
    """By how addresses call them: the nation's (None) for a superuser, and those of one's provinces."""
    scope = scope_of(user)
    areas = scope.areas(Permission.KEEP_CHECKLIST)
    kept: dict[str, Region | None] = {}
    if Permission.SET_UP in scope.permissions:
        kept[OF_THE_NATION] = None
    if areas:
        provinces = Region.objects.on(timezone.localdate()).filter(level=RegionLevel.PROVINCE)
        rows = provinces if NATION in areas else provinces.filter(pk__in=areas)
        kept |= {region.code: region for region in rows}
    return kept
