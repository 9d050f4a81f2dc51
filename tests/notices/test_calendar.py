"""Calendars: what stands in them, who gets them, and that they follow a moved session."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from lms.cohorts.enums import CohortStatus, SessionKind
from lms.notices.models import CalendarFeed
from lms.notices.operations import feed_behind, make_feed, token_of
from lms.organisations.enums import Zone
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.notices import NOON
from tests.factories.organisations import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    cohort = CohortFactory(opened=True, zone=Zone.WIT, title="Bimtek LKS Papua")
    # 23.30 UTC is 08.30 of the next day in WIT
    start = datetime(2026, 7, 21, 23, 30, tzinfo=UTC)
    return SessionFactory(
        cohort=cohort, title="Tata kelola", starts_at=start, ends_at=start + timedelta(hours=2), room="Ruang 1"
    )


@pytest.fixture
def trainee(session):
    person = PersonFactory(user=UserFactory(), name="Siti Aminah")
    EnrolmentFactory(cohort=session.cohort, membership__person=person, accepted=True)
    return person.user


def address(owner):
    return reverse("calendar_feed", args=[token_of(make_feed(owner, by=UserFactory(), at=timezone.now()))])


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_a_session_stands_there_on_the_clock_of_its_place(session, trainee):
    response = Client().get(address(trainee))

    text = response.content.decode()
    (event,) = events(response)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;TZID=Asia/Jayapura:20260722T083000" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Asia/Jayapura" in text
    assert "TZOFFSETTO:+0900" in text
    assert "TZNAME:WIT" in text
    assert (str(event["summary"]), str(event["status"])) == ("Tata kelola · Bimtek LKS Papua", "CONFIRMED")
    assert str(event["location"]) == "Ruang 1, Aula Dinas Sosial, Palangka Raya"


@pytest.mark.parametrize(("zone", "offset"), [(Zone.WIB, "+0700"), (Zone.WITA, "+0800"), (Zone.WIT, "+0900")])
def test_each_zone_says_how_far_it_is(zone, offset):
    session = SessionFactory(cohort=CohortFactory(opened=True, zone=zone))

    text = Client().get(address(session.cohort)).content.decode()

    assert f"TZID:{zone.value}" in text
    assert f"TZOFFSETTO:{offset}" in text


def test_a_moved_session_keeps_its_name_and_raises_its_number(session, trainee):
    url = address(trainee)
    (before,) = events(Client().get(url))

    session.starts_at += timedelta(hours=1)
    session.ends_at += timedelta(hours=1)
    session.sequence, session.changed_at = 1, timezone.now()
    session.save()

    (after,) = events(Client().get(url))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["dtstart"].dt.hour == before["dtstart"].dt.hour + 1


def test_a_program_that_has_it_already_is_told_so(session, trainee):
    url = address(trainee)
    first = Client().get(url)

    again = Client().get(url, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Last-Modified"].endswith("GMT")


def test_a_cancelled_cohort_is_shown_as_cancelled(session, trainee):
    url = address(trainee)
    cohort = session.cohort
    cohort.status, cohort.cancelled_at = CohortStatus.CANCELLED, timezone.now()
    cohort.cancelled_by, cohort.cancelled_why = UserFactory(), "Banjir."
    cohort.save()

    (event,) = events(Client().get(url))

    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 1)


def test_drafts_breaks_and_other_peoples_sessions_do_not_stand_there(session, trainee):
    SessionFactory(cohort=session.cohort, kind=SessionKind.BREAK, module_code="", jp=0, title="Ishoma")
    SessionFactory(title="Lain")
    SessionFactory(cohort=CohortTrainerFactory(cohort=CohortFactory(), user=trainee).cohort, title="Draf")

    assert [str(event["summary"]) for event in events(Client().get(address(trainee)))] == [
        "Tata kelola · Bimtek LKS Papua"
    ]


def test_who_learns_and_teaches_has_both_and_each_session_once(session, trainee):
    other = SessionFactory(title="Mengajar")
    CohortTrainerFactory(cohort=other.cohort, user=trainee)
    CohortTrainerFactory(cohort=other.cohort)
    CohortTrainerFactory(cohort=session.cohort, user=trainee)

    assert len(events(Client().get(address(trainee)))) == 2


def test_a_meeting_link_stands_in_the_calendar_of_a_person_alone_and_names_in_none(session, trainee):
    session.link = "https://rapat.contoh.id/abc"
    session.save()
    EnrolmentFactory(cohort=session.cohort, membership__person__name="Budi Santoso", accepted=True)
    CohortTrainerFactory(cohort=session.cohort, user__name="Rahmat Hidayat")

    own, shared = (Client().get(address(owner)).content.decode() for owner in (trainee, session.cohort))

    assert "rapat.contoh.id" in own
    assert "rapat.contoh.id" not in shared
    assert not any(name in own + shared for name in ("Siti", "Budi", "Rahmat"))


def test_a_new_address_ends_the_old_one(trainee):
    old = address(trainee)

    new = address(trainee)

    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)


def test_an_address_ends_with_the_account_and_unknown_ones_do_not_exist(trainee):
    url = address(trainee)
    trainee.is_active = False
    trainee.save(update_fields=["is_active"])

    assert Client().get(url).status_code == 404
    assert Client().get("/kalender/tidak-ada.ics").status_code == 404


def test_only_a_hash_bound_to_its_purpose_is_kept(trainee):
    feed = make_feed(trainee, by=trainee, at=NOON)
    token = token_of(feed)

    assert len(token) == 40
    assert token not in {feed.seed, feed.token_hash}
    assert feed_behind(token) == feed
    CalendarFeed.objects.update(seed="0" * 32)
    feed.refresh_from_db()
    assert token_of(feed) is None
    assert feed_behind(token) == feed


def test_a_person_makes_and_renews_her_address_and_takes_a_file(login, session, trainee):
    client = login(trainee)
    page = reverse("calendar_mine")
    assert ".ics" not in client.get(page).content.decode()

    client.post(reverse("calendar_renew"))
    first = token_of(CalendarFeed.objects.in_force().get())
    client.post(reverse("calendar_renew"))

    html = client.get(page).content.decode()
    assert first not in html
    assert f"/kalender/{token_of(CalendarFeed.objects.in_force().get())}.ics" in html
    file = client.get(reverse("calendar_download"))
    assert file["Content-Disposition"] == 'attachment; filename="kalender-pilar.ics"'
    assert len(events(file)) == 1


def test_looking_writes_nothing(login, trainee):
    login(trainee).get(reverse("calendar_mine"))

    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("sessions", [1, 3])
def test_a_calendar_takes_a_fixed_number_of_queries(django_assert_num_queries, session, trainee, sessions):
    for _number in range(sessions - 1):
        SessionFactory(cohort=session.cohort)
    url = address(trainee)

    with django_assert_num_queries(3):
        assert len(events(Client().get(url))) == sessions
