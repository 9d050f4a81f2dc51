"""The rules that judge pages, on plain stored values: no picture or recording is fetched."""

from datetime import date

import pytest

from content.blocks import LessonBody
from content.checking.courses import CourseFacts, RegulationFacts, findings_of_course
from content.checking.findings import Limits, Severity
from content.checking.lessons import LessonFacts, RecordingFacts, findings_of_lesson
from content.checking.modules import ModuleFacts, QuestionFacts, findings_of_module
from content.checking.walking import walk
from content.readability import Audience
from tests.content.readability_corpus import EASY, HARD, MEDIUM

LIMITS = Limits(page_bytes=100_000, recording_bytes=5_000_000, sentence_words=25, module_questions=5)
TODAY = date(2026, 7, 6)


def raw(kind, value, block_id="b1"):
    return {"type": kind, "value": value, "id": block_id}


def text(html, block_id="b1", audio=7):
    return raw("text", {"text": html, "audio": audio}, block_id)


def facts(*blocks, audience=Audience.MIXED, aim="Dapat menulis.", pictures=(), recordings=()):
    pieces = list(walk(LessonBody(), list(blocks), "body"))
    return LessonFacts(aim, pieces, audience, dict(pictures), dict(recordings))


def found(*blocks, **more):
    """Code and place of each finding."""
    return [(each.code, each.path) for each in findings_of_lesson(facts(*blocks, **more), LIMITS)]


FINE = text("<h2>Satu</h2><p>Ibu menulis di buku.</p>")


def test_a_lesson_without_fault_has_no_finding():
    assert found(FINE) == []


def test_an_empty_lesson_is_held():
    assert found() == [("empty_lesson", "body")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"image": 3, "alt_text": "", "is_decorative": False}, [("missing_alt_text", "body.b2.alt_text")]),
        ({"image": 3, "alt_text": "  "}, [("missing_alt_text", "body.b2.alt_text")]),
        ({"image": 3, "alt_text": "", "is_decorative": True}, []),
        ({"image": 3, "alt_text": "Sumur di halaman.", "is_decorative": False}, []),
        ({"image": None, "alt_text": "", "is_decorative": True}, [("empty_field", "body.b2.image")]),
    ],
)
def test_a_picture_needs_a_description_unless_it_is_decoration(value, expected):
    assert found(FINE, raw("picture", {"caption": "", **value}, "b2")) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("recording", {"file": 8, "title": "Sapaan", "transcript": ""}, [("missing_transcript", "body.b2.transcript")]),
        ("recording", {"file": 8, "title": "Sapaan", "transcript": "Selamat datang."}, []),
        ("video", {"file": 9, "title": "Rapat", "captions": ""}, [("missing_captions", "body.b2.captions")]),
        ("video", {"file": 9, "title": "Rapat", "captions": "", "has_no_speech": True}, []),
        ("video", {"file": 9, "title": "Rapat", "captions": "0:05 Selamat pagi."}, []),
    ],
)
def test_a_recording_needs_its_words_to_be_read(kind, value, expected):
    recordings = {8: RecordingFacts(False, 100), 9: RecordingFacts(True, 100)}

    assert found(FINE, raw(kind, value, "b2"), recordings=recordings) == expected


@pytest.mark.parametrize(
    ("pages", "is_in_text", "expected"),
    [
        ([{"description": "Judul."}, {"description": ""}], False, [("missing_slide_words", "body.b2.pages")]),
        ([], False, [("missing_slide_words", "body.b2.pages")]),
        ([{"description": "Judul."}, {"description": "", "is_in_text": True}], False, []),
        ([], True, []),
    ],
)
def test_each_page_of_slides_is_told_in_words(pages, is_in_text, expected):
    items = [{"type": "item", "id": f"i{n}", "value": page} for n, page in enumerate(pages)]
    slides = {"file": 4, "title": "Empat pilar", "is_in_text": is_in_text, "pages": items}

    assert found(FINE, raw("slides", slides, "b2")) == expected


