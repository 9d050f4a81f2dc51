from lms.organisations.models.files import StoredFile
from lms.organisations.models.institutions import BeneficiaryCount, Institution, RegisterCounter
from lms.organisations.models.links import Invitation, Recovery
from lms.organisations.models.papers import Accreditation, RegistrationPaper
from lms.organisations.models.people import FamilyUnit, Membership, Person
from lms.organisations.models.places import PersonPlace
from lms.organisations.models.regions import Holiday, Office, PPKSKind, PSKSKind, Region, RegionSuccession
from lms.organisations.models.roles import RoleGrant

__all__ = [
    "Accreditation",
    "BeneficiaryCount",
    "FamilyUnit",
    "Holiday",
    "Institution",
    "Invitation",
    "Membership",
    "Office",
    "PPKSKind",
    "PSKSKind",
    "Person",
    "PersonPlace",
    "Recovery",
    "Region",
    "RegionSuccession",
    "RegisterCounter",
    "RegistrationPaper",
    "RoleGrant",
    "StoredFile",
]
