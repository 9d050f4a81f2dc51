from datetime import UTC, datetime

import factory

from lms.enrolment.enums import EnrolmentRole, EnrolmentStatus, EnrolmentWay
from lms.enrolment.models import Enrolment, KindReservation, SeatPlan
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.organisations import KindFactory, MembershipFactory


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A nomination. Traits: ``confirmed``, ``accepted`` (which does not count a seat; operations do), ``assisted``
    (with ``person``, whose companion brings her).
    """

    class Meta:
        model = Enrolment

    class Params:
        confirmed = factory.Trait(
            status=EnrolmentStatus.CONFIRMED,
            confirmed_at=datetime(2026, 6, 12, 2, tzinfo=UTC),
            confirmed_by=factory.SubFactory(UserFactory),
        )
        accepted = factory.Trait(
            confirmed=True,
            status=EnrolmentStatus.ACCEPTED,
            accepted_at=datetime(2026, 6, 14, 2, tzinfo=UTC),
            accepted_by=factory.SubFactory(UserFactory),
        )
        assisted = factory.Trait(
            way=EnrolmentWay.SELF,
            role=EnrolmentRole.ASSISTED,
            membership=None,
            institution=None,
            person_name=factory.SelfAttribute("person.name"),
            sex=factory.SelfAttribute("person.sex"),
            accompanied_by=factory.SelfAttribute("person.companion"),
            institution_name="",
            institution_number="",
            kind_code="",
            kind_name="",
            position="",
            region=None,
        )

    cohort = factory.SubFactory(CohortFactory, opened=True)
    membership = factory.SubFactory(MembershipFactory)
    person = factory.LazyAttribute(lambda o: o.membership.person)
    person_name = factory.LazyAttribute(lambda o: o.membership.person.name)
    institution = factory.LazyAttribute(lambda o: o.membership.institution)
    sex = factory.LazyAttribute(lambda o: o.membership.person.sex)
    institution_name = factory.LazyAttribute(lambda o: o.membership.institution.name)
    institution_number = factory.LazyAttribute(lambda o: o.membership.institution.number)
    kind_code = factory.LazyAttribute(lambda o: o.membership.institution.kind_id)
    kind_name = factory.LazyAttribute(lambda o: o.membership.institution.kind.name_id)
    position = factory.LazyAttribute(lambda o: o.membership.position)
    region = factory.LazyAttribute(lambda o: o.membership.institution.region)
    nominated_at = datetime(2026, 6, 10, 2, tzinfo=UTC)
    nominated_by = factory.SubFactory(UserFactory)


class SeatPlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SeatPlan

    cohort = factory.SubFactory(CohortFactory)


class KindReservationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = KindReservation

    plan = factory.SubFactory(SeatPlanFactory)
    kind = factory.SubFactory(KindFactory)
    seats = 1
