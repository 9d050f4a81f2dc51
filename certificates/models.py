"""Numbered, frozen, verifiable documents. This room knows no trainee: it takes facts as plain values."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.codes import grouped
from certificates.enums import CertificateState, LineKind
from certificates.facts import CertificateFacts
from certificates.validity import Validity, validity_of


class NumberSeries(models.Model):
    """The counter of one unit, kind of document and year; raised under lock in the transaction that numbers."""

    unit = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    year = models.PositiveIntegerField()
    last_serial = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "year"], name="certificates_numberseries_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.kind} {self.year}: {self.last_serial}"


class Certificate(models.Model):
    """One document: number and frozen facts first (``intended``), then its stored bytes (``issued``).

    ``code`` is the unguessable part of the verification address: at least 100 random bits.
    """

    code = models.CharField(max_length=32, unique=True)
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="certificates")
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=120)
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
            models.UniqueConstraint(
                fields=["number"],
                name="certificates_certificate_number_once",
                violation_error_message=_("This number is already taken. The number pattern must tell units apart."),
            ),
            models.UniqueConstraint(fields=["series", "serial"], name="certificates_certificate_serial_once"),
            models.CheckConstraint(
                condition=Q(state=CertificateState.INTENDED, document="", document_sha256="", stored_at__isnull=True)
                | (
                    Q(state=CertificateState.ISSUED, stored_at__isnull=False) & ~Q(document_sha256="") & ~Q(document="")
                ),
                name="certificates_certificate_issued_has_bytes",
            ),
            models.CheckConstraint(condition=Q(serial__gte=1), name="certificates_certificate_serial_from_one"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("verify", args=[self.code])

    @property
    def is_issued(self) -> bool:
        return self.state == CertificateState.ISSUED

    @property
    def frozen_facts(self) -> CertificateFacts:
        return CertificateFacts.from_data(self.facts)

    @property
    def grouped_code(self) -> str:
        return grouped(self.code)

    @property
    def verify_url(self) -> str:
        """The whole address, as in the QR code."""
        return settings.BASE_URL + self.get_absolute_url()

    def validity(self, *, on: date) -> Validity:
        """Reads the revocation: fetch it with ``select_related("revocation")``."""
        revocation = getattr(self, "revocation", None)
        return validity_of(
            is_stored=self.is_issued,
            issued_on=self.issued_on,
            revoked_on=revocation.revoked_on if revocation else None,
            revoked_reason=revocation.reason if revocation else "",
            on=on,
        )


class Revocation(models.Model):
    """A new row that names the revoked certificate; the certificate itself is never rewritten."""

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="revocation")
    reason = models.CharField(_("reason"), max_length=300)
    revoked_at = models.DateTimeField()
    revoked_on = models.DateField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="certificates_revocation_has_a_reason",
                violation_error_message=_("Say why the certificate is revoked."),
            )
        ]

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
        constraints = [
            models.UniqueConstraint(fields=["previous_hash"], name="certificates_registerline_never_forks"),
            models.UniqueConstraint(fields=["certificate", "kind"], name="certificates_registerline_once_per_kind"),
            models.CheckConstraint(condition=Q(position__gte=1), name="certificates_registerline_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class RegisterHead(models.Model):
    """The one row that says how long the register is and how it ends. Held while a line is added."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    line_count = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="certificates_registerhead_is_one")]

    def __str__(self) -> str:
        return f"{self.line_count} {self.last_hash}"
