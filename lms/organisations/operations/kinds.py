from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.enums import KindCategory, Level, OrganisationEvent, RegionLevel
from lms.organisations.models import Institution, PSKSKind, Region
from lms.organisations.operations.institutions import register_institution
from lms.organisations.rules.kinds import wadah_name
from lms.refusal import constraints_as_refusal, refuse


@transaction.atomic
def make_wadah(*, kind: PSKSKind, region: Region, by: User | None, at: datetime, name: str = "") -> Institution:
    """The body that holds the people of a kind in a kabupaten/kota. One active for each; its name is proposed."""
    if kind.category == KindCategory.ORGANISATION:
        raise refuse("kind_has_bodies", _("%(kind)s is a kind of institutions; enter each by itself."), kind=kind.name)
    if region.level != RegionLevel.REGENCY:
        raise refuse("wadah_of_a_regency", _("Choose a kabupaten or kota."))
    return register_institution(
        name=name or wadah_name(kind.name_id, region.short_name),
        kind=kind,
        region=region,
        is_wadah=True,
        level=Level.REGENCY,
        by=by,
        at=at,
    )


@transaction.atomic
def add_local_kind(
    *, name: str, category: KindCategory, province: Region, synonyms: Iterable[str], by: User, at: datetime
) -> PSKSKind:
    """A kind that one province counts beside those of the nation, such as *pendamping PKH*.

    Its code, ``PSKS-62L1``, ends in what no other code ends in, for register numbers are made of that.
    """
    Region.objects.select_for_update().get(pk=province.pk)  # codes are counted under this lock
    count = PSKSKind.objects.filter(region=province).count() + 1
    taken = PSKSKind.objects.filter(name_id__iexact=name)
    if taken.filter(is_local=False).exists() or taken.filter(region=province).exists():
        raise refuse("kind_exists", _("There is a kind of this name already."))
    with constraints_as_refusal(PSKSKind):
        kind = PSKSKind.objects.create(
            code=f"PSKS-{province.code}L{count}",
            slug=f"{slugify(name)[:60]}-{province.code}-{count}".strip("-"),
            name_id=name,
            name_en=name,
            category=category,
            is_local=True,
            region=province,
            synonyms=sorted(set(synonyms)),
        )
    record(OrganisationEvent.KIND_ADDED, subject=kind, by=by, at=at, data={"region": province.code})
    return kind
