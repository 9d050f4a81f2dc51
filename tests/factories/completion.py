from datetime import UTC, date, datetime

import factory

from certificates.operations import intend_certificate, issue_certificate, keep_document, revoke_certificate
from lms.completion.documents import certificate_facts
from lms.completion.enums import Result
from lms.completion.models import Award, Verdict
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import POLICY, CohortFactory
from tests.factories.enrolment import EnrolmentFactory

AT = datetime(2026, 7, 24, 9, tzinfo=UTC)
PDF = b"%PDF-1.7 contoh"


class VerdictFactory(factory.django.DjangoModelFactory):
    """Passed, in a closed cohort. Trait: ``failed``."""

    class Meta:
        model = Verdict

    class Params:
        failed = factory.Trait(
            result=Result.NOT_MET,
            attended_jp=1,
            reasons=[{"code": "attendance_low", "values": {"attended": 1, "planned": 3, "minimum": 80}}],
        )

    enrolment = factory.SubFactory(
        EnrolmentFactory, accepted=True, cohort=factory.SubFactory(CohortFactory, closed=True)
    )
    result = Result.PASSED
    planned_jp = 3
    attended_jp = 3
    score_percent = 80
    policy = POLICY.to_data()
    decided_at = AT
    decided_by = factory.SubFactory(UserFactory)


class AwardFactory(factory.django.DjangoModelFactory):
    """A passed verdict with a numbered certificate. ``issued=True`` stores bytes; ``revoked=True`` revokes it then."""

    class Meta:
        model = Award
        skip_postgeneration_save = True

    class Params:
        issued_on = date(2026, 7, 24)

    verdict = factory.SubFactory(VerdictFactory)
    certificate = factory.LazyAttribute(lambda o: numbered(o.verdict, o.issued_on))

    @factory.post_generation
    def issued(self, create, extracted, **kwargs):
        if extracted:
            self.certificate = issue_certificate(self.certificate, keep_document(PDF), at=AT)

    @factory.post_generation
    def revoked(self, create, extracted, **kwargs):
        if extracted:
            self.certificate = issue_certificate(self.certificate, keep_document(PDF), at=AT)
            revoke_certificate(self.certificate, reason="Salah nama.", by=UserFactory(), at=AT)


def numbered(verdict, issued_on):
    return intend_certificate(
        certificate_facts(verdict.enrolment),
        unit=verdict.enrolment.cohort.office.unit_code,
        kind="certificate",
        pattern="{seri:03}/BIMTEK-LKS/{unit}/{bulan_romawi}/{tahun}",
        issued_on=issued_on,
        at=AT,
    )
