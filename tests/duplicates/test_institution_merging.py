from datetime import date

import pytest

from lms.duplicates.models import InstitutionMerge, InstitutionSuggestion
from lms.duplicates.operations.institution_merging import merge_institutions, undo_institution_merge
from lms.duplicates.operations.rows import references_to
from lms.journal.models import Event
from lms.organisations.models import Institution, Membership
from lms.organisations.operations.members import add_member
from lms.refusal import Refusal
from lms.standing.models import Standing
from lms.standing.tasks import review_on_institution_merge, review_on_institution_undo
from tests.duplicates.conftest import AT, LATER, members_by_journal, members_by_register
from tests.duplicates.institutions import tables_of_institutions
from tests.factories.accounts import UserFactory
from tests.factories.completion import AwardFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import (
    AccreditationFactory,
    BeneficiaryCountFactory,
    DistrictFactory,
    FamilyUnitFactory,
    InstitutionFactory,
    KindOfNeedFactory,
    MembershipFactory,
    RegencyFactory,
    RegistrationPaperFactory,
    RoleGrantFactory,
    WadahFactory,
)
from tests.factories.registration import ApplicationFactory

pytestmark = pytest.mark.django_db


def merge(kept, gone, officer, **choices):
    return merge_institutions(kept, gone, choices=choices, by=officer, at=AT)


def refused(act):
    """Codes and words of the refusal; and nothing was written."""
    before = tables_of_institutions()
    with pytest.raises(Refusal) as caught:
        act()
    assert tables_of_institutions() == before
    return [(reason.code, str(reason)) for reason in caught.value.reasons]


def fresh(institution):
    return Institution.objects.get(pk=institution.pk)


def test_every_key_to_an_institution_is_known_to_the_merge():
    """A new one is moved without a word; whoever adds it looks at it here."""
    found = {f"{model._meta.label}.{field.name}" for model, field in references_to(Institution)}

    assert found == {
        "enrolment.Enrolment.institution",
        "letters.Letter.institution",
        "organisations.Accreditation.institution",
        "organisations.BeneficiaryCount.institution",
        "organisations.FamilyUnit.wadah",
        "organisations.Institution_serves.institution",
        "organisations.Institution_work_area.institution",
        "organisations.Membership.institution",
        "organisations.RegistrationPaper.institution",
        "organisations.RoleGrant.institution",
        "registration.Application.institution",
    }


def test_everything_that_points_to_one_points_to_the_other(harapan, yys_harapan, officer):
    rows = [
        MembershipFactory(institution=yys_harapan),
        RegistrationPaperFactory(institution=yys_harapan),
        AccreditationFactory(institution=yys_harapan),
        BeneficiaryCountFactory(institution=yys_harapan),
        RoleGrantFactory(institution_admin=True, institution=yys_harapan),
        ApplicationFactory(institution=yys_harapan),
    ]
    family = FamilyUnitFactory(wadah=yys_harapan)
    yys_harapan.work_area.add(DistrictFactory())
    yys_harapan.serves.add(KindOfNeedFactory())

    merge(harapan, yys_harapan, officer)

    for row in rows:
        row.refresh_from_db()
    family.refresh_from_db()
    assert {row.institution for row in rows} | {family.wadah} == {harapan}
    assert (harapan.work_area.count(), harapan.serves.count()) == (1, 1)
    assert fresh(yys_harapan).merged_into == harapan


def test_what_both_say_stays_where_it_is(harapan, yys_harapan, officer):
    user = UserFactory()
    for institution in (harapan, yys_harapan):
        RegistrationPaperFactory(institution=institution, number="STP/12/2025")
        AccreditationFactory(institution=institution, number="B/1")
        BeneficiaryCountFactory(institution=institution)
        RoleGrantFactory(institution_admin=True, institution=institution, user=user)
        institution.work_area.add(DistrictFactory())

    merged = merge(harapan, yys_harapan, officer)

    assert merged.moved == []
    assert yys_harapan.papers.count() == yys_harapan.work_area.count() == 1


@pytest.mark.parametrize(
    ("factory", "field", "words"),
    [
        (RegistrationPaperFactory, {"number": "STP/12"}, "STP STP/12: This paper is on file already."),
        (AccreditationFactory, {"number": "B/1"}, "B B/1: This accreditation is on file already."),
        (BeneficiaryCountFactory, {}, "2025-12-31 older: There are other counts of this day on file."),
    ],
)
def test_what_contradicts_the_other_is_refused_by_name(harapan, yys_harapan, officer, factory, field, words):
    other = {"female": 3} if factory is BeneficiaryCountFactory else {"issued_on": date(2023, 1, 1)}
    factory(institution=harapan, **field)
    factory(institution=yys_harapan, **field, **other)

    assert refused(lambda: merge(harapan, yys_harapan, officer)) == [("row_in_the_way", words)]
    assert not InstitutionMerge.objects.exists()


