from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateState(TextChoices):
    INTENDED = "intended", _("Being made")
    ISSUED = "issued", _("Issued")


class LineKind(TextChoices):
    ISSUED = "issued", _("Issued")
    REVOKED = "revoked", _("Revoked")
