from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.duplicates.models import Fingerprint, Suggestion, Sweep
from lms.duplicates.operations import looking
from lms.duplicates.operations.finding import PEOPLE, look_for_doubles
from lms.duplicates.operations.looking import dismiss_pair, look_through, next_batch
from lms.duplicates.operations.merging import merge_people
from lms.duplicates.tasks import look_for_duplicates
from lms.journal.models import Event
from lms.organisations.models import Person
from tests.duplicates.conftest import AT, LATER
from tests.factories.organisations import InstitutionFactory, MembershipFactory, PersonFactory, RegencyFactory

pytestmark = pytest.mark.django_db


def look(at=AT, people=PEOPLE):
    return look_through(people, at=at, seconds=60)


def pairs():
    return list(Suggestion.objects.open().values_list("person_a", "person_b", "points", "area"))


def test_a_pair_is_suggested_with_its_reasons(siti, sitti):
    PersonFactory(name="Kristina Unting", region=siti.region, birth_on=date(1990, 1, 1))

    assert look() == 3

    suggestion = Suggestion.objects.get()
    assert pairs() == [(siti.pk, sitti.pk, 82, "62.03")]
    assert [str(reason) for reason in suggestion.reasons] == [
        "The names differ only in spelling.",
        "The date of birth is the same.",
        "Both live or work in the same kabupaten or kota.",
    ]


def test_a_look_is_done_once_a_night_and_begins_anew_the_next(siti, sitti):
    assert look() == 2
    assert look(AT + timedelta(hours=19)) == 0
    assert look(AT + timedelta(hours=20)) == 2
    assert Sweep.objects.count() == 1


def test_a_look_goes_on_where_it_stopped(siti, sitti, monkeypatch):
    monkeypatch.setattr(looking, "BATCH", 1)

    assert [next_batch(PEOPLE, at=AT) for _turn in range(4)] == [1, 1, 0, 0]
    assert len(pairs()) == 1


def test_no_time_is_no_look(siti, sitti):
    assert look_through(PEOPLE, at=AT, seconds=0) == 0


def test_the_task_runs_twice_without_harm(siti, sitti):
    look_for_duplicates()
    look_for_duplicates()

    assert len(pairs()) == 1


def test_who_did_not_change_is_not_compared_again(siti, sitti):
    look()
    Suggestion.objects.all().delete()

    look(LATER)

    assert pairs() == []


def test_a_changed_fact_renews_or_takes_back_a_suggestion(siti, sitti):
    look()
    Person.objects.filter(pk=sitti.pk).update(phone=siti.phone)
    look(AT + timedelta(days=1))
    assert pairs() == [(siti.pk, sitti.pk, 100, "62.03")]

    Person.objects.filter(pk=sitti.pk).update(name="Kristina", phone="")
    look(AT + timedelta(days=2))
    assert pairs() == []


def test_a_dismissed_pair_comes_back_only_when_more_speaks_for_it(siti, sitti, officer):
    look()
    dismiss_pair(Suggestion.objects.get(), by=officer, at=AT)

    Person.objects.filter(pk=sitti.pk).update(birth_on=None)
    look(AT + timedelta(days=1))
    assert pairs() == []

    Person.objects.filter(pk=sitti.pk).update(birth_on=siti.birth_on, phone=siti.phone)
    look(AT + timedelta(days=2))
    assert [pair[2] for pair in pairs()] == [100]
    assert Suggestion.objects.get().dismissed_by is None


def test_dismissing_twice_keeps_the_first_word(siti, sitti, officer):
    look()
    suggestion = Suggestion.objects.get()

    dismiss_pair(suggestion, by=officer, at=AT)
    dismiss_pair(suggestion, by=officer, at=LATER)

    assert Suggestion.objects.get().dismissed_at == AT
    assert Event.objects.filter(name="person.pair_dismissed").count() == 1


def test_doubles_of_one_person_are_found_at_once(siti, sitti):
    look_for_doubles(sitti, at=AT)  # nobody else is known yet
    assert pairs() == []

    assert look_for_doubles(siti, at=AT) == 1
    assert len(pairs()) == 1


def test_the_phone_finds_who_moved_within_the_province(siti):
    there = RegencyFactory(code="62.05", name="Kabupaten Barito Utara")
    other = PersonFactory(name="Siti Aminah", region=there, phone=siti.phone)

    look()

    assert pairs() == [(siti.pk, other.pk, 75, "62")]


def test_a_pair_of_two_provinces_is_not_kept_since_nobody_could_merge_it(siti):
    aceh = RegencyFactory(code="11.01", name="Kabupaten Aceh Selatan")
    PersonFactory(name="Siti Aminah", region=aceh, phone=siti.phone, birth_on=siti.birth_on)

    look()

    assert pairs() == []


def test_members_of_one_institution_are_compared_without_home_phone_or_birth():
    institution = InstitutionFactory()
    one = MembershipFactory(institution=institution, person__name="Depie Sandung")
    other = MembershipFactory(institution=institution, person__name="Depie Sandung, S.H.")

    look()

    assert pairs() == [(one.person_id, other.person_id, 60, "62.03")]


def test_a_key_of_too_many_people_is_passed_over(kapuas):
    for _number in range(4):
        PersonFactory(name="Siti", region=kapuas, phone="+6281234567890", birth_on=date(1970, 1, 1))

    look(people=replace(PEOPLE, most_per_key=3))

    assert pairs() == []


def test_erased_people_are_no_doubles(siti, sitti):
    look()
    Person.objects.filter(pk=sitti.pk).update(erased_at=AT)
    last = PersonFactory(name="Arbain", region=siti.region)

    look(LATER)

    assert pairs() == []
    assert sorted(Fingerprint.objects.values_list("pk", flat=True)) == [siti.pk, last.pk]


def test_a_merged_pair_is_gone_and_its_suggestion_is_not_renewed(siti, sitti, officer):
    look()
    merge_people(siti, sitti, choices={}, by=officer, at=AT)

    look(LATER)

    assert not Suggestion.objects.visible_to(officer).exists()


@pytest.mark.parametrize("number", [3, 60])
def test_the_price_of_a_batch_does_not_grow_with_its_people(kapuas, django_assert_num_queries, number):
    for each in range(number):
        PersonFactory(name=f"{'BCDGK'[each % 5]}a{'BCDGKLMNRSTW'[each // 5]}uto", region=kapuas, phone=f"+628{each:09}")
    look()
    Person.objects.update(birth_on=date(1980, 1, 1))

    with django_assert_num_queries(20):
        assert look(LATER) == number
