from functools import partial

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import get_language

from content.audience import names_of_kinds
from lms.organisations.triggers import put_up, take_down


class OrganisationsConfig(AppConfig):
    name = "lms.organisations"
    label = "organisations"

    def ready(self):
        pre_migrate.connect(take_down, sender=self)
        post_migrate.connect(put_up, sender=self)
        names_of_kinds(psks=partial(self._names_of, "PSKSKind"), ppks=partial(self._names_of, "PPKSKind"))

    def _names_of(self, model):
        """Code and name of each kind in the reader's language, for authors who say for whom a course is."""
        name = "name_en" if get_language() == "en" else "name_id"
        return self.get_model(model)._default_manager.order_by("code").values_list("code", name)
