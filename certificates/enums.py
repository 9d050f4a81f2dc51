from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateState(TextChoices):
    INTENDED = "intended", _("Being made")
    ISSUED = "issued", _("Issued")


class LineKind(TextChoices):
    ISSUED = "issued", _("Issued")
    REVOKED = "revoked", _("Revoked")


class Status(TextChoices):
    """What somebody who checks a certificate is told."""

    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")
    BEING_MADE = "being_made", _("Being made")
