"""What stands against merging two institutions, and which values the remaining one gets. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

# Values that belong together are chosen together: a kecamatan and an address lie in their kabupaten or kota.
GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "short_name": ("short_name",),
    "kind": ("kind_id",),
    "level": ("level",),
    "status": ("status", "status_why"),
    "owner": ("owner",),
    "is_legal_entity": ("is_legal_entity",),
    "founded_year": ("founded_year",),
    "deed": ("deed_number", "deed_on", "notary"),
    "decree": ("decree_number", "decree_on"),
    "npwp": ("npwp",),
    "nib": ("nib",),
    "fundraising_permit": ("fundraising_permit",),
    "region": ("region_id", "district_id", "village_code", "village", "address", "rt_rw"),
    "point": ("latitude", "longitude"),
    "phone": ("phone",),
    "whatsapp": ("whatsapp",),
    "email": ("email",),
    "staff": ("staff_female", "staff_male"),
    "delivery": ("delivery",),
    "capacity": ("capacity",),
    "youth_grade": ("youth_grade",),
}
# Filled where it is missing, and never asked: an officer's word stands for the row she looked at.
UNASKED: dict[str, tuple[str, ...]] = {"verified": ("verified_on", "verified_by_id")}


@dataclass(frozen=True)
class InstitutionSide:
    """What a rule needs to know of one row. ``seat`` is its kind and its kabupaten or kota."""

    pk: int
    name: str
    seat: tuple[str, str]
    is_merged: bool = False
    is_in_register: bool = True
    is_active: bool = True
    is_wadah: bool = False
    is_own: bool = False  # administered by the officer who acts


def reasons_against_merge(kept: InstitutionSide, gone: InstitutionSide) -> tuple[Reason, ...]:
    if kept.pk == gone.pk:
        return (Reason("merge_same", _("An institution cannot be merged with itself.")),)
    reasons = []
    for side in (kept, gone):
        named = (("name", side.name),)
        if side.is_merged:
            reasons.append(Reason("merge_merged", _("%(name)s is merged with another institution already."), named))
        elif not side.is_in_register:
            reasons.append(Reason("merge_applying", _("%(name)s is not in the register."), named))
        if side.is_own:
            words = _("You administer %(name)s. Nobody gives a role to herself: ask a colleague to merge the two.")
            reasons.append(Reason("merge_own", words, named))
    if gone.is_wadah and not kept.is_wadah:
        reasons.append(Reason("merge_into_body", _("A wadah stays a wadah: merge the other one into it.")))
    if kept.is_wadah and gone.is_wadah and kept.seat != gone.seat:
        words = _("Two wadah of different kinds or of different kabupaten or kota are not one.")
        reasons.append(Reason("merge_wadah", words))
    return tuple(reasons)


def is_first_kept(a: InstitutionSide, b: InstitutionSide) -> bool:
    """Which row remains: a wadah, else an active one, else the older one. Its register number stays in use."""
    return (a.is_wadah, a.is_active, -a.pk) > (b.is_wadah, b.is_active, -b.pk)
