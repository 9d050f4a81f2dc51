from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.duplicates.rules.evidence import OF_PEOPLE, common_area, evidence_from_data, evidence_to_data
from lms.duplicates.rules.scoring import POLICY, PersonFacts, digest_of, keys_of, score

SITI = PersonFacts(
    "Siti Aminah, S.Sos.",
    sex="female",
    birth_on=date(1985, 3, 4),
    phone="+6281234567890",
    nik="n1",
    institutions=frozenset({1}),
    place="62.03",
)
BARE = PersonFacts("Siti Aminah")


def of(**changes):
    """Siti as somebody else entered her."""
    return replace(SITI, nik="", **changes)


@pytest.mark.parametrize(
    ("other", "points", "codes"),
    [
        (of(name="Hj. Siti Aminah"), 100, ["name_same", "birth_same", "phone_same", "institution_same", "place_same"]),
        (of(name="Sitti Amina", phone="", institutions=frozenset()), 82, ["name_spelling", "birth_same", "place_same"]),
        (
            of(name="Aminah", phone="", birth_on=date(1985, 4, 3), institutions=frozenset()),
            58,
            ["name_part", "birth_swapped", "place_same"],
        ),
        (
            of(name="Siti Aminyah", birth_on=date(1986, 3, 4), institutions=frozenset()),
            87,
            ["name_alike", "birth_one_digit", "phone_same", "place_same"],
        ),
        (
            of(name="Kristina", institutions=frozenset(), place="62.05"),
            45,
            ["name_differs", "birth_same", "phone_same"],
        ),
        (
            of(sex="male", phone="", institutions=frozenset()),
            55,
            ["name_same", "birth_same", "sex_differs", "place_same"],
        ),
        (
            of(birth_on=date(1990, 12, 30), phone="", institutions=frozenset()),
            25,
            ["name_same", "birth_differs", "place_same"],
        ),
    ],
)
def test_each_piece_of_evidence_counts(other, points, codes):
    found = score(SITI, other)

    assert ([each.code for each in found.evidence], found.points) == (codes, points)
    assert found.is_proposed is (points >= 60)


def test_the_same_name_in_one_place_is_not_enough_and_in_one_institution_it_is():
    here = replace(BARE, place="62.03")
    member = replace(here, institutions=frozenset({7}))

    assert (score(here, here).points, score(here, here).is_proposed) == (50, False)
    assert (score(member, member).points, score(member, member).is_proposed) == (60, True)


def test_another_nik_weighs_more_than_all_that_agrees():
    found = score(SITI, replace(SITI, nik="n2"))

    assert (found.points, found.is_proposed) == (25, True)
    assert [each.code for each in found.evidence if not each.is_for] == ["nik_differs"]


@pytest.mark.parametrize("change", [{"phone": ""}, {"birth_on": None}, {"name": "Aminah"}])
def test_with_another_nik_a_pair_is_shown_only_when_name_birth_and_phone_agree(change):
    found = score(SITI, replace(SITI, nik="n2", **change))

    assert found.points < 25
    assert not found.is_proposed


def test_unknown_facts_speak_neither_for_nor_against():
    assert [each.code for each in score(BARE, BARE).evidence] == ["name_same"]
    assert [each.code for each in score(PersonFacts(""), PersonFacts("")).evidence] == ["name_differs"]


def test_an_initial_stands_for_a_word():
    assert score(PersonFacts("Ahmad S. Wijaya"), PersonFacts("Ahmad Surya Wijaya")).evidence[0].code == "name_part"
    assert score(PersonFacts("A. S."), PersonFacts("Ahmad Surya")).evidence[0].code == "name_differs"


NAMES = st.sampled_from(["Siti Aminah", "Sitti Amina", "Aminah", "M. Yusuf", "Budi", "", "Muhammad Jusuf, S.H."])
FACTS = st.builds(
    PersonFacts,
    name=NAMES,
    sex=st.sampled_from(["", "female", "male"]),
    birth_on=st.sampled_from([None, date(1985, 3, 4), date(1985, 4, 3), date(1970, 1, 1)]),
    phone=st.sampled_from(["", "+6281234567890", "+6281234567891"]),
    nik=st.sampled_from(["", "n1", "n2"]),
    institutions=st.frozensets(st.integers(1, 3)),
    place=st.sampled_from(["", "62.03", "62.05"]),
)


@given(FACTS, FACTS)
def test_the_order_of_the_two_does_not_matter(a, b):
    assert score(a, b) == score(b, a)
    assert 0 <= score(a, b).points <= 100


@given(FACTS, FACTS)
def test_evidence_comes_back_from_storage_and_can_be_said(a, b):
    evidence = score(a, b).evidence

    assert evidence_from_data(evidence_to_data(evidence)) == evidence
    assert all(str(each) for each in evidence)


def test_every_word_has_a_weight():
    assert {code for code in OF_PEOPLE if not hasattr(POLICY, code)} == set()


def test_who_lives_nowhere_known_is_found_by_phone_alone():
    keys = keys_of(replace(SITI, place=""))

    assert (keys.phone is not None, keys.birth, keys.name) == (True, None, None)


def test_keys_fit_a_column_and_meet_across_spellings():
    one, other = keys_of(SITI), keys_of(replace(SITI, name="Drs. Sitti Amina"))

    assert one == other
    assert all(0 <= key < 2**63 for key in (one.phone, one.birth, one.name))


def test_any_compared_fact_changes_the_digest():
    changes = [{"name": "X"}, {"sex": "male"}, {"birth_on": None}, {"phone": ""}, {"nik": ""}, {"place": ""}]

    assert len({digest_of(SITI), *(digest_of(replace(SITI, **change)) for change in changes)}) == 7


@pytest.mark.parametrize(
    ("a", "b", "area"),
    [
        ("62.03", "62.03", "62.03"),
        ("62.03", "62.05", "62"),
        ("62.03", "63.03", ""),
        ("62.1", "62.10", "62"),
        ("", "62", ""),
    ],
)
def test_the_common_area_is_counted_in_segments(a, b, area):
    assert common_area(a, b) == area
