from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Result(TextChoices):
    PASSED = "passed", _("Passed")
    ATTENDED = "attended", _("Took part, not passed")
    NOT_MET = "not_met", _("Requirements not met")
