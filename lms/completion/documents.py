"""What a certificate says of an enrolment: plain values taken from what was frozen, in the words of the document."""

from certificates.facts import CertificateFacts, ModuleLine, reasons_against
from lms.cohorts.rules import SyllabusModule
from lms.enrolment.models import Enrolment
from lms.organisations.enums import POSITION_WORDS
from lms.refusal import Reason


def certificate_facts(enrolment: Enrolment) -> CertificateFacts:
    """Name, institution and position as they were when nominated; modules and JP as promised at opening.

    Who came by herself may have no institution: then the certificate is silent about it.
    """
    cohort, office = enrolment.cohort, enrolment.cohort.office
    syllabus = cohort.frozen_syllabus()
    return CertificateFacts(
        holder_name=enrolment.person_name,
        position=POSITION_WORDS[enrolment.position] if enrolment.position else "",
        institution_name=enrolment.institution_name,
        institution_number=enrolment.institution_number,
        regency_name=enrolment.region.name if enrolment.region else "",
        title=syllabus.certificate_title,
        course_title=syllabus.course_title,
        venue=cohort.venue,
        city=cohort.city,
        starts_on=cohort.starts_on,
        ends_on=cohort.ends_on,
        total_jp=syllabus.jp,
        modules=tuple(_line(number, module) for number, module in enumerate(syllabus.modules, start=1)),
        office_name=office.name,
        office_address=office.address,
        signed_city=office.city,
        signatory_title=office.signatory_title,
        signatory_name=office.signatory_name,
        signatory_nip=office.signatory_nip,
    )


def _line(number: int, module: SyllabusModule) -> ModuleLine:
    return ModuleLine(
        number, module.title, module.theory_jp, module.practice_jp, field_jp=module.field_jp, online_jp=module.online_jp
    )


def reasons_against_printing(enrolment: Enrolment) -> tuple[Reason, ...]:
    """What would keep this trainee's certificate from being drawn."""
    return reasons_against(certificate_facts(enrolment).tidied())
