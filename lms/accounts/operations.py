from datetime import datetime

from django.db import transaction

from lms.accounts.enums import AccountEvent
from lms.accounts.models import User
from lms.journal.operations import record


@transaction.atomic
def create_account(
    *, name: str, email: str | None, phone: str | None, password: str | None, by: User | None, at: datetime
) -> User:
    """An account for one person; ``phone`` in E.164. Without a password she enters by a reset link."""
    user = User.objects.create_user(name=name, email=email, phone=phone, password=password)
    record(AccountEvent.CREATED, subject=user, by=by, at=at)
    return user


@transaction.atomic
def choose_language(user: User, *, language: str) -> None:
    user.language = language
    user.save(update_fields=["language"])
