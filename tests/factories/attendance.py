from datetime import UTC, datetime

import factory

from lms.attendance.enums import PresenceMethod, PresenceState
from lms.attendance.models import Presence
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import SessionFactory
from tests.factories.enrolment import EnrolmentFactory


class PresenceFactory(factory.django.DjangoModelFactory):
    """Present by roll call, in a session of the enrolment's own cohort."""

    class Meta:
        model = Presence

    enrolment = factory.SubFactory(EnrolmentFactory, accepted=True)
    session = factory.LazyAttribute(lambda o: SessionFactory(cohort=o.enrolment.cohort))
    state = PresenceState.PRESENT
    method = PresenceMethod.ROLL_CALL
    recorded_at = datetime(2026, 7, 22, 3, tzinfo=UTC)
    recorded_by = factory.SubFactory(UserFactory)
