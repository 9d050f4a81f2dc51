from datetime import date

import factory

from lms.standing.models import Standing
from tests.factories.content import CoursePageFactory
from tests.factories.organisations import InstitutionFactory


class StandingFactory(factory.django.DjangoModelFactory):
    """Not certified, since only one member holds a certificate. Trait: ``certified``, until July 2029."""

    class Meta:
        model = Standing

    class Params:
        certified = factory.Trait(
            is_certified=True, reasons=[], holders=2, board_holders=1, valid_until=date(2029, 7, 24)
        )

    institution = factory.SubFactory(InstitutionFactory)
    course = factory.LazyFunction(CoursePageFactory)
    is_certified = False
    reasons = [{"code": "holders_few", "values": {"holders": 1, "minimum": 2}}]
    holders = 1
    board_holders = 1
    decided_on = date(2026, 7, 24)