def test_a_third_wadah_in_the_way_is_refused_by_name(kapuas, officer):
    there = RegencyFactory(code="62.05", name="Kabupaten Barito Utara")
    wadah, body = WadahFactory(name="TKSK Kab. Kapuas"), InstitutionFactory(region=there)
    InstitutionFactory(is_wadah=True, region=there)

    assert refused(lambda: merge(wadah, body, officer, region="gone")) == [
        (
            "row_in_the_way",
            "TKSK Kab. Kapuas: This kabupaten or kota already has an active wadah of this kind.",
        )
    ]


def test_a_second_wadah_goes_into_the_active_one_and_back(kapuas, officer):
    active = WadahFactory()
    rests = InstitutionFactory(is_wadah=True, status="inactive")
    before = tables_of_institutions()

    undo_institution_merge(merge(active, rests, officer), by=officer, at=LATER)

    assert tables_of_institutions() == before


def test_a_wadah_made_since_stands_in_the_way_of_undoing(kapuas, officer):
    merged = merge(InstitutionFactory(is_wadah=True, status="inactive"), InstitutionFactory(is_wadah=True), officer)
    InstitutionFactory(is_wadah=True)

    assert [code for code, _words in refused(lambda: undo_institution_merge(merged, by=officer, at=LATER))] == [
        "row_in_the_way"
    ]


def test_empty_fields_are_filled_and_chosen_ones_replaced(harapan, yys_harapan, officer):
    Institution.objects.filter(pk=harapan.pk).update(phone="+62513000001", village="Selat Hilir")
    Institution.objects.filter(pk=yys_harapan.pk).update(
        phone="+62513000002", email="harapan@contoh.id", village="Selat Hulu", address="Jl. Mawar 1"
    )

    merged = merge(harapan, yys_harapan, officer, name="gone", phone="kept", region="gone", is_legal_entity="kept")

    now = fresh(harapan)
    assert (now.name, now.phone, now.email) == ("Yys. Harapan Boenda", "+62513000001", "harapan@contoh.id")
    assert (now.village, now.address) == ("Selat Hulu", "Jl. Mawar 1")
    assert sorted(merged.filled) == ["address", "email", "name", "village"]


def test_an_address_is_not_put_together_from_two(harapan, yys_harapan, officer):
    Institution.objects.filter(pk=harapan.pk).update(village="Selat Hilir")
    Institution.objects.filter(pk=yys_harapan.pk).update(village="Selat Hulu", address="Jl. Mawar 1")

    merge(harapan, yys_harapan, officer, region="kept")

    assert (fresh(harapan).village, fresh(harapan).address) == ("Selat Hilir", "")


def test_two_memberships_of_one_person_become_one_and_two_again(harapan, yys_harapan, officer):
    kept = MembershipFactory(institution=harapan, starts_on=date(2025, 1, 1))
    same = MembershipFactory(
        institution=yys_harapan, person=kept.person, starts_on=date(2023, 1, 1), is_primary=True, decree_number="SK 1"
    )
    enrolment = EnrolmentFactory(membership=same)
    before = tables_of_institutions()

    merged = merge(harapan, yys_harapan, officer)

    one = Membership.objects.get()
    assert (one.pk, one.starts_on, one.is_primary, one.decree_number) == (kept.pk, date(2023, 1, 1), True, "SK 1")
    enrolment.refresh_from_db()
    assert enrolment.membership == one
    undo_institution_merge(merged, by=officer, at=LATER)
    assert tables_of_institutions() == before


def test_a_main_membership_made_since_stays_the_main_one(harapan, yys_harapan, officer):
    kept = MembershipFactory(institution=harapan)
    same = MembershipFactory(institution=yys_harapan, person=kept.person, is_primary=True)
    merged = merge(harapan, yys_harapan, officer)
    Membership.objects.filter(pk=kept.pk).update(is_primary=False)
    new = MembershipFactory(person=kept.person, is_primary=True)

    undo_institution_merge(merged, by=officer, at=LATER)

    assert list(Membership.objects.filter(is_primary=True)) == [new]
    assert Membership.objects.get(pk=same.pk).institution == yys_harapan


def test_a_month_later_both_histories_are_right(harapan, yys_harapan, officer):
    ani, budi, cici = (MembershipFactory(institution=InstitutionFactory()).person for _number in range(3))
    Membership.objects.all().delete()
    add_member(harapan, ani, starts_on=date(2024, 1, 1), by=officer, at=AT)
    add_member(yys_harapan, budi, starts_on=date(2023, 1, 1), by=officer, at=AT)
    merged = merge(harapan, yys_harapan, officer)
    add_member(fresh(harapan), cici, starts_on=date(2026, 11, 20), by=officer, at=AT)
    day = date(2026, 11, 30)
    assert {institution for _person, institution, _position in members_by_register(day)} == {harapan.pk}
    assert members_by_journal(day) == members_by_register(day)

    undo_institution_merge(merged, by=officer, at=LATER)

    assert {(person, institution) for person, institution, _position in members_by_register(day)} == {
        (ani.pk, harapan.pk),
        (budi.pk, yys_harapan.pk),
        (cici.pk, harapan.pk),
    }
    assert members_by_journal(day) == members_by_register(day)


