"""Whatever two entries hold: merged and parted they are as they were, and the journal tells what the register does."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lms.duplicates.operations.merging import merge_people, undo_merge
from lms.organisations.models import Membership, Person
from lms.organisations.operations.members import add_member, end_membership
from lms.refusal import Refusal
from tests.duplicates.conftest import (
    AT,
    LATER,
    NIKS,
    give_nik,
    tables,
)
from tests.duplicates.histories import EXAMPLES, FIRST, TwoRows, span, told_alike
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    DistrictFactory,
    FamilyUnitFactory,
    InstitutionFactory,
    InvitationFactory,
    PersonFactory,
    RegencyFactory,
)

pytestmark = pytest.mark.django_db

MEMBERSHIPS = st.lists(
    st.fixed_dictionaries(
        {
            "institution": st.integers(0, 2),
            "position": st.sampled_from(["member", "chair"]),
            "starts": st.integers(0, 30),
            "lasts": st.none() | st.integers(0, 30),
            "is_primary": st.booleans(),
            "cohort": st.none() | st.integers(0, 1),
            "is_withdrawn": st.booleans(),
        }
    ),
    max_size=4,
)
ENTRIES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Siti Aminah", "Sitti Amina"]),
        "birth_place": st.sampled_from(["", "Selat", "Kapuas"]),
        "birth_on": st.sampled_from([None, date(1985, 7, 5), date(1985, 5, 7)]),
        "phone": st.sampled_from(["", "+6281234567890", "+6281234567891"]),
        "place": st.sampled_from(["", "62.03", "62.03.05", "62.05"]),
        "nik": st.booleans(),
        "has_account": st.booleans(),
        "assists": st.booleans(),
        "is_assisted": st.booleans(),
        "memberships": MEMBERSHIPS,
    }
)
CHOICES = st.dictionaries(
    st.sampled_from(["name", "birth_place", "birth_on", "phone", "region", "nik"]), st.sampled_from(["kept", "gone"])
)
LATER_STEPS = st.lists(st.sampled_from(["end", "join", "rename"]), max_size=4)


class Scene(TwoRows):
    """Two entries in a small world; what the database does not allow is left out."""

    side, other = "person", "institution"

    def __init__(self, entries):
        self.by = UserFactory()
        kapuas, other = RegencyFactory(), RegencyFactory(code="62.05", name="Kabupaten Barito Utara")
        self.places = {
            "": {},
            "62.03": {"region": kapuas},
            "62.03.05": {"region": kapuas, "district": DistrictFactory()},
            "62.05": {"region": other},
        }
        self.institutions = [InstitutionFactory(region=kapuas) for _number in range(4)]
        self.cohorts = [CohortFactory(opened=True) for _number in range(2)]
        self.pair = [self._person(entry, number) for number, entry in enumerate(entries)]

    def _person(self, entry, number):
        fields = {name: entry[name] for name in ("name", "birth_place", "birth_on", "phone")}
        person = PersonFactory(
            **fields, **self.places[entry["place"]], user=UserFactory() if entry["has_account"] else None
        )
        if entry["nik"]:
            give_nik(person, NIKS[number], by=self.by, confirmed=bool(number))
        if entry["assists"]:
            PersonFactory(companion=person)
            FamilyUnitFactory(contact=person, wadah=self.institutions[3])
            InvitationFactory(person=person)
        if entry["is_assisted"]:
            Person.objects.filter(pk=person.pk).update(companion=PersonFactory())
        for each in entry["memberships"]:
            self._join(person, each)
        person.refresh_from_db()
        return person

    def _join(self, person, each):
        starts_on, ends_on = span(each)
        try:
            with transaction.atomic():
                member = add_member(
                    self.institutions[each["institution"]],
                    person,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    position=each["position"],
                    is_primary=each["is_primary"],
                    by=self.by,
                    at=AT,
                )
                if each["cohort"] is not None:
                    ended = {"status": "withdrawn", "ended_at": AT, "ended_by": self.by} if each["is_withdrawn"] else {}
                    EnrolmentFactory(cohort=self.cohorts[each["cohort"]], membership=member, **ended)
        except (Refusal, IntegrityError):
            pass

    def merge(self, choices):
        return merge_people(*self.pair, choices=choices, by=self.by, at=AT)

    def undo(self, merge):
        undo_merge(merge, by=self.by, at=LATER)

    def tables(self):
        return tables()

    def step(self, name):
        """Something that happens to the merged person."""
        kept = Person.objects.get(pk=self.pair[0].pk)
        if name == "end" and (member := Membership.objects.filter(person=kept, ends_on__isnull=True).first()):
            end_membership(member, on=member.starts_on + timedelta(days=40), by=self.by, at=AT)
        elif name == "join":
            with suppress(Refusal):
                add_member(self.institutions[3], kept, starts_on=FIRST, by=self.by, at=AT)
        elif name == "rename":
            Person.objects.filter(pk=kept.pk).update(name="Nama Baru")


@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
@given(entries=st.tuples(ENTRIES, ENTRIES), choices=CHOICES)
def test_merging_and_undoing_is_identity(entries, choices):
    with transaction.atomic():
        scene = Scene(entries)
        before = scene.tables()
        scene.merged_and_parted(choices)

        assert scene.tables() == before
        assert told_alike()
        transaction.set_rollback(True)


@hypothesis_settings(max_examples=EXAMPLES, deadline=None)
@given(entries=st.tuples(ENTRIES, ENTRIES), steps=LATER_STEPS)
def test_after_later_events_each_has_her_own_history(entries, steps):
    with transaction.atomic():
        scene = Scene(entries)
        mine = scene.memberships_of_gone()
        if scene.merged_and_parted({"nik": "kept"}, steps):
            assert scene.memberships_of_gone() == mine
            assert not Membership.objects.filter(person=scene.pair[1], institution=scene.institutions[3]).exists()
        assert told_alike()
        transaction.set_rollback(True)
