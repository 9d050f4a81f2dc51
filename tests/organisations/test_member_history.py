"""Who belonged on a day: the table and a naive replay of the journal tell the same."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lms.journal.models import Event
from lms.organisations.enums import Position
from lms.organisations.models import Membership
from lms.organisations.operations.members import (
    add_member,
    add_new_member,
    correct_member,
    end_membership,
    move_member,
    remove_member,
)
from lms.refusal import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import FamilyUnitFactory, InstitutionFactory, MembershipFactory, PersonFactory

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)
FIRST = date(2024, 1, 1)
DAYS = 12


def day(number):
    return FIRST + timedelta(days=number)


def replayed():
    """The whole history, read from nothing but the journal, in the order it was written."""
    standing = {}
    for event in Event.objects.filter(name__startswith="membership.").order_by("pk"):
        if event.name == "membership.removed":
            standing.pop(event.subject_id)
        else:
            standing[event.subject_id] = {
                key: event.data[key] for key in ("person", "institution", "position", "starts_on", "ends_on")
            }
    return standing


def members_by_replay(standing, on):
    text = on.isoformat()
    return sorted(
        (row["institution"], row["person"], row["position"])
        for row in standing.values()
        if row["starts_on"] <= text and (row["ends_on"] is None or text <= row["ends_on"])
    )


def members_by_query(on):
    return sorted(Membership.objects.on(on).values_list("institution", "person", "position"))


@dataclass(frozen=True)
class Step:
    verb: str
    which: int  # of the memberships there are, counted round
    person: int
    institution: int
    position: str
    starts: int
    ends: int | None


STEPS = st.builds(
    Step,
    verb=st.sampled_from(["add", "add", "add", "end", "correct", "move", "remove"]),
    which=st.integers(0, 9),
    person=st.integers(0, 2),
    institution=st.integers(0, 1),
    position=st.sampled_from([Position.CHAIR.value, Position.MEMBER.value]),
    starts=st.integers(0, DAYS),
    ends=st.none() | st.integers(0, DAYS),
)


class MemberHistory(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=st.lists(STEPS, min_size=1, max_size=14))
    def test_the_members_on_any_day_equal_a_replay_of_the_journal(self, steps):
        people = [PersonFactory() for _number in range(3)]
        institutions = [InstitutionFactory() for _number in range(2)]

        for step in steps:
            self.do(step, people, institutions)

        standing = replayed()
        for number in range(-1, DAYS + 2):
            assert members_by_query(day(number)) == members_by_replay(standing, day(number))

    def do(self, step, people, institutions):
        """One act of a user; what is refused leaves no trace in either."""
        rows = list(Membership.objects.order_by("pk"))
        person, institution = people[step.person], institutions[step.institution]
        try:
            if step.verb == "add":
                details = {"position": step.position, "ends_on": day(step.ends) if step.ends is not None else None}
                add_member(institution, person, starts_on=day(step.starts), by=None, at=AT, **details)
            elif rows:
                self.change(rows[step.which % len(rows)], step, person)
        except Refusal:
            pass

    def change(self, membership, step, person):
        ends = day(step.ends) if step.ends is not None else None
        if step.verb == "end":
            end_membership(membership, on=day(step.starts), by=None, at=AT)
        elif step.verb == "correct":
            changes = {"starts_on": day(step.starts), "ends_on": ends, "position": step.position}
            correct_member(membership, by=None, at=AT, **changes)
        elif step.verb == "move":
            move_member(membership, to=person, by=None, at=AT)
        else:
            remove_member(membership, by=None, at=AT)


@pytest.mark.parametrize("verb", ["end", "correct", "move", "remove"])
def test_each_act_alone_is_told_by_the_journal(db, verb):
    institution, person = InstitutionFactory(), PersonFactory()
    member = add_member(institution, PersonFactory(), starts_on=day(0), by=None, at=AT)
    step = Step(verb, 0, 0, 0, Position.CHAIR.value, 3, 9)

    MemberHistory().change(member, step, person)

    assert [members_by_query(day(number)) for number in range(DAYS)] == [
        members_by_replay(replayed(), day(number)) for number in range(DAYS)
    ]
    assert Event.objects.count() == 2


def test_a_correction_on_an_old_copy_tells_what_really_stands(db):
    """Another officer ended the membership meanwhile; the journal must not say that it goes on."""
    member = add_member(InstitutionFactory(), PersonFactory(), starts_on=day(0), by=None, at=AT)
    old_copy = Membership.objects.get(pk=member.pk)
    end_membership(member, on=day(5), by=None, at=AT)

    correct_member(old_copy, position=Position.CHAIR, by=None, at=AT)

    assert members_by_query(day(6)) == members_by_replay(replayed(), day(6)) == []
    assert Event.objects.order_by("pk").last().data["before"]["ends_on"] == "2024-01-06"


def test_an_end_is_set_once(db):
    member = add_member(InstitutionFactory(), PersonFactory(), starts_on=day(0), by=None, at=AT)
    end_membership(member, on=day(5), by=None, at=AT)

    with pytest.raises(Refusal) as refusal:
        end_membership(member, on=day(6), by=None, at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["membership_ended"]
    assert Membership.objects.get().ends_on == day(5)


def test_a_membership_somebody_was_nominated_with_is_not_taken_back(db):
    membership = EnrolmentFactory().membership

    with pytest.raises(Refusal) as refusal:
        remove_member(membership, by=None, at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["membership_in_use"]
    assert Membership.objects.count() == 1


def test_a_child_is_no_member_of_a_pioneer_family_by_name(db):
    family = FamilyUnitFactory()
    child = PersonFactory(birth_on=date(2015, 5, 5))

    with pytest.raises(Refusal) as refusal:
        add_member(family.wadah, child, family=family, starts_on=date(2026, 1, 1), by=None, at=AT)
    member = add_member(family.wadah, child, starts_on=date(2026, 1, 1), by=None, at=AT)
    with pytest.raises(Refusal):
        correct_member(member, family=family, by=None, at=AT)

    assert [reason.code for reason in refusal.value.reasons] == ["family_child"]
    assert not family.memberships.exists()


def test_a_new_member_enters_as_a_whole_or_not_at_all(db):
    with pytest.raises(Refusal):
        add_new_member(
            InstitutionFactory(),
            person={"name": "Warga", "sex": "female"},
            nik="",
            starts_on=day(5),
            ends_on=day(4),
            by=UserFactory(),
            at=AT,
        )

    assert (Membership.objects.count(), Event.objects.count()) == (0, 0)


# --- the constraints of Membership -------------------------------------------


def test_a_membership_starts_before_it_ends(db):
    member = MembershipFactory(starts_on=day(2), ends_on=day(2))

    with (
        pytest.raises(IntegrityError, match="organisations_membership_starts_before_it_ends"),
        transaction.atomic(),
    ):
        Membership.objects.filter(pk=member.pk).update(ends_on=day(1))


def test_a_position_is_held_once_at_a_time_and_again_after_its_end(db):
    member = MembershipFactory()
    same = {"person": member.person, "institution": member.institution, "position": member.position}

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(**same)
    Membership.objects.filter(pk=member.pk).update(ends_on=day(9))
    MembershipFactory(**same, starts_on=day(10))

    assert Membership.objects.count() == 2


def test_a_person_has_one_main_membership_at_a_time(db):
    member = MembershipFactory(is_primary=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(person=member.person, is_primary=True)
    with pytest.raises(Refusal) as refusal:
        add_member(InstitutionFactory(), member.person, is_primary=True, starts_on=day(1), by=None, at=AT)
    MembershipFactory(person=member.person, is_primary=True, ends_on=day(400))  # one that ended

    assert [reason.code for reason in refusal.value.reasons] == ["organisations_membership_one_primary"]
