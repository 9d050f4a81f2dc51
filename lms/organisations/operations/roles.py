from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.roles import Role
from lms.journal.operations import record
from lms.organisations.access import scope_of
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Institution, Region, RoleGrant
from lms.organisations.rules import roles as rules
from lms.organisations.rules.roles import Holding, Scopes, Term
from lms.refusal import Refusal, constraints_as_refusal, refuse

SCOPE_FIELDS = ["can_edit", "sees_sums", "sees_names"]


@transaction.atomic
def grant_role(
    user: User,
    role: Role,
    *,
    place: Region | Institution | None,
    starts_on: date,
    by: User | None,
    at: datetime,
    **details: Any,
) -> RoleGrant:
    """Give a role in a place: an institution, a region, or None for the nation.

    ``details`` are ``ends_on`` and the three scopes of an officer. ``by`` None is the installation itself. Raises
    Refusal when the place does not fit, when ``by`` may not appoint there, or when it would be her own role.
    """
    region = place if isinstance(place, Region) else None
    institution = place if isinstance(place, Institution) else None
    details.setdefault("sees_names", role != Role.MINISTRY_OFFICER)  # figures are enough for the nation, unless said
    grant = RoleGrant(user=user, role=role, region=region, institution=institution, starts_on=starts_on, **details)
    reasons = rules.reasons_against_level(role, region.level if region else None)
    if grant.is_officer:
        reasons += rules.reasons_against_scopes(grant.scopes)
    if reasons:
        raise Refusal(reasons)
    if by is not None:
        _refuse_own(user, by)
        code = institution.region_id if institution else grant.region_id
        if not scope_of(by).may_appoint(role, code or ""):
            raise refuse("not_yours_to_give", _("You may not appoint to this role here."))
    _refuse_twice(grant)
    return _save_new(grant, by=by, at=at)


@transaction.atomic
def change_scopes(grant: RoleGrant, *, scopes: Scopes, by: User, at: datetime) -> bool:
    """Set what an officer may do in her role; what she handed over shrinks with it. Answers whether it changed."""
    _refuse_own(grant.user, by)
    locked = _lock(grant)
    origin = locked.delegated_from
    reasons = rules.reasons_against_scopes(scopes)
    if origin is not None and not scopes.is_within(origin.scopes):
        reasons += rules.wider_than_origin()
    if reasons:
        raise Refusal(reasons)
    if locked.scopes == scopes:
        return False
    _set_scopes(grant, locked.state(), scopes, by=by, at=at)
    for handed in RoleGrant.objects.select_for_update().filter(delegated_from=grant).order_by("pk"):
        narrowed = handed.scopes.narrowed_to(scopes)
        if narrowed != handed.scopes:
            _set_scopes(handed, handed.state(), narrowed, by=by, at=at)
    return True


@transaction.atomic
def move_role(grant: RoleGrant, *, to: Institution, by: User, at: datetime) -> None:
    """The role is held in another row of the same institution, by a merge or its undoing."""
    before, grant.institution = _lock(grant).state(), to
    grant.save(update_fields=["institution"])
    record(OrganisationEvent.ROLE_CHANGED, subject=grant, by=by, at=at, data={**grant.state(), "before": before})


@transaction.atomic
def end_role(grant: RoleGrant, *, on: date, by: User | None, at: datetime) -> None:
    """From ``on`` the role no longer works; ended today, not at the next request either. One not begun never begins."""
    locked = _lock(grant)
    if reasons := rules.reasons_against_end(locked.term, on, today=timezone.localdate(at)):
        raise Refusal(reasons)
    before = locked.state()
    grant.ends_on = max(on, locked.starts_on)
    grant.save(update_fields=["ends_on"])
    record(OrganisationEvent.ROLE_ENDED, subject=grant, by=by, at=at, data={**grant.state(), "before": before})


@transaction.atomic
def hand_over_role(origin: RoleGrant, *, to: User, scopes: Scopes, term: Term, at: datetime) -> RoleGrant:
    """An officer's role works for a colleague as well, for some days and not wider; it ends with the role itself.

    Raises Refusal with every reason at once. The giver is the holder of ``origin``.
    """
    giver, origin = origin.user, _lock(origin)
    _refuse_own(to, giver)
    held = Holding(origin.scopes, origin.term, origin.delegated_from_id is not None)
    if reasons := rules.reasons_against_handing_over(held, scopes, term, today=timezone.localdate(at)):
        raise Refusal(reasons)
    grant = RoleGrant(
        user=to,
        role=origin.role,
        region_id=origin.region_id,
        institution_id=origin.institution_id,
        delegated_from=origin,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        can_edit=scopes.can_edit,
        sees_sums=scopes.sees_sums,
        sees_names=scopes.sees_names,
    )
    _refuse_twice(grant)
    return _save_new(grant, by=giver, at=at)


def _lock(grant: RoleGrant) -> RoleGrant:
    return RoleGrant.objects.select_for_update(of=("self",)).select_related("delegated_from").get(pk=grant.pk)


def _refuse_own(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise refuse("own_role", _("Nobody gives a role to herself or changes her own. Ask another administrator."))


def _refuse_twice(grant: RoleGrant) -> None:
    """Under the lock of the account: the same role in the same place is held once at a time."""
    User.objects.select_for_update().get(pk=grant.user_id)
    same = RoleGrant.objects.filter(
        user=grant.user_id, role=grant.role, region=grant.region_id, institution=grant.institution_id
    )
    if same.filter(delegated_from=grant.delegated_from_id).overlapping(grant.term).exists():
        raise refuse("role_held_already", _("%(person)s already holds this role here."), person=grant.user.name)


def _save_new(grant: RoleGrant, *, by: User | None, at: datetime) -> RoleGrant:
    with constraints_as_refusal(RoleGrant):
        grant.save()
    record(OrganisationEvent.ROLE_GRANTED, subject=grant, by=by, at=at, data=grant.state())
    return grant


def _set_scopes(grant: RoleGrant, before: dict[str, Any], scopes: Scopes, *, by: User, at: datetime) -> None:
    grant.can_edit, grant.sees_sums, grant.sees_names = scopes.can_edit, scopes.sees_sums, scopes.sees_names
    grant.save(update_fields=SCOPE_FIELDS)
    record(OrganisationEvent.ROLE_CHANGED, subject=grant, by=by, at=at, data={**grant.state(), "before": before})
