"""Every one of the 28 modules against what was promised of it (domain reference 7)."""

import csv
import re
from html import unescape

import pytest
from django.conf import settings

from content.drawings import DRAWINGS
from content.manuscript import read_course, read_regulations
from content.operations import BIMTEK_LKS, KELUARGA_TANGGUH, KUBE, PEMBINAAN_MENTAL, STARTER

COURSES = {path.name: read_course(path) for path in (BIMTEK_LKS, KELUARGA_TANGGUH, PEMBINAAN_MENTAL, KUBE)}
MODULES = [module for course in COURSES.values() for module in course.modules]
LESSONS = [lesson for module in MODULES for lesson in module.lessons]
KALIMANTAN_AND_ACEH = ("11.", "61.", "62.", "63.", "64.", "65.")
JP = {
    "bimtek_lks": [("L1", 3), ("L2", 3), ("L3", 4), ("L4", 3), ("L5", 4), ("L6", 3), ("L7", 2), ("L8", 2)],
    "keluarga_tangguh": [("K1", 3), ("K2", 4), ("K3", 3), ("K4", 3), ("K5", 2), ("K6", 3), ("K7", 2)],
    "pembinaan_mental": [("M1", 3), ("M2", 3), ("M3", 3), ("M4", 3), ("M5", 3), ("M6", 3)],
    "kube": [("U1", 3), ("U2", 3), ("U3", 4), ("U4", 5), ("U5", 3), ("U6", 3), ("U7", 3)],
}
of_each_module = pytest.mark.parametrize("module", MODULES, ids=lambda one: one.code)
of_each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda one: one.slug)


def regencies():
    """The kabupaten and kota of Kalimantan and Aceh, as people say them."""
    path = settings.BASE_DIR / "lms" / "organisations" / "data" / "regions_regencies.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"].startswith(KALIMANTAN_AND_ACEH)]
    return {re.sub(r"^(Kabupaten|Kota) ", "", row["name"]) for row in rows}


REGENCIES = regencies() | {"Palangka Raya"}  # in one word in the list of the ministry


def strings(value):
    if isinstance(value, str):
        yield unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"</?b>", "", value)))
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in {"type", "kind"}:
                yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def words_of(lesson):
    """What is read: text and boxes, without check, worksheet and what pictures and recordings say."""
    read = [block for block in lesson.blocks if block.kind not in {"check", "worksheet", "picture", "recording"}]
    return [word for block in read for text in strings(block.value) for word in re.findall(r"\w[\w-]*", text)]


def kinds(lesson):
    return [block.kind for block in lesson.blocks]


@pytest.mark.parametrize("name", JP)
def test_each_course_has_its_modules_and_hours(name):
    course = COURSES[name]

    assert [(module.code, sum(module.jp.values())) for module in course.modules] == JP[name]
    assert course.aims.count("<li>") >= 4
    assert course.for_psks
    assert course.regulations


def test_there_are_28_modules_in_four_courses():
    assert [len(course.modules) for course in COURSES.values()] == [8, 7, 6, 7]
    assert {name: sum(jp for _code, jp in modules) for name, modules in JP.items()} == {
        "bimtek_lks": 24, "keluarga_tangguh": 20, "pembinaan_mental": 18, "kube": 24
    }  # fmt: skip


@of_each_module
def test_a_module_has_aims_three_lessons_and_a_worksheet(module):
    assert module.aims.count("<li>") >= 2
    assert len(module.lessons) >= 3
    assert sum(kinds(lesson).count("worksheet") for lesson in module.lessons) >= 1
    assert any("group_talk" in kinds(lesson) for lesson in module.lessons)
    assert any("reflection" in kinds(lesson) for lesson in module.lessons)


@of_each_module
def test_a_module_asks_five_questions_and_says_something_to_every_answer(module):
    assert len(module.questions) >= 5
    for quiz in module.questions:
        assert 3 <= len(quiz.options) <= 4
        assert all(len(option.feedback.split()) >= 3 for option in quiz.options)
        assert len({option.feedback for option in quiz.options}) == len(quiz.options)


@of_each_lesson
def test_a_lesson_has_an_aim_a_fitting_length_a_check_and_an_example_from_kalimantan_or_aceh(lesson):
    examples = [
        block.value
        for block in lesson.blocks
        if block.kind == "case" or (block.kind == "callout" and block.value["kind"] == "example")
    ]
    told = " ".join(text for value in examples for text in strings(value))

    assert lesson.aim.endswith(".")
    assert 250 <= len(words_of(lesson)) <= 600
    assert kinds(lesson).count("check") == 1
    assert any(re.search(rf"\b{name}\b", told) for name in REGENCIES), told[:80]


@of_each_lesson
def test_sentences_of_a_lesson_are_short(lesson):
    texts = [text for block in lesson.blocks if block.kind in {"text", "callout", "case", "accordion"}
             for text in strings(block.value)]  # fmt: skip
    sentences = [part for text in texts for part in re.split(r"(?<=[.!?])[\"”]?\s+|\n+", text) if part.strip()]
    lengths = [len(sentence.split()) for sentence in sentences]

    assert max(lengths) <= 22
    assert sum(lengths) / len(lengths) <= 14


def test_no_paragraph_stands_twice():
    paragraphs = [
        part for lesson in LESSONS for block in lesson.blocks if block.kind == "text"
        for part in re.findall(r"<p>(.{80,}?)</p>", block.value)
    ]  # fmt: skip

    assert len(paragraphs) == len(set(paragraphs)) > 300


@pytest.mark.parametrize("name", JP)
def test_the_right_answer_cannot_be_guessed_from_its_place_or_length(name):
    quizzes = [quiz for module in COURSES[name].modules for quiz in module.questions]
    places = [[option.is_right for option in quiz.options].index(True) for quiz in quizzes]
    longest = sum(max(quiz.options, key=lambda option: len(option.text)).is_right for quiz in quizzes)

    assert max(places.count(place) for place in set(places)) <= len(quizzes) / 2
    assert longest <= len(quizzes) * 0.4


def test_every_course_has_drawings_of_its_own_with_words_for_those_who_cannot_see_them():
    used = {
        name: [block.value for module in course.modules for lesson in module.lessons
               for block in lesson.blocks if block.kind == "picture"]
        for name, course in COURSES.items()
    }  # fmt: skip

    assert all(used.values())
    assert {picture["drawing"] for pictures in used.values() for picture in pictures} == set(DRAWINGS)
    assert all(len(picture["alt_text"]) >= 60 for pictures in used.values() for picture in pictures)


def test_courses_cite_regulations_in_force_and_the_replaced_ones_name_their_successors():
    on_file = {each.name: each for each in read_regulations(STARTER / "peraturan.md")}
    cited = {name for course in COURSES.values() for name in course.regulations}

    assert cited <= set(on_file)
    assert not [name for name in cited if on_file[name].replaced_by]
    assert {each.name: each.replaced_by for each in on_file.values() if each.replaced_by} == {
        "Permensos 184/2011": "Permensos 5/2024",
        "Permensos 22/2016": "Permensos 5/2024",
        "Permensos 17/2012": "Permensos 8/2025",
        "Permensos 25/2015": "Permensos 2/2019",
    }
