"""Many at once: two presses, two devices, a trainer and a trainee. Real threads on the real database."""

from itertools import pairwise
from uuid import uuid4

import pytest

from lms.attendance.enums import PresenceMethod
from lms.attendance.models import Presence
from lms.attendance.operations import record_own_presence, record_presence, record_roll_call
from lms.attendance.rules import Mark
from lms.journal.models import Event
from tests.arenas import at_once
from tests.attendance.conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(committed_hall):
    return committed_hall


def test_a_mark_pressed_by_many_at_once_is_one_mark(hall):
    key, (person, _other) = uuid4(), hall.people

    def press():
        return record_presence(
            person, hall.session, state="present", method=PresenceMethod.ROLL_CALL, key=key, by=hall.trainer, at=AT
        )

    assert len(set(at_once(*[press] * 6))) == 1
    assert Presence.objects.count() == Event.objects.filter(name="presence.recorded").count() == 1


def test_checking_in_while_the_trainer_calls_the_roll_leaves_one_mark(hall):
    person = hall.people[0]
    marks = [Mark(each.pk, "present", uuid4(), 0) for each in hall.people]

    at_once(
        *[lambda: record_own_presence(person.person.user, hall.session.code, at=AT)] * 3,
        *[lambda: record_roll_call(hall.session, marks, by=hall.trainer, at=AT)] * 3,
    )

    assert list(Presence.objects.order_by("enrolment").values_list("enrolment", "state")) == [
        (each.pk, "present") for each in hall.people
    ]


def test_opposite_marks_at_once_stand_in_one_line(hall):
    person = hall.people[0]

    def press(state):
        return lambda: record_presence(
            person, hall.session, state=state, method=PresenceMethod.ROLL_CALL, key=uuid4(), by=hall.trainer, at=AT
        )

    at_once(*[press(state) for state in ("present", "absent", "present", "absent")])

    standing = Presence.objects.standing().get()
    chain = [standing]
    while chain[-1].corrects:
        chain.append(chain[-1].corrects)
    assert len(chain) == Presence.objects.count()
    assert all(newer.state != older.state for newer, older in pairwise(chain))
