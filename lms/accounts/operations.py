from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from lms.accounts.enums import AccountEvent
from lms.accounts.models import User
from lms.journal.operations import record
from lms.refusal import constraints_as_refusal


@transaction.atomic
def create_account(
    *, name: str, email: str | None, phone: str | None, password: str | None, by: User | None, at: datetime
) -> User:
    """An account for one person, made by somebody with the right to; ``phone`` in E.164.

    It may be used at once. Without a password she signs in with a code.
    """
    release(*filter(None, ((email or "").lower(), phone)), at=at)
    user = User.objects.create_user(name=name, email=email, phone=phone, password=password, confirmed_at=at)
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    record(AccountEvent.CREATED, subject=user, by=by, at=at)
    return user


def sign_up(*, name: str, reach: str, password: str | None, language: str, at: datetime) -> User:
    """An account somebody makes for herself; nobody gets in before she has proved that ``reach`` is hers.

    An account with this address or number that was never confirmed gives way: who presses twice, or starts anew, gets
    one account and a code that works, and nobody can keep an address by signing up with it. Raises ``IntegrityError``
    when a confirmed account has it.
    """
    try:
        return _sign_up(name=name, reach=reach, password=password, language=language, at=at)
    except IntegrityError:  # the same form, sent twice at once: the first was quicker and now gives way
        return _sign_up(name=name, reach=reach, password=password, language=language, at=at)


@transaction.atomic
def _sign_up(*, name: str, reach: str, password: str | None, language: str, at: datetime) -> User:
    release(reach, at=at)
    kind = "email" if "@" in reach else "phone"
    user = User.objects.create_user(
        name=name, password=password, language=language, joined_at=at, confirmed_at=None, **{kind: reach}
    )
    if user.email:
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    record(AccountEvent.SIGNED_UP, subject=user, by=None, at=at)
    return user


@transaction.atomic
def confirm_account(user: User, *, keep_password: bool, at: datetime) -> None:
    """She has proved that the address or number is hers. A password that somebody else may have chosen goes."""
    user.confirmed_at = at
    if not keep_password:
        user.set_unusable_password()
    user.save(update_fields=["confirmed_at", "password"])
    record(AccountEvent.CONFIRMED, subject=user, by=user, at=at)


@transaction.atomic
def change_phone(user: User, *, phone: str, at: datetime) -> None:
    """She has proved that the number is hers."""
    user.phone = phone
    with constraints_as_refusal(User):
        user.save(update_fields=["phone"])
    record(AccountEvent.PHONE_CHANGED, subject=user, by=user, at=at)


@transaction.atomic
def note_changed_email(user: User, *, at: datetime) -> None:
    record(AccountEvent.EMAIL_CHANGED, subject=user, by=user, at=at)


@transaction.atomic
def choose_language(user: User, *, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def release(*reaches: str, at: datetime, but: User | None = None) -> None:
    """Forget accounts, ``but`` one, that hold these addresses or numbers and were never confirmed."""
    for reach in reaches:
        for user in User.objects.unconfirmed().reached_by(reach).exclude(pk=but.pk if but else None):
            _forget(user, at=at)


def forget_unconfirmed_accounts(*, at: datetime) -> int:
    """Forget sign-ups that were not confirmed in time; answers how many. Source: house security rules 11."""
    before = at - timedelta(days=settings.PILAR_UNCONFIRMED_DAYS)
    return sum(_forget(user, at=at) for user in User.objects.unconfirmed().filter(joined_at__lt=before))


def _forget(user: User, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            record(AccountEvent.FORGOTTEN, subject=user, by=None, at=at)
            user.delete()
    except ProtectedError:  # an officer has given her a role or a place meanwhile: this is no longer nobody's account
        return False
    return True
