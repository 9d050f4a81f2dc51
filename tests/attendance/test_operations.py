from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from lms.attendance import operations
from lms.attendance.enums import PresenceMethod, PresenceState
from lms.attendance.models import Presence, session_facts
from lms.attendance.operations import record_own_presence, record_presence, record_roll_call
from lms.attendance.rules import Mark, reasons_against_marking
from lms.cohorts.enums import CohortStatus
from lms.enrolment.operations import withdraw_enrolment
from lms.journal.models import Event
from lms.refusal import Refusal
from tests.attendance.conftest import AT
from tests.factories.accounts import UserFactory
from tests.factories.attendance import PresenceFactory
from tests.factories.cohorts import CohortFactory, QuotaFactory, SessionFactory
from tests.factories.enrolment import EnrolmentFactory

PRESENT, ABSENT = PresenceState.PRESENT, PresenceState.ABSENT


def mark(hall, state=PRESENT, *, key=None, person=0, session=None, at=AT):
    return record_presence(
        hall.people[person],
        session or hall.session,
        state=state,
        method=PresenceMethod.ROLL_CALL,
        key=key or uuid4(),
        by=hall.trainer,
        at=at,
    )


def codes(refusal):
    return [reason.code for reason in refusal.value.reasons]


def test_a_mark_is_recorded_and_journalled(hall):
    presence = mark(hall)

    assert (presence.state, presence.method, presence.recorded_at, presence.corrects) == (
        "present",
        "roll_call",
        AT,
        None,
    )
    event = Event.objects.get(name="presence.recorded")
    assert (event.by_id, event.subject_id) == (hall.trainer.pk, str(presence.pk))
    assert event.data == {
        "enrolment": hall.people[0].pk,
        "session": hall.session.pk,
        "state": "present",
        "method": "roll_call",
    }


def test_the_same_key_is_the_same_mark(hall):
    key = uuid4()

    first, again = mark(hall, key=key), mark(hall, key=key, at=AT + timedelta(minutes=1))

    assert first == again
    assert Event.objects.filter(name="presence.recorded").count() == 1


def test_the_same_state_under_another_key_changes_nothing(hall):
    assert mark(hall) == mark(hall)
    assert Presence.objects.count() == 1


def test_another_state_is_a_new_row_that_names_the_old_one(hall):
    first = mark(hall, PRESENT)
    second = mark(hall, ABSENT)
    third = mark(hall, PRESENT)

    assert (second.corrects, third.corrects) == (first, second)
    assert list(Presence.objects.standing()) == [third]
    assert Presence.objects.count() == 3


def test_a_late_repeat_of_a_corrected_mark_does_not_bring_it_back(hall):
    key = uuid4()
    mark(hall, PRESENT, key=key)
    correction = mark(hall, ABSENT)

    mark(hall, PRESENT, key=key)

    assert list(Presence.objects.standing()) == [correction]


def test_a_key_is_not_taken_for_another_mark(hall):
    key = uuid4()
    mark(hall, key=key)

    with pytest.raises(Refusal) as refusal:
        mark(hall, key=key, person=1)

    assert codes(refusal) == ["key_used"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"kind": "break", "jp": 0}, ["break"]),
        ({"starts_at": AT + timedelta(days=1), "ends_at": AT + timedelta(days=1, hours=1)}, ["too_early"]),
    ],
)
def test_a_session_in_which_nobody_is_marked_takes_no_mark(hall, more, expected):
    session = SessionFactory(cohort=hall.cohort, **more)

    with pytest.raises(Refusal) as refusal:
        mark(hall, session=session)

    assert codes(refusal) == expected
    assert not Presence.objects.exists()


def test_a_ceremony_may_be_marked_and_carries_no_jp(hall):
    mark(hall, session=SessionFactory(cohort=hall.cohort, kind="ceremony", jp=0))

    assert Presence.objects.attended_jp(hall.people, {"L1": 3})[hall.people[0].pk] == 0


def test_a_session_of_another_cohort_takes_no_mark(hall):
    with pytest.raises(Refusal) as refusal:
        mark(hall, session=SessionFactory())

    assert codes(refusal) == ["not_accepted"]


