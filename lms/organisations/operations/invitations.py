import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.operations import choose_language, create_account
from lms.accounts.phones import is_number
from lms.journal.operations import record
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Invitation, Person
from lms.organisations.rules.links import LINK_BYTES, hash_of
from lms.refusal import Refusal, constraints_as_refusal, refuse

INVITATION_DAYS = 7


@transaction.atomic
def invite_person(person: Person, *, by: User, at: datetime) -> str:
    """The token of a new link to an account of her own; only its hash is kept, and older links of hers die."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.user_id is not None:
        raise refuse("has_account", _("%(person)s already has an account."), person=locked.name)
    if locked.merged_into_id is not None or locked.erased_at is not None:
        raise refuse("not_invitable", _("%(person)s is no longer in the register."), person=locked.name)
    for older in Invitation.objects.open(at).filter(person=locked):
        older.expires_at = at
        older.save(update_fields=["expires_at"])
    token = secrets.token_urlsafe(LINK_BYTES)
    invitation = Invitation.objects.create(
        person=locked,
        token_hash=hash_of(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    data = {"person": locked.pk, "expires_at": invitation.expires_at.isoformat()}
    record(OrganisationEvent.INVITED, subject=invitation, by=by, at=at, data=data)
    return token


def invitation_behind(token: str, *, at: datetime) -> Invitation | None:
    """None when the link is unknown, used or expired, or when its sender may no longer invite this person."""
    open_ones = Invitation.objects.behind(token).open(at).select_related("person", "invited_by")
    invitation = open_ones.first()
    if invitation is None:
        return None
    may_invite = Person.objects.editable_by(invitation.invited_by).filter(pk=invitation.person_id).exists()
    return invitation if may_invite else None


@transaction.atomic
def accept_invitation(invitation: Invitation, *, reach: str, password: str, language: str, at: datetime) -> User:
    """A new account for the person of the invitation. ``reach`` is her address in small letters or her number, E.164.

    Raises Refusal when the link was used meanwhile, or when another account has the address or number.
    """
    person = _lock(invitation, at=at)
    if User.objects.confirmed().reached_by(reach).exists():
        raise _reach_taken()
    email, phone = (None, reach) if is_number(reach) else (reach, None)
    try:
        with constraints_as_refusal(User):
            user = create_account(name=person.name, email=email, phone=phone, password=password, by=None, at=at)
    except Refusal:  # somebody confirmed it in the same moment
        raise _reach_taken() from None
    choose_language(user, language=language)
    _bind(invitation, person, user, at=at)
    return user


@transaction.atomic
def accept_with_account(invitation: Invitation, *, user: User, at: datetime) -> None:
    """Somebody who has an account and is no person of the register yet takes it for hers."""
    if user.pk == invitation.invited_by_id:
        raise refuse("own_invitation", _("You made this link for somebody else. It does not work for you."))
    person = _lock(invitation, at=at)
    if Person.objects.filter(user=user).exists():
        raise refuse("is_somebody", _("Your account already belongs to a person of the register."))
    _bind(invitation, person, user, at=at)


def _lock(invitation: Invitation, *, at: datetime) -> Person:
    """Links of a person are made and used under the lock of her row."""
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    if not Invitation.objects.open(at).filter(pk=invitation.pk).exists():
        raise refuse("invitation_used", _("This link no longer works. Ask for a new one."))
    return person


def _bind(invitation: Invitation, person: Person, user: User, *, at: datetime) -> None:
    person.user = user
    with constraints_as_refusal(Person):
        person.save(update_fields=["user"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    data = {"person": person.pk, "user": user.pk}
    record(OrganisationEvent.INVITATION_USED, subject=invitation, by=user, at=at, data=data)


def _reach_taken() -> Refusal:
    return refuse(
        "reach_taken",
        _("This cannot be used for a new account. If you have an account, sign in first, then open this link again."),
    )
