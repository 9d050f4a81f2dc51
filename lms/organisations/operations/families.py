from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import FamilyUnit, Institution, Person, PSKSKind, Region
from lms.organisations.operations.kinds import make_wadah
from lms.organisations.operations.members import add_member
from lms.organisations.operations.people import add_new_person
from lms.refusal import refuse

PIONEER_FAMILY = "keluarga-pioner"  # kind 7; Source: Permensos 8/2012


@transaction.atomic
def family_wadah(region: Region, *, by: User | None, at: datetime) -> Institution:
    """The *wadah* that holds the pioneer families of a kabupaten/kota; made when there is none yet."""
    region = Region.objects.select_for_update().get(pk=region.pk)  # two officers make one
    kind = PSKSKind.objects.get(slug=PIONEER_FAMILY)
    held = Institution.objects.in_register().filter(region=region, kind=kind, is_wadah=True)
    return held.order_by("status", "pk").first() or make_wadah(kind=kind, region=region, by=by, at=at)


@transaction.atomic
def add_family(
    contact: Person, *, region: Region, starts_on: date, by: User | None, at: datetime, **details: Any
) -> FamilyUnit:
    """A pioneer family with its contact person, who becomes a member of the wadah; ``details`` are its fields."""
    wadah = family_wadah(region, by=by, at=at)
    family = FamilyUnit.objects.create(contact=contact, wadah=wadah, **details)
    record(OrganisationEvent.FAMILY_ADDED, subject=family, by=by, at=at, data={"contact": contact.pk})
    decree = {name: details[name] for name in ("decree_number", "decree_on") if name in details}
    add_member(wadah, contact, family=family, kind=wadah.kind, starts_on=starts_on, by=by, at=at, **decree)
    return family


@transaction.atomic
def add_family_of_new(*, person: Mapping[str, Any], nik: str, by: User, at: datetime, **details: Any) -> FamilyUnit:
    """The contact person is not in the register yet: she enters it with her family, or neither does."""
    return add_family(add_new_person(nik=nik, by=by, at=at, **person), by=by, at=at, **details)


@transaction.atomic
def change_family(family: FamilyUnit, *, by: User | None, at: datetime, **changes: Any) -> list[str]:
    """Set plain fields; answers what really changed. A new contact person is a member of the family."""
    family = FamilyUnit.objects.select_for_update().get(pk=family.pk)
    changed = [name for name, value in changes.items() if getattr(family, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(family, name, changes[name])
    if "contact" in changed and not family.memberships.filter(person=family.contact).exists():
        raise refuse("contact_no_member", _("The contact person must belong to the family."))
    family.save(update_fields=changed)
    record(OrganisationEvent.FAMILY_CHANGED, subject=family, by=by, at=at, data={"fields": changed})
    return changed
