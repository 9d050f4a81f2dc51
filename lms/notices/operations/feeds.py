"""Addresses of calendars: made, shown again to their owner, replaced."""

import secrets
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.crypto import salted_hmac

from lms.accounts.models import User
from lms.cohorts.models import Cohort
from lms.journal.operations import record
from lms.notices.enums import FeedScope, NoticeEvent
from lms.notices.models import CalendarFeed
from lms.organisations.rules.links import hash_of

SALT = "lms.notices.feeds"
TOKEN_LETTERS = 40  # of hexadecimal digits: 160 bits


class Mine(TypedDict, total=False):
    user: User
    cohort: Cohort


@transaction.atomic
def make_feed(owner: User | Cohort, *, by: User, at: datetime) -> CalendarFeed:
    """A new address for a person or a cohort; the one before stops working at once."""
    if isinstance(owner, User):
        scope, mine = FeedScope.PERSON, Mine(user=owner)
        User.objects.select_for_update().get(pk=owner.pk)
    else:
        scope, mine = FeedScope.COHORT, Mine(cohort=owner)
        owner.lock()
    CalendarFeed.objects.filter(**mine, revoked_at__isnull=True).update(revoked_at=at)
    seed = secrets.token_hex(16)
    feed = CalendarFeed.objects.create(
        scope=scope, seed=seed, token_hash=_hash(scope, _token(seed)), made_at=at, **mine
    )
    record(NoticeEvent.FEED_MADE, subject=feed, by=by, at=at)
    return feed


def token_of(feed: CalendarFeed) -> str | None:
    """The secret part of the address; None when the secret key changed since: the address itself still works."""
    token = _token(feed.seed)
    return token if secrets.compare_digest(_hash(feed.scope, token), feed.token_hash) else None


def feed_behind(token: str) -> CalendarFeed | None:
    """Unknown addresses and those that ended look alike."""
    hashes = [_hash(scope, token) for scope in FeedScope.values]
    return CalendarFeed.objects.in_force().select_related("user", "cohort").filter(token_hash__in=hashes).first()


def _token(seed: str) -> str:
    return salted_hmac(SALT, seed, algorithm="sha256").hexdigest()[:TOKEN_LETTERS]


def _hash(scope: str, token: str) -> str:
    """Bound to what it is for: the hash of a link of another kind opens nothing here."""
    return hash_of(f"calendar:{scope}:{token}")
