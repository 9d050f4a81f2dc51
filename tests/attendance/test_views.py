from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from lms.attendance.models import Presence
from lms.attendance.operations import record_own_presence
from tests.attendance.conftest import AT
from tests.factories.accounts import UserFactory
from tests.factories.attendance import PresenceFactory
from tests.factories.cohorts import CohortFactory, CohortTrainerFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import RoleGrantFactory

NAUGHTY = ["\x00", "x" * 10_000, "<script>alert(1)</script>", "' OR 1=1 --", "🙂\u202e", "%s%d{0}", "-1"]


@pytest.fixture(autouse=True)
def _during_the_session():
    with time_machine.travel(AT, tick=False):
        yield


def sheet(hall, **states):
    """A roll call as the page sends it: ``first="present"`` marks the first person, others stay unmarked."""
    fields = {}
    for name, person in zip(("first", "second"), hall.people, strict=True):
        fields |= {f"key-{person.pk}": uuid4(), f"seen-{person.pk}": 0, f"state-{person.pk}": states.get(name, "")}
    return fields


def roll_call(hall):
    return reverse("roll_call", args=[hall.session.pk])


def standing():
    return list(Presence.objects.standing().order_by("enrolment").values_list("enrolment", "state", "method"))


# The trainer


def test_the_list_has_today_what_is_to_come_and_what_was(hall, login):
    late = SessionFactory(
        cohort=hall.cohort, starts_at=AT + timedelta(hours=4), ends_at=AT + timedelta(hours=5), title="Siang"
    )
    tomorrow = SessionFactory(
        cohort=hall.cohort, starts_at=AT + timedelta(days=1), ends_at=AT + timedelta(days=1, hours=1)
    )
    yesterday = SessionFactory(cohort=hall.cohort, starts_at=AT - timedelta(days=1), ends_at=AT - timedelta(hours=23))
    SessionFactory(cohort=hall.cohort, kind="break", jp=0)
    SessionFactory()

    context = login(hall.trainer).get(reverse("session_list")).context

    assert (context["today"], context["at_hand"]) == ([hall.session, late], hall.session)
    assert (context["upcoming"], context["earlier"]) == ([tomorrow], [yesterday])


@pytest.mark.parametrize(
    ("moment", "section"),
    [
        # The session is on 23 July 08.00 in Jayapura, which is 22 July 23:00 UTC and 23 July 06.00 in Jakarta.
        (datetime(2026, 7, 22, 14, 30, tzinfo=UTC), "upcoming"),  # 22 July 23.30 WIT
        (datetime(2026, 7, 22, 16, 30, tzinfo=UTC), "today"),  # 23 July 01.30 WIT, still the 22nd in Jakarta
        (datetime(2026, 7, 23, 14, 30, tzinfo=UTC), "today"),  # 23 July 23.30 WIT
        (datetime(2026, 7, 23, 16, 30, tzinfo=UTC), "earlier"),  # 24 July 01.30 WIT
    ],
)
def test_today_is_the_day_of_the_cohort(login, moment, section):
    cohort = CohortFactory(opened=True, zone="Asia/Jayapura")
    trainer = RoleGrantFactory(trainer=True).user
    CohortTrainerFactory(cohort=cohort, user=trainer)
    starts_at = datetime(2026, 7, 22, 23, tzinfo=UTC)
    session = SessionFactory(cohort=cohort, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))

    with time_machine.travel(moment, tick=False):
        answer = login(trainer).get(reverse("session_list"))

    assert [name for name in ("today", "upcoming", "earlier") if answer.context[name] == [session]] == [section]
    assert "08.00–10.00 WIT" in answer.content.decode()


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_list_takes_five_queries_however_many_sessions_there_are(hall, login, django_assert_num_queries, sessions):
    for number in range(1, sessions):
        PresenceFactory(enrolment=hall.people[0], session=SessionFactory(cohort=hall.cohort, title=f"Sesi {number}"))
    client = login(hall.trainer)
    client.get(reverse("session_list"))

    # session, user, roles; near and earlier sessions with their counts
    with django_assert_num_queries(5):
        client.get(reverse("session_list"))


