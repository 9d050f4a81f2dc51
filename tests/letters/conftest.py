from datetime import timedelta

import pytest
from django.utils import timezone

from lms.journal.operations import claim_next, deliver_claimed
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import RegencyFactory, RoleGrantFactory


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def officer():
    return RoleGrantFactory(province=True).user


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def cohort():
    """Open, with seats for Kapuas and Palangka Raya."""
    cohort = CohortFactory(opened=True)
    for region in (RegencyFactory(), RegencyFactory(code="62.71", name="Kota Palangka Raya")):
        QuotaFactory(cohort=cohort, region=region)
    return cohort


@pytest.fixture
def people(cohort):
    return [EnrolmentFactory(cohort=cohort, accepted=True, membership__person__name=name) for name in ("Ani", "Budi")]


@pytest.fixture
def deliver_all():
    """What the workers do, until nothing is due; answers how many."""

    def deliver():
        count = 0
        while claim := claim_next(at=timezone.now() + timedelta(seconds=1)):
            assert deliver_claimed(claim), claim.handler
            count += 1
        return count

    return deliver
