from django.conf import settings


def wake(delivery_id: int) -> None:
    """Tell a Celery worker of a new delivery. Without a broker the embedded worker looks by itself."""
    if settings.BROKER_URL:
        from lms.journal.tasks import deliver  # the task module imports the operations that call this

        deliver.delay(delivery_id)
