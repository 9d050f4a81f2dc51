"""People are reminded once, in time, by the clock of the activity, and of nothing that is no longer so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.accounts.models import User
from lms.cohorts.enums import SessionKind
from lms.cohorts.models import Cohort
from lms.cohorts.operations import cancel_cohort, change_place, move_session
from lms.enrolment.enums import EnrolmentStatus
from lms.enrolment.operations import accept_offer
from lms.journal.beat import EmbeddedBeat
from lms.journal.models import Event
from lms.notices import ics, tasks
from lms.notices.enums import MailState, NoticeKind, NoticeState
from lms.notices.models import Mailing, Notice
from lms.notices.operations import (
    cancel_notices,
    change_notices,
    cohorts_to_remind,
    intend_mails,
    read_all_notices,
    renew_reminders,
)
from lms.notices.rules import moment_before, offer_reminder_at
from lms.notices.words import words_of
from lms.organisations.enums import InstitutionStatus, Zone
from tests.arenas import at_once
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    CohortFactory,
    CohortTrainerFactory,
    QuotaFactory,
    SessionFactory,
    SessionTrainerFactory,
)
from tests.factories.enrolment import EnrolmentFactory, SeatPlanFactory
from tests.factories.journal import run_outbox
from tests.factories.notices import MailingFactory, PreferenceFactory, reader
from tests.factories.organisations import MembershipFactory, PersonFactory, RegencyFactory, RoleGrantFactory

DAY = timedelta(days=1)
LESSON = timedelta(minutes=135)
FIRST = datetime(2026, 7, 22, 1, tzinfo=UTC)  # 08.00 WIB, 10.00 WIT
EVE = datetime(2026, 7, 21, 9, tzinfo=UTC)  # 16.00 WIB of the day before
BEFORE = datetime(2026, 7, 20, 3, tzinfo=UTC)


def cohort_with_a_day(starts_at=FIRST, **more):
    """Nominations ended long ago, and no seat is kept for a region."""
    cohort = CohortFactory(opened=True, **more)
    SessionFactory(cohort=cohort, starts_at=starts_at, ends_at=starts_at + LESSON)
    return cohort


def trainee_of(cohort, **more):
    person = PersonFactory(user=reader())
    return EnrolmentFactory(cohort=cohort, membership=MembershipFactory(person=person), accepted=True, **more)


def offered(*, at=BEFORE, until=BEFORE + 2 * DAY, cohort=None):
    person = PersonFactory(user=reader())
    return EnrolmentFactory(
        cohort=cohort or CohortFactory(opened=True),
        membership=MembershipFactory(person=person),
        confirmed=True,
        status=EnrolmentStatus.OFFERED,
        offered_at=at,
        offered_until=until,
    )


def reminders(**which):
    return Notice.objects.exclude(reminds_of="").filter(**which).order_by("kind", "recipient", "pk")


def told(**which):
    return [(one.kind, one.recipient_id) for one in reminders(**which)]


# --- days --------------------------------------------------------------------


@pytest.mark.django_db
def test_participants_and_trainers_are_reminded_on_the_day_before():
    cohort = cohort_with_a_day()
    trainee, trainer = trainee_of(cohort), CohortTrainerFactory(cohort=cohort, user=reader()).user
    EnrolmentFactory(cohort=cohort, membership__person=PersonFactory(user=reader()))  # only nominated

    assert renew_reminders(cohort, at=BEFORE) == 2

    assert told() == [(NoticeKind.DAY_AHEAD, trainee.person.user_id), (NoticeKind.DAY_AHEAD_TRAINER, trainer.pk)]
    assert {(one.planned_at, one.state, one.is_urgent) for one in reminders()} == {(EVE, NoticeState.PLANNED, False)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "due"),
    [
        (Zone.WIB, datetime(2026, 7, 22, 9, tzinfo=UTC)),
        (Zone.WITA, datetime(2026, 7, 22, 8, tzinfo=UTC)),
        (Zone.WIT, datetime(2026, 7, 22, 7, tzinfo=UTC)),
    ],
)
def test_the_hour_is_that_of_the_activity(zone, due):
    cohort = cohort_with_a_day(starts_at=datetime(2026, 7, 22, 23, 30, tzinfo=UTC), zone=zone)
    trainee_of(cohort)

    renew_reminders(cohort, at=BEFORE)

    assert reminders().get().planned_at == due
    with override("id"):
        assert "23 Juli 2026" in words_of(reminders().get()).subject


@pytest.mark.django_db
def test_the_day_is_that_of_the_activity_and_not_that_of_greenwich():
    late = datetime(2026, 7, 22, 16, 30, tzinfo=UTC)  # 23.30 WIB on the 22nd, 00.30 WITA on the 23rd
    for zone in (Zone.WIB, Zone.WITA):
        cohort = cohort_with_a_day(starts_at=late, zone=zone)
        trainee_of(cohort)
        renew_reminders(cohort, at=BEFORE)

    assert [one.reminds_of for one in reminders()] == ["day:2026-07-22", "day:2026-07-23"]


@pytest.mark.django_db
def test_a_day_of_many_sessions_is_one_reminder_and_a_break_is_none():
    cohort = cohort_with_a_day()
    SessionFactory(cohort=cohort, starts_at=FIRST + timedelta(hours=3), ends_at=FIRST + timedelta(hours=5))
    dawn = FIRST - timedelta(hours=2)
    SessionFactory(cohort=cohort, starts_at=dawn, ends_at=FIRST, kind=SessionKind.BREAK, module_code="", jp=0)
    trainee_of(cohort)

    renew_reminders(cohort, at=BEFORE)

    with override("id"):
        body = words_of(reminders().get()).body
    assert ("22 Juli 2026, 08.00 WIB" in body, "13.00 WIB" in body) == (True, True)


@pytest.mark.django_db
def test_only_who_teaches_that_day_is_reminded_where_it_is_said():
    cohort = cohort_with_a_day()
    mine, other = (CohortTrainerFactory(cohort=cohort, user=reader()) for _number in range(2))
    SessionTrainerFactory(session=cohort.sessions.get(), trainer=mine)

    renew_reminders(cohort, at=BEFORE)

    assert told() == [(NoticeKind.DAY_AHEAD_TRAINER, mine.user_id)]
    assert other.user_id != mine.user_id


@pytest.mark.django_db
def test_a_reminder_is_planned_a_week_ahead_and_never_after_the_day_began():
    cohort = cohort_with_a_day()
    trainee_of(cohort)

    assert renew_reminders(cohort, at=EVE - 8 * DAY) == 0
    assert renew_reminders(cohort, at=FIRST) == 0
    assert renew_reminders(cohort, at=EVE - 7 * DAY) == 1


@pytest.mark.django_db
def test_who_is_accepted_on_the_eve_is_reminded_at_once():
    cohort = cohort_with_a_day()
    trainee_of(cohort)
    night = EVE + timedelta(hours=5)  # 21.00 WIB; in the morning it would be too late

    renew_reminders(cohort, at=night)

    assert (reminders().get().planned_at, reminders().get().is_urgent) == (night, True)


# --- once --------------------------------------------------------------------


@pytest.mark.django_db
def test_a_reminder_is_planned_once_however_often_and_late_it_is_asked_for():
    cohort = cohort_with_a_day()
    trainee_of(cohort)

    planned = [renew_reminders(cohort, at=BEFORE + timedelta(hours=hours)) for hours in (0, 1, 20, 40)]

    assert planned == [1, 0, 0, 0]
    assert reminders().get().planned_at == EVE
    assert Event.objects.filter(name="notice.reminder_planned").count() == 1


@pytest.mark.django_db
def test_what_was_sent_is_not_sent_again():
    cohort = cohort_with_a_day()
    trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    after = EVE + timedelta(minutes=31)

    for _time in range(2):
        intend_mails(at=after)
        run_outbox()
        renew_reminders(cohort, at=after)

    assert len(mail.outbox) == 1
    assert reminders().get().state == NoticeState.SENT


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_remind_once():
    cohort = cohort_with_a_day()
    for _number in range(3):
        trainee_of(cohort)

    planned = at_once(*[lambda: renew_reminders(cohort, at=BEFORE)] * 4)

    assert sorted(planned) == [0, 0, 0, 3]
    assert reminders().count() == 3
    assert reminders().values("event_id").distinct().count() == 1


@pytest.mark.django_db(transaction=True)
def test_planning_gathering_and_reading_at_once_never_wait_for_each_other():
    cohort = cohort_with_a_day()
    for day in (1, 2):
        SessionFactory(cohort=cohort, starts_at=FIRST + day * DAY, ends_at=FIRST + day * DAY + LESSON)
    trainees = [trainee_of(cohort) for _number in range(6)]
    renew_reminders(cohort, at=BEFORE)
    reminders().update(planned_at=BEFORE, values={})
    after = BEFORE + timedelta(hours=1)

    at_once(
        *[lambda: renew_reminders(cohort, at=after)] * 2,
        *[lambda: intend_mails(at=after)] * 2,
        *[lambda: read_all_notices(trainees[0].person.user, at=after)] * 2,
    )

    assert reminders().count() == 18
    assert Mailing.objects.count() in (5, 6)  # who read hers in time gets no mail


@pytest.mark.django_db
def test_several_reminders_of_one_hour_are_one_mail():
    user = reader()
    person = PersonFactory(user=user)
    for _number in range(2):
        cohort = cohort_with_a_day()
        EnrolmentFactory(cohort=cohort, membership=MembershipFactory(person=person), accepted=True)
        renew_reminders(cohort, at=BEFORE)

    intend_mails(at=EVE + timedelta(minutes=31))
    run_outbox()

    (letter,) = mail.outbox
    assert letter.body.count(reverse("my_schedule")) == 2


# --- changed and cancelled by people -----------------------------------------


@pytest.mark.django_db
def test_own_words_of_an_officer_are_told_to_who_comes_later_and_what_she_cancelled_to_nobody():
    cohort = cohort_with_a_day()
    SessionFactory(cohort=cohort, starts_at=FIRST + DAY, ends_at=FIRST + DAY + timedelta(hours=1))
    trainee_of(cohort), trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    first, second = (reminders(reminds_of=f"day:2026-07-{day}").first() for day in (22, 23))

    assert change_notices(first, subject="Besok", body="Bawa jaket.", by=UserFactory(), at=BEFORE) == 2
    assert cancel_notices(second, by=UserFactory(), at=BEFORE) == 2
    trainee_of(cohort)
    assert renew_reminders(cohort, at=BEFORE + timedelta(hours=1)) == 1

    assert reminders(body="Bawa jaket.", state=NoticeState.PLANNED).count() == 3
    assert reminders(state=NoticeState.CANCELLED, lapsed_at=None).count() == reminders(body="").count() == 2


def gone_and_back(act):
    """The reminder of somebody whose account was closed for a while; meanwhile ``act`` happened to the others'."""
    cohort = cohort_with_a_day()
    user, _staying = trainee_of(cohort).person.user, trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    for is_active in (False, True):
        User.objects.filter(pk=user.pk).update(is_active=is_active)
        if is_active:
            act(reminders(lapsed_at=None).get())
        renew_reminders(cohort, at=BEFORE)
    return reminders(recipient=user).get()


