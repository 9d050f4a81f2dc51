from celery import current_app
from django.conf import settings


def wake(delivery_id: int) -> None:
    """Tell a Celery worker of a new delivery. Without a broker the embedded worker looks by itself."""
    if settings.BROKER_URL:
        current_app.send_task("lms.journal.tasks.deliver", args=[delivery_id])
