from dataclasses import replace
from datetime import timedelta

import pytest

from lms.duplicates.models import InstitutionFingerprint, InstitutionSuggestion, Sweep
from lms.duplicates.operations.institution_finding import INSTITUTIONS, look_for_double_institutions
from lms.duplicates.operations.institution_merging import merge_institutions
from lms.duplicates.operations.looking import dismiss_pair, look_through
from lms.duplicates.tasks import look_for_duplicates
from lms.journal.models import Event
from lms.organisations.models import Institution
from tests.duplicates.conftest import AT, LATER
from tests.factories.organisations import InstitutionFactory, RegencyFactory, RegistrationPaperFactory

pytestmark = pytest.mark.django_db


def look(at=AT, institutions=INSTITUTIONS):
    return look_through(institutions, at=at, seconds=60)


def pairs():
    return list(InstitutionSuggestion.objects.open().values_list("institution_a", "institution_b", "points", "area"))


def test_a_pair_is_suggested_with_its_reasons(harapan, yys_harapan):
    InstitutionFactory(name="Karang Taruna Tunas Muda")

    assert look() == 3

    assert pairs() == [(harapan.pk, yys_harapan.pk, 63, "62.03")]
    assert [f"{reason.weight} {reason}" for reason in InstitutionSuggestion.objects.get().reasons] == [
        "+38 The names differ only in spelling.",
        "+10 Both are of the same kind.",
        "+15 Both stand in the same kabupaten or kota.",
    ]


def test_the_nightly_task_looks_at_people_and_at_institutions(harapan, yys_harapan, siti, sitti):
    look_for_duplicates()
    look_for_duplicates()

    assert len(pairs()) == 1
    assert sorted(Sweep.objects.values_list("pk", flat=True)) == [1, 2]


def test_a_changed_fact_renews_or_takes_back_a_suggestion(harapan, yys_harapan):
    look()
    Institution.objects.filter(pk__in=[harapan.pk, yys_harapan.pk]).update(phone="+62513000001")
    look(AT + timedelta(days=1))
    assert [pair[2] for pair in pairs()] == [83]

    Institution.objects.filter(pk=yys_harapan.pk).update(name="Cahaya Timur", phone="")
    look(AT + timedelta(days=2))
    assert pairs() == []


def test_a_dismissed_pair_comes_back_only_when_more_speaks_for_it(harapan, yys_harapan, officer):
    look()
    dismiss_pair(InstitutionSuggestion.objects.get(), by=officer, at=AT)
    Institution.objects.filter(pk=yys_harapan.pk).update(founded_year=1999)
    look(AT + timedelta(days=1))
    assert pairs() == []

    Institution.objects.filter(pk__in=[harapan.pk, yys_harapan.pk]).update(email="harapan@contoh.id")
    look(AT + timedelta(days=2))
    assert [pair[2] for pair in pairs()] == [83]
    event = Event.objects.get(name="institution.pair_dismissed")
    assert event.data == {"institution_a": harapan.pk, "institution_b": yys_harapan.pk, "points": 63}


def test_a_paper_finds_an_institution_that_goes_by_another_name(harapan):
    renamed = InstitutionFactory(name="Cahaya Timur", npwp="012345678901000")
    Institution.objects.filter(pk=harapan.pk).update(npwp="0012345678901000")
    for institution, number in ((harapan, "STP/12/2025"), (renamed, "STP 12-2025")):
        RegistrationPaperFactory(institution=institution, number=number)

    look()

    assert pairs() == [(harapan.pk, renamed.pk, 75, "62.03")]


def test_a_paper_that_was_found_false_says_nothing(harapan, yys_harapan, officer):
    for institution in (harapan, yys_harapan):
        RegistrationPaperFactory(
            institution=institution, number="STP/12/2025", state="invalid", checked_by=officer, checked_at=AT
        )

    look()

    assert [pair[2] for pair in pairs()] == [63]


def test_the_whole_name_and_the_phone_find_it_elsewhere_in_the_province(harapan):
    there = RegencyFactory(code="62.05", name="Kabupaten Barito Utara")
    Institution.objects.filter(pk=harapan.pk).update(phone="+62513000001", email="harapan@contoh.id")
    other = InstitutionFactory(name=harapan.name, region=there, whatsapp="+62513000001", email="harapan@contoh.id")

    look()

    assert pairs() == [(harapan.pk, other.pk, 70, "62")]


def test_a_pair_of_two_provinces_is_not_kept_since_nobody_could_merge_it(harapan):
    aceh = RegencyFactory(code="11.01", name="Kabupaten Aceh Selatan")
    same = {"npwp": "012345678901000", "phone": "+62513000001"}
    Institution.objects.filter(pk=harapan.pk).update(**same)
    InstitutionFactory(name=harapan.name, region=aceh, **same)

    look()

    assert pairs() == []


def test_doubles_of_one_institution_are_found_at_once(harapan, yys_harapan):
    assert look_for_double_institutions(yys_harapan, at=AT) == 0  # no other is known yet
    assert look_for_double_institutions(harapan, at=AT) == 1


def test_who_is_not_in_the_register_is_no_double(harapan):
    InstitutionFactory(name=harapan.name, status="applying", number=None)

    assert look() == 1
    assert pairs() == []


def test_a_key_of_too_many_institutions_is_passed_over():
    for _number in range(4):
        InstitutionFactory(name="Karang Taruna Harapan")

    look(institutions=replace(INSTITUTIONS, most_per_key=3))

    assert pairs() == []


def test_a_merged_institution_leaves_no_fingerprint(harapan, yys_harapan, officer):
    last = InstitutionFactory(name="Cahaya Timur")
    look()
    merge_institutions(harapan, yys_harapan, choices={}, by=officer, at=AT)

    look(LATER)

    assert sorted(InstitutionFingerprint.objects.values_list("pk", flat=True)) == [harapan.pk, last.pk]
    assert not InstitutionSuggestion.objects.visible_to(officer).exists()


@pytest.mark.parametrize("number", [3, 60])
def test_the_price_of_a_batch_does_not_grow_with_its_institutions(django_assert_num_queries, number):
    for each in range(number):
        InstitutionFactory(name=f"{'BCDGK'[each % 5]}a{'BCDGKLMNRSTW'[each // 5]}uto", phone=f"+628{each:09}")
    look()
    Institution.objects.update(email="")
    Institution.objects.update(nib="1234567890123")

    with django_assert_num_queries(21):
        assert look(LATER, replace(INSTITUTIONS, most_per_key=2)) == number