@pytest.mark.django_db
def test_who_comes_back_hears_the_own_words_of_the_officer():
    def written(notice):
        change_notices(notice, subject="Besok", body="Bawa jaket.", by=UserFactory(), at=BEFORE)

    back = gone_and_back(written)

    assert (back.state, back.subject, back.body) == (NoticeState.PLANNED, "Besok", "Bawa jaket.")


@pytest.mark.django_db
def test_who_comes_back_is_not_reminded_of_what_the_officer_cancelled():
    back = gone_and_back(lambda notice: cancel_notices(notice, by=UserFactory(), at=BEFORE))

    assert back.state == NoticeState.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["before the mail is gathered", "before it is sent"])
def test_an_account_that_closes_calls_off_nobody_elses_reminder(when):
    cohort = cohort_with_a_day()
    leaving = trainee_of(cohort).person.user
    renew_reminders(cohort, at=BEFORE)
    if when == "before it is sent":
        intend_mails(at=EVE + timedelta(minutes=31))
    leaving.is_active = False
    leaving.save()
    intend_mails(at=EVE + timedelta(minutes=31))
    run_outbox()
    assert reminders().get().state == NoticeState.CANCELLED

    late = trainee_of(cohort)
    renew_reminders(cohort, at=EVE + timedelta(minutes=32))

    assert reminders(state=NoticeState.PLANNED).get().recipient == late.person.user


