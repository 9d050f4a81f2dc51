from lms.accounts.roles import Permission
from lms.organisations.access import Scope, covers
from lms.organisations.models import Institution


def may_see_members(scope: Scope, institution: Institution) -> bool:
    """The institution's own admin, and the officers of its kabupaten/kota and province."""
    areas = scope.areas(Permission.SEE_NAMES)
    return institution.pk in scope.institution_ids() or any(covers(area, institution.region_id) for area in areas)
