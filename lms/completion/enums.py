from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Result(TextChoices):
    PASSED = "passed", _("Passed")
    ATTENDED = "attended", _("Took part, not passed")
    NOT_MET = "not_met", _("Requirements not met")


class CompletionEvent(TextChoices):
    CLOSED = "cohort.closed"
    AWARD_INTENDED = "award.intended"
    AWARD_ISSUED = "award.issued"
    AWARD_REVOKED = "award.revoked"