def test_who_has_no_place_is_not_marked(hall):
    hall.people[0] = EnrolmentFactory(confirmed=True, cohort=hall.cohort)

    with pytest.raises(Refusal) as refusal:
        mark(hall)

    assert codes(refusal) == ["not_accepted"]


def test_whose_place_goes_while_she_types_the_code_is_not_marked(hall, monkeypatch):
    enrolment = hall.people[0]
    QuotaFactory(cohort=hall.cohort, taken=2)
    found = operations.find_own_session(enrolment.person.user, hall.session.code)
    withdraw_enrolment(enrolment, by=hall.trainer, at=AT)
    monkeypatch.setattr(operations, "find_own_session", lambda user, code: found)  # read before the withdrawal

    with pytest.raises(Refusal) as refusal:
        record_own_presence(enrolment.person.user, hall.session.code, at=AT)

    assert codes(refusal) == ["not_accepted"]
    assert not Presence.objects.exists()


def test_a_cohort_that_is_not_open_yet_says_so(hall):
    hall.session.cohort = CohortFactory(title="Rencana")
    facts = session_facts(hall.session)

    assert [reason.code for reason in reasons_against_marking(facts, on=AT.date())] == ["not_open"]


def test_a_closed_cohort_takes_no_mark(hall):
    hall.cohort.status, hall.cohort.closed_at = CohortStatus.CLOSED, AT
    hall.cohort.save(update_fields=["status", "closed_at"])

    for act in (
        lambda: mark(hall),
        lambda: record_roll_call(hall.session, [Mark(hall.people[0].pk, PRESENT, uuid4())], by=hall.trainer, at=AT),
        lambda: record_own_presence(hall.people[0].person.user, hall.session.code, at=AT),
    ):
        with pytest.raises(Refusal) as refusal:
            act()
        assert codes(refusal) == ["cohort_closed"]


def test_a_roll_call_marks_many_and_repeats_without_harm(hall):
    marks = [Mark(hall.people[0].pk, PRESENT, uuid4(), 0), Mark(hall.people[1].pk, ABSENT, uuid4(), 0)]

    first = record_roll_call(hall.session, marks, by=hall.trainer, at=AT)
    again = record_roll_call(hall.session, marks, by=hall.trainer, at=AT)

    assert (first.recorded, again.recorded, again.changed_meanwhile) == (2, 0, ())
    assert list(Presence.objects.order_by("enrolment").values_list("enrolment", "state")) == [
        (hall.people[0].pk, "present"),
        (hall.people[1].pk, "absent"),
    ]


def test_a_roll_call_with_a_stranger_marks_nobody(hall):
    stranger = EnrolmentFactory(accepted=True)
    marks = [Mark(hall.people[0].pk, PRESENT, uuid4()), Mark(stranger.pk, PRESENT, uuid4())]

    with pytest.raises(Refusal) as refusal:
        record_roll_call(hall.session, marks, by=hall.trainer, at=AT)

    assert codes(refusal) == ["not_accepted"]
    assert not Presence.objects.exists()


def test_who_checked_in_after_the_list_was_shown_is_not_overwritten_but_named(hall):
    own = record_own_presence(hall.people[0].person.user, hall.session.code, at=AT)
    stale = [Mark(hall.people[0].pk, ABSENT, uuid4(), 0)]
    fresh = [Mark(hall.people[0].pk, ABSENT, uuid4(), own.pk)]

    done = record_roll_call(hall.session, stale, by=hall.trainer, at=AT)
    assert (done.recorded, done.changed_meanwhile) == (0, (hall.people[0].person_name,))
    assert list(Presence.objects.standing()) == [own]

    assert record_roll_call(hall.session, fresh, by=hall.trainer, at=AT).recorded == 1
    assert Presence.objects.standing().get().state == "absent"


