"""Who is told what, when, and only once."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lms.cohorts.enums import CohortEvent
from lms.cohorts.operations import assign_trainer
from lms.enrolment.enums import EnrolmentEvent
from lms.journal.events import registry
from lms.journal.models import Event
from lms.notices.enums import NoticeKind, NoticeState
from lms.notices.models import Notice
from lms.notices.operations import Told, plan_notices, telling, write_to_participants
from lms.organisations.enums import Zone
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, QuotaFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.journal import run_outbox
from tests.factories.notices import PreferenceFactory, reader
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)
from tests.notices.conftest import NIGHT, NOON

pytestmark = pytest.mark.django_db


def told_to(kind=None):
    notices = Notice.objects.order_by("recipient", "pk")
    return [notice.recipient_id for notice in (notices.filter(kind=kind) if kind else notices)]


def trainee_of(cohort, **more):
    person = PersonFactory(user=reader())
    return EnrolmentFactory(cohort=cohort, membership=MembershipFactory(person=person), accepted=True, **more)


def about(cohort, **more):
    return Told(NoticeKind.PLACE_CHANGED, cohort, telling.values_of(cohort), **more)


def test_the_same_event_twice_is_told_once(happened):
    cohort, user = CohortFactory(opened=True), reader()
    event = happened(cohort)

    assert plan_notices(event, about(cohort), [user.pk], at=NOON) == 1
    assert plan_notices(event, about(cohort), [user.pk], at=NOON) == 0

    notice = Notice.objects.get()
    assert (notice.recipient, notice.state, notice.by_mail) == (user, NoticeState.PLANNED, True)
    assert notice.planned_at == NOON


def test_who_did_it_is_not_told_and_neither_is_a_closed_account(happened):
    cohort, actor = CohortFactory(opened=True), reader()
    closed, unconfirmed = reader(is_active=False), reader(confirmed_at=None)

    plan_notices(happened(cohort, by=actor), about(cohort), [actor.pk, closed.pk, unconfirmed.pk], at=NOON)

    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        (Zone.WIB, datetime(2026, 6, 16, 0, 0, tzinfo=UTC)),
        (Zone.WITA, datetime(2026, 6, 15, 23, 0, tzinfo=UTC)),
        (Zone.WIT, datetime(2026, 6, 15, 22, 0, tzinfo=UTC)),
    ],
)
def test_at_night_a_notice_waits_for_the_morning_where_the_person_lives(happened, zone, due):
    cohort = CohortFactory(opened=True)
    person = PersonFactory(user=reader(), region=RegencyFactory(zone=zone))

    plan_notices(happened(cohort, at=NIGHT), about(cohort), [person.user_id], at=NIGHT)

    assert Notice.objects.get().planned_at == due


def test_the_zone_is_that_of_her_institution_when_she_lives_nowhere_in_particular(happened):
    cohort = CohortFactory(opened=True)
    region = RegencyFactory(code="94.71", name="Kota Jayapura", zone=Zone.WIT)
    member = MembershipFactory(person=PersonFactory(user=reader()), institution=InstitutionFactory(region=region))

    plan_notices(happened(cohort, at=NIGHT), about(cohort), [member.person.user_id], at=NIGHT)

    assert Notice.objects.get().planned_at == datetime(2026, 6, 15, 22, 0, tzinfo=UTC)


def test_her_own_quiet_hours_and_zone_win(happened):
    cohort, user, awake = CohortFactory(opened=True), reader(), reader()
    PreferenceFactory(user=user, quiet_from=time(22), quiet_until=time(5, 30), zone=Zone.WITA, wants_mail=False)
    PreferenceFactory(user=awake, is_quiet=False)

    plan_notices(happened(cohort, at=NIGHT), about(cohort), [user.pk, awake.pk], at=NIGHT)

    mine, others = Notice.objects.order_by("recipient")
    assert (mine.planned_at, mine.by_mail) == (datetime(2026, 6, 15, 21, 30, tzinfo=UTC), False)
    assert (others.planned_at, others.by_mail) == (NIGHT, True)


@pytest.mark.parametrize(("hours", "is_urgent", "waits"), [(11, True, False), (20, True, True), (30, False, True)])
def test_a_near_session_is_urgent_and_a_very_near_one_is_told_at_night(happened, hours, is_urgent, waits):
    cohort, user = CohortFactory(opened=True), reader()

    told = about(cohort, session_at=NIGHT + timedelta(hours=hours))
    plan_notices(happened(cohort, at=NIGHT), told, [user.pk], at=NIGHT)

    notice = Notice.objects.get()
    assert (notice.is_urgent, notice.planned_at > NIGHT) == (is_urgent, waits)


def test_what_comes_days_late_goes_to_the_inbox_alone(happened):
    cohort, user = CohortFactory(opened=True), reader()

    plan_notices(happened(cohort, at=NOON - timedelta(hours=73)), about(cohort), [user.pk], at=NOON)

    notice = Notice.objects.get()
    assert (notice.state, notice.by_mail, notice.planned_at) == (NoticeState.SENT, False, NOON - timedelta(hours=73))


def test_an_unproved_address_gets_no_mail(happened):
    cohort, user = CohortFactory(opened=True), UserFactory()

    plan_notices(happened(cohort), about(cohort), [user.pk], at=NOON)

    assert not Notice.objects.get().by_mail


@pytest.mark.parametrize("people", [1, 200])
def test_many_people_are_told_in_a_fixed_number_of_queries(happened, people):
    cohort = CohortFactory(opened=True)
    users = [reader().pk for _number in range(people)]
    event = happened(cohort)

    with CaptureQueriesContext(connection) as queries:
        assert plan_notices(event, about(cohort), users, at=NOON) == people

    # who heard already, accounts, addresses, wishes, three ways to a zone; rows go in by batches
    reading = [query for query in queries if query["sql"].startswith("SELECT")]
    writing = [query for query in queries if query["sql"].startswith("INSERT")]
    assert len(reading) == 7
    assert len(writing) <= 5


# --- enrolments --------------------------------------------------------------


def test_a_nomination_is_told_to_those_who_confirm_it_and_to_nobody_else(happened):
    enrolment = EnrolmentFactory()
    officer = RoleGrantFactory(region=enrolment.region).user
    RoleGrantFactory(region=RegencyFactory(code="62.10", name="Kabupaten Gunung Mas"))
    RoleGrantFactory(region=enrolment.region, can_edit=False)
    RoleGrantFactory(province=True)

    telling.tell_the_regency(happened(enrolment), NoticeKind.NOMINATED, at=NOON)

    assert told_to() == [officer.pk]


def test_a_confirmation_is_told_to_those_who_accept(happened):
    enrolment = EnrolmentFactory(confirmed=True)
    decider = RoleGrantFactory(province=True).user
    RoleGrantFactory(region=enrolment.region)

    telling.tell_the_province(happened(enrolment), NoticeKind.CONFIRMED, at=NOON)

    assert told_to() == [decider.pk]


def test_an_acceptance_is_told_to_the_trainee_and_in_other_words_to_who_sent_her(happened):
    enrolment = trainee_of(CohortFactory(opened=True))
    event = happened(enrolment)

    for _time in range(2):
        telling.tell_both(event, NoticeKind.ACCEPTED, NoticeKind.ACCEPTED_SENT, at=NOON)

    assert told_to(NoticeKind.ACCEPTED) == [enrolment.person.user_id]
    assert told_to(NoticeKind.ACCEPTED_SENT) == [enrolment.nominated_by_id]


def test_a_trainee_without_account_is_passed_over(happened):
    enrolment = EnrolmentFactory(accepted=True)

    telling.tell_both(happened(enrolment), NoticeKind.ACCEPTED, NoticeKind.ACCEPTED_SENT, at=NOON)

    assert told_to() == [enrolment.nominated_by_id]


@pytest.mark.parametrize(("hours", "waits"), [(8, False), (48, True)])
def test_an_offer_that_ends_in_the_night_or_soon_after_is_told_at_night(happened, hours, waits):
    enrolment = trainee_of(CohortFactory(opened=True))
    event = happened(enrolment, at=NIGHT, until=(NIGHT + timedelta(hours=hours)).isoformat())

    telling.tell_of_seat_offered(event, at=NIGHT)

    assert {(one.planned_at > NIGHT, one.is_urgent) for one in Notice.objects.all()} == {(waits, not waits)}


# --- activities --------------------------------------------------------------


def test_an_opening_is_told_where_seats_are_kept(happened):
    cohort = CohortFactory(opened=True)
    kapuas = QuotaFactory(cohort=cohort).region
    officer = RoleGrantFactory(region=kapuas).user
    admin = RoleGrantFactory(institution_admin=True, institution__region=kapuas).user
    elsewhere = RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")
    RoleGrantFactory(region=elsewhere)
    RoleGrantFactory(institution_admin=True, institution__region=elsewhere)
    RoleGrantFactory(
        institution_admin=True, institution__region=kapuas, institution__status="inactive", institution__status_why="x"
    )

    telling.invite(happened(cohort), at=NOON)

    assert told_to(NoticeKind.INVITED_REGENCY) == [officer.pk]
    assert told_to(NoticeKind.INVITED_INSTITUTION) == [admin.pk]


def test_a_moved_session_is_told_to_participants_and_trainers_with_its_new_time(happened):
    session = SessionFactory(starts_at=NOON + timedelta(days=3), ends_at=NOON + timedelta(days=3, hours=2))
    trainee, trainer = trainee_of(session.cohort), CohortTrainerFactory(cohort=session.cohort).user
    EnrolmentFactory(cohort=session.cohort, membership__person=PersonFactory(user=UserFactory()))  # only nominated

    telling.tell_of_session(happened(session.cohort, session=session.pk), at=NOON)

    assert told_to(NoticeKind.SESSION_MOVED) == sorted([trainee.person.user_id, trainer.pk])
    notice = Notice.objects.first()
    assert (notice.values["starts_at"], notice.is_urgent) == ("2026-06-18T05:00:00+00:00", False)


def test_a_session_that_is_gone_is_told_of_no_more(happened):
    cohort = CohortFactory(opened=True)

    telling.tell_of_session(happened(cohort, session=0), at=NOON)

    assert not Notice.objects.exists()


def test_a_cancellation_is_urgent_and_reaches_those_who_still_wait_for_a_seat(happened):
    cohort = CohortFactory(opened=True)
    accepted = trainee_of(cohort)
    waiting = EnrolmentFactory(cohort=cohort, membership__person=PersonFactory(user=UserFactory()))

    telling.tell_of_cancellation(happened(cohort), at=NOON)

    people = [pk for each in (accepted, waiting) for pk in (each.person.user_id, each.nominated_by_id)]
    assert told_to(NoticeKind.CANCELLED) == sorted(people)
    assert all(notice.is_urgent for notice in Notice.objects.all())


def test_a_new_place_is_told_to_participants(happened):
    trainee = trainee_of(CohortFactory(opened=True, venue="Aula baru"))

    telling.tell_of_place(happened(trainee.cohort), at=NOON)

    assert told_to(NoticeKind.PLACE_CHANGED) == [trainee.person.user_id]
    assert Notice.objects.get().values["place"] == "Aula baru, Palangka Raya"


def test_an_assigned_trainer_is_told_through_the_journal():
    cohort = CohortFactory(opened=True)
    grant = RoleGrantFactory(trainer=True, region=cohort.office.region)

    assign_trainer(cohort, grant.user, by=UserFactory(), at=timezone.now())
    run_outbox()

    assert told_to(NoticeKind.TRAINER_ASSIGNED) == [grant.user_id]


def test_every_event_that_changes_somebodys_plans_is_heard():
    heard = {handler.event for handler in registry.by_name.values() if handler.name.startswith("lms.notices.")}

    assert heard >= {
        EnrolmentEvent.NOMINATED,
        EnrolmentEvent.APPLIED,
        EnrolmentEvent.CONFIRMED,
        EnrolmentEvent.RESERVED,
        EnrolmentEvent.PROMOTED,
        EnrolmentEvent.ACCEPTED,
        EnrolmentEvent.DECLINED,
        EnrolmentEvent.REPLACED,
        EnrolmentEvent.WITHDRAWN,
        EnrolmentEvent.JOINED,
        CohortEvent.OPENED,
        CohortEvent.SESSION_MOVED,
        CohortEvent.PLACE_CHANGED,
        CohortEvent.CANCELLED,
        CohortEvent.TRAINER_ASSIGNED,
    }


# --- own words ---------------------------------------------------------------


def test_an_officer_writes_to_all_participants():
    cohort, officer = CohortFactory(opened=True), UserFactory()
    trainees = [trainee_of(cohort) for _number in range(3)]
    trainee_of(CohortFactory(opened=True))

    number = write_to_participants(cohort, subject="Bawa laptop", body="Mohon.", due=None, by=officer, at=NOON)

    assert number == 3
    assert told_to(NoticeKind.MESSAGE) == sorted(one.person.user_id for one in trainees)
    assert Event.objects.filter(name="notice.written", by_id=officer.pk).count() == 1


def test_a_message_for_later_waits_and_keeps_to_quiet_hours():
    cohort = CohortFactory(opened=True)
    trainee_of(cohort)

    write_to_participants(cohort, subject="a", body="b", due=NIGHT + timedelta(days=3), by=UserFactory(), at=NOON)

    assert Notice.objects.get().planned_at == datetime(2026, 6, 19, 0, tzinfo=UTC)


def test_a_message_without_words_is_refused():
    with pytest.raises(Refusal, match="no_words"):
        write_to_participants(CohortFactory(opened=True), subject="", body="b", due=None, by=UserFactory(), at=NOON)

    assert not Notice.objects.exists()
    assert not Event.objects.exists()
