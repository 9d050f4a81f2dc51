from datetime import UTC, datetime, timedelta

import factory

from lms.privacy.enums import Purpose, RequestKind, RequestState
from lms.privacy.models import Consent, ConsentText, DataRequest
from tests.factories.accounts import UserFactory
from tests.factories.organisations import PersonFactory

AT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)


class ConsentTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentText
        django_get_or_create = ("purpose", "version")

    purpose = Purpose.PHOTO
    version = 1
    words_id = "Saya mengizinkan foto saya disimpan."
    words_en = "I allow my photo to be kept."
    published_at = AT


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    person = factory.SubFactory(PersonFactory)
    text = factory.SubFactory(ConsentTextFactory)
    given_at = AT


class DataRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DataRequest

    class Params:
        answered = factory.Trait(
            state=RequestState.DONE, answer="Sudah.", answered_at=AT, answered_by=factory.SubFactory(UserFactory)
        )

    person = factory.SubFactory(PersonFactory)
    kind = RequestKind.CORRECTION
    words = "Tanggal lahir saya keliru."
    asked_at = AT
    due_at = AT + timedelta(hours=72)