@pytest.mark.django_db
def test_nothing_is_written_when_nothing_has_changed():
    cohort = cohort_with_a_day()
    CohortTrainerFactory(cohort=cohort, user=reader())
    trainee_of(cohort)
    offered(cohort=cohort)
    renew_reminders(cohort, at=BEFORE)

    with CaptureQueriesContext(connection) as queries:
        renew_reminders(cohort, at=BEFORE + timedelta(hours=1))

    assert not [each["sql"] for each in queries if each["sql"].startswith(("UPDATE", "INSERT"))]


@pytest.mark.django_db
def test_who_comes_later_joins_the_line_of_the_others():
    cohort = cohort_with_a_day()
    trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE + timedelta(hours=1))

    assert [Notice.objects.in_batch_of(one).count() for one in reminders()] == [2, 2]


@pytest.mark.django_db
def test_an_officer_reads_planned_reminders_before_they_go_out(login):
    officer = RoleGrantFactory(province=True).user
    cohort = cohort_with_a_day(starts_at=FIRST)
    trainee_of(cohort), trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    lapsed = {"state": NoticeState.CANCELLED, "lapsed_at": BEFORE, "values": {}, "subject": "Yang lama", "body": "-"}
    Notice.objects.filter(pk=reminders().first().pk).update(**lapsed)

    page = login(officer).get(reverse("cohort_notices", args=[cohort.pk]))

    (batch,) = page.context["batches"]
    assert (batch.people, batch.waiting, batch.cancelled) == (1, 1, 0)
    assert "Yang lama" not in page.content.decode()


