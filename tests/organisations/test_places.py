"""Where a person is found: written by the database, whoever writes the rows it follows from."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from lms.accounts.roles import Permission
from lms.journal.invariants import violations
from lms.journal.triggers import standing_triggers
from lms.organisations.access import NATION, in_area, in_places, scope_of
from lms.organisations.models import Institution, Membership, Person, PersonPlace
from lms.organisations.triggers import WHEN, put_up, take_down
from tests.factories.organisations import (
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    RegencyFactory,
    RoleGrantFactory,
)

AT = datetime(2026, 3, 2, 2, tzinfo=UTC)


def places(person):
    return sorted(PersonPlace.objects.filter(person=person.pk).values_list("place", flat=True))


@pytest.fixture
def kapuas(db):
    return RegencyFactory(code="62.03", name="Kabupaten Kapuas")


@pytest.fixture
def gunung_mas(db):
    return RegencyFactory(code="62.10", name="Kabupaten Gunung Mas")


@pytest.fixture
def member(kapuas, gunung_mas):
    """Lives in Kapuas, belongs in Gunung Mas."""
    return MembershipFactory(person__region=kapuas, person__name="Noor Contoh", institution__region=gunung_mas)


def test_somebody_is_found_where_she_lives_and_where_she_belongs(member):
    assert places(member.person) == [6203, 6210]


def test_somebody_without_a_place_is_found_nowhere(db):
    assert places(PersonFactory(region=None)) == []


def test_a_membership_that_has_ended_is_still_a_place(member):
    Membership.objects.filter(pk=member.pk).update(ends_on=date(2025, 12, 31))

    assert places(member.person) == [6203, 6210]


def test_who_moves_is_found_in_the_new_place(member, gunung_mas):
    Person.objects.filter(pk=member.person_id).update(region=gunung_mas)

    assert places(member.person) == [6210]


def test_a_membership_that_is_removed_is_no_place_any_more(member):
    Membership.objects.filter(pk=member.pk).delete()

    assert places(member.person) == [6203]


def test_a_membership_that_goes_over_to_another_moves_both(member):
    other = PersonFactory(region=None)

    Membership.objects.filter(pk=member.pk).update(person=other)

    assert (places(member.person), places(other)) == ([6203], [6210])


def test_an_institution_that_moves_takes_its_members_along(member):
    palangka = RegencyFactory(code="62.71", name="Kota Palangka Raya")

    Institution.objects.filter(pk=member.institution_id).update(region=palangka)

    assert places(member.person) == [6203, 6271]


def test_who_is_merged_into_another_is_found_nowhere_and_comes_back_with_the_undoing(member):
    other = PersonFactory(region=None)

    Person.objects.filter(pk=member.person_id).update(merged_into=other)
    gone = places(member.person)
    Person.objects.filter(pk=member.person_id).update(merged_into=None)

    assert (gone, places(member.person)) == ([], [6203, 6210])


def test_a_new_name_is_searched_at_once(member):
    Person.objects.filter(pk=member.person_id).update(name="Nurul Contoh")

    assert PersonPlace.objects.matching("nurul con").people(most=10) == [member.person_id]
    assert PersonPlace.objects.matching("noor").people(most=10) == []


def test_many_written_at_once_are_found_all(kapuas):
    Person.objects.bulk_create([Person(name=f"Warga {n}", sex="female", region=kapuas) for n in range(40)])

    assert len(PersonPlace.objects.within("62.03").people(most=100)) == 40
    assert len(PersonPlace.objects.within("62.03").people(most=7)) == 7


def test_who_is_deleted_leaves_nothing_behind(kapuas):
    person = PersonFactory(region=kapuas)
    pk = person.pk

    person.delete()

    assert not PersonPlace.objects.filter(person=pk).exists()


def test_the_list_goes_by_place_and_name_and_names_nobody_twice(kapuas, gunung_mas, member):
    ani = PersonFactory(name="Ani Lestari", region=gunung_mas)
    budi = PersonFactory(name="Budi Lestari", region=kapuas)

    assert PersonPlace.objects.within("62").people(most=10) == [budi.pk, member.person_id, ani.pk]


def test_an_officer_finds_those_of_her_area_and_a_stranger_nobody(member, gunung_mas):
    here = RoleGrantFactory(region=gunung_mas).user
    far = RoleGrantFactory(region=RegencyFactory(code="63.01", name="Kabupaten Tanah Laut")).user

    assert PersonPlace.objects.visible_to(here).people(most=10) == [member.person_id]
    assert PersonPlace.objects.visible_to(far).people(most=10) == []
    assert PersonPlace.objects.visible_to(AnonymousUser()).people(most=10) == []


# --- numbers of places -------------------------------------------------------


@pytest.mark.parametrize("area", [NATION, "11", "62", "63", "62.03", "62.30", "62.99", "63.01"])
def test_a_range_of_places_holds_what_the_prefix_of_the_code_holds(db, area):
    for code in ("11.01", "62.03", "62.30", "62.99", "63.01"):
        InstitutionFactory(region=RegencyFactory(code=code))

    by_prefix = Institution.objects.filter(in_area(area, "region__code"))

    assert set(Institution.objects.filter(in_places(area, "place"))) == set(by_prefix)


def test_no_area_smaller_than_a_kabupaten_opens_a_whole_kabupaten(member):
    assert not PersonPlace.objects.within("62.03.05").exists()


def test_a_scope_without_the_right_covers_no_place(member):
    scope = scope_of(RoleGrantFactory(region=member.institution.region, sees_names=False).user)

    assert not PersonPlace.objects.filter(scope.place_filter("place", Permission.SEE_NAMES)).exists()


# --- putting up and taking down ----------------------------------------------


def test_all_triggers_stand_after_the_migrations(db):
    assert standing_triggers(connection) >= WHEN.keys()


def test_before_a_migration_they_are_taken_down_and_afterwards_the_list_is_made_anew(member):
    take_down(using="default", plan=["something"])
    assert not standing_triggers(connection) & WHEN.keys()
    Membership.objects.all().delete()
    assert places(member.person) == [6203, 6210]

    put_up(using="default")

    assert standing_triggers(connection) >= WHEN.keys()
    assert places(member.person) == [6203]


def test_a_start_without_anything_to_migrate_touches_nothing(member):
    PersonPlace.objects.all().delete()

    take_down(using="default", plan=[])
    put_up(using="default")

    assert places(member.person) == []


def test_a_list_that_does_not_follow_is_named(member):
    assert list(violations(at=AT)) == []
    PersonPlace.objects.filter(person=member.person_id, place=6210).update(place=6271)

    said = {violation.sentence for violation in violations(at=AT)}

    assert said == {
        f"person {member.person_id} is not listed in place 6210",
        f"person {member.person_id} is listed in place 6271 without a reason",
    }
