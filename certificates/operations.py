"""Numbering, storing and revoking. The caller (``lms.completion``) journals what it asks for here."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certificates.codes import new_code
from certificates.enums import CertificateState, LineKind
from certificates.facts import CertificateFacts, reasons_against
from certificates.models import Certificate, NumberSeries, Revocation
from certificates.numbering import format_number, reasons_against_pattern
from certificates.register import append_line
from certificates.storing import StoredDocument, keep_bytes
from lms.refusal import Refusal, constraints_as_refusal, refuse

MAX_REASON = 300


@transaction.atomic
def intend_certificate(
    facts: CertificateFacts, *, unit: str, kind: str, pattern: str, issued_on: date, at: datetime
) -> Certificate:
    """Freeze the facts and give them the next number of the unit, kind and year of ``issued_on``.

    A number exists if and only if its row does: both come and go with this transaction. Raises Refusal.
    """
    facts = facts.tidied()
    if reasons := (*reasons_against(facts), *reasons_against_pattern(pattern)):
        raise Refusal(reasons)
    with constraints_as_refusal(Certificate):
        series = _locked_series(unit=unit, kind=kind, year=issued_on.year)
        series.last_serial += 1
        series.save(update_fields=["last_serial"])
        return Certificate.objects.create(
            code=new_code(),
            series=series,
            serial=series.last_serial,
            number=format_number(pattern, serial=series.last_serial, unit=unit, on=issued_on),
            facts=facts.to_data(),
            issued_on=issued_on,
            created_at=at,
        )


def _locked_series(*, unit: str, kind: str, year: int) -> NumberSeries:
    """The counter, held until the transaction ends. Two who make it at once: one waits, then finds it made."""
    NumberSeries.objects.get_or_create(unit=unit, kind=kind, year=year)
    return NumberSeries.objects.select_for_update().get(unit=unit, kind=kind, year=year)


def draw_document(certificate: Certificate) -> bytes:
    """The PDF of a certificate, from its frozen facts alone. Slow work: call it outside a transaction."""
    from certificates.drawing import draw  # Typst and its fonts load in the worker that draws, not in the web

    return draw(
        certificate.frozen_facts,
        number=certificate.number,
        code=certificate.code,
        verify_url=certificate.verify_url,
        issued_on=certificate.issued_on,
    )


def store_document(certificate: Certificate, pdf: bytes, *, at: datetime) -> Certificate:
    """Keep the bytes, then make the row issued. Repeating it is harmless: the first stored document wins."""
    certificate.refresh_from_db()
    if certificate.is_issued:
        return certificate
    return issue_certificate(certificate, keep_document(pdf), at=at)


def keep_document(pdf: bytes) -> StoredDocument:
    """Call it outside a transaction."""
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("these bytes are no PDF")
    return keep_bytes(pdf, folder="certificates", suffix=".pdf")


@transaction.atomic
def issue_certificate(certificate: Certificate, document: StoredDocument, *, at: datetime) -> Certificate:
    """The row becomes issued and the register gets its line. An issued certificate stays as it is."""
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.is_issued:
        return locked
    locked.state = CertificateState.ISSUED
    locked.document.name, locked.document_sha256, locked.stored_at = document.name, document.sha256, at
    locked.save(update_fields=["state", "document", "document_sha256", "stored_at"])
    append_line(locked, LineKind.ISSUED, on=locked.issued_on)
    return locked


@transaction.atomic
def revoke_certificate(
    certificate: Certificate, *, reason: str, by: Any, at: datetime, on: date | None = None
) -> Revocation:
    """Say in a new row that the certificate no longer holds. Raises Refusal.

    ``on`` is the date in the zone of the unit; without it, the date in the zone of the platform.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON or not reason.isprintable():
        raise refuse("reason_needed", _("Say why, in 1 to %(most)s letters, before you revoke."), most=MAX_REASON)
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not locked.is_issued:
        raise refuse("not_issued", _("Certificate %(number)s is still being made."), number=locked.number)
    if Revocation.objects.filter(certificate=locked).exists():
        raise refuse("already_revoked", _("Certificate %(number)s is already revoked."), number=locked.number)
    revoked_on = on or timezone.localdate(at)
    revocation = Revocation.objects.create(
        certificate=locked, reason=reason, revoked_at=at, revoked_on=revoked_on, revoked_by=by
    )
    append_line(locked, LineKind.REVOKED, on=revoked_on, reason=reason)
    return revocation
