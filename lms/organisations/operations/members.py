from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.journal.operations import record
from lms.organisations.access import scope_of
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Institution, Membership, Person
from lms.organisations.models.institutions import InstitutionQuerySet
from lms.organisations.operations.people import NIK_ASK, add_new_person, nik_holder
from lms.organisations.rules.members import reasons_against_family_member
from lms.refusal import Refusal, constraints_as_refusal, refuse


def institutions_kept_by(user: Any) -> InstitutionQuerySet:
    """Those whose members one enters: what a person administers, and the areas whose register she keeps."""
    scope = scope_of(user)
    area = scope.region_filter(Permission.MANAGE_REGISTER, "region__code")
    return Institution.objects.in_register().filter(Q(pk__in=scope.institution_ids()) | area)


@transaction.atomic
def add_member(
    institution: Institution, person: Person, *, starts_on: date, by: User | None, at: datetime, **details: Any
) -> Membership:
    """A person belongs to an institution from a day on; ``details`` are further fields of ``Membership``."""
    _refuse_children(details.get("family"), person, starts_on)
    with constraints_as_refusal(Membership):
        membership = Membership.objects.create(institution=institution, person=person, starts_on=starts_on, **details)
    record(OrganisationEvent.MEMBER_ADDED, subject=membership, by=by, at=at, data=membership.state())
    return membership


@transaction.atomic
def add_new_member(
    institution: Institution, *, person: Mapping[str, Any], nik: str, by: User, at: datetime, **details: Any
) -> Membership:
    """Somebody who is not in the register yet enters it as a member; ``details`` are fields of ``Membership``.

    Equal NIKs are refused with words that say nothing about the other person.
    """
    if nik and nik_holder(nik):
        raise refuse("nik_ask", NIK_ASK)
    new = add_new_person(nik=nik, by=by, at=at, **person)
    return add_member(institution, new, by=by, at=at, **details)


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: User | None, at: datetime) -> None:
    """``on`` is the last day of belonging. An end is set once; a mistake is corrected by ``correct_member``."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ends_on is not None:
        raise refuse(
            "membership_ended", _("This membership already ended on %(day)s."), day=date_format(membership.ends_on)
        )
    membership.ends_on = on
    with constraints_as_refusal(Membership):
        membership.save(update_fields=["ends_on"])
    record(OrganisationEvent.MEMBER_ENDED, subject=membership, by=by, at=at, data=membership.state())


@transaction.atomic
def correct_member(membership: Membership, *, by: User | None, at: datetime, **changes: Any) -> list[str]:
    """Put right what was entered wrongly; the journal keeps what stood there before. Answers what changed."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    changed = [name for name, value in changes.items() if getattr(locked, name) != value]
    if not changed:
        return []
    before = locked.state()
    for name in changed:
        setattr(locked, name, changes[name])
    if locked.family_id:
        _refuse_children(locked.family_id, locked.person, locked.starts_on)
    with constraints_as_refusal(Membership):
        locked.save(update_fields=changed)
    data = {**locked.state(), "before": before, "fields": changed}
    record(OrganisationEvent.MEMBER_CORRECTED, subject=locked, by=by, at=at, data=data)
    membership.refresh_from_db()
    return changed


@transaction.atomic
def move_member(membership: Membership, *, to: Person | Institution, by: User | None, at: datetime) -> None:
    """The membership belongs to another row of the same human or institution, by a merge or its undoing."""
    name, event = ("person", OrganisationEvent.MEMBER_MOVED)
    if isinstance(to, Institution):
        name, event = ("institution", OrganisationEvent.MEMBER_BROUGHT_OVER)
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    before = getattr(membership, f"{name}_id")
    setattr(membership, name, to)
    with constraints_as_refusal(Membership):
        membership.save(update_fields=[name])
    record(event, subject=membership, by=by, at=at, data={**membership.state(), "from": before})


@transaction.atomic
def remove_member(membership: Membership, *, by: User | None, at: datetime) -> None:
    """Take back an entry that never was true, such as one of an import that is undone. Raises Refusal when in use."""
    if membership.enrolments.exists():
        raise refuse(
            "membership_in_use",
            _("%(person)s was nominated with this membership; it cannot be taken back."),
            person=membership.person.name,
        )
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    record(OrganisationEvent.MEMBER_REMOVED, subject=membership, by=by, at=at, data=membership.state())
    membership.delete()


def _refuse_children(family: Any, person: Person, starts_on: date) -> None:
    if family and (reasons := reasons_against_family_member(person.birth_on, starts_on=starts_on)):
        raise Refusal(reasons)
