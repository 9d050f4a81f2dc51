from typing import Any

from django.db import transaction

from lms.accounts.models import User
from lms.notices.models import Preference
from lms.refusal import constraints_as_refusal


@transaction.atomic
def choose_wishes(user: User, **wishes: Any) -> Preference:
    """How somebody wants to be told: mail or not, her quiet hours and their zone. Raises Refusal."""
    with constraints_as_refusal(Preference):
        preference, _is_new = Preference.objects.update_or_create(user=user, defaults=wishes)
    return preference
