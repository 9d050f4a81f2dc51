import logging

from celery import shared_task
from django.utils import timezone

from lms.privacy.operations import obey_retention

logger = logging.getLogger("pilar.privacy")


@shared_task
def forget_outlived() -> None:
    """Every day, what docs/data-retention.toml says."""
    for model, count in obey_retention(at=timezone.now(), is_dry_run=False):
        if count:
            logger.info("outlived rows deleted", extra={"model": model, "count": count})
