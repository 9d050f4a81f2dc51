"""Whatever two entries hold: merged and parted they are as they were, and the journal tells what the register does."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lms.duplicates.operations.institution_merging import merge_institutions, undo_institution_merge
from lms.organisations.models import Institution, Membership
from lms.organisations.operations.members import add_member, end_membership
from lms.refusal import Refusal
from tests.duplicates.conftest import AT, LATER
from tests.duplicates.histories import EXAMPLES, FIRST, TwoRows, span, told_alike
from tests.duplicates.institutions import tables_of_institutions
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    AccreditationFactory,
    BeneficiaryCountFactory,
    DistrictFactory,
    FamilyUnitFactory,
    InstitutionFactory,
    KindOfNeedFactory,
    PersonFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db

MEMBERSHIPS = st.lists(
    st.fixed_dictionaries(
        {
            "person": st.integers(0, 2),
            "position": st.sampled_from(["member", "chair"]),
            "starts": st.integers(0, 30),
            "lasts": st.none() | st.integers(0, 30),
            "is_primary": st.booleans(),
            "is_nominated": st.booleans(),
        }
    ),
    max_size=4,
)
ENTRIES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["LKS Harapan", "Yayasan Harapan"]),
        "region": st.sampled_from(["62.03", "62.05"]),
        "status": st.sampled_from(["active", "inactive", "frozen"]),
        "is_wadah": st.booleans(),
        "phone": st.sampled_from(["", "+62513000001", "+62513000002"]),
        "deed": st.sampled_from([("", None, ""), ("12", None, "Ani"), ("12", FIRST, ""), ("13", FIRST, "Budi")]),
        "village": st.sampled_from(["", "Selat Hilir", "Selat Hulu"]),
        "point": st.sampled_from([(None, None), ("-3.00000", "114.40000"), ("-3.12345", "114.40000")]),
        "papers": st.sets(st.sampled_from([("1", 1), ("1", 2), ("2", 1)]), max_size=2),
        "grades": st.sets(st.sampled_from(["A", "B"]), max_size=1),
        "served": st.sampled_from([None, 3, 4]),
        "has_admin": st.booleans(),
        "shares_admin": st.booleans(),
        "is_served": st.booleans(),
        "has_family": st.booleans(),
        "memberships": MEMBERSHIPS,
    }
)
CHOICES = st.dictionaries(
    st.sampled_from(["name", "region", "status", "phone", "deed", "point"]), st.sampled_from(["kept", "gone"])
)
LATER_STEPS = st.lists(st.sampled_from(["end", "join", "rename", "paper"]), max_size=4)


class Scene(TwoRows):
    """Two entries in a small world; what the database does not allow is left out."""

    side, other = "institution", "person"

    def __init__(self, entries):
        self.by, self.admin = UserFactory(), UserFactory()
        self.regions = {"62.03": RegencyFactory(), "62.05": RegencyFactory(code="62.05", name="Barito Utara")}
        self.cohort = CohortFactory(opened=True)
        self.people = [PersonFactory() for _number in range(4)]
        self.pair = [self._institution(entry) for entry in entries]

    def _institution(self, entry):
        fields = {name: entry[name] for name in ("name", "status", "phone", "village")}
        fields |= dict(zip(("deed_number", "deed_on", "notary"), entry["deed"], strict=True))
        fields |= dict(zip(("latitude", "longitude"), entry["point"], strict=True))
        region = self.regions[entry["region"]]
        with suppress(IntegrityError), transaction.atomic():
            return self._furnished(InstitutionFactory(**fields, region=region, is_wadah=entry["is_wadah"]), entry)
        return self._furnished(InstitutionFactory(**fields, region=region), entry)

    def _furnished(self, institution, entry):
        for number, day in sorted(entry["papers"]):
            with suppress(IntegrityError), transaction.atomic():
                RegistrationPaperFactory(institution=institution, number=number, issued_on=date(2025, 1, day))
        for grade in entry["grades"]:
            AccreditationFactory(institution=institution, number="1", grade=grade)
        if entry["served"] is not None:
            BeneficiaryCountFactory(institution=institution, female=entry["served"])
        if entry["has_admin"]:
            user = self.admin if entry["shares_admin"] else UserFactory()
            RoleGrantFactory(institution_admin=True, institution=institution, user=user)
        if entry["is_served"]:
            institution.work_area.add(DistrictFactory(), self.regions["62.05"])
            institution.serves.add(KindOfNeedFactory())
        if entry["has_family"]:
            FamilyUnitFactory(wadah=institution)
        for each in entry["memberships"]:
            self._join(institution, each)
        return Institution.objects.get(pk=institution.pk)

    def _join(self, institution, each):
        starts_on, ends_on = span(each)
        with suppress(Refusal, IntegrityError), transaction.atomic():
            member = add_member(
                institution,
                self.people[each["person"]],
                starts_on=starts_on,
                ends_on=ends_on,
                position=each["position"],
                is_primary=each["is_primary"],
                by=self.by,
                at=AT,
            )
            if each["is_nominated"]:
                EnrolmentFactory(cohort=self.cohort, membership=member)

    def merge(self, choices):
        return merge_institutions(*self.pair, choices=choices, by=self.by, at=AT)

    def undo(self, merge):
        undo_institution_merge(merge, by=self.by, at=LATER)

    def tables(self):
        return tables_of_institutions()

    def step(self, name):
        """Something that happens to the merged institution."""
        kept = Institution.objects.get(pk=self.pair[0].pk)
        if name == "end" and (member := Membership.objects.filter(institution=kept, ends_on__isnull=True).first()):
            end_membership(member, on=member.starts_on + timedelta(days=40), by=self.by, at=AT)
        elif name == "join":
            with suppress(Refusal):
                add_member(kept, self.people[3], starts_on=FIRST, is_primary=True, by=self.by, at=AT)
        elif name == "rename":
            Institution.objects.filter(pk=kept.pk).update(name="Nama Baru")
        elif name == "paper":
            RegistrationPaperFactory(institution=kept)


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
def test_after_later_events_each_has_its_own_history(entries, steps):
    with transaction.atomic():
        scene = Scene(entries)
        mine = scene.memberships_of_gone()
        if scene.merged_and_parted({}, steps):
            assert scene.memberships_of_gone() == mine
            kept, gone = scene.pair
            assert not gone.papers.exclude(number__in=["1", "2"]).exists()
            assert set(Membership.objects.filter(person=scene.people[3]).values_list("institution", flat=True)) <= {
                kept.pk
            }
        assert told_alike()
        transaction.set_rollback(True)
