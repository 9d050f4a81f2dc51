from datetime import date

import pytest
from django.urls import reverse

from lms.duplicates.models import Merge
from lms.duplicates.operations.merging import merge_people
from lms.duplicates.operations.rows import references_to
from lms.journal.models import Event
from lms.organisations.models import Membership, Person
from lms.organisations.operations.people import open_nik
from lms.refusal import Refusal
from tests.duplicates.conftest import AT, NIKS, give_nik, tables
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import CohortFactory
from tests.factories.completion import AwardFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    DistrictFactory,
    FamilyUnitFactory,
    InstitutionFactory,
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)

pytestmark = pytest.mark.django_db


def merge(kept, gone, officer, **choices):
    return merge_people(kept, gone, choices=choices, by=officer, at=AT)


def refused(kept, gone, officer, **choices):
    """Codes of the refusal; and nothing was written."""
    before = tables()
    with pytest.raises(Refusal) as caught:
        merge(kept, gone, officer, **choices)
    assert tables() == before
    assert not Merge.objects.exists()
    assert not Event.objects.filter(name="person.merged").exists()
    return [reason.code for reason in caught.value.reasons]


def fresh(person):
    return Person.objects.get(pk=person.pk)


def test_everything_that_points_to_one_points_to_the_other(siti, sitti, officer):
    member = MembershipFactory(person=sitti)
    enrolment = EnrolmentFactory(membership=member)
    family = FamilyUnitFactory(contact=sitti)
    invitation = InvitationFactory(person=sitti)
    assisted = PersonFactory(companion=sitti)

    merged = merge(siti, sitti, officer)

    for row in (member, enrolment, family, invitation, assisted):
        row.refresh_from_db()
    assert {member.person, enrolment.person, family.contact, invitation.person, assisted.companion} == {siti}
    assert fresh(sitti).merged_into == siti
    assert sorted((step["model"], step["field"]) for step in merged.moved) == [
        ("enrolment.enrolment", "person"),
        ("organisations.familyunit", "contact"),
        ("organisations.invitation", "person"),
        ("organisations.membership", "person"),
        ("organisations.person", "companion"),
    ]


def test_every_key_to_a_person_is_known_to_the_merge():
    """A new one is moved without a word; whoever adds it looks at it here."""
    found = {f"{model._meta.label}.{field.name}" for model, field in references_to(Person)}

    assert {
        "enrolment.Enrolment.person",
        "organisations.FamilyUnit.contact",
        "organisations.Invitation.person",
        "organisations.Membership.person",
        "organisations.Person.companion",
    } <= found
    assert not {name for name in found if name.startswith("duplicates.") or name.endswith("merged_into")}


def test_a_merge_is_journalled_with_ids_alone(siti, sitti, officer):
    merged = merge(siti, sitti, officer)

    event = Event.objects.get(name="person.merged")
    assert (event.subject_type, event.subject_id, event.by_id) == ("organisations.person", str(siti.pk), officer.pk)
    assert event.data == {"merge": merged.pk, "gone": sitti.pk, "fields": [], "rows": 0}


def test_a_moved_membership_is_journalled(siti, sitti, officer):
    member = MembershipFactory(person=sitti)

    merge(siti, sitti, officer)

    event = Event.objects.get(name="membership.moved")
    assert (event.data["person"], event.data["from"], event.subject_id) == (siti.pk, sitti.pk, str(member.pk))


def test_empty_fields_are_filled_and_chosen_ones_replaced(siti, sitti, officer):
    district = DistrictFactory()
    Person.objects.filter(pk=sitti.pk).update(
        birth_place="Selat", email="siti@contoh.id", phone="+6281111111111", district=district
    )

    merged = merge(siti, sitti, officer, name="gone", phone="kept")

    now = fresh(siti)
    assert (now.name, now.birth_place, now.email, now.phone) == (
        "Hj. Sitti Amina",
        "Selat",
        "siti@contoh.id",
        "+6281234567890",
    )
    assert (now.region_id, now.district) == ("62.03", district)
    assert merged.filled["name"] == {"before": "Siti Aminah", "after": "Hj. Sitti Amina"}
    assert sorted(merged.filled) == ["birth_place", "district_id", "email", "name"]
    assert fresh(sitti).name == "Hj. Sitti Amina"


def test_the_account_goes_over(siti, sitti, officer):
    user = UserFactory()
    Person.objects.filter(pk=sitti.pk).update(user=user)

    merged = merge(siti, sitti, officer)

    assert (fresh(siti).user, fresh(sitti).user, merged.account) == (user, None, user)


def test_two_accounts_are_refused(siti, sitti, officer):
    for person in (siti, sitti):
        Person.objects.filter(pk=person.pk).update(user=UserFactory())

    assert refused(siti, sitti, officer) == ["merge_accounts"]


def test_the_nik_goes_over_and_is_found_under_the_remaining_row(siti, sitti, officer):
    give_nik(sitti, NIKS[0], by=officer, confirmed=True)

    merged = merge(siti, sitti, officer)

    now, gone = fresh(siti), fresh(sitti)
    assert (open_nik(now), now.nik_confirmed_by, now.nik_confirmed_at) == (NIKS[0], officer, AT)
    assert (gone.nik_sealed, gone.nik_lookup, gone.nik_confirmed_at) == ("", None, None)
    assert NIKS[0] not in str(Merge.objects.values().get())
    assert merged.is_nik_of_gone


def test_two_niks_are_refused_until_one_is_said_to_be_wrong(siti, sitti, officer):
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer)

    assert refused(siti, sitti, officer) == ["merge_niks"]
    merge(siti, sitti, officer, nik="gone")
    assert open_nik(fresh(siti)) == NIKS[1]


