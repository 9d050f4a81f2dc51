"""Handlers are called with events of real rows, as the journal brings them; twice changes nothing."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from lms.cohorts.enums import CohortEvent
from lms.completion.enums import CompletionEvent
from lms.enrolment.enums import EnrolmentEvent, EnrolmentStatus
from lms.journal.events import registry
from lms.notices.enums import NoticeKind
from lms.notices.models import Notice
from lms.notices.words import action_of, words_of
from lms.organisations.enums import Zone
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import QuotaFactory, SessionFactory
from tests.factories.completion import AwardFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import PersonFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db

# What the trainee herself is told; the first three are for officers.
OF_PEOPLE = {
    EnrolmentEvent.NOMINATED: None,
    EnrolmentEvent.APPLIED: None,
    EnrolmentEvent.CONFIRMED: None,
    EnrolmentEvent.RESERVED: NoticeKind.RESERVED,
    EnrolmentEvent.PROMOTED: NoticeKind.OFFERED,
    EnrolmentEvent.ACCEPTED: NoticeKind.ACCEPTED,
    EnrolmentEvent.DECLINED: NoticeKind.DECLINED,
    EnrolmentEvent.REPLACED: NoticeKind.REPLACED,
    EnrolmentEvent.WITHDRAWN: NoticeKind.WITHDRAWN,
    EnrolmentEvent.JOINED: NoticeKind.JOINED,
}

WAITING = {
    EnrolmentEvent.NOMINATED: EnrolmentStatus.NOMINATED,
    EnrolmentEvent.APPLIED: EnrolmentStatus.NOMINATED,
    EnrolmentEvent.CONFIRMED: EnrolmentStatus.CONFIRMED,
}


def handler_of(event):
    (mine,) = [one for one in registry.for_event(event) if one.name.startswith("lms.notices.")]
    return mine.function


def trainee():
    return EnrolmentFactory(membership__person=PersonFactory(user=UserFactory()), accepted=True)


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_each_step_of_an_enrolment_is_told_to_whom_it_concerns(happened, name):
    enrolment = trainee()
    enrolment.status = WAITING.get(name, enrolment.status)
    enrolment.save(update_fields=["status"])
    officers = {RoleGrantFactory(region=enrolment.region).user, RoleGrantFactory(province=True).user}
    until = {"until": "2026-07-01T02:00:00+00:00"} if name == EnrolmentEvent.PROMOTED else {}
    event = happened(enrolment, name=name, **until)

    for _time in range(2):
        handler_of(name)(event)

    told = {notice.recipient: notice.kind for notice in Notice.objects.select_related("recipient")}
    assert told.get(enrolment.person.user) == OF_PEOPLE[name]
    assert bool(officers & told.keys()) is (OF_PEOPLE[name] is None)


@pytest.mark.parametrize("name", WAITING)
def test_officers_are_not_asked_for_what_is_decided_already(happened, name):
    enrolment = trainee()
    RoleGrantFactory(region=enrolment.region), RoleGrantFactory(province=True)

    handler_of(name)(happened(enrolment, name=name))

    assert not Notice.objects.exists()


def test_a_seat_from_the_reserve_list_is_told_as_an_offer_until_a_moment_on_the_clock_of_the_cohort(happened):
    enrolment = trainee()
    enrolment.cohort.zone = Zone.WITA
    enrolment.cohort.save(update_fields=["zone"])
    event = happened(enrolment, name=EnrolmentEvent.PROMOTED, why="next_in_region", until="2026-07-01T02:00:00+00:00")

    for _time in range(2):
        handler_of(EnrolmentEvent.PROMOTED)(event)

    told = {notice.kind: notice for notice in Notice.objects.all()}
    assert set(told) == {NoticeKind.OFFERED, NoticeKind.OFFERED_SENT}
    with override("id"):
        assert ["1 Juli 2026, 10.00 WITA" in words_of(notice).body for notice in told.values()] == [True, True]
    assert action_of(told[NoticeKind.OFFERED])[1] == reverse("seat_offers")


def test_a_cancelled_activity_is_told_once_to_each_and_to_who_sent_her(happened):
    enrolment = trainee()
    gone = happened(enrolment, name=EnrolmentEvent.WITHDRAWN, cohort="cancelled")
    cancelled = happened(enrolment.cohort, name=CohortEvent.CANCELLED)

    for event in (gone, cancelled):
        handler_of(event.name)(event)

    told = set(Notice.objects.values_list("recipient", "kind"))
    assert told == {(pk, NoticeKind.CANCELLED) for pk in (enrolment.person.user_id, enrolment.nominated_by_id)}


def test_a_reason_reaches_who_was_declined(happened):
    enrolment = trainee()
    enrolment.ended_why = "Kuota penuh."

    enrolment.save(update_fields=["ended_why"])
    handler_of(EnrolmentEvent.DECLINED)(happened(enrolment, name=EnrolmentEvent.DECLINED))

    assert {notice.values["why"] for notice in Notice.objects.all()} == {"Kuota penuh."}


@pytest.mark.parametrize(
    "name", [CohortEvent.OPENED, CohortEvent.PLACE_CHANGED, CohortEvent.CANCELLED, CohortEvent.SESSION_MOVED]
)
def test_each_change_of_an_activity_is_told(happened, name):
    enrolment = trainee()
    session = SessionFactory(cohort=enrolment.cohort)
    RoleGrantFactory(region=QuotaFactory(cohort=enrolment.cohort, region=enrolment.region).region)

    for _time in range(2):
        handler_of(name)(happened(enrolment.cohort, name=name, session=session.pk))

    assert Notice.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [(CompletionEvent.AWARD_ISSUED, "certificate"), (CompletionEvent.AWARD_REVOKED, "revoked")],
)
def test_what_becomes_of_a_certificate_is_told_to_its_holder(happened, name, kind):
    enrolment = trainee()
    award = AwardFactory(verdict__enrolment=enrolment)

    handler_of(name)(happened(award, name=name))

    assert list(Notice.objects.values_list("recipient", "kind")) == [(enrolment.person.user_id, kind)]
