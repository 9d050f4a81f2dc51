"""The reading measure against passages whose hardness a person can see."""

import re
from html import unescape

import pytest

from content.manuscript import read_course
from content.operations import BIMTEK_LKS
from content.readability import (
    Audience,
    Level,
    is_long,
    is_passive,
    jargon_in,
    plainer,
    read,
    sentences_of,
    syllables,
)
from content.vocabulary import JARGON
from tests.content.readability_corpus import EASY, HARD, MEDIUM

INNOCENT = """
diri dirinya dia diam diam-diam di dinas disabilitas diskusi disini dirumah terima terus terang ternak termasuk terbesar
tersebut terhadap teratur ternyata terdiri menulis DINSOS
"""
CORPUS = [*EASY, *MEDIUM, *HARD]


def reading_of(passage):
    return read(" ".join(passage.text.split()))


@pytest.mark.parametrize("passage", CORPUS, ids=lambda one: one.name)
def test_each_passage_has_its_score_and_level(passage):
    reading = reading_of(passage)

    assert (reading.score, reading.level) == (passage.score, passage.level)
    assert 60 <= reading.words <= 150


def test_every_easy_passage_stands_below_every_medium_and_every_medium_below_every_hard_one():
    easy, medium, hard = ([reading_of(each).score for each in group] for group in (EASY, MEDIUM, HARD))

    assert max(easy) < min(medium)
    assert max(medium) < min(hard)
    assert len(CORPUS) >= 20


def test_volunteers_are_spared_what_officers_may_be_asked_to_read():
    too_hard = {audience: [p.name for p in CORPUS if reading_of(p).is_too_hard_for(audience)] for audience in Audience}

    assert too_hard[Audience.OFFICERS] == [each.name for each in HARD]
    assert set(too_hard[Audience.MIXED]) > set(too_hard[Audience.OFFICERS])
    assert not set(too_hard[Audience.MIXED]) & {each.name for each in EASY}


def test_a_few_hard_words_say_nothing_about_a_text():
    assert not read("Optimalisasi akuntabilitas kelembagaan diimplementasikan.").is_too_hard_for(Audience.MIXED)


def test_an_empty_text_scores_nothing():
    assert (read("").score, read(" \n 12 %").score) == (0, 0)


@pytest.mark.parametrize(
    ("word", "count"),
    [("ibu", 2), ("keluarga", 4), ("ramai", 2), ("kalau", 2), ("menulis", 3), ("pelayanan", 4), ("air", 2), ("psm", 0)],
)
def test_syllables_are_counted_by_their_vowels(word, count):
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("kesejahteraan", True),
        ("anak-anak", False),
        ("kekerasan-kekerasan", True),
        ("keluarga", False),
        ("keluarganya", False),
        ("PSKSIAUEO", False),
        ("buku", False),
    ],
)
def test_long_words_have_four_syllables_and_are_not_known_to_everybody(word, answer):
    assert is_long(word) == answer


@pytest.mark.parametrize("word", ["ditulis", "dibacakan", "dibantunya", "tertulis", "terkunci", "Dibeli"])
def test_verbs_in_di_and_ter_are_passive(word):
    assert is_passive(word)


@pytest.mark.parametrize("word", INNOCENT.split())
def test_words_that_only_begin_like_a_passive_are_none(word):
    assert not is_passive(word)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Satu. Dua! Tiga?", 3),
        ("Datang ke Jl. Merdeka No. 5 di Kab. Kapuas. Bawa KTP.", 2),
        ("Harga Rp 2.500 sekilo. Murah.", 2),
        ("Apa kabar?” Ibu bertanya.", 2),
        ("satu\ndua\n\ntiga", 3),
        ("Saya, bapak, dan adik; semua ikut", 1),
        ("!!! ...", 0),
    ],
)
def test_sentences_end_where_a_reader_draws_breath(text, count):
    assert len(sentences_of(text)) == count


def test_jargon_is_found_with_its_endings_and_has_a_plainer_word():
    assert jargon_in(["Implementasinya", "sinergi", "sapi"]) == ["implementasinya", "sinergi"]
    assert (plainer("implementasinya"), plainer("sinergi")) == ("pelaksanaan", "kerja sama")


def test_no_advice_on_jargon_is_jargon_itself():
    assert [word for word, advice in JARGON.items() if jargon_in(advice.split())] == []


def test_the_lessons_we_ship_are_easy():
    lessons = [lesson for module in read_course(BIMTEK_LKS).modules for lesson in module.lessons]

    scores = {lesson.slug: read(words_of(lesson)) for lesson in lessons}

    assert {slug: reading.score for slug, reading in scores.items() if reading.level is not Level.EASY} == {}


def words_of(lesson):
    """The running text of a lesson as it is written in its file."""
    html = "\n".join(block.value for block in lesson.blocks if isinstance(block.value, str))
    html = re.sub(r"<h[23]>.*?</h[23]>", "\n", html)
    return unescape(re.sub(r"</?(?:p|li|ul|ol)>", "\n", html)).replace("<b>", "").replace("</b>", "")
