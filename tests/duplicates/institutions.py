"""Whole tables of what hangs on institutions, to be compared before and after."""

from lms.duplicates.operations.rows import all_values
from lms.enrolment.models import Enrolment
from lms.organisations.models import (
    Accreditation,
    BeneficiaryCount,
    FamilyUnit,
    Institution,
    Membership,
    RegistrationPaper,
    RoleGrant,
)

TABLES = (
    *(Institution, Membership, Enrolment, FamilyUnit, RegistrationPaper, Accreditation, BeneficiaryCount, RoleGrant),
    *(Institution.work_area.through, Institution.serves.through),
)


def tables_of_institutions():
    return {model.__name__: [all_values(row) for row in model._base_manager.order_by("pk")] for model in TABLES}
