import hashlib
from datetime import UTC, datetime

import factory
from allauth.account.models import EmailAddress

from lms.notices.enums import FeedScope, MailState, NoticeKind, NoticeState
from lms.notices.models import CalendarFeed, Mailing, Notice, Preference
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory

NOON = datetime(2026, 6, 15, 5, tzinfo=UTC)  # 12.00 WIB


def reader(**more):
    """An account whose e-mail address is verified."""
    user = UserFactory(**more)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


class PreferenceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Preference

    user = factory.SubFactory(UserFactory)


class MailingFactory(factory.django.DjangoModelFactory):
    """Intended. Traits: ``sending``, ``failed``, ``in_doubt``."""

    class Meta:
        model = Mailing

    class Params:
        sending = factory.Trait(state=MailState.SENDING, attempts=1)
        failed = factory.Trait(state=MailState.FAILED, attempts=8, finished_at=NOON, last_error="SMTPConnectError")
        in_doubt = factory.Trait(state=MailState.UNKNOWN, attempts=1, finished_at=NOON, last_error="TimeoutError")

    recipient = factory.LazyFunction(reader)
    intended_at = NOON


class NoticeFactory(factory.django.DjangoModelFactory):
    """Planned for noon in WIB. Traits: ``sent``, ``read``, ``message``."""

    class Meta:
        model = Notice

    class Params:
        sent = factory.Trait(state=NoticeState.SENT, sent_at=NOON)
        read = factory.Trait(read_at=NOON)
        message = factory.Trait(kind=NoticeKind.MESSAGE, subject="Bawa laptop", body="Bawa laptop Anda.")

    recipient = factory.LazyFunction(reader)
    event_id = factory.Sequence(lambda n: 1_000_000 + n)
    kind = NoticeKind.PLACE_CHANGED
    cohort = factory.SubFactory(CohortFactory, opened=True)
    values = factory.LazyAttribute(
        lambda o: {
            "cohort": o.cohort.title,
            "place": f"{o.cohort.venue}, {o.cohort.city}",
            "first_on": o.cohort.starts_on.isoformat(),
            "last_on": o.cohort.ends_on.isoformat(),
            "zone": str(o.cohort.zone),
        }
    )
    by_mail = True
    planned_at = NOON


class CalendarFeedFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CalendarFeed

    scope = FeedScope.PERSON
    user = factory.SubFactory(UserFactory)
    seed = factory.Sequence(lambda n: f"{n:032x}")
    token_hash = factory.LazyAttribute(lambda o: hashlib.sha256(o.seed.encode()).hexdigest())
    made_at = NOON
