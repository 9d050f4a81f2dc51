from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    DEAD = "dead", _("Given up")


OPEN_STATES = (DeliveryState.WAITING, DeliveryState.RUNNING)
