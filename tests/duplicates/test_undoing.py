from datetime import date

import pytest

from lms.duplicates.models import Merge, Suggestion
from lms.duplicates.operations.forgetting import forget_values_of_erased
from lms.duplicates.operations.merging import merge_people, undo_merge
from lms.duplicates.tasks import forget_values
from lms.enrolment.models import Enrolment
from lms.journal.models import Event
from lms.organisations.encryption import key_ring
from lms.organisations.models import Membership, Person
from lms.organisations.operations.keys import add_encryption_key, recompute_lookups, reseal_all
from lms.organisations.operations.members import add_member, end_membership
from lms.organisations.operations.people import change_person, open_nik
from lms.refusal import Refusal
from tests.duplicates.conftest import (
    AT,
    LATER,
    NIKS,
    give_nik,
    members_by_journal,
    members_by_register,
    tables,
)
from tests.factories.accounts import UserFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.organisations import InstitutionFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


def merge(kept, gone, officer, **choices):
    return merge_people(kept, gone, choices=choices, by=officer, at=AT)


def refusal_of(merged, officer):
    with pytest.raises(Refusal) as caught:
        undo_merge(merged, by=officer, at=LATER)
    return [(reason.code, str(reason)) for reason in caught.value.reasons]


def fresh(person):
    return Person.objects.get(pk=person.pk)


def test_everything_is_as_it_was(siti, sitti, officer):
    institution = InstitutionFactory()
    Person.objects.filter(pk=sitti.pk).update(user=UserFactory(), email="sitti@contoh.id", companion=PersonFactory())
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer, confirmed=True)
    MembershipFactory(person=siti, institution=institution, is_primary=True)
    same = MembershipFactory(person=sitti, institution=institution, starts_on=date(2021, 1, 1))
    MembershipFactory(person=sitti, is_primary=True)
    EnrolmentFactory(membership=same)
    before = tables()

    merged = merge(siti, sitti, officer, name="gone", nik="gone")
    undo_merge(merged, by=officer, at=LATER)

    assert tables() == before
    merged.refresh_from_db()
    assert (merged.undone_by, merged.undone_at) == (officer, LATER)
    assert Event.objects.filter(name="person.merge_undone", subject_id=str(siti.pk)).count() == 1


def test_a_month_later_both_histories_are_right(siti, sitti, officer):
    """Siti belonged to A, Sitti to B until June; while they were one, B ended and C began."""
    a, b, c = (InstitutionFactory() for _number in range(3))
    add_member(a, siti, starts_on=date(2024, 1, 1), by=officer, at=AT)
    in_b = add_member(b, sitti, starts_on=date(2023, 1, 1), by=officer, at=AT)
    merged = merge(siti, sitti, officer)
    end_membership(in_b, on=date(2026, 11, 15), by=officer, at=AT)
    add_member(c, fresh(siti), starts_on=date(2026, 11, 20), by=officer, at=AT)

    undo_merge(merged, by=officer, at=LATER)

    of = {
        day: [(person, institution) for person, institution, _position in members_by_register(day)]
        for day in (date(2023, 6, 1), date(2026, 11, 1), date(2026, 11, 30))
    }
    assert of == {
        date(2023, 6, 1): [(sitti.pk, b.pk)],
        date(2026, 11, 1): [(siti.pk, a.pk), (sitti.pk, b.pk)],
        date(2026, 11, 30): [(siti.pk, a.pk), (siti.pk, c.pk)],
    }
    assert all(members_by_journal(day) == members_by_register(day) for day in of)


def test_what_was_changed_since_stays(siti, sitti, officer):
    Person.objects.filter(pk=sitti.pk).update(email="sitti@contoh.id", birth_place="Selat")
    merged = merge(siti, sitti, officer)
    change_person(fresh(siti), email="baru@contoh.id", by=officer, at=AT)

    undo_merge(merged, by=officer, at=LATER)

    assert (fresh(siti).email, fresh(siti).birth_place) == ("baru@contoh.id", "")
    assert fresh(sitti).email == "sitti@contoh.id"


def test_a_row_that_points_elsewhere_by_now_stays_there(siti, sitti, officer):
    other = PersonFactory()
    assisted = PersonFactory(companion=sitti)
    merged = merge(siti, sitti, officer)
    Person.objects.filter(pk=assisted.pk).update(companion=other)

    undo_merge(merged, by=officer, at=LATER)

    assert fresh(assisted).companion == other


def test_a_membership_removed_since_stays_away(siti, sitti, officer):
    member = MembershipFactory(person=sitti)
    merged = merge(siti, sitti, officer)
    Membership.objects.filter(pk=member.pk).delete()

    undo_merge(merged, by=officer, at=LATER)

    assert not Membership.objects.exists()


def test_a_nomination_made_since_goes_with_the_membership_it_stands_on(siti, sitti, officer):
    own, moved = MembershipFactory(person=siti), MembershipFactory(person=sitti)
    merged = merge(siti, sitti, officer)
    with_own = EnrolmentFactory(membership=own)
    moved.refresh_from_db()
    with_moved = EnrolmentFactory(membership=moved)
    assert with_moved.person == siti

    undo_merge(merged, by=officer, at=LATER)

    people = dict(Enrolment.objects.values_list("pk", "person"))
    assert people == {with_own.pk: siti.pk, with_moved.pk: sitti.pk}


def test_a_new_account_of_the_remaining_person_stays_hers(siti, sitti, officer):
    Person.objects.filter(pk=sitti.pk).update(user=UserFactory())
    merged, new = merge(siti, sitti, officer), UserFactory()
    Person.objects.filter(pk=siti.pk).update(user=new)

    undo_merge(merged, by=officer, at=LATER)

    assert (fresh(siti).user, fresh(sitti).user) == (new, None)


