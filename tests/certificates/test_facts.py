from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from certificates.drawing import FONTS
from certificates.facts import LETTERS, MAX_MODULES, TEXTS, CertificateFacts, ModuleLine, reasons_against, tidy
from tests.factories.certificates import FACTS

LINE = ModuleLine(1, "Kebijakan", 2, 1)


def lines(count):
    return tuple(replace(LINE, no=number) for number in range(1, count + 1))


def codes(facts):
    return [reason.code for reason in reasons_against(facts)]


def test_nothing_stands_against_good_facts():
    assert reasons_against(FACTS) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"holder_name": ""}, ["text_missing"]),
        ({"position": "", "institution_number": "", "office_address": "", "signatory_nip": ""}, []),
        ({"holder_name": "empat " * 25}, []),
        ({"holder_name": "empat " * 25 + "x"}, ["text_too_long"]),
        ({"holder_name": "a" * 40}, []),
        ({"holder_name": "a" * 41}, ["word_too_long"]),
        ({"holder_name": "Nur’aini d'Arc, É. Ḥasan–Ṭāhā"}, []),
        ({"holder_name": "王小明"}, ["letter_unknown"]),
        ({"holder_name": "Siti\nAminah"}, ["letter_unknown"]),
        ({"holder_name": "Siti\u202eAminah"}, ["letter_unknown"]),
        ({"holder_name": "Siti\x00"}, ["letter_unknown"]),
        ({"holder_name": "Siti 🙂" + "a" * 150}, ["text_too_long", "word_too_long", "letter_unknown"]),
        ({"holder_name": "", "title": ""}, ["text_missing", "text_missing"]),
        ({"ends_on": date(2026, 7, 21)}, ["ends_before_start"]),
        ({"ends_on": date(2026, 7, 22)}, []),
        ({"modules": (), "total_jp": 0}, ["modules_count"]),
        ({"modules": lines(MAX_MODULES), "total_jp": 36}, []),
        ({"modules": lines(MAX_MODULES + 1), "total_jp": 39}, ["modules_count"]),
        ({"modules": (replace(LINE, theory_jp=0, practice_jp=0),), "total_jp": 0}, ["module_without_jp"]),
        ({"modules": (replace(LINE, theory_jp=-1, practice_jp=2),), "total_jp": 1}, ["module_without_jp"]),
        ({"modules": (replace(LINE, no=2),), "total_jp": 3}, ["modules_order"]),
        ({"modules": (replace(LINE, title=""),), "total_jp": 3}, ["text_missing"]),
        ({"total_jp": 7}, ["jp_do_not_add_up"]),
        ({"holder_name": "", "total_jp": 7, "ends_on": date(2026, 1, 1)},
         ["text_missing", "ends_before_start", "jp_do_not_add_up"]),
    ],
)  # fmt: skip
def test_every_reason_against_printing_is_named_at_once(changed, expected):
    assert codes(replace(FACTS, **changed)) == expected


def test_a_reason_names_the_field_and_the_letters():
    (reason,) = reasons_against(replace(FACTS, holder_name="Siti 王"))

    assert "\\u738b" in str(reason)


def test_facts_survive_the_way_into_the_database_and_back():
    assert CertificateFacts.from_data(FACTS.to_data()) == FACTS


@pytest.mark.parametrize("broken", [{"nik": "6203010101010001"}, {"holder_name": None}])
def test_data_of_another_shape_is_a_bug_and_stays_loud(broken):
    data = FACTS.to_data() | broken
    if broken.get("holder_name", "") is None:
        del data["holder_name"]

    with pytest.raises(TypeError):
        CertificateFacts.from_data(data)


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  Siti   Aminah ", "Siti Aminah"),
        ("Nur`aini", "Nur’aini"),
        ("Nurʼaini", "Nur’aini"),
        ("Nur'aini", "Nur'aini"),
        ("Andre\u0301", "André"),
        ("Siti\u00a0Aminah", "Siti Aminah"),
    ],
)
def test_names_are_tidied_without_losing_a_letter(typed, tidied):
    assert tidy(typed) == tidied
    assert replace(FACTS, holder_name=typed).tidied().holder_name == tidied


def test_titles_of_modules_are_tidied_too():
    facts = replace(FACTS, modules=(replace(LINE, title=" Dua  kata "),)).tidied()

    assert facts.modules[0].title == "Dua kata"


@given(st.text(max_size=80))
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)


def test_every_text_of_the_facts_has_its_bounds():
    assert set(TEXTS) == {name for name, kind in CertificateFacts.__annotations__.items() if kind is str}


@pytest.mark.parametrize("font", sorted(Path(FONTS).glob("*.ttf")), ids=lambda path: path.stem)
def test_each_font_has_every_letter_that_may_be_printed(font):
    letters = TTFont(font).getBestCmap()

    assert [letter for letter in sorted(LETTERS) if ord(letter) not in letters] == []


def test_later_shares_stand_in_the_data_only_where_they_are_used_and_come_back():
    lines = (LINE, replace(LINE, no=2, online_jp=3))
    data = replace(FACTS, modules=lines, total_jp=9).to_data()

    assert [sorted(module) for module in data["modules"]] == [
        ["no", "practice_jp", "theory_jp", "title"],
        ["no", "online_jp", "practice_jp", "theory_jp", "title"],
    ]
    assert CertificateFacts.from_data(data).modules == lines
    assert codes(replace(FACTS, modules=lines, total_jp=9)) == []
    assert codes(replace(FACTS, modules=(replace(LINE, field_jp=-1),), total_jp=2)) == ["module_without_jp"]