@pytest.mark.parametrize("people", [1, 3])
def test_the_roll_call_takes_six_queries_however_many_participants_there_are(
    hall, login, django_assert_num_queries, people
):
    for _person in range(1, people):
        EnrolmentFactory(accepted=True, cohort=hall.cohort)
    client = login(hall.trainer)
    client.get(roll_call(hall))

    # session, user, roles; session of the timetable with cohort, participants with region, marks
    with django_assert_num_queries(6):
        client.get(roll_call(hall))


def test_the_list_counts_who_is_marked(hall, login):
    PresenceFactory(enrolment=hall.people[0], session=hall.session)

    (session,) = login(hall.trainer).get(reverse("session_list")).context["today"]

    assert (session.marked_people, session.participants) == (1, 2)


def test_the_roll_call_shows_who_checked_in_by_code(hall, login):
    record_own_presence(hall.people[0].person.user, hall.session.code, at=AT)

    answer = login(hall.trainer).get(roll_call(hall))

    assert [(row.by_code, row.is_present) for row in answer.context["rows"]] == [(True, True), (False, False)]
    assert answer.content.decode().count("checked") == 1
    assert answer.context["present"] == 1


def test_a_roll_call_marks_who_was_chosen_and_leaves_the_others_open(hall, login):
    answer = login(hall.trainer).post(roll_call(hall), sheet(hall, second="absent"))

    assert answer["Location"] == roll_call(hall)
    assert standing() == [(hall.people[1].pk, "absent", "roll_call")]


def test_one_button_marks_everybody_present(hall, login):
    login(hall.trainer).post(roll_call(hall), sheet(hall, first="absent") | {"all_present": "1"})

    assert standing() == [(person.pk, "present", "roll_call") for person in hall.people]


def test_a_roll_call_sent_twice_changes_nothing_the_second_time(hall, login):
    client, fields = login(hall.trainer), sheet(hall, first="present", second="absent")

    answers = [client.post(roll_call(hall), fields, follow=True) for _press in range(2)]

    assert [len(list(answer.context["messages"])) for answer in answers] == [1, 1]
    assert Presence.objects.count() == 2


def test_who_checked_in_meanwhile_is_named_and_not_overwritten(hall, login):
    fields = sheet(hall, first="absent")
    record_own_presence(hall.people[0].person.user, hall.session.code, at=AT)

    answer = login(hall.trainer).post(roll_call(hall), fields, follow=True)

    assert standing() == [(hall.people[0].pk, "present", "code")]
    assert hall.people[0].person_name in str(next(iter(answer.context["messages"])))


@pytest.mark.parametrize("value", NAUGHTY)
@pytest.mark.parametrize("field", ["state", "key", "seen"])
def test_nonsense_in_a_roll_call_marks_nobody(hall, login, field, value):
    fields = sheet(hall, first="present") | {f"{field}-{hall.people[0].pk}": value}

    answer = login(hall.trainer).post(roll_call(hall), fields)

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Presence.objects.exists()


def test_people_of_other_cohorts_are_not_marked_by_a_forged_form(hall, login):
    stranger = EnrolmentFactory(accepted=True)

    login(hall.trainer).post(roll_call(hall), {f"state-{stranger.pk}": "present", f"key-{stranger.pk}": uuid4()})

    assert not Presence.objects.exists()


def test_before_its_day_a_session_shows_why_it_takes_no_marks(hall, login):
    with time_machine.travel(AT - timedelta(days=1), tick=False):
        client = login(hall.trainer)
        answer = client.get(roll_call(hall))
        client.post(roll_call(hall), sheet(hall, first="present"))

    assert [reason.code for reason in answer.context["reasons"]] == ["too_early"]
    assert "all_present" not in answer.content.decode()
    assert not Presence.objects.exists()


@pytest.mark.parametrize("name", ["roll_call", "session_code", "session_qr"])
def test_the_trainer_of_another_cohort_finds_nothing(hall, login, name):
    client = login(RoleGrantFactory(trainer=True).user)

    assert client.get(reverse(name, args=[hall.session.pk])).status_code == 404


@pytest.mark.parametrize("name", ["session_list", "roll_call", "session_code", "session_qr"])
def test_a_trainee_may_not_take_attendance(hall, login, name):
    args = [] if name == "session_list" else [hall.session.pk]

    assert login(hall.people[0].person.user).get(reverse(name, args=args)).status_code == 403


