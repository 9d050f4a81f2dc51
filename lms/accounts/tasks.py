from importlib import import_module

from celery import shared_task
from django.conf import settings


@shared_task
def forget_sessions() -> None:
    """Delete sessions that have expired. Source: docs/data-retention.toml."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
