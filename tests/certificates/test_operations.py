import errno
import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from certificates import invariants
from certificates.codes import read_code
from certificates.enums import CertificateState, LineKind
from certificates.models import Certificate, NumberSeries, RegisterHead, RegisterLine, Revocation
from certificates.operations import (
    draw_document,
    intend_certificate,
    issue_certificate,
    keep_document,
    revoke_certificate,
    store_document,
)
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.certificates import AT, FACTS, PATTERN, PDF, CertificateFactory, RevocationFactory

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def intend(facts=FACTS, **changed):
    usual = {"unit": "DINSOS-KALTENG", "kind": "certificate", "pattern": PATTERN, "issued_on": date(2026, 7, 24)}
    return intend_certificate(facts, **usual | changed, at=AT)


def stored_files():
    return sorted(
        path.relative_to(default_storage.location).as_posix() for path in Path(default_storage.location).rglob("*.pdf")
    )


def bytes_of(name):
    return Path(default_storage.path(name)).read_bytes()


def wrong():
    return list(invariants.check())


# --- intending ----------------------------------------------------------------


def test_a_certificate_gets_the_next_number_and_keeps_its_facts():
    first, second = intend(), intend(replace(FACTS, holder_name="  Budi   Santoso "))

    assert [first.number, second.number] == [
        "001/BIMTEK-LKS/DINSOS-KALTENG/VII/2026",
        "002/BIMTEK-LKS/DINSOS-KALTENG/VII/2026",
    ]
    assert Certificate.objects.get(pk=second.pk).frozen_facts == replace(FACTS, holder_name="Budi Santoso")
    assert (second.state, second.document.name, second.stored_at, second.created_at) == ("intended", "", None, AT)
    assert read_code(first.code) == first.code != second.code
    assert RegisterLine.objects.count() == 0
    assert wrong() == []


def test_units_kinds_and_years_count_apart():
    intend()

    numbers = [
        intend(unit="DINSOS-KAPUAS").number,
        intend(issued_on=date(2027, 1, 4)).number,
        intend(kind="surat", pattern="{seri:03}/SURAT/{unit}/{bulan_romawi}/{tahun}").number,
        intend().number,
    ]

    assert numbers == [
        "001/BIMTEK-LKS/DINSOS-KAPUAS/VII/2026",
        "001/BIMTEK-LKS/DINSOS-KALTENG/I/2027",
        "001/SURAT/DINSOS-KALTENG/VII/2026",
        "002/BIMTEK-LKS/DINSOS-KALTENG/VII/2026",
    ]
    assert wrong() == []


def test_facts_that_cannot_be_printed_and_a_bad_pattern_are_refused_together_and_use_no_number():
    with pytest.raises(Refusal) as refusal:
        intend(replace(FACTS, holder_name="", total_jp=99), pattern="{seri}")

    assert [reason.code for reason in refusal.value.reasons] == ["text_missing", "jp_do_not_add_up", "year_missing"]
    assert (NumberSeries.objects.count(), Certificate.objects.count()) == (0, 0)


def test_a_number_given_back_with_its_transaction_is_given_again():
    class Stop(Exception):
        pass

    intend()
    with pytest.raises(Stop), transaction.atomic():
        assert intend().serial == 2
        raise Stop

    assert intend().serial == 2
    assert wrong() == []


def test_a_pattern_that_does_not_tell_units_apart_is_refused_and_uses_no_number():
    intend(pattern="{seri}/{tahun}")

    with pytest.raises(Refusal, match="number_once"):
        intend(unit="DINSOS-KAPUAS", pattern="{seri}/{tahun}")

    assert list(NumberSeries.objects.values_list("unit", "last_serial")) == [("DINSOS-KALTENG", 1)]


def test_a_number_too_long_is_refused_and_uses_no_number():
    with pytest.raises(Refusal, match="number_too_long"):
        intend(pattern="{seri}/{tahun}/" + "x" * 120)

    assert NumberSeries.objects.filter(last_serial__gt=0).count() == 0


# --- storing ------------------------------------------------------------------


def test_storing_makes_it_issued_with_its_bytes_and_its_line():
    certificate = intend()
    pdf = draw_document(certificate)

    issued = store_document(certificate, pdf, at=LATER)

    assert (issued.state, issued.stored_at) == (CertificateState.ISSUED, LATER)
    assert bytes_of(issued.document.name) == pdf
    assert issued.document_sha256 in issued.document.name
    line = RegisterLine.objects.get()
    assert (line.position, line.kind, line.certificate, line.previous_hash) == (1, "issued", issued, "")
    assert wrong() == []


def test_storing_again_changes_nothing_and_the_first_document_wins():
    certificate = intend()
    first = store_document(certificate, PDF, at=AT)

    again = store_document(certificate, PDF + b" lain", at=LATER)

    assert (again.document.name, again.stored_at) == (first.document.name, AT)
    assert len(stored_files()) == RegisterLine.objects.count() == 1
    assert wrong() == []


def test_two_drawings_made_at_once_end_in_the_first():
    certificate = intend()
    documents = [keep_document(PDF + tail) for tail in (b"1", b"2")]

    for document in documents:
        issue_certificate(certificate, document, at=AT)

    assert Certificate.objects.get().document_sha256 == documents[0].sha256
    assert RegisterLine.objects.count() == 1
    assert wrong() == []


