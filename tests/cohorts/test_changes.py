"""What may still change after a cohort opened, and what follows it."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.cohorts.enums import CohortStatus, Delivery, SessionKind
from lms.cohorts.models import Cohort, overlapping_cohorts
from lms.cohorts.operations import cancel_cohort, change_place, move_session
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, CohortFactory, SessionFactory

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 7, 22, 2, 30, tzinfo=UTC)


@pytest.fixture
def officer():
    return UserFactory()


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def move(session, officer, *, by_hours=1, minutes=135, at=PLANNED_AT, **more):
    starts_at = session.starts_at + timedelta(hours=by_hours)
    change = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes), "room": "Aula 2", "link": ""}
    return move_session(session, **{**change, **more}, by=officer, at=at)


def test_a_session_is_moved_with_one_event_that_says_what_was(officer):
    session = SessionFactory(starts_at=MORNING)

    move(session, officer)

    session.refresh_from_db()
    event = Event.objects.get()
    assert (session.starts_at, session.room, session.jp) == (MORNING + timedelta(hours=1), "Aula 2", 3)
    assert (session.sequence, session.changed_at) == (1, PLANNED_AT)
    assert (event.name, event.subject_id) == ("cohort.session_moved", str(session.cohort_id))
    assert (event.data["session"], event.data["sequence"]) == (session.pk, 1)
    assert event.data["before"] == {
        "starts_at": "2026-07-22T02:30:00+00:00", "ends_at": "2026-07-22T04:45:00+00:00", "room": "",
    }  # fmt: skip


def test_the_same_move_twice_is_one_move(officer):
    session = SessionFactory(starts_at=MORNING)
    move(session, officer)
    moved_to = {"starts_at": session.starts_at, "ends_at": session.ends_at, "room": "Aula 2", "link": ""}

    move_session(session, **moved_to, by=officer, at=PLANNED_AT)

    assert (session.sequence, Event.objects.count()) == (1, 1)


def test_a_link_makes_a_session_online_and_stays_out_of_the_journal(officer):
    session = SessionFactory(starts_at=MORNING)

    move(session, officer, by_hours=0, room="", link="https://meet.contoh.id/rahasia")

    assert session.delivery == Delivery.ONLINE
    assert "rahasia" not in str(Event.objects.get().data)
    assert Event.objects.get().data["changed"] == ["link"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes": 90}, "jp_changed"),
        ({"minutes": -10}, "session_ends_early"),
        ({"by_hours": 24 * 9}, "session_outside"),
        ({"link": "javascript:alert(1)"}, "link_not_https"),
        ({"at": MORNING}, "session_begun"),
    ],
)
def test_a_move_is_refused_in_words(officer, change, code):
    session = SessionFactory(starts_at=MORNING)

    with pytest.raises(Refusal) as refusal:
        move(session, officer, **change)

    session.refresh_from_db()
    assert code in codes(refusal)
    assert (session.starts_at, session.sequence, Event.objects.count()) == (MORNING, 0, 0)


def test_a_move_onto_another_session_is_refused(officer):
    session = SessionFactory(starts_at=MORNING)
    SessionFactory(
        cohort=session.cohort,
        title="Lain",
        starts_at=MORNING + timedelta(hours=3),
        ends_at=MORNING + timedelta(hours=6),
    )

    with pytest.raises(Refusal) as refusal:
        move(session, officer)

    assert codes(refusal) == ["sessions_overlap"]


@pytest.mark.parametrize("state", [{"opened": False}, {"closed": True}, {"cancelled": True}])
def test_only_sessions_of_an_open_cohort_are_moved(officer, state):
    with pytest.raises(Refusal) as refusal:
        move(SessionFactory(cohort=CohortFactory(**state)), officer)

    assert codes(refusal) == ["not_open"]


def test_the_place_changes_once_and_says_what_it_was(officer):
    cohort = CohortFactory(opened=True)
    session = SessionFactory(cohort=cohort)

    for _time in range(2):
        change_place(cohort, venue="Hotel Aquarius", city="Palangka Raya", by=officer, at=PLANNED_AT)

    event = Event.objects.get()
    session.refresh_from_db()
    assert (session.sequence, session.changed_at) == (1, PLANNED_AT)
    assert Cohort.objects.get().venue == "Hotel Aquarius"
    assert (event.name, event.data) == (
        "cohort.place_changed", {"before": {"venue": "Aula Dinas Sosial", "city": "Palangka Raya"}},
    )  # fmt: skip


def test_a_draft_changes_its_place_in_its_plan(officer):
    cohort = CohortFactory()

    with pytest.raises(Refusal) as refusal:
        change_place(cohort, venue="Hotel Aquarius", city="Palangka Raya", by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["still_draft"]
    assert not Event.objects.exists()


def test_an_open_cohort_is_cancelled_once_with_a_reason(officer):
    cohort = CohortFactory(opened=True)

    cancel_cohort(cohort, why="  Aula terendam banjir. ", by=officer, at=PLANNED_AT)
    with pytest.raises(Refusal) as refusal:
        cancel_cohort(cohort, why="Sekali lagi", by=officer, at=PLANNED_AT)

    cohort.refresh_from_db()
    assert (cohort.status, cohort.cancelled_why) == (CohortStatus.CANCELLED, "Aula terendam banjir.")
    assert (cohort.cancelled_at, cohort.cancelled_by) == (PLANNED_AT, officer)
    assert codes(refusal) == ["not_open"]
    assert [event.name for event in Event.objects.all()] == ["cohort.cancelled"]


@pytest.mark.parametrize("why", ["", "   ", "ya"])
def test_who_cancels_says_why(officer, why):
    with pytest.raises(Refusal) as refusal:
        cancel_cohort(CohortFactory(opened=True), why=why, by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["no_why"]


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_what_is_over_has_no_other_place(officer, state):
    with pytest.raises(Refusal) as refusal:
        change_place(CohortFactory(**{state: True}), venue="A", city="B", by=officer, at=PLANNED_AT)

    assert codes(refusal) == ["ended"]


def test_cohorts_at_the_same_time_are_found_and_breaks_and_cancelled_ones_are_not():
    own = SessionFactory(starts_at=MORNING).cohort
    same = SessionFactory(starts_at=MORNING + timedelta(hours=2), ends_at=MORNING + timedelta(hours=3)).cohort
    SessionFactory(starts_at=MORNING + timedelta(hours=4), ends_at=MORNING + timedelta(hours=5))
    SessionFactory(starts_at=MORNING, kind=SessionKind.BREAK, module_code="", jp=0)
    SessionFactory(starts_at=MORNING, cohort=CohortFactory(cancelled=True))

    assert list(overlapping_cohorts(own)) == [same]
    assert list(overlapping_cohorts(same)) == [own]