def test_what_was_changed_since_stays(harapan, yys_harapan, officer):
    Institution.objects.filter(pk=yys_harapan.pk).update(email="harapan@contoh.id", founded_year=1999)
    merged = merge(harapan, yys_harapan, officer)
    Institution.objects.filter(pk=harapan.pk).update(email="baru@contoh.id")

    undo_institution_merge(merged, by=officer, at=LATER)

    assert (fresh(harapan).email, fresh(harapan).founded_year) == ("baru@contoh.id", None)


def test_merges_are_undone_from_the_last_to_the_first(harapan, yys_harapan, officer):
    third = InstitutionFactory(name="Panti Harapan Bunda")
    before = tables_of_institutions()
    first, second = merge(harapan, yys_harapan, officer), None
    second = merge(third, harapan, officer)
    assert fresh(yys_harapan).merged_into == third  # its number leads to the remaining one in one step

    assert [code for code, _ in refused(lambda: undo_institution_merge(first, by=officer, at=LATER))] == ["undo_merged"]
    undo_institution_merge(second, by=officer, at=LATER)
    assert fresh(yys_harapan).merged_into == harapan
    undo_institution_merge(first, by=officer, at=LATER)

    assert tables_of_institutions() == before
    assert [code for code, _ in refused(lambda: undo_institution_merge(first, by=officer, at=LATER))] == ["undo_done"]


def test_a_parted_pair_is_not_suggested_again(harapan, yys_harapan, officer):
    undo_institution_merge(merge(harapan, yys_harapan, officer), by=officer, at=LATER)

    assert InstitutionSuggestion.objects.get().dismissed_by == officer


def test_it_is_journalled_with_ids_alone(harapan, yys_harapan, officer):
    grant = RoleGrantFactory(institution_admin=True, institution=yys_harapan)
    merged = merge(harapan, yys_harapan, officer)
    undo_institution_merge(merged, by=officer, at=LATER)

    merging, undoing = Event.objects.filter(name__startswith="institution.merge").order_by("pk")
    assert merging.data == {"merge": merged.pk, "gone": yys_harapan.pk, "fields": [], "rows": 1}
    assert undoing.data == {"merge": merged.pk, "gone": yys_harapan.pk, "fields": []}
    roles = Event.objects.filter(name="role.changed", subject_id=str(grant.pk)).order_by("pk")
    assert [event.data["institution"] for event in roles] == [harapan.pk, yys_harapan.pk]


def test_nobody_gives_herself_a_role_by_merging(harapan, yys_harapan, kapuas):
    both = RoleGrantFactory(region=kapuas).user
    RoleGrantFactory(institution_admin=True, institution=yys_harapan, user=both)

    assert [code for code, _ in refused(lambda: merge(harapan, yys_harapan, both))] == ["merge_own"]


@pytest.mark.parametrize("change", [{"status": "applying"}, {"merged_into": True}])
def test_only_rows_of_the_register_are_merged(harapan, yys_harapan, officer, change):
    change = {"merged_into": InstitutionFactory()} if "merged_into" in change else change
    Institution.objects.filter(pk=yys_harapan.pk).update(**change)

    assert len(refused(lambda: merge(harapan, yys_harapan, officer))) == 1


def test_an_institution_removed_meanwhile_is_a_sentence(harapan, yys_harapan, officer):
    Institution.objects.filter(pk=yys_harapan.pk).delete()

    assert [code for code, _ in refused(lambda: merge(harapan, yys_harapan, officer))] == ["merge_removed"]


def test_certification_is_counted_anew_for_both(harapan, yys_harapan, officer):
    award = AwardFactory(issued=True, verdict__enrolment__membership__institution=yys_harapan)
    course = award.verdict.enrolment.cohort.course
    Standing.objects.create(
        institution=harapan, course=course, is_certified=False, holders=0, board_holders=0, decided_on=AT.date()
    )

    def holders():
        return dict(Standing.objects.values_list("institution", "holders"))

    merged = merge(harapan, yys_harapan, officer)
    review_on_institution_merge(Event.objects.get(name="institution.merged"))
    while_one = holders()
    undo_institution_merge(merged, by=officer, at=LATER)
    review_on_institution_undo(Event.objects.get(name="institution.merge_undone"))

    assert (while_one[harapan.pk], holders()) == (1, {harapan.pk: 0, yys_harapan.pk: 1})
