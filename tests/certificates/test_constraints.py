"""The database keeps the law: each constraint refuses what it must."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from certificates.enums import CertificateState, LineKind
from certificates.models import Certificate, NumberSeries, RegisterHead, RegisterLine, Revocation
from lms.refusal import Refusal, constraints_as_refusal
from tests.factories.accounts import UserFactory
from tests.factories.certificates import (
    AT,
    CertificateFactory,
    NumberSeriesFactory,
    RegisterHeadFactory,
    RegisterLineFactory,
    RevocationFactory,
)

pytestmark = pytest.mark.django_db


def refused(kind, act):
    with pytest.raises(Refusal) as refusal, constraints_as_refusal(kind):
        act()
    return refusal.value.reasons[0].code


def test_a_unit_has_one_counter_for_each_kind_and_year():
    series = NumberSeriesFactory()
    NumberSeriesFactory(unit=series.unit, year=2027)
    NumberSeriesFactory(unit=series.unit, kind="surat tugas")

    code = refused(NumberSeries, lambda: NumberSeriesFactory(unit=series.unit))

    assert code == "certificates_numberseries_once"


def test_a_code_is_there_once():
    code = CertificateFactory().code

    assert refused(Certificate, lambda: CertificateFactory(code=code)) == "certificates.certificate_code_taken"


def test_a_number_is_there_once():
    number = CertificateFactory().number

    code = refused(Certificate, lambda: CertificateFactory(number=number))

    assert code == "certificates_certificate_number_once"


def test_a_serial_is_there_once_in_its_series():
    series = CertificateFactory().series

    code = refused(Certificate, lambda: CertificateFactory(series=series, number="lain"))

    assert code == "certificates_certificate_serial_once"


def test_serials_begin_with_one():
    assert refused(Certificate, lambda: CertificateFactory(serial=0)) == "certificates_certificate_serial_from_one"


ISSUED = {"state": CertificateState.ISSUED, "document": "a.pdf", "document_sha256": "f" * 64, "stored_at": AT}


@pytest.mark.parametrize(
    "broken",
    [
        ISSUED | {"document": ""},
        ISSUED | {"document_sha256": ""},
        ISSUED | {"stored_at": None},
        ISSUED | {"state": CertificateState.INTENDED},
        {"document": "a.pdf"},
        {"document_sha256": "f" * 64},
        {"stored_at": AT},
        {"state": "half"},
    ],
)
def test_issued_means_stored_and_intended_means_not(broken):
    code = refused(Certificate, lambda: CertificateFactory(**broken))

    assert code == "certificates_certificate_issued_has_bytes"


def test_a_revocation_has_a_reason():
    values = {"certificate": CertificateFactory(), "reason": "", "revoked_at": AT, "revoked_on": date(2026, 7, 24)}

    code = refused(Revocation, lambda: Revocation.objects.create(**values, revoked_by=UserFactory()))

    assert code == "certificates_revocation_has_a_reason"


def test_a_certificate_is_revoked_once():
    first = RevocationFactory()
    again = Revocation(
        certificate=first.certificate, reason="Lagi.", revoked_at=AT, revoked_on=AT, revoked_by=first.revoked_by
    )

    assert refused(Revocation, again.save) == "certificates.revocation_certificate_taken"


def test_a_line_has_its_own_position():
    RegisterLineFactory(position=5)

    with pytest.raises(IntegrityError, match="position"), transaction.atomic():
        RegisterLineFactory(position=5)


def test_a_line_has_its_own_hash():
    RegisterLineFactory(hash="a" * 64)

    assert refused(RegisterLine, lambda: RegisterLineFactory(hash="a" * 64)) == "certificates.registerline_hash_taken"


def test_two_lines_never_follow_the_same_one():
    RegisterLineFactory(previous_hash="")

    code = refused(RegisterLine, lambda: RegisterLineFactory(previous_hash=""))

    assert code == "certificates_registerline_never_forks"


def test_a_certificate_has_one_line_of_each_kind():
    certificate = RegisterLineFactory().certificate
    RegisterLineFactory(certificate=certificate, kind=LineKind.REVOKED)

    code = refused(RegisterLine, lambda: RegisterLineFactory(certificate=certificate))

    assert code == "certificates_registerline_once_per_kind"


def test_lines_begin_with_one():
    assert refused(RegisterLine, lambda: RegisterLineFactory(position=0)) == "certificates_registerline_from_one"


def test_the_register_has_one_head():
    RegisterHeadFactory()

    assert refused(RegisterHead, lambda: RegisterHeadFactory(id=2)) == "certificates_registerhead_is_one"


def test_what_hangs_on_a_certificate_keeps_it():
    revocation = RevocationFactory()

    for row in (revocation.certificate, revocation.certificate.series, revocation.revoked_by):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()
    assert Revocation.objects.get().certificate.series_id == revocation.certificate.series_id