# --- in which order ----------------------------------------------------------


def test_merges_are_undone_from_the_last_to_the_first(siti, sitti, officer):
    third = PersonFactory(name="Aminah")
    before = tables()
    first = merge(siti, sitti, officer, name="gone")
    second = merge(siti, third, officer, name="gone")

    assert refusal_of(first, officer) == [("undo_later", "Aminah was merged into Aminah later. Undo that merge first.")]
    undo_merge(second, by=officer, at=LATER)
    undo_merge(first, by=officer, at=LATER)

    assert tables() == before


def test_who_was_merged_herself_is_parted_from_the_other_first(siti, sitti, officer):
    third = PersonFactory(name="Aminah")
    MembershipFactory(person=sitti)
    before = tables()
    first = merge(siti, sitti, officer)
    second = merge(third, siti, officer)

    assert refusal_of(first, officer) == [
        ("undo_merged", "Siti Aminah was merged with Aminah later. Undo that merge first.")
    ]
    undo_merge(second, by=officer, at=LATER)
    undo_merge(first, by=officer, at=LATER)

    assert tables() == before


def test_a_merge_is_undone_once(siti, sitti, officer):
    merged = merge(siti, sitti, officer)
    undo_merge(merged, by=officer, at=LATER)

    assert refusal_of(merged, officer) == [("undo_done", "This merge is undone already.")]
    assert Event.objects.filter(name="person.merge_undone").count() == 1


def test_two_people_may_be_merged_parted_and_merged_again(siti, sitti, officer):
    undo_merge(merge(siti, sitti, officer), by=officer, at=LATER)

    assert merge(siti, sitti, officer).undone_at is None


def test_nobody_parts_herself(siti, sitti, officer):
    merged = merge(siti, sitti, officer)
    Person.objects.filter(pk=siti.pk).update(user=officer)

    assert [code for code, _words in refusal_of(merged, officer)] == ["undo_own"]


def test_a_parted_pair_is_not_suggested_again(siti, sitti, officer):
    undo_merge(merge(siti, sitti, officer), by=officer, at=LATER)

    suggestion = Suggestion.objects.get()
    assert (suggestion.person_a, suggestion.person_b, suggestion.dismissed_by) == (siti.pk, sitti.pk, officer)


# --- the NIK -----------------------------------------------------------------


def test_a_nik_entered_since_stays_and_the_old_one_goes_back(siti, sitti, officer):
    give_nik(sitti, NIKS[0], by=officer)
    merged = merge(siti, sitti, officer)
    give_nik(fresh(siti), NIKS[2], by=officer)

    undo_merge(merged, by=officer, at=LATER)

    assert (open_nik(fresh(siti)), open_nik(fresh(sitti))) == (NIKS[2], NIKS[0])


def test_a_nik_that_another_person_holds_by_now_is_a_refusal(siti, sitti, officer):
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer)
    merged = merge(siti, sitti, officer, nik="kept")
    give_nik(PersonFactory(), NIKS[1], by=officer)
    before = tables()

    assert [code for code, _words in refusal_of(merged, officer)] == ["nik_taken"]
    assert tables() == before


def test_a_nik_somebody_gave_to_the_remaining_person_since_is_a_refusal(siti, sitti, officer):
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer)
    merged = merge(siti, sitti, officer, nik="kept")
    give_nik(fresh(siti), NIKS[1], by=officer)

    assert [code for code, _words in refusal_of(merged, officer)] == ["nik_taken"]


def test_keys_may_be_rotated_between_merge_and_undoing(siti, sitti, officer, settings, tmp_path):
    ring = key_ring()
    settings.PILAR_S3_KEYS = ""
    settings.PILAR_S3_KEYS_FILE = tmp_path / "nik.json"
    from_module = __import__("lms.organisations.encryption", fromlist=["write_key_ring"])
    from_module.write_key_ring(ring)
    give_nik(siti, NIKS[0], by=officer)
    give_nik(sitti, NIKS[1], by=officer)
    merged = merge(siti, sitti, officer, nik="gone")

    add_encryption_key()
    reports = reseal_all(at=AT)
    from_module.write_key_ring(
        from_module.KeyRing(key_ring().encryption[:1], from_module.new_key(), (key_ring().lookup,))
    )
    recompute_lookups(at=AT)
    undo_merge(Merge.objects.get(pk=merged.pk), by=officer, at=LATER)

    assert reports["duplicates.Merge.gone_nik_sealed"].changed == 1
    assert (open_nik(fresh(siti)), open_nik(fresh(sitti))) == (NIKS[0], NIKS[1])


# --- deletion at one's own request -------------------------------------------


def test_of_erased_people_a_merge_keeps_no_value_and_is_not_undone(siti, sitti, officer):
    give_nik(sitti, NIKS[0], by=officer)
    Person.objects.filter(pk=sitti.pk).update(email="sitti@contoh.id")
    merged = merge(siti, sitti, officer)
    untouched = merge(PersonFactory(), PersonFactory(birth_place="Selat"), officer)
    assert forget_values_of_erased(at=LATER) == 0
    Person.objects.filter(pk=siti.pk).update(erased_at=AT)

    forget_values()

    merged.refresh_from_db()
    assert (merged.filled, merged.gone_nik_sealed, merged.confirmations) == ({}, "", {})
    assert Merge.objects.get(pk=untouched.pk).filled == {"birth_place": {"before": "", "after": "Selat"}}
    assert [code for code, _words in refusal_of(merged, officer)] == ["undo_erased"]
    assert forget_values_of_erased(at=LATER) == 0
