import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.duplicates.rules.names import bare_name, name_key, sound_of


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Siti Aminah", "siti aminah"),
        ("Drs. H. M. Yusuf, M.Si.", "m yusuf"),
        ("Dra. Hj. St. Aminah S.Pd.I", "st aminah"),
        ("Drs.H.Abdul Gafur", "abdul gafur"),
        ("Prof. Dr. Ir. Hj. Rusmini, M.S., Ph.D.", "rusmini"),
        ("dr. Aisyah Sp.A", "aisyah"),
        ("Tgk. Mukhlis", "mukhlis"),
        ("Pdt. Elia Sandan, S.Th.", "elia sandan"),
        ("K.H. Ahmad", "ahmad"),
        ("K. H. Ahmad", "ahmad"),
        ("Budi Santoso SE MM", "budi santoso"),
        ("Budi Santoso S. Sos", "budi santoso"),
        ("Rahmawati, A.Md.Kep", "rahmawati"),
        ("Ma'ruf", "maruf"),
        ("KADIR, ABDUL", "kadir abdul"),
        ("  Yuliana   Tarung ", "yuliana tarung"),
        ("H.", "h"),
        ("S.Sos", "ssos"),
        ("", ""),
        ("123", ""),
    ],
)
def test_titles_before_and_behind_are_taken_off(name, bare):
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soeharto", "Suharto"),
        ("Djoko Soetrisno", "Joko Sutrisno"),
        ("Tjahjono", "Cahyono"),
        ("Sjafruddin", "Syafrudin"),
        ("Jusuf", "Yusup"),
        ("Moch. Jusuf", "Muhammad Yusuf"),
        ("H. M. Yusuf", "Mohamad Yusuf"),
        ("Achmad Fauzi", "Ahmad Pauji"),
        ("Mochtar", "Mukhtar"),
        ("Siti Aminah", "Sitti Amina"),
        ("St. Fatimah", "Siti Fathimah"),
        ("Abd. Rahman", "Abdurrahman"),
        ("Abdul Rachman", "Abdurahman"),
        ("Zainal Abidin", "Jainal Abidin"),
        ("Taufiq", "Taufik"),
        ("Rukiyah", "Rukiah"),
        ("Aisyah", "Aisah"),
        ("Vivi", "Fifi"),
    ],
)
def test_spellings_of_one_name_sound_the_same(one, other):
    assert sound_of(one) == sound_of(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Siti Aminah", "Siti Aisyah"), ("Abdullah", "Abdul Rahman"), ("Hendra", "Hendri")]
)
def test_other_names_sound_different(one, other):
    assert sound_of(one) != sound_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nur Aini", "Noer'aini"),
        ("Muhammad Yusuf", "Yusuf"),
        ("Siti Aminah", "Aminah"),
        ("Drs. Hendra Wijaya", "Hendra Widjaja, S.H."),
        ("Kristina Unting", "Kristena Unting"),
    ],
)
def test_who_may_be_the_same_shares_a_key(one, other):
    assert name_key(one) == name_key(other)


@given(st.text(max_size=60))
def test_no_text_is_too_odd_for_a_name(text):
    assert name_key(text).isascii()
    assert len(name_key(text)) <= 12
    assert bare_name(bare_name(text)) == bare_name(bare_name(bare_name(text)))
