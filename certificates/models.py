"""Numbered, frozen, verifiable documents. This room knows no trainee: it takes facts as plain values."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.enums import CertificateState, LineKind


class NumberSeries(models.Model):
    """The counter of one unit, kind of document and year; raised under lock in the transaction that numbers."""

    unit = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last_serial = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "year"], name="certificates_numberseries_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.kind} {self.year}: {self.last_serial}"


class Certificate(models.Model):
    """One document: number and frozen facts first (``intended``), then its stored bytes (``issued``).

    ``code`` is the unguessable part of the verification address: at least 100 random bits.
    """

    code = models.CharField(max_length=32, unique=True)
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="certificates")
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=120, unique=True)
    facts = models.JSONField()  # facts.CertificateFacts as data
    issued_on = models.DateField(_("issued on"))
    state = models.CharField(max_length=10, choices=CertificateState, default=CertificateState.INTENDED)
    document = models.FileField(upload_to="certificates/", max_length=200, blank=True)
    document_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["series", "serial"]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="certificates_certificate_serial_once"),
            models.CheckConstraint(
                condition=Q(state=CertificateState.INTENDED, document_sha256="", stored_at__isnull=True)
                | (Q(state=CertificateState.ISSUED, stored_at__isnull=False) & ~Q(document_sha256="")),
                name="certificates_certificate_issued_has_bytes",
            ),
            models.CheckConstraint(condition=Q(serial__gte=1), name="certificates_certificate_serial_from_one"),
        ]

    def __str__(self) -> str:
        return self.number


class Revocation(models.Model):
    """A new row that names the revoked certificate; the certificate itself is never rewritten."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="revocation")
    reason = models.CharField(_("reason"), max_length=300)
    revoked_at = models.DateTimeField()
    revoked_on = models.DateField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.certificate_id}"


class RegisterLine(models.Model):
    """One line of the register: each issue and revocation, chained by the hash of the line before."""

    position = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=LineKind)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="lines")
    content = models.JSONField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"
