from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lms.duplicates.models import Merge


@transaction.atomic
def forget_values_of_erased(*, at: datetime) -> int:
    """Whose data were deleted at her request: a merge keeps which rows moved, and no value of hers. How many merges."""
    erased = Merge.objects.filter(Q(kept__erased_at__lte=at) | Q(gone__erased_at__lte=at))
    holding = erased.exclude(filled={}, kept_nik_sealed="", gone_nik_sealed="")
    return holding.update(filled={}, kept_nik_sealed="", gone_nik_sealed="", confirmations={})