@pytest.mark.parametrize(("rights", "is_held"), [((True, False), False), ((False, False), True), ((True, True), True)])
def test_a_check_has_exactly_one_right_answer(rights, is_held):
    options = [{"text": "Saat datang", "feedback": "Karena begitu.", "is_right": right} for right in rights]

    codes = [code for code, _path in found(FINE, raw("check", {"question": "Kapan?", "options": options}, "b2"))]

    assert ("check_without_key" in codes) == is_held


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>Satu</h2><p>Ibu menulis.</p><h3>Dua</h3><p>Ibu membaca.</p>", []),
        ("<h3>Satu</h3><p>Ibu menulis.</p>", ["heading_order"]),
        ("<h2>Satu</h2><p>Ibu menulis.</p><h4>Dua</h4><p>Ibu membaca.</p>", ["heading_order"]),
        ("<h1>Satu</h1><p>Ibu menulis.</p>", ["heading_order"]),
        ("<h2> </h2><p>Ibu menulis.</p>", ["heading_empty"]),
        ("<h2>Satu</h2><h3>Dua</h3><p>Ibu menulis.</p>", ["heading_alone"]),
    ],
)
def test_headings_go_down_one_step_at_a_time(html, expected):
    assert [code for code, _path in found(text(html))] == expected


def test_the_order_of_headings_goes_across_blocks():
    assert found(FINE, text("<h3>Dua</h3><p>Ibu membaca.</p>", "b2")) == []


@pytest.mark.parametrize("html", ['<p style="color:#ccc">Pudar.</p>', '<p><font color="red">Merah.</font></p>'])
def test_colours_brought_along_are_held(html):
    assert found(text(html)) == [("own_colours", "body.b1.text")]


def test_a_page_over_its_budget_leads_to_the_heaviest_picture():
    small, large = ({"image": pk, "alt_text": "Sumur.", "is_decorative": False, "caption": ""} for pk in (1, 2))
    blocks = (FINE, raw("picture", small, "b2"), raw("picture", large, "b3"))

    assert found(*blocks, pictures={1: 20_000, 2: 90_000}) == [("page_too_heavy", "body.b3.image")]
    assert found(*blocks, pictures={1: 20_000, 2: 70_000}) == []


def test_recordings_over_their_budget_lead_to_the_longest():
    recording = {"file": 8, "title": "Sapaan", "transcript": "Selamat datang."}
    facts_of_recording = {8: RecordingFacts(False, 6_000_000), 7: RecordingFacts(False, 1_000)}

    assert found(FINE, raw("recording", recording, "b2"), recordings=facts_of_recording) == [
        ("recordings_too_heavy", "body.b2.file")
    ]


def passages(*listed):
    return "".join(f"<p>{' '.join(passage.text.split())}</p>" for passage in listed)


@pytest.mark.parametrize(
    ("passage", "audience", "is_held"),
    [
        (EASY[0], Audience.MIXED, False),
        (MEDIUM[1], Audience.MIXED, True),
        (MEDIUM[1], Audience.OFFICERS, False),
        (HARD[0], Audience.OFFICERS, True),
    ],
)
def test_a_lesson_is_held_when_it_is_too_hard_for_its_readers(passage, audience, is_held):
    codes = [code for code, _path in found(text(passages(passage)), audience=audience)]

    assert ("too_hard" in codes) == is_held


def test_a_lesson_that_is_too_hard_leads_to_its_hardest_block():
    blocks = (text(passages(EASY[0]), "b1"), text(passages(HARD[1], HARD[2]), "b2"))

    assert ("too_hard", "body.b2") in found(*blocks)


def test_long_sentences_and_words_of_offices_are_advice():
    long = " ".join(["ibu"] * 26)
    findings = findings_of_lesson(facts(text(f"<p>{long}.</p><p>Kami melakukan implementasi lagi.</p>")), LIMITS)

    assert [(each.code, each.severity) for each in findings] == [
        ("long_sentence", Severity.ADVISES),
        ("jargon", Severity.ADVISES),
    ]
    assert "26" in str(findings[0])
    assert "implementasi → pelaksanaan" in str(findings[1])


def test_a_line_break_in_the_source_of_rich_text_ends_no_sentence():
    words = "\n".join(["ibu"] * 26)

    assert [code for code, _path in found(text(f"<p>{words}.</p>"))] == ["long_sentence"]


