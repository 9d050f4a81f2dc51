from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JournalConfig(AppConfig):
    name = "lms.journal"
    label = "journal"

    def ready(self) -> None:
        # Every process knows every handler: the web process writes the deliveries, the workers run them.
        autodiscover_modules("tasks", "invariants")