# --- following what they remind of -------------------------------------------


@pytest.mark.django_db
def test_a_session_that_moves_moves_its_reminder_and_back_again():
    cohort = cohort_with_a_day()
    session, trainee = cohort.sessions.get(), trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    where = {"room": "Aula", "link": "", "by": UserFactory(), "at": BEFORE}

    move_session(session, starts_at=FIRST + DAY, ends_at=FIRST + DAY + LESSON, **where)
    renew_reminders(cohort, at=BEFORE)
    moved = reminders(state=NoticeState.PLANNED).get()
    assert (moved.planned_at, moved.recipient) == (EVE + DAY, trainee.person.user)

    move_session(session, starts_at=FIRST, ends_at=FIRST + LESSON, **where)
    renew_reminders(cohort, at=BEFORE)
    back = reminders(state=NoticeState.PLANNED).get()
    assert (back.planned_at, back.lapsed_at) == (EVE, None)
    assert reminders().count() == 2


@pytest.mark.django_db
def test_a_session_moved_within_its_day_changes_what_is_told():
    cohort = cohort_with_a_day()
    trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    later = FIRST + timedelta(hours=3)
    where = {"room": "Aula", "link": "", "by": UserFactory(), "at": BEFORE}

    move_session(cohort.sessions.get(), starts_at=later, ends_at=later + LESSON, **where)
    change_place(cohort, venue="Aula baru", city="Sampit", by=UserFactory(), at=BEFORE)
    renew_reminders(cohort, at=BEFORE)

    values = reminders().get().values
    assert (values["starts_at"], values["place"]) == (later.isoformat(), "Aula baru, Sampit")


@pytest.mark.django_db
def test_reminders_leave_the_calendar_as_it_is():
    cohort = cohort_with_a_day()
    trainee_of(cohort)
    before = ics.calendar_of(ics.sessions_of_cohort(cohort), name="a", with_links=False)

    renew_reminders(cohort, at=BEFORE)

    assert ics.calendar_of(ics.sessions_of_cohort(cohort), name="a", with_links=False) == before
    assert b"SEQUENCE:0" in before


@pytest.mark.django_db
def test_a_cancelled_activity_reminds_nobody():
    cohort = cohort_with_a_day()
    trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)

    cancel_cohort(cohort, why="Banjir", by=UserFactory(), at=BEFORE)
    run_outbox()  # the event alone, without waiting for the timetable

    assert reminders().get().state == NoticeState.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["withdrawn", "account closed"])
def test_who_no_longer_comes_is_not_reminded(gone):
    cohort = cohort_with_a_day()
    leaving, staying = trainee_of(cohort), trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)

    if gone == "withdrawn":
        leaving.status, leaving.ended_at = EnrolmentStatus.WITHDRAWN, BEFORE
        leaving.ended_by, leaving.ended_why = UserFactory(), "Sakit"
        leaving.save()
    else:
        leaving.person.user.is_active = False
        leaving.person.user.save()
    renew_reminders(cohort, at=BEFORE)

    assert [one.recipient for one in reminders(state=NoticeState.PLANNED)] == [staying.person.user]
    assert reminders(state=NoticeState.CANCELLED).get().lapsed_at == BEFORE


