import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.journal.operations import record
from lms.organisations.enums import OrganisationEvent
from lms.organisations.models import Recovery
from lms.organisations.models.roles import accounts_helped_by
from lms.organisations.rules.links import LINK_BYTES, hash_of
from lms.refusal import constraints_as_refusal, refuse

RECOVERY_HOURS = 24  # to be confirmed; and then, to be used


@transaction.atomic
def ask_recovery(user: User, *, why: str, by: User, at: datetime) -> Recovery:
    """The first officer says how she knows who it is. Nothing works before a second one confirms."""
    _refuse_strangers(user, by)
    User.objects.select_for_update().get(pk=user.pk)
    if Recovery.objects.open(at).filter(user=user).exists():
        raise refuse("recovery_open", _("Giving this account back has already begun. Look at the list."))
    with constraints_as_refusal(Recovery):
        recovery = Recovery.objects.create(
            user=user, why=why, asked_by=by, asked_at=at, expires_at=at + timedelta(hours=RECOVERY_HOURS)
        )
    record(OrganisationEvent.RECOVERY_ASKED, subject=recovery, by=by, at=at, data={"user": user.pk})
    return recovery


@transaction.atomic
def confirm_recovery(recovery: Recovery, *, by: User, at: datetime) -> None:
    """The second officer stands behind it; from now on a link can be made."""
    locked = _lock_open(recovery, at=at)
    _refuse_strangers(locked.user, by)
    if locked.confirmed_at is not None:
        raise refuse("recovery_confirmed", _("This was confirmed already."))
    if locked.asked_by_id == by.pk:
        raise refuse("same_officer", _("Another officer must confirm this."))
    recovery.confirmed_by, recovery.confirmed_at = by, at
    recovery.expires_at = at + timedelta(hours=RECOVERY_HOURS)
    with constraints_as_refusal(Recovery):
        recovery.save(update_fields=["confirmed_by", "confirmed_at", "expires_at"])
    record(OrganisationEvent.RECOVERY_CONFIRMED, subject=recovery, by=by, at=at, data={"user": locked.user_id})


@transaction.atomic
def make_recovery_link(recovery: Recovery, *, by: User, at: datetime) -> str:
    """The token of the link to hand to the person, for either of the two officers; an older link dies."""
    locked = _lock_open(recovery, at=at)
    _refuse_strangers(locked.user, by)
    if locked.confirmed_at is None:
        raise refuse("recovery_unconfirmed", _("A second officer must confirm this first."))
    if by.pk not in (locked.asked_by_id, locked.confirmed_by_id):
        raise refuse("other_officer", _("Only the two officers who stand behind this can make the link."))
    token = secrets.token_urlsafe(LINK_BYTES)
    recovery.token_hash = hash_of(token)
    recovery.save(update_fields=["token_hash"])
    record(OrganisationEvent.RECOVERY_LINKED, subject=recovery, by=by, at=at, data={"user": locked.user_id})
    return token


def recovery_behind(token: str, *, at: datetime) -> Recovery | None:
    """None when the link is unknown, used or expired, or when one of its two officers may no longer help here."""
    found = Recovery.objects.behind(token).open(at).select_related("user", "asked_by", "confirmed_by").first()
    return found if found is not None and _still_stands(found) else None


@transaction.atomic
def use_recovery(recovery: Recovery, *, password: str, at: datetime) -> None:
    """A new password. All her sessions end and her second steps go; who must have one sets it up anew."""
    locked = _lock_open(recovery, at=at)
    if locked.token_hash != recovery.token_hash or not _still_stands(locked):
        raise refuse("recovery_over", _("This link no longer works. Ask your dinsos for a new one."))
    user = User.objects.select_for_update().get(pk=locked.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    Authenticator.objects.filter(user=user).delete()
    recovery.used_at = at
    recovery.save(update_fields=["used_at"])
    record(OrganisationEvent.RECOVERY_USED, subject=recovery, by=user, at=at, data={"user": user.pk})


def _lock_open(recovery: Recovery, *, at: datetime) -> Recovery:
    """Locked and read anew: another officer may have acted meanwhile."""
    rows = Recovery.objects.select_for_update(of=("self",)).select_related("user", "asked_by", "confirmed_by")
    locked = rows.open(at).filter(pk=recovery.pk).first()
    if locked is None:
        raise refuse("recovery_over", _("This link no longer works. Ask your dinsos for a new one."))
    return locked


def _still_stands(recovery: Recovery) -> bool:
    """Both officers may help here today: a role that ended takes its links with it."""
    helpers = (recovery.asked_by, recovery.confirmed_by)
    return all(accounts_helped_by(helper).filter(pk=recovery.user_id).exists() for helper in helpers)


def _refuse_strangers(user: User, by: User) -> None:
    if not accounts_helped_by(by).filter(pk=user.pk).exists():
        raise refuse("not_yours_to_help", _("You may not give this account back."))
