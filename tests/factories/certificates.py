from datetime import UTC, date, datetime

import factory

from certificates.codes import new_code
from certificates.enums import LineKind
from certificates.facts import CertificateFacts, ModuleLine
from certificates.models import Certificate, NumberSeries, RegisterHead, RegisterLine, Revocation
from certificates.operations import issue_certificate, keep_document, revoke_certificate
from tests.factories.accounts import UserFactory

AT = datetime(2026, 7, 24, 9, tzinfo=UTC)
PDF = b"%PDF-1.7 contoh"
PATTERN = "{seri:03}/BIMTEK-LKS/{unit}/{bulan_romawi}/{tahun}"
FACTS = CertificateFacts(
    holder_name="Siti Aminah",
    position="Ketua",
    institution_name="LKS Harapan Kapuas",
    institution_number="62.03.001",
    regency_name="Kabupaten Kapuas",
    title="Bimbingan Teknis Lembaga Kesejahteraan Sosial",
    course_title="Bimtek LKS",
    venue="Aula Dinas Sosial",
    city="Palangka Raya",
    starts_on=date(2026, 7, 22),
    ends_on=date(2026, 7, 24),
    total_jp=6,
    modules=(ModuleLine(1, "Kebijakan kesejahteraan sosial", 2, 1), ModuleLine(2, "Manajemen kasus", 1, 2)),
    office_name="Dinas Sosial Provinsi Kalimantan Tengah",
    office_address="Jalan Contoh Nomor 1, Palangka Raya 73112",
    signed_city="Palangka Raya",
    signatory_title="Kepala Dinas Sosial Provinsi Kalimantan Tengah",
    signatory_name="Dr. Contoh Pejabat, M.Si.",
    signatory_nip="19700101 199503 1 001",
)


class NumberSeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NumberSeries

    unit = factory.Sequence(lambda n: f"DINSOS-{n}")
    kind = "certificate"
    year = 2026


class CertificateFactory(factory.django.DjangoModelFactory):
    """Numbered and not yet drawn, the first of its series. ``issued=True`` stores small bytes and adds the line."""

    class Meta:
        model = Certificate
        skip_postgeneration_save = True

    code = factory.LazyFunction(new_code)
    series = factory.SubFactory(NumberSeriesFactory, last_serial=1)
    serial = 1
    number = factory.LazyAttribute(lambda o: f"{o.serial:03}/BIMTEK-LKS/{o.series.unit}/VII/2026")
    facts = FACTS.to_data()
    issued_on = date(2026, 7, 24)
    created_at = AT

    @factory.post_generation
    def issued(self, create, extracted, **kwargs):
        if extracted:
            issue_certificate(self, keep_document(PDF), at=AT)
            self.refresh_from_db()


class RevocationFactory(factory.django.DjangoModelFactory):
    """Of an issued certificate, with its line in the register."""

    class Meta:
        model = Revocation

    certificate = factory.SubFactory(CertificateFactory, issued=True)
    reason = "Nama peserta salah tulis."
    by = factory.SubFactory(UserFactory)
    at = datetime(2026, 8, 3, 2, tzinfo=UTC)

    @classmethod
    def _create(cls, model_class, *args, **values):
        return revoke_certificate(**values)


class RegisterHeadFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegisterHead


class RegisterLineFactory(factory.django.DjangoModelFactory):
    """A bare row for tests of constraints; real lines come from ``append_line``."""

    class Meta:
        model = RegisterLine

    position = factory.Sequence(lambda n: n + 1)
    kind = LineKind.ISSUED
    certificate = factory.SubFactory(CertificateFactory)
    content = factory.LazyFunction(dict)
    previous_hash = factory.Sequence(lambda n: f"{n:064}")
    hash = factory.Sequence(lambda n: f"{n + 1:064}")