def test_a_missing_aim_and_missing_voices_are_advice():
    assert found(text("<p>Ibu menulis di buku.</p>", audio=None), aim="") == [
        ("no_aim", "aim"),
        ("no_spoken_twin", "body.b1.audio"),
    ]


def test_what_holds_a_page_stands_first():
    blocks = (text("<p>Ibu.</p>", audio=None), raw("picture", {"image": 3, "alt_text": "", "caption": ""}, "b2"))

    assert [code for code, _path in found(*blocks)] == ["missing_alt_text", "no_spoken_twin"]


def test_text_as_lessons_were_first_written_is_read_too():
    assert [code for code, _path in found(raw("text", "<h3>Satu</h3>"))] == ["heading_order", "no_spoken_twin"]


def table(*rows, block_id="b2"):
    columns = [{"type": "words", "heading": "Hari"}, {"type": "words", "heading": "Kegiatan"}]
    value = {"columns": columns, "rows": [{"values": list(row)} for row in rows], "caption": "Jadwal"}
    return raw("table", value, block_id)


def test_words_in_the_cells_of_a_table_are_read_too():
    long = " ".join(["ibu"] * 26)
    cells = table(("Senin", long), ("Selasa", "Kami melakukan implementasi lagi."))

    assert found(FINE, cells) == [("long_sentence", "body.b2"), ("jargon", "body.b2")]


def test_a_hard_table_makes_a_lesson_hard():
    sentences = [sentence for passage in HARD[:2] for sentence in " ".join(passage.text.split()).split(". ")]

    assert ("too_hard", "body.b2") in found(FINE, table(*(("Senin", each) for each in sentences)))


@pytest.mark.parametrize("value", [None, {}, {"columns": [], "rows": []}, {"columns": [{"type": "gone", "heading": ""}],
                                                                           "rows": [{"values": ["x"]}]}])  # fmt: skip
def test_a_table_begun_or_of_a_kind_that_is_gone_stops_no_check(value):
    assert [code for code, _path in found(FINE, raw("table", value, "b2"))] == []


# --- modules and courses -----------------------------------------------------


def question(**more):
    return QuestionFacts(**{"pk": 5, "prompt": "Kapan?", "choices": 3, "keys": 1, "lacks_feedback": False, **more})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"keys": 0}, [("question_without_key", True, 5)]),
        ({"choices": 1}, [("question_without_key", True, 5)]),
        ({"lacks_feedback": True}, [("question_without_feedback", False, 5)]),
    ],
)
def test_a_question_needs_a_key_and_feedback(given, expected):
    module = ModuleFacts(True, 3, [question(**given), *(question(pk=n) for n in range(6, 10))])

    assert [(each.code, each.blocks, each.question) for each in findings_of_module(module, LIMITS)] == expected


def test_a_module_with_few_questions_no_lesson_and_no_aims_is_advised():
    findings = findings_of_module(ModuleFacts(False, 0, [question()]), LIMITS)

    assert [(each.code, each.blocks) for each in findings] == [
        ("no_aims", False),
        ("no_lessons", False),
        ("few_questions", False),
    ]


@pytest.mark.parametrize(
    ("regulation", "expected"),
    [
        (RegulationFacts("Permensos 5/2024", date(2027, 1, 1), ""), []),
        (RegulationFacts("Permensos 5/2024", date(2026, 7, 6), ""), ["regulation_overdue"]),
        (RegulationFacts("Permensos 5/2024", date(2020, 1, 1), "Permensos 1/2026"), ["regulation_replaced"]),
    ],
)
def test_a_regulation_replaced_or_overdue_warns_who_cites_it(regulation, expected):
    course = CourseFacts(has_aims=True, has_audience=True, modules=8, regulations=[regulation])

    findings = findings_of_course(course, on=TODAY)

    assert [each.code for each in findings] == expected
    assert not any(each.blocks for each in findings)


def test_a_bare_course_is_advised_what_to_add():
    findings = findings_of_course(CourseFacts(False, False, 0, []), on=TODAY)

    assert [each.code for each in findings] == ["no_aims", "no_audience", "no_regulation", "no_modules"]