@pytest.mark.django_db
def test_what_is_being_sent_or_was_read_is_left_alone():
    cohort = cohort_with_a_day()
    leaving, read = trainee_of(cohort), trainee_of(cohort)
    renew_reminders(cohort, at=BEFORE)
    mailing = MailingFactory(recipient=leaving.person.user, state=MailState.SENDING, attempts=1)
    reminders(recipient=leaving.person.user).update(mailing=mailing)
    reminders(recipient=read.person.user).update(read_at=EVE)

    cohort.sessions.all().delete()
    renew_reminders(cohort, at=EVE)

    assert {one.state for one in reminders()} == {NoticeState.PLANNED}


# --- offers ------------------------------------------------------------------


@pytest.mark.django_db
def test_an_offer_that_ends_is_reminded_of_and_an_answered_one_is_not():
    enrolment = offered()
    renew_reminders(enrolment.cohort, at=BEFORE)

    trainee, sender = enrolment.person.user, enrolment.nominated_by
    assert told() == [(NoticeKind.OFFER_ENDING, trainee.pk), (NoticeKind.OFFER_ENDING_SENT, sender.pk)]
    assert {one.planned_at for one in reminders()} == {BEFORE + DAY}

    accept_offer(enrolment, by=trainee, at=BEFORE + timedelta(hours=1))
    run_outbox()

    assert {one.state for one in reminders()} == {NoticeState.CANCELLED}


@pytest.mark.parametrize(("hours", "after"), [(72, 48), (48, 24), (24, 12), (2, 1)])
def test_an_offer_is_reminded_of_a_day_before_its_end_but_not_in_its_first_half(hours, after):
    until = BEFORE + timedelta(hours=hours)

    assert offer_reminder_at(BEFORE, until, hours=24) == BEFORE + timedelta(hours=after)


@given(
    minutes=st.integers(1, 60 * 24 * 30),
    hours=st.integers(0, 24 * 14),
    start=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 -- bounds
)
@settings(deadline=None)
def test_a_reminder_of_an_offer_comes_while_it_can_be_answered(minutes, hours, start):
    until = start + timedelta(minutes=minutes)

    assert start < offer_reminder_at(start, until, hours=hours) <= until


@given(
    day=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    zone=st.sampled_from(Zone.values),
    clock=st.times().map(lambda time: time.replace(microsecond=0)),
    days=st.integers(0, 30),
)
def test_days_are_counted_on_the_clock_of_the_activity(day, zone, clock, days):
    due = moment_before(day, days=days, clock=clock, zone=zone)

    assert (day - due.date(), due.timetz().replace(tzinfo=None)) == (timedelta(days=days), clock)
    assert due.utcoffset() == timedelta(hours={Zone.WIB: 7, Zone.WITA: 8, Zone.WIT: 9}[zone])


# --- nominations -------------------------------------------------------------

DEADLINE = datetime(2026, 7, 7, 9, tzinfo=UTC)  # three days before 10 July, 16.00 WIB


def kept_seats(seats=1, **more):
    """A cohort with seats for Kapuas, who confirms there, and an institution there with its admin."""
    cohort = CohortFactory(opened=True, **more)
    region = QuotaFactory(cohort=cohort, seats=seats, region=RegencyFactory(code="62.03", name="Kapuas")).region
    officer = RoleGrantFactory(region=region, user=reader()).user
    admin = RoleGrantFactory(institution_admin=True, institution__region=region, user=reader())
    return cohort, officer, admin


@pytest.mark.django_db
def test_unused_seats_are_reminded_of_three_days_before_nominations_end():
    cohort, officer, admin = kept_seats()

    renew_reminders(cohort, at=DEADLINE - DAY)

    assert told() == [
        (NoticeKind.DEADLINE_INSTITUTION, admin.user_id),
        (NoticeKind.DEADLINE_REGENCY, officer.pk),
    ]
    assert {one.planned_at for one in reminders()} == {DEADLINE}


@pytest.mark.django_db
def test_who_confirms_there_and_administers_an_institution_too_is_reminded_once():
    cohort, officer, admin = kept_seats()
    RoleGrantFactory(institution_admin=True, institution=admin.institution, user=officer)

    renew_reminders(cohort, at=DEADLINE - DAY)

    assert told(recipient=officer) == [(NoticeKind.DEADLINE_REGENCY, officer.pk)]


