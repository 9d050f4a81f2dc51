from importlib import import_module

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from lms.accounts import operations


@shared_task
def forget_sessions() -> None:
    """Delete sessions that have expired. Source: docs/data-retention.toml."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@shared_task
def forget_unconfirmed_accounts() -> None:
    operations.forget_unconfirmed_accounts(at=timezone.now())
