from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CourseKind(TextChoices):
    BIMTEK = "bimtek", _("Bimtek (technical guidance)")
    FAMILY = "family", _("Family resilience")
    MENTAL = "mental", _("Mental coaching")
    KUBE = "kube", _("KUBE entrepreneurship")


class VariantKind(TextChoices):
    """What a recording becomes for telephones."""

    AUDIO = "audio", _("Audio only")
    VIDEO = "video", _("Small video")


class PreparationState(TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being prepared")
    READY = "ready", _("Ready")
    ABSENT = "absent", _("Not needed")
    REFUSED = "refused", _("Did not work")


SETTLED_STATES = (PreparationState.READY, PreparationState.ABSENT, PreparationState.REFUSED)
UNSETTLED_STATES = (PreparationState.WAITING, PreparationState.WORKING)