@pytest.mark.django_db
def test_seats_for_which_somebody_is_nominated_meanwhile_are_not_reminded_of():
    cohort, _officer, admin = kept_seats()
    renew_reminders(cohort, at=DEADLINE - DAY)

    EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=admin.institution))
    renew_reminders(cohort, at=DEADLINE - DAY)

    assert told(state=NoticeState.PLANNED) == []


@pytest.mark.django_db
def test_an_institution_that_sent_all_it_may_or_is_closed_is_not_asked_for_more():
    cohort, officer, full = kept_seats(seats=9)
    SeatPlanFactory(cohort=cohort, per_institution=1)
    EnrolmentFactory(cohort=cohort, membership=MembershipFactory(institution=full.institution))
    closed = {"institution__status": InstitutionStatus.INACTIVE, "institution__status_why": "Bubar"}
    RoleGrantFactory(institution_admin=True, institution__region=full.institution.region, **closed)

    renew_reminders(cohort, at=DEADLINE - DAY)

    assert told() == [(NoticeKind.DEADLINE_REGENCY, officer.pk)]


@pytest.mark.django_db
def test_an_activity_opened_in_the_last_days_has_been_told_already():
    cohort, _officer, _admin = kept_seats(opened_at=DEADLINE + timedelta(hours=1))

    assert renew_reminders(cohort, at=DEADLINE + timedelta(hours=2)) == 0


@pytest.mark.django_db
def test_whoever_brings_somebody_without_a_telephone_is_reminded_for_her():
    cohort, companion = cohort_with_a_day(), PersonFactory(user=reader())
    EnrolmentFactory(cohort=cohort, person=PersonFactory(companion=companion), assisted=True, accepted=True)

    renew_reminders(cohort, at=BEFORE)

    assert told() == [(NoticeKind.DAY_AHEAD, companion.user_id)]


# --- the timetable -----------------------------------------------------------


@pytest.mark.django_db
def test_only_where_there_may_be_something_is_looked():
    day, offer, (deadline, *_people) = cohort_with_a_day(), offered().cohort, kept_seats()
    CohortFactory(opened=True, nominate_until=date(2026, 5, 1))

    assert list(cohorts_to_remind(EVE)) == [day, offer]
    assert deadline in cohorts_to_remind(DEADLINE)


@pytest.mark.django_db
def test_the_timetable_of_the_platform_plans_reminders(settings):
    cohort = cohort_with_a_day(starts_at=datetime.now(UTC) + 3 * DAY)
    trainee_of(cohort)
    timetable = {name: each for name, each in settings.CELERY_BEAT_SCHEDULE.items() if name == "plan-reminders"}

    EmbeddedBeat(timetable, app=tasks.plan_reminders.app).run_due()

    assert reminders().count() == 1


@pytest.mark.django_db
def test_a_cohort_that_cannot_be_read_silences_no_other(caplog):
    broken, whole = (cohort_with_a_day(starts_at=datetime.now(UTC) + 3 * DAY) for _number in range(2))
    Cohort.objects.filter(pk=broken.pk).update(zone="Tidak/Ada")
    for cohort in (broken, whole):
        trainee_of(cohort)

    tasks.plan_reminders()

    assert [reminder.cohort for reminder in reminders()] == [whole]
    assert f"no reminders for cohort {broken.pk}" in caplog.text


@pytest.mark.django_db
def test_many_people_are_reminded_in_a_fixed_number_of_queries(django_assert_max_num_queries):
    cohort = cohort_with_a_day()
    for _number in range(60):
        trainee_of(cohort)

    with django_assert_max_num_queries(35):
        assert renew_reminders(cohort, at=BEFORE) == 60


@pytest.mark.django_db
def test_her_own_quiet_hours_hold_for_reminders_too():
    cohort = cohort_with_a_day(starts_at=FIRST + timedelta(hours=4))
    trainee = trainee_of(cohort)
    PreferenceFactory(user=trainee.person.user, quiet_from="15:00", quiet_until="06:00", zone=Zone.WIB)

    renew_reminders(cohort, at=BEFORE)

    assert reminders().get().planned_at == datetime(2026, 7, 21, 23, tzinfo=UTC)  # 06.00 WIB on the day itself
