from lms.accounts.roles import Permission
from lms.organisations.access import Scope, covers
from lms.organisations.models import Institution

# Who decides about people in an area reads their names; whoever only sees figures does not.
NAMES = (Permission.CONFIRM_NOMINATION, Permission.DECIDE_ENROLMENT)


def may_see_members(scope: Scope, institution: Institution) -> bool:
    """The institution's own admin, and the officers of its kabupaten/kota and province."""
    areas = [area for permission in NAMES for area in scope.areas(permission)]
    return institution.pk in scope.institution_ids() or any(covers(area, institution.region_id) for area in areas)