def test_an_officer_of_the_organiser_takes_attendance_too(hall, login):
    officer = RoleGrantFactory(province=True).user

    assert login(officer).get(roll_call(hall)).status_code == 200


def test_the_projector_shows_the_code_and_the_picture_leads_to_it(hall, login):
    client = login(hall.trainer)

    page = client.get(reverse("session_code", args=[hall.session.pk])).content.decode()
    picture = client.get(reverse("session_qr", args=[hall.session.pk]))

    assert hall.session.code in page
    assert reverse("session_qr", args=[hall.session.pk]) in page
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")


# The trainee


def test_a_typed_code_leads_to_its_session(hall, login):
    answer = login(hall.people[0].person.user).post(reverse("check_in"), {"code": f" {hall.session.code.lower()} "})

    assert answer["Location"] == reverse("check_in_code", args=[hall.session.code])


def test_opening_the_code_records_nothing_and_one_button_does(hall, login):
    client, address = login(hall.people[0].person.user), reverse("check_in_code", args=[hall.session.code])

    first = client.get(address)
    assert (first.status_code, first.context["recorded_at"], Presence.objects.count()) == (200, "", 0)
    assert hall.session.title in first.content.decode()

    answer = client.post(address, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert answer.context["recorded_at"] == "10.00 WIB"
    assert standing() == [(hall.people[0].pk, "present", "code")]


def test_checking_in_twice_leaves_one_mark(hall, login):
    client, address = login(hall.people[0].person.user), reverse("check_in_code", args=[hall.session.code])

    answers = [client.post(address, follow=True) for _press in range(2)]

    assert {answer.context["recorded_at"] for answer in answers} == {"10.00 WIB"}
    assert Presence.objects.count() == 1


def test_outside_the_window_the_page_says_why_and_has_no_button(hall, login):
    address = reverse("check_in_code", args=[hall.session.code])

    with time_machine.travel(hall.session.ends_at + timedelta(hours=2), tick=False):
        client = login(hall.people[0].person.user)
        answer = client.get(address)
        client.post(address)

    assert [reason.code for reason in answer.context["reasons"]] == ["too_late"]
    assert not Presence.objects.exists()


def test_a_foreign_code_is_answered_like_an_unknown_one(hall, login):
    foreign = SessionFactory()
    client = login(hall.people[0].person.user)

    answers = [client.get(reverse("check_in_code", args=[code])) for code in (foreign.code, "TIDAKADA")]

    assert [answer.status_code for answer in answers] == [404, 404]
    words = [answer.context["form"].non_field_errors() for answer in answers]
    assert words[0] == words[1]
    assert foreign.title not in answers[0].content.decode()


@pytest.mark.parametrize("code", ["", "   ", *NAUGHTY])
def test_a_wrong_code_is_refused_in_words(hall, login, code):
    answer = login(hall.people[0].person.user).post(reverse("check_in"), {"code": code})

    assert answer.status_code == 200
    assert answer.context["form"].errors


@pytest.mark.parametrize("code", [text for text in NAUGHTY if "/" not in text])
def test_a_wrong_code_in_the_address_is_not_found(hall, login, code):
    client = login(hall.people[0].person.user)

    for ask in (client.get, client.post):
        assert ask(reverse("check_in_code", args=[code])).status_code == 404
    assert not Presence.objects.exists()


def test_guessing_is_stopped_with_words(hall, login):
    client = login(hall.people[0].person.user)
    for number in range(10):
        client.post(reverse("check_in"), {"code": f"SALAH{number}"})

    answer = client.post(reverse("check_in"), {"code": hall.session.code})

    assert answer.status_code == 200
    assert len(answer.context["form"].non_field_errors()) == 1


def test_a_visitor_signs_in_first_and_comes_back_to_the_code(hall, client):
    address = reverse("check_in_code", args=[hall.session.code])

    answer = client.get(address)

    assert answer["Location"] == f"{reverse('account_login')}?next={address}"


def test_somebody_without_any_course_is_told_the_same(hall, login):
    assert login(UserFactory()).get(reverse("check_in_code", args=[hall.session.code])).status_code == 404
