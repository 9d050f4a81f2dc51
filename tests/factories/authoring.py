from datetime import UTC, datetime

import factory

from content.operations import ensure_author_group, ensure_collection, ensure_reviewer_group
from lms.authoring.models import CourseOffer, MachineTask, OfficeTree, ReviewTask
from tests.factories.accounts import UserFactory
from tests.factories.content import CoursePageFactory, ProgrammePageFactory
from tests.factories.organisations import OfficeFactory

OFFERED_AT = datetime(2026, 11, 2, 3, tzinfo=UTC)


class OfficeTreeFactory(factory.django.DjangoModelFactory):
    """The tree of the office of Kalimantan Tengah."""

    class Meta:
        model = OfficeTree
        django_get_or_create = ("office",)

    office = factory.SubFactory(OfficeFactory)
    programme = factory.LazyAttribute(lambda o: ProgrammePageFactory(region_code=o.office.region_id))
    collection = factory.LazyAttribute(lambda o: ensure_collection(f"Rak {o.office.region_id}"))
    authors = factory.LazyAttribute(
        lambda o: ensure_author_group(f"Narasumber {o.office.region_id}", page=o.programme, collection=o.collection)
    )
    reviewers = factory.LazyAttribute(
        lambda o: ensure_reviewer_group(f"Pemeriksa {o.office.region_id}", page=o.programme, collection=o.collection)
    )


class CourseOfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CourseOffer

    course = factory.LazyFunction(CoursePageFactory)
    tree = factory.SubFactory(OfficeTreeFactory)
    offered_at = OFFERED_AT
    offered_by = factory.SubFactory(UserFactory)


class MachineTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MachineTask

    name = "Pemeriksaan otomatis"


class ReviewTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReviewTask

    name = "Penelaahan Dinas Sosial"