@pytest.mark.parametrize("typed", ["{code}", "  {lower} ", "{lower_spaced}"])
def test_one_checks_in_by_a_code_typed_in_any_way(hall, typed):
    code = hall.session.code
    user = hall.people[0].person.user

    presence = record_own_presence(
        user, typed.format(code=code, lower=code.lower(), lower_spaced=" ".join(code.lower())), at=AT
    )

    assert (presence.session, presence.method, presence.recorded_by) == (hall.session, "code", user)
    assert record_own_presence(user, code, at=AT + timedelta(days=1)) == presence


@pytest.mark.parametrize(
    ("minutes", "expected"), [(-31, ["too_early"]), (-30, []), (135 + 30, []), (135 + 31, ["too_late"])]
)
def test_one_checks_in_only_around_the_session(hall, minutes, expected):
    at = hall.session.starts_at + timedelta(minutes=minutes)
    found = []

    try:
        record_own_presence(hall.people[0].person.user, hall.session.code, at=at)
    except Refusal as refusal:
        found = [reason.code for reason in refusal.reasons]

    assert found == expected


def test_a_foreign_code_is_refused_in_the_words_of_an_unknown_one(hall):
    foreign = SessionFactory()
    nominee = EnrolmentFactory(confirmed=True, cohort=foreign.cohort, membership__person__user=UserFactory())
    words = []

    for user, code in [
        (hall.people[0].person.user, foreign.code),
        (hall.people[0].person.user, "TIDAKADA"),
        (nominee.person.user, foreign.code),
    ]:
        with pytest.raises(Refusal) as refusal:
            record_own_presence(user, code, at=AT)
        words.append([str(reason) for reason in refusal.value.reasons])

    assert words[0] == words[1] == words[2]
    assert not Presence.objects.exists()


def test_ten_wrong_codes_close_the_door_to_the_account_and_to_no_other(hall):
    user, other = (each.person.user for each in hall.people)
    for number in range(10):
        with pytest.raises(Refusal) as refusal:
            record_own_presence(user, f"SALAH{number}", at=AT)
        assert codes(refusal) == ["code_unknown"]

    with pytest.raises(Refusal) as refusal:
        record_own_presence(user, hall.session.code, at=AT)

    assert codes(refusal) == ["too_many_guesses"]
    assert record_own_presence(other, hall.session.code, at=AT).state == "present"


def test_who_was_marked_absent_by_the_trainer_does_not_overrule_it_with_the_code(hall):
    mark(hall, ABSENT)

    with pytest.raises(Refusal) as refusal:
        record_own_presence(hall.people[0].person.user, hall.session.code, at=AT)

    assert codes(refusal) == ["marked_absent"]
    assert Presence.objects.standing().get().state == "absent"


def test_attended_jp_count_standing_marks_in_one_query(hall, django_assert_num_queries):
    first, second = hall.people
    mark(hall)
    mark(hall, session=SessionFactory(cohort=hall.cohort, jp=2))
    mark(hall, person=1)
    mark(hall, ABSENT, person=1)
    third = EnrolmentFactory(accepted=True, cohort=hall.cohort)

    with django_assert_num_queries(1):
        jp = Presence.objects.attended_jp([first, second, third], {"L1": 5})

    assert [jp[each.pk] for each in (first, second, third)] == [5, 0, 0]


def test_marks_are_visible_to_the_trainee_and_the_trainer_alone(hall):
    presence = mark(hall)

    viewers = [hall.people[0].person.user, hall.trainer, hall.people[1].person.user, UserFactory()]

    assert [list(Presence.objects.visible_to(user)) for user in viewers] == [[presence], [presence], [], []]


@pytest.mark.parametrize(
    "more",
    [
        lambda first: {},
        lambda first: {"key": first.key, "corrects": first},
        lambda first: {
            "corrects": PresenceFactory(enrolment=first.enrolment, session=first.session, corrects=first).corrects
        },
    ],
    ids=["one_first_mark", "key_once", "corrected_once"],
)
def test_the_database_keeps_one_line_of_marks_for_a_person_and_session(db, more):
    first = PresenceFactory()
    broken = more(first)

    with pytest.raises(IntegrityError):
        PresenceFactory(enrolment=first.enrolment, session=first.session, **broken)
