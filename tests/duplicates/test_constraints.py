import pytest
from django.db import IntegrityError, transaction

from lms.duplicates.models import InstitutionMerge, InstitutionSuggestion, Merge, Suggestion, Sweep
from lms.organisations.models import Institution
from tests.duplicates.conftest import AT
from tests.factories.accounts import UserFactory
from tests.factories.duplicates import (
    InstitutionMergeFactory,
    InstitutionSuggestionFactory,
    MergeFactory,
    SuggestionFactory,
    SweepFactory,
)
from tests.factories.organisations import InstitutionFactory, PersonFactory

pytestmark = pytest.mark.django_db


def refuses(name, make):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make()
    assert name in str(caught.value) or "UNIQUE constraint failed: duplicates_" in str(caught.value)


def test_a_pair_is_suggested_once():
    first = SuggestionFactory()

    refuses(
        "duplicates_suggestion_once_per_pair",
        lambda: SuggestionFactory(person_a=first.person_a, person_b=first.person_b),
    )


def test_the_older_row_of_a_pair_stands_first():
    refuses("duplicates_suggestion_older_row_first", lambda: SuggestionFactory(person_a=2, person_b=1))


def test_points_end_at_100():
    refuses("duplicates_suggestion_points_to_100", lambda: SuggestionFactory(points=101))


def test_somebody_dismisses_at_a_moment():
    refuses("duplicates_suggestion_dismissed_by_somebody", lambda: SuggestionFactory(dismissed_at=AT))


def test_a_merge_is_of_two_rows():
    person = PersonFactory()

    refuses("duplicates_merge_of_two_rows", lambda: MergeFactory(kept=person, gone=person))


def test_a_person_is_merged_once_at_a_time():
    first = MergeFactory()

    refuses("duplicates_merge_one_standing_per_person", lambda: MergeFactory(gone=first.gone))
    Merge.objects.update(undone_by=UserFactory(), undone_at=AT)
    MergeFactory(gone=first.gone)


def test_somebody_undoes_a_merge_at_a_moment():
    refuses("duplicates_merge_undone_by_somebody", lambda: MergeFactory(undone_at=AT))


def test_a_look_begins_before_it_is_finished():
    refuses(
        "duplicates_sweep_begins_before_it_is_finished",
        lambda: SweepFactory(finished_at=AT.replace(year=2025)),
    )


def test_rows_can_be_named():
    names = [str(SuggestionFactory(person_a=1, person_b=2)), str(SweepFactory(last_id=7)), str(MergeFactory(pk=3))]

    assert names == ["1 ~ 2", "sweep up to 7", "merge #3"]
    assert (Suggestion.objects.count(), Sweep.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("older_row_first", {"institution_a": 2, "institution_b": 1}),
        ("points_to_100", {"points": 101}),
        ("dismissed_by_somebody", {"dismissed_at": AT}),
    ],
)
def test_a_pair_of_institutions_obeys_the_same_rules(what, values):
    refuses(f"duplicates_institutionsuggestion_{what}", lambda: InstitutionSuggestionFactory(**values))


def test_a_pair_of_institutions_is_suggested_once():
    same = {"institution_a": 1, "institution_b": 2}
    InstitutionSuggestionFactory(**same)

    refuses("duplicates_institutionsuggestion_once_per_pair", lambda: InstitutionSuggestionFactory(**same))
    assert str(InstitutionSuggestion.objects.get()) == "1 ~ 2"


def test_a_merge_of_institutions_obeys_the_same_rules():
    institution, first = InstitutionFactory(), InstitutionMergeFactory()

    refuses(
        "duplicates_institutionmerge_of_two_rows",
        lambda: InstitutionMergeFactory(kept=institution, gone=institution),
    )
    refuses("duplicates_institutionmerge_undone_by_somebody", lambda: InstitutionMergeFactory(undone_at=AT))
    refuses(
        "duplicates_institutionmerge_one_standing_per_institution", lambda: InstitutionMergeFactory(gone=first.gone)
    )
    InstitutionMerge.objects.update(undone_by=UserFactory(), undone_at=AT)
    InstitutionMergeFactory(gone=first.gone)


def test_no_institution_is_merged_into_itself():
    institution = InstitutionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.filter(pk=institution.pk).update(merged_into=institution)
