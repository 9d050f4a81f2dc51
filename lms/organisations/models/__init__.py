from lms.organisations.models.institutions import Institution, RegistrationPaper
from lms.organisations.models.people import Membership, Person, RoleGrant
from lms.organisations.models.regions import Office, PSKSKind, Region

__all__ = ["Institution", "Membership", "Office", "PSKSKind", "Person", "Region", "RegistrationPaper", "RoleGrant"]