def test_what_is_no_pdf_is_not_kept():
    with pytest.raises(ValueError, match="no PDF"):
        keep_document(b"<html>")

    assert stored_files() == []


def test_keeping_the_same_bytes_twice_keeps_one_file():
    assert keep_document(PDF) == keep_document(PDF)
    assert len(stored_files()) == 1


def test_half_a_file_left_by_a_dead_writer_is_not_taken_for_the_document():
    whole = keep_document(PDF)
    Path(default_storage.path(whole.name)).write_bytes(PDF[:5])

    again = keep_document(PDF)

    assert again.sha256 == whole.sha256
    assert bytes_of(again.name) == PDF


# --- faults -------------------------------------------------------------------


class FullDisk(FileSystemStorage):
    """Takes some bytes and then says what a full disk says, for as many writes as ``faults`` tells."""

    faults = 0

    def _save(self, name, content):
        if self.faults:
            type(self).faults -= 1
            path = Path(self.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.read()[:7])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super()._save(name, content)


class LosesBytes(FileSystemStorage):
    """Says that it has stored the bytes, and has not, as many times as ``faults`` tells."""

    faults = 0

    def _save(self, name, content):
        if self.faults:
            type(self).faults -= 1
            content.file.truncate(9)
        return super()._save(name, content)


@pytest.mark.parametrize("broken", [FullDisk, LosesBytes])
def test_a_storage_that_fails_leaves_it_intended_and_trying_again_finishes_it(settings, monkeypatch, broken):
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.{broken.__name__}"}}
    monkeypatch.setattr(broken, "faults", 2)
    certificate = intend()

    for _attempt in range(2):
        with pytest.raises(OSError):
            store_document(certificate, PDF, at=AT)
        certificate.refresh_from_db()
        assert (certificate.state, certificate.document.name, RegisterLine.objects.count()) == ("intended", "", 0)
        assert wrong() == []

    issued = store_document(certificate, PDF, at=LATER)
    assert bytes_of(issued.document.name) == PDF
    assert wrong() == []


def test_a_fault_after_the_bytes_and_before_the_row_leaves_it_intended(monkeypatch):
    certificate = intend()
    document = keep_document(PDF)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue_certificate(certificate, document, at=AT)
        raise ZeroDivisionError

    certificate.refresh_from_db()
    assert (certificate.state, RegisterLine.objects.count(), RegisterHead.objects.count()) == ("intended", 0, 0)
    assert issue_certificate(certificate, keep_document(PDF), at=LATER).is_issued
    assert (len(stored_files()), wrong()) == (1, [])


# --- revoking -----------------------------------------------------------------


def test_a_revocation_is_a_new_row_and_the_certificate_stays_as_it_was():
    certificate = CertificateFactory(issued=True)
    before = Certificate.objects.values().get()
    officer = UserFactory()
    at = datetime(2026, 8, 3, 17, 30, tzinfo=UTC)  # 4 August in WIB

    revocation = revoke_certificate(certificate, reason="  Nama\n salah  tulis. ", by=officer, at=at)

    assert (revocation.reason, revocation.revoked_on, revocation.revoked_by, revocation.revoked_at) == (
        "Nama salah tulis.",
        date(2026, 8, 4),
        officer,
        at,
    )
    assert Certificate.objects.values().get() == before
    assert list(RegisterLine.objects.values_list("kind", flat=True)) == [LineKind.ISSUED, LineKind.REVOKED]
    assert wrong() == []


def test_the_day_of_a_revocation_may_be_that_of_the_unit():
    revocation = RevocationFactory(at=datetime(2026, 8, 3, 15, 30, tzinfo=UTC), on=date(2026, 8, 4))

    assert revocation.revoked_on == date(2026, 8, 4)


def test_a_certificate_is_not_revoked_twice():
    revocation = RevocationFactory()

    with pytest.raises(Refusal, match="already_revoked"):
        revoke_certificate(revocation.certificate, reason="Lagi.", by=revocation.revoked_by, at=LATER)

    assert (Revocation.objects.get().reason, RegisterLine.objects.count()) == (revocation.reason, 2)


def test_what_is_not_issued_cannot_be_revoked():
    with pytest.raises(Refusal, match="not_issued"):
        revoke_certificate(CertificateFactory(), reason="Salah.", by=UserFactory(), at=LATER)

    assert (Revocation.objects.count(), RegisterLine.objects.count()) == (0, 0)


@pytest.mark.parametrize("reason", ["", "   ", "\n", "x" * 301, "a\x00b", "a\u202eb", "x" * 10_000])
def test_a_revocation_needs_a_reason_that_can_be_read(reason):
    with pytest.raises(Refusal, match="reason_needed"):
        revoke_certificate(CertificateFactory(issued=True), reason=reason, by=UserFactory(), at=LATER)

    assert Revocation.objects.count() == 0


@pytest.mark.parametrize("reason", ["x", "x" * 300, "<script>alert(1)</script>", "'; DROP TABLE --", "=1+1"])
def test_any_readable_reason_is_kept_as_it_is(reason):
    assert RevocationFactory(reason=reason).reason == reason
