from celery import shared_task


@shared_task
def deliver(delivery_id: int) -> None:
    """Bring one event to one handler, once."""
    raise NotImplementedError


@shared_task
def sweep() -> None:
    """Send again what is due and was not taken."""
    raise NotImplementedError
