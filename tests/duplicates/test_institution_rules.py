"""Names and facts of two institutions, by tables of cases."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.duplicates.rules.evidence import OF_INSTITUTIONS
from lms.duplicates.rules.institution_merging import InstitutionSide, is_first_kept, reasons_against_merge
from lms.duplicates.rules.institution_names import bare_words, key_of_name, numbers_in, sounds_of_name
from lms.duplicates.rules.institution_scoring import (
    POLICY,
    InstitutionFacts,
    digest_of,
    keys_of,
    same_npwp,
    same_number,
    score,
)
from tests.naughty import NAUGHTY

KAPUAS = "Kabupaten Kapuas"
HARAPAN = InstitutionFacts(
    "Yayasan Harapan Bunda",
    place="62.03",
    region=KAPUAS,
    kind="PSKS-04",
    district="62.03.05",
    village="selat hilir",
    phones=frozenset({"+62513000001"}),
    email="harapan@contoh.id",
    npwp="012345678901000",
    nib="1234567890123",
    deed=("12", "2001-05-04"),
    decree="AHU0012345",
    papers=frozenset({"STP12"}),
    point=(-3.0, 114.4),
)
BARE = InstitutionFacts("Yayasan Harapan Bunda", place="62.03", region=KAPUAS, kind="PSKS-04")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Yayasan Harapan Bunda", "harapan bunda"),
        ("Yys. Harapan Bunda", "harapan bunda"),
        ("LKS Harapan Bunda Kab. Kapuas", "harapan bunda"),
        ("Lembaga Kesejahteraan Sosial Anak (LKSA) Harapan Bunda", "harapan bunda"),
        ("L.K.S. Harapan Bunda", "harapan bunda"),
        ("PA Harapan Bunda", "harapan bunda"),
        ("Panti Asuhan Harapan Bunda Kabupaten Kapuas", "harapan bunda"),
        ("P.A. Harapan Bunda II", "harapan bunda 2"),
        ("Karang Taruna Tunas Muda", "tunas muda"),
        ("KT. TUNAS MUDA", "tunas muda"),
        ("Karang Taruna Kapuas", "kapuas"),
        ("Karang Taruna", "kt"),
        ("Forum Karang Taruna Kapuas", "forum"),  # another body than the Karang Taruna it gathers
        ("PT Sawit Makmur, Tbk", "sawit makmur"),
        ("Harapan 02", "harapan 2"),
        ("!!!", ""),
    ],
)
def test_what_is_left_of_a_name(name, bare):
    assert " ".join(bare_words(name, KAPUAS)) == bare


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Yayasan Noer Hidajah", "LKSA Nur Hidayah"),
        ("Panti Asuhan Abdurrahman", "PA Abdul Rahman"),
        ("Karang Taruna Tjempaka", "KT Cempaka"),
        ("Boenda Soetji", "Bunda Suci"),
    ],
)
def test_spellings_of_a_century_sound_the_same(a, b):
    assert sounds_of_name(a, KAPUAS) == sounds_of_name(b, KAPUAS)
    assert key_of_name(a, KAPUAS) == key_of_name(b, KAPUAS)


def test_numbers_stand_apart():
    assert numbers_in("Karang Taruna RW 05", KAPUAS) == {"5"}
    assert sounds_of_name("Harapan 2", KAPUAS) == sounds_of_name("Harapan III", KAPUAS)


def codes(found):
    return [each.code for each in found.evidence]


@pytest.mark.parametrize(
    ("other", "points", "expected"),
    [
        (replace(BARE, name="LKS Harapan Bunda"), 65, ["called_same", "kind_same", "regency_same"]),
        (replace(BARE, name="Yys Harapan Boenda"), 63, ["called_spelling", "kind_same", "regency_same"]),
        (replace(BARE, name="Harapan Bunda Sejahtera"), 47, ["called_part", "kind_same", "regency_same"]),
        (replace(BARE, name="Harapn Bunda"), 61, ["called_alike", "kind_same", "regency_same"]),
        (replace(BARE, name="Kasih Ibu"), 0, ["called_differs", "kind_same", "regency_same"]),
        (replace(BARE, kind="PSKS-05"), 30, ["called_same", "kind_differs", "regency_same"]),
        (replace(BARE, place="62.05", region="Barito Utara"), 30, ["called_same", "kind_same", "regency_differs"]),
    ],
)
def test_what_name_kind_and_place_are_worth(other, points, expected):
    for pair in ((BARE, other), (other, BARE)):
        found = score(*pair)
        assert (found.points, codes(found)) == (points, expected)
        assert found.is_proposed == (points >= POLICY.at_least)


def test_two_numbers_are_two_institutions():
    found = score(replace(BARE, name="Tunas Muda RW 1"), replace(BARE, name="Tunas Muda RW 2"))

    assert (codes(found)[0], found.is_proposed) == ("called_other_number", False)


def test_namesakes_of_two_kecamatan_are_not_shown():
    found = score(replace(BARE, district="62.03.05"), replace(BARE, district="62.03.06"))

    assert (codes(found)[-1], found.points, found.is_proposed) == ("district_differs", 50, False)


def test_all_that_agrees_is_said():
    found = score(HARAPAN, replace(HARAPAN, name="LKS Harapan Bunda", point=(-3.0005, 114.4005)))

    assert codes(found) == [
        *("called_same", "kind_same", "regency_same", "village_same", "point_near", "reach_same", "email_same"),
        *("npwp_same", "nib_same", "deed_same", "decree_same", "paper_same"),
    ]
    assert found.points == 100


def test_another_npwp_speaks_against_a_namesake():
    found = score(HARAPAN, replace(BARE, npwp="999999999999999", nib="9999999999999"))

    assert codes(found)[-2:] == ["npwp_differs", "nib_differs"]
    assert not found.is_proposed


def test_a_renamed_institution_is_found_by_its_papers():
    renamed = replace(BARE, name="Cahaya Timur", npwp=HARAPAN.npwp, papers=HARAPAN.papers)

    assert score(HARAPAN, renamed).points == 75


def test_numbers_are_compared_without_their_signs():
    assert same_number("STP/12.a/2025") == same_number("stp 12-A 2025")
    assert same_npwp("0012345678901000") == "012345678901000"


def test_who_may_be_one_shares_a_key():
    other = replace(BARE, name="LKS Harapan Boenda Sejahtera")

    assert keys_of(BARE).name == keys_of(other).name
    assert keys_of(BARE).whole_name == keys_of(replace(BARE, place="62.05", region="")).whole_name
    assert {value for value in vars(keys_of(replace(BARE, name="!!!"))).values()} == {None}


def test_a_digest_changes_with_what_is_compared():
    assert digest_of(HARAPAN) == digest_of(replace(HARAPAN))
    assert digest_of(HARAPAN) != digest_of(replace(HARAPAN, papers=frozenset({"STP13"})))


def test_every_evidence_has_a_weight_and_words():
    assert {code for code in OF_INSTITUTIONS if not hasattr(POLICY, code)} == set()


@given(a=st.text(max_size=40) | st.sampled_from(NAUGHTY), b=st.text(max_size=40))
def test_any_two_names_can_be_compared_in_either_order(a, b):
    one, other = replace(BARE, name=a), replace(BARE, name=b)

    assert score(one, other).points == score(other, one).points
    assert score(one, one).points == 65
    keys_of(one)


# --- merging -----------------------------------------------------------------

SEAT = ("PSKS-04", "62.03")
A, B = InstitutionSide(1, "LKS Harapan", SEAT), InstitutionSide(2, "Yayasan Harapan", SEAT)


@pytest.mark.parametrize(
    ("kept", "gone", "expected"),
    [
        (A, B, []),
        (A, A, ["merge_same"]),
        (replace(A, is_merged=True), B, ["merge_merged"]),
        (A, replace(B, is_in_register=False), ["merge_applying"]),
        (A, replace(B, is_own=True), ["merge_own"]),
        (replace(A, is_wadah=True), B, []),
        (A, replace(B, is_wadah=True), ["merge_into_body"]),
        (replace(A, is_wadah=True), replace(B, is_wadah=True), []),
        (replace(A, is_wadah=True), replace(B, is_wadah=True, seat=("PSKS-04", "62.05")), ["merge_wadah"]),
    ],
)
def test_what_stands_against_a_merge(kept, gone, expected):
    reasons = reasons_against_merge(kept, gone)

    assert [reason.code for reason in reasons] == expected
    assert all(map(str, reasons))


def test_a_wadah_then_an_active_then_the_older_one_remains():
    assert is_first_kept(A, B)
    assert not is_first_kept(replace(A, is_active=False), B)
    assert is_first_kept(replace(A, is_wadah=True, is_active=False), B)
