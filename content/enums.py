from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CourseKind(TextChoices):
    BIMTEK = "bimtek", _("Bimtek (technical guidance)")
    FAMILY = "family", _("Family resilience")
    MENTAL = "mental", _("Mental coaching")
    KUBE = "kube", _("KUBE entrepreneurship")
