"""Rows of an institution that is merged which say what the remaining one says already. They stay where they are."""

from typing import Any

from django.db import models
from django.db.models import Q

from lms.organisations.models import Accreditation, BeneficiaryCount, Institution, RegistrationPaper, RoleGrant

# Where these fields agree, or are empty in the row that would move, the two rows say the same.
SAID: dict[type[models.Model], tuple[str, ...]] = {
    RegistrationPaper: ("number", "kind", "issuer", "level", "issued_on", "expires_on", "scan"),
    Accreditation: ("number", "grade", "regulation", "issued_on", "expires_on"),
    BeneficiaryCount: ("as_of", "age_group", "female", "male"),
}


def is_said_already(row: models.Model, field: Any, kept: Institution) -> bool:
    """Whether the remaining institution has the same paper, count, region or role, so that ``row`` need not move.

    A row that contradicts one of the remaining institution is not such a row: it is refused by name.
    """
    others = type(row)._base_manager.filter(**{field.name: kept})
    if row._meta.auto_created:  # of a list of the institution, such as its work area
        return others.filter(**{each.attname: getattr(row, each.attname) for each in _others(row, field)}).exists()
    if isinstance(row, RoleGrant):
        return RoleGrant.objects.filter(institution=kept, user=row.user_id).overlapping(row.term).exists()
    said = SAID.get(type(row))
    return said is not None and others.filter(_same(row, said)).exists()


def _others(row: models.Model, field: Any) -> list[Any]:
    return [each for each in row._meta.concrete_fields if not each.primary_key and each.name != field.name]


def _same(row: models.Model, names: tuple[str, ...]) -> Q:
    values = {name: getattr(row, name) for name in names}
    return Q(**{name: value for name, value in values.items() if value not in ("", None)})
