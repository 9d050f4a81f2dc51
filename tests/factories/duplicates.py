from datetime import UTC, datetime

import factory

from lms.duplicates.models import (
    Fingerprint,
    InstitutionFingerprint,
    InstitutionMerge,
    InstitutionSuggestion,
    Merge,
    Suggestion,
    Sweep,
)
from tests.factories.accounts import UserFactory
from tests.factories.organisations import InstitutionFactory, PersonFactory, RegencyFactory


class SuggestionFactory(factory.django.DjangoModelFactory):
    """Two people of Kapuas with the same name and date of birth. ``a`` and ``b`` give others."""

    class Meta:
        model = Suggestion
        exclude = ("a", "b")

    a = factory.SubFactory(PersonFactory, region=factory.SubFactory(RegencyFactory))
    b = factory.SubFactory(PersonFactory, region=factory.SubFactory(RegencyFactory))
    person_a = factory.LazyAttribute(lambda o: min(o.a.pk, o.b.pk))
    person_b = factory.LazyAttribute(lambda o: max(o.a.pk, o.b.pk))
    area = "62.03"
    points = 85
    evidence = factory.LazyFunction(
        lambda: [
            {"code": "name_same", "points": 45, "values": {}},
            {"code": "birth_same", "points": 35, "values": {}},
            {"code": "place_same", "points": 5, "values": {}},
        ]
    )
    found_at = datetime(2026, 11, 1, 18, tzinfo=UTC)


class MergeFactory(factory.django.DjangoModelFactory):
    """The row alone; the operation moves what belongs to the people."""

    class Meta:
        model = Merge

    kept = factory.SubFactory(PersonFactory)
    gone = factory.SubFactory(PersonFactory)
    area = "62.03"
    by = factory.SubFactory(UserFactory)
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)


class FingerprintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fingerprint

    person = factory.Sequence(lambda n: n + 1)
    digest = 1


class SweepFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Sweep

    begun_at = datetime(2026, 11, 1, 18, tzinfo=UTC)


class InstitutionSuggestionFactory(factory.django.DjangoModelFactory):
    """Two institutions of Kapuas with the same name. ``a`` and ``b`` give others."""

    class Meta:
        model = InstitutionSuggestion
        exclude = ("a", "b")

    a = factory.SubFactory(InstitutionFactory)
    b = factory.SubFactory(InstitutionFactory)
    institution_a = factory.LazyAttribute(lambda o: min(o.a.pk, o.b.pk))
    institution_b = factory.LazyAttribute(lambda o: max(o.a.pk, o.b.pk))
    area = "62.03"
    points = 65
    evidence = factory.LazyFunction(
        lambda: [
            {"code": "called_same", "points": 40, "values": {}},
            {"code": "kind_same", "points": 10, "values": {}},
            {"code": "regency_same", "points": 15, "values": {}},
        ]
    )
    found_at = datetime(2026, 11, 1, 18, tzinfo=UTC)


class InstitutionMergeFactory(factory.django.DjangoModelFactory):
    """The row alone; the operation moves what belongs to the institutions."""

    class Meta:
        model = InstitutionMerge

    kept = factory.SubFactory(InstitutionFactory)
    gone = factory.SubFactory(InstitutionFactory)
    area = "62.03"
    by = factory.SubFactory(UserFactory)
    at = datetime(2026, 11, 2, 3, tzinfo=UTC)


class InstitutionFingerprintFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InstitutionFingerprint

    institution = factory.Sequence(lambda n: n + 1)
    digest = 1
