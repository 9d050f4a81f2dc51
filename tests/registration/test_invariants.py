import pytest

from lms.organisations.enums import InstitutionStatus
from lms.registration.invariants import what_was_approved_is_in_the_register, who_applies_has_an_open_application
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InstitutionFactory
from tests.factories.registration import SENT_AT, ApplicationFactory
from tests.registration.conftest import AT

pytestmark = pytest.mark.django_db


def approved(**institution):
    return ApplicationFactory(
        complete=True,
        status="approved",
        submitted_at=SENT_AT,
        decided_at=SENT_AT,
        decided_by=UserFactory(),
        **{f"institution__{name}": value for name, value in institution.items()},
    )


def test_applications_and_register_that_agree_say_nothing():
    ApplicationFactory()
    ApplicationFactory(sent=True)
    ApplicationFactory(status="withdrawn", withdrawn_at=SENT_AT, institution__status=InstitutionStatus.REJECTED)
    approved(status=InstitutionStatus.FROZEN, number="62.03/04/0001")
    InstitutionFactory()

    assert list(what_was_approved_is_in_the_register(at=AT)) == []
    assert list(who_applies_has_an_open_application(at=AT)) == []


def test_an_approved_application_outside_the_register_is_named():
    application = approved(status=InstitutionStatus.REJECTED)

    assert list(what_was_approved_is_in_the_register(at=AT)) == [
        f"application {application.pk} is approved, but its institution is rejected"
    ]


def test_an_applying_institution_without_an_open_application_is_named():
    alone = InstitutionFactory(status=InstitutionStatus.APPLYING, number=None)
    decided = approved(status=InstitutionStatus.APPLYING).institution

    assert list(who_applies_has_an_open_application(at=AT)) == [
        f"institution {alone.pk} is applying, but has no open application",
        f"institution {decided.pk} is applying, but has no open application",
    ]


def test_an_open_application_of_an_institution_of_the_register_is_named():
    application = ApplicationFactory(institution__status=InstitutionStatus.ACTIVE, institution__number="1")

    assert list(who_applies_has_an_open_application(at=AT)) == [
        f"application {application.pk} is open, but its institution is active"
    ]