def test_the_nik_of_the_remaining_row_may_stay(siti, sitti, officer):
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer)

    merge(siti, sitti, officer, nik="kept")

    assert open_nik(fresh(siti)) == NIKS[0]


def test_nobody_is_merged_with_herself(siti, officer):
    assert refused(siti, siti, officer) == ["merge_same"]


def test_who_is_merged_is_not_merged_again(siti, sitti, officer):
    other = PersonFactory(name="Aminah")
    merge(siti, sitti, officer)

    for pair in ((other, sitti), (sitti, other)):
        with pytest.raises(Refusal) as caught:
            merge(*pair, officer)
        assert [reason.code for reason in caught.value.reasons] == ["merge_merged"]
    assert Merge.objects.count() == 1


def test_a_person_removed_meanwhile_is_a_sentence(siti, sitti, officer):
    Person.objects.filter(pk=sitti.pk).delete()

    assert refused(siti, sitti, officer) == ["merge_removed"]


def test_a_companion_is_another_person(siti, sitti, officer):
    Person.objects.filter(pk=sitti.pk).update(companion=siti)

    assert refused(siti, sitti, officer) == ["merge_companion"]


def test_a_companion_goes_over_to_whom_nobody_accompanies(siti, sitti, officer):
    companion = PersonFactory()
    Person.objects.filter(pk=sitti.pk).update(companion=companion)

    merge(siti, sitti, officer)

    assert fresh(siti).companion == companion


def test_nobody_merges_herself_into_somebody(siti, sitti, officer):
    Person.objects.filter(pk=siti.pk).update(user=officer)

    assert refused(siti, sitti, officer) == ["merge_own"]


def test_who_was_erased_is_not_merged(siti, sitti, officer):
    Person.objects.filter(pk=siti.pk).update(erased_at=AT)

    assert refused(siti, sitti, officer) == ["merge_erased"]


def test_two_who_sat_in_one_cohort_are_refused_by_name(siti, sitti, officer):
    cohort = CohortFactory(opened=True, title="Bimtek LKS Angkatan I")
    for person in (siti, sitti):
        EnrolmentFactory(cohort=cohort, membership__person=person)
    before = tables()

    with pytest.raises(Refusal) as caught:
        merge(siti, sitti, officer)

    (reason,) = caught.value.reasons
    assert str(reason) == ("Hj. Sitti Amina · Bimtek LKS Angkatan I: This person is already nominated for this cohort.")
    assert tables() == before


# --- memberships -------------------------------------------------------------


def test_two_memberships_that_say_the_same_become_one(siti, sitti, officer):
    institution = InstitutionFactory()
    ours = MembershipFactory(person=siti, institution=institution, starts_on=date(2024, 5, 1))
    theirs = MembershipFactory(
        person=sitti, institution=institution, starts_on=date(2022, 1, 1), decree_number="SK 1/2022"
    )
    enrolment = EnrolmentFactory(membership=theirs)

    merged = merge(siti, sitti, officer)

    enrolment.refresh_from_db()
    only = Membership.objects.get()
    assert (only.pk, only.person, only.starts_on, only.decree_number) == (ours.pk, siti, date(2022, 1, 1), "SK 1/2022")
    assert (enrolment.membership, enrolment.person) == (ours, siti)
    assert [row["id"] for row in merged.removed] == [theirs.pk]
    assert sorted(Event.objects.filter(name__startswith="membership.").values_list("name", "subject_id")) == [
        ("membership.corrected", str(ours.pk)),
        ("membership.removed", str(theirs.pk)),
    ]


def test_an_ended_membership_beside_an_open_one_is_kept(siti, sitti, officer):
    institution = InstitutionFactory()
    MembershipFactory(person=siti, institution=institution)
    MembershipFactory(person=sitti, institution=institution, starts_on=date(2019, 1, 1), ends_on=date(2020, 12, 31))

    merge(siti, sitti, officer)

    assert Membership.objects.filter(person=siti).count() == 2


def test_one_main_membership_remains(siti, sitti, officer):
    ours = MembershipFactory(person=siti, is_primary=True)
    MembershipFactory(person=sitti, is_primary=True)

    merge(siti, sitti, officer)

    assert list(Membership.objects.filter(person=siti, is_primary=True)) == [ours]


# --- certificates ------------------------------------------------------------


def test_a_certificate_says_what_it_said(siti, sitti, officer, client):
    award = AwardFactory(
        issued=True, verdict__enrolment__membership__person=sitti, verdict__enrolment__person_name="Hj. Sitti Amina"
    )
    facts = award.certificate.facts
    page = reverse("verify", args=[award.certificate.code])
    before = client.get(page).content.decode()

    merge(siti, sitti, officer)

    award.refresh_from_db()
    after = client.get(page).content.decode()
    assert (award.certificate.facts, award.verdict.enrolment.person) == (facts, siti)
    assert "Hj. Sitti Amina" in after
    assert "Siti Aminah" not in after
    assert without_tokens(after) == without_tokens(before)


def without_tokens(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


# --- who sees it -------------------------------------------------------------


def test_a_merge_is_seen_by_who_keeps_the_register_of_both(siti, sitti, officer):
    there = RegencyFactory(code="62.05", name="Kabupaten Barito Utara")
    elsewhere = RoleGrantFactory(region=there).user
    province = RoleGrantFactory(province=True).user
    Person.objects.filter(pk=sitti.pk).update(region=there)
    mine = merge(siti, sitti, province)
    other = merge(PersonFactory(region=there), PersonFactory(region=there), elsewhere)

    assert list(Merge.objects.visible_to(province)) == [other, mine]
    assert list(Merge.objects.visible_to(elsewhere)) == [other]
    assert list(Merge.objects.visible_to(officer)) == []
