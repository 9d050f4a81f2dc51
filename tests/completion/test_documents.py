"""What a certificate says of somebody who came without an institution: nothing, instead of something made up."""

import pytest

from lms.completion.documents import certificate_facts, reasons_against_printing
from lms.enrolment.models import Enrolment
from tests.factories.enrolment import EnrolmentFactory

pytestmark = pytest.mark.django_db


def test_somebody_without_an_institution_gets_a_certificate_that_is_silent_about_it():
    enrolment = EnrolmentFactory(
        way="self",
        membership=None,
        person=EnrolmentFactory().person,
        person_name="Siti Aminah",
        sex="female",
        institution=None,
        institution_name="",
        institution_number="",
        kind_code="",
        kind_name="",
        position="",
        region=None,
    )

    facts = certificate_facts(Enrolment.objects.get(pk=enrolment.pk))

    assert (facts.position, facts.institution_name, facts.institution_number, facts.regency_name) == ("", "", "", "")
    assert reasons_against_printing(enrolment) == ()
