"""Each constraint, and who sees which rows."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.notices.enums import FeedScope, MailState, NoticeKind, NoticeState
from lms.notices.models import CalendarFeed, Notice
from lms.notices.operations import choose_wishes
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.notices import (
    NOON,
    CalendarFeedFactory,
    MailingFactory,
    NoticeFactory,
    PreferenceFactory,
    reader,
)
from tests.factories.organisations import ProvinceFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db


def refuses(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_person_hears_of_an_event_once():
    notice = NoticeFactory()

    refuses(lambda: NoticeFactory(recipient=notice.recipient, event_id=notice.event_id))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": NoticeState.SENT},
        {"sent_at": NOON},
        {"subject": "Halo"},
        {"body": "Isi"},
        {"kind": NoticeKind.MESSAGE},
    ],
)
def test_a_notice_is_whole(wrong):
    refuses(lambda: NoticeFactory(**wrong))


def test_a_person_has_one_open_mail():
    mailing = MailingFactory()

    refuses(lambda: MailingFactory(recipient=mailing.recipient, sending=True))
    assert MailingFactory(recipient=mailing.recipient, failed=True)


@pytest.mark.parametrize("wrong", [{"state": MailState.SENT}, {"finished_at": NOON}])
def test_a_mail_is_finished_at_a_moment_or_open(wrong):
    refuses(lambda: MailingFactory(**wrong))


def test_quiet_hours_have_a_length():
    refuses(lambda: PreferenceFactory(quiet_from=time(7), quiet_until=time(7)))
    with pytest.raises(Refusal, match="quiet_hours_have_a_length"):
        choose_wishes(UserFactory(), is_quiet=True, quiet_from=time(7), quiet_until=time(7))
    assert choose_wishes(UserFactory(), is_quiet=False, quiet_from=time(7), quiet_until=time(7)).pk


def test_wishes_chosen_again_replace_the_first():
    user = UserFactory()

    first = choose_wishes(user, wants_mail=False)
    second = choose_wishes(user, wants_mail=True)

    assert (first.pk, second.wants_mail) == (second.pk, True)


def test_a_calendar_is_of_a_person_or_of_a_cohort():
    cohort = CohortFactory()

    refuses(lambda: CalendarFeedFactory(cohort=cohort))
    refuses(lambda: CalendarFeedFactory(scope=FeedScope.COHORT))
    assert CalendarFeedFactory(scope=FeedScope.COHORT, user=None, cohort=cohort)


@pytest.mark.parametrize("of", ["user", "cohort"])
def test_each_has_one_calendar_address(of):
    owner = {"user": UserFactory()} if of == "user" else {"user": None, "cohort": CohortFactory()}
    scope = FeedScope.PERSON if of == "user" else FeedScope.COHORT
    CalendarFeedFactory(scope=scope, **owner)

    refuses(lambda: CalendarFeedFactory(scope=scope, **owner))
    assert CalendarFeedFactory(scope=scope, **owner, revoked_at=NOON).owner == next(filter(None, owner.values()))


def test_the_address_of_a_closed_account_ends():
    feed = CalendarFeedFactory(user=reader(is_active=False))

    assert list(CalendarFeed.objects.in_force()) == []
    assert feed.revoked_at is None


def test_the_inbox_holds_what_is_due_and_was_not_taken_back():
    user = reader()
    due = NoticeFactory(recipient=user)
    NoticeFactory(recipient=user, planned_at=NOON + timedelta(seconds=1))
    NoticeFactory(recipient=user, state=NoticeState.CANCELLED)
    NoticeFactory()

    assert list(Notice.objects.of(user).arrived(NOON)) == [due]


def test_officers_manage_what_is_told_about_their_own_cohorts():
    notice = NoticeFactory()
    here = RoleGrantFactory(province=True, region=notice.cohort.office.region).user
    there = RoleGrantFactory(province=True, region=ProvinceFactory(code="11", name="Aceh")).user

    assert list(Notice.objects.managed_by(here)) == [notice]
    assert list(Notice.objects.managed_by(there)) == []
    assert list(Notice.objects.managed_by(notice.recipient)) == []
