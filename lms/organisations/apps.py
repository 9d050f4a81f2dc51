from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from lms.organisations.triggers import put_up, take_down


class OrganisationsConfig(AppConfig):
    name = "lms.organisations"
    label = "organisations"

    def ready(self):
        pre_migrate.connect(take_down, sender=self)
        post_migrate.connect(put_up, sender=self)
