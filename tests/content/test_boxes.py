"""The blocks of words and boxes: what they take, what they refuse in words, and what a reader gets."""

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from content.blocks import LessonBody
from content.faults import sentences_of
from content.rules import roomiest_line_mm
from tests.factories.content import LessonPageFactory, worksheet_value

CATALOGUE = LessonBody().child_blocks
STEP = {"name": "Dengarkan", "text": "Jangan memotong."}
FOLD = {"title": "Kalau terulang", "text": "<p>Cari pemicunya.</p>"}
LINK = {"text": "Kemensos", "address": "https://kemensos.go.id/berita"}
VALUES = {
    "case": {"title": "Di Paser", "story": "<p>Pak Wahid kalah.</p>", "questions": ["Apa tandanya?"]},
    "steps": {"title": "Tiga langkah", "steps": [STEP, {"name": "Catat", "text": ""}]},
    "accordion": {"parts": [FOLD]},
    "links": {"title": "Alamat", "links": [LINK, {"text": "Polisi", "address": "tel:110"}]},
    "checklist": {"title": "Siap?", "items": ["Akta", "NPWP"]},
    "reflection": {"question": "Apa yang berubah?", "help": "Bandingkan."},
    "group_talk": {"title": "Dua kubu", "minutes": 20, "text": "<p>Duduklah berempat.</p>"},
    "worksheet": worksheet_value(rows=4),
    "table": {
        "caption": "Pembagian tugas",
        "columns": [{"type": "words", "heading": "Organ"}, {"type": "words", "heading": "Tugas"}],
        "rows": [{"values": ["Pembina", "Arah"]}, {"values": ["Pengurus", "Kegiatan"]}],
    },
}


def clean(kind, value):
    block = CATALOGUE[kind]
    return block.clean(block.normalize(value))


def faults(kind, value):
    with pytest.raises(ValidationError) as refused:
        clean(kind, value)
    return sentences_of(refused.value)


def shown(*blocks):
    lesson = LessonPageFactory(body=list(blocks))
    lesson.refresh_from_db()
    parts = [{"id": block.id, "kind": block.block_type, "block": block, "heavy": None} for block in lesson.body]
    return lesson, render_to_string("learning/parts.html", {"parts": parts, "reading": None, "enrolment": None})


@pytest.mark.parametrize("kind", VALUES)
def test_each_box_is_accepted_kept_and_shown(db, kind):
    lesson, html = shown((kind, VALUES[kind]))

    assert clean(kind, VALUES[kind])
    assert lesson.body[0].block_type == kind
    assert "<script" not in html


def test_every_kind_of_block_stands_in_a_group_of_the_chooser():
    groups = {str(name): [block.name for block in members] for name, members in LessonBody().grouped_child_blocks()}

    assert list(groups) == ["Running text", "To see and to hear", "Boxes", "To do"]
    assert groups["Running text"] == ["text", "table", "steps", "links"]
    assert groups["Boxes"] == ["callout", "case", "accordion"]
    assert groups["To do"] == ["check", "checklist", "reflection", "group_talk", "worksheet"]


def test_every_box_of_words_may_have_its_audio_twin():
    heard = {name for name, block in CATALOGUE.items() if "audio" in getattr(block, "child_blocks", {})}

    assert heard >= {"text", "callout", "case", "steps", "accordion", "checklist", "reflection", "group_talk"}


@pytest.mark.parametrize("kind", VALUES)
def test_an_empty_box_is_refused_and_an_unfinished_draft_is_kept(db, kind):
    block = CATALOGUE[kind]
    empty = block.to_python({})

    with pytest.raises(ValidationError):
        block.clean(empty)
    block.clean_deferred(empty)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("case", {"title": "a" * 151}),
        ("case", {"questions": ["?"] * 6}),
        ("case", {"questions": ["?" * 301]}),
        ("steps", {"steps": [STEP]}),
        ("steps", {"steps": [STEP] * 13}),
        ("steps", {"steps": [STEP, {"name": "a" * 101, "text": ""}]}),
        ("accordion", {"parts": [FOLD] * 11}),
        ("checklist", {"items": ["Satu"]}),
        ("checklist", {"items": ["Satu"] * 16}),
        ("reflection", {"question": "a" * 201}),
        ("group_talk", {"minutes": 4}),
        ("group_talk", {"minutes": 181}),
        ("links", {"links": [LINK] * 13}),
        ("worksheet", {"items": []}),
        ("worksheet", {"instruction": "a" * 501}),
    ],
)
def test_a_box_that_is_too_long_too_short_or_too_full_is_refused(db, kind, change):
    assert faults(kind, {**VALUES[kind], **change})


# --- table -------------------------------------------------------------------


def table(**change):
    return {**VALUES["table"], **change}


def columns(*headings):
    return [{"type": "words", "heading": heading} for heading in headings]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"caption": " "}, "Give the table a caption."),
        ({"columns": columns("Organ"), "rows": [{"values": ["a"]}]}, "A table has two to six columns."),
        ({"columns": columns(*"abcdefg"), "rows": [{"values": list("abcdefg")}]}, "A table has two to six columns."),
        ({"rows": []}, "A table has one to thirty rows."),
        ({"rows": [{"values": ["a", "b"]}] * 31}, "A table has one to thirty rows."),
        ({"columns": columns("Organ", " ")}, "Each column needs a heading."),
        ({"columns": columns("Organ", "a" * 61)}, "A heading is too long."),
        ({"rows": [{"values": ["", "b"]}]}, "The first cell of a row says what the row is about."),
    ],
)
def test_a_table_that_does_not_work_on_a_telephone_is_refused_in_words(db, change, words):
    assert [fault for fault in faults("table", table(**change)) if fault.startswith(words)]


def test_a_table_names_its_rows_and_columns_for_those_who_hear_it(db):
    _lesson, html = shown(("table", VALUES["table"]))

    assert ">Pembagian tugas</caption>" in html
    assert '<th scope="col">Tugas</th>' in html
    assert '<th scope="row">Pembina</th><td data-label="Tugas">Arah</td>' in html


# --- links -------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["https://peraturan.bpk.go.id/Details/1?a=b#c", "mailto:dinsos@contoh.go.id", "tel:+62 812-3456"]
)
def test_links_of_the_three_safe_kinds_are_kept(db, address):
    kept = clean("links", {"title": "Alamat", "links": [{"text": "Ini", "address": f" {address} "}]})

    assert kept["links"][0]["address"] == address


@pytest.mark.parametrize(
    "address",
    [
        "http://contoh.id",
        "javascript:alert(1)",
        "https://",
        "https://contoh",
        "https://contoh.id/a b",
        "mailto:siapa",
        "mailto:a@b.id?bcc=semua@b.id",
        "tel:abc",
        "//contoh.id",
        "/kursus/",
        "data:text/html,x",
        "HTTPS://contoh.id\nx",
    ],
)
def test_other_links_are_refused_in_words(db, address):
    told = faults("links", {"title": "Alamat", "links": [{"text": "Ini", "address": address}]})

    assert told == ["Links begin with https://, mailto: or tel: and are complete. Copy the address once more."]


def test_a_link_says_where_it_leads(db):
    _lesson, html = shown(("links", VALUES["links"]))

    assert (
        '<a href="https://kemensos.go.id/berita" rel="noopener">Kemensos</a> <span class="muted">kemensos.go.id' in html
    )
    assert '<span class="muted">110</span>' in html


# --- what a reader does ------------------------------------------------------


def test_ticks_are_neither_named_nor_kept(db):
    lesson, html = shown(("checklist", VALUES["checklist"]))
    block = lesson.body[0].id

    assert html.count('type="checkbox"') == 2
    assert " name=" not in html.split("<noscript>")[0]
    assert f'<label for="centang-{block}-1">Akta</label>' in html


def test_boxes_are_named_by_their_titles_and_no_id_stands_twice(db):
    _lesson, html = shown(*VALUES.items(), *VALUES.items())
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]

    assert len(ids) == len(set(ids))
    assert all(f'id="{name.split(chr(34))[0]}"' in html for name in html.split('aria-labelledby="')[1:])


def test_words_of_authors_are_escaped_everywhere(db):
    nasty = "<i>x</i>&"
    _lesson, html = shown(
        ("steps", {"title": nasty, "steps": [{"name": nasty, "text": nasty}] * 2}),
        ("checklist", {"title": nasty, "items": [nasty, nasty]}),
        ("worksheet", worksheet_value(title=nasty, prompts=[(nasty, 1)])),
        ("reflection", {"question": nasty, "help": nasty}),
    )

    assert "<i>" not in html
    assert html.count("&lt;i&gt;x&lt;/i&gt;&amp;") == 12


# --- worksheet ---------------------------------------------------------------


def test_a_worksheet_fits_on_one_page_or_is_refused(db):
    fullest = worksheet_value(prompts=[("Tulis", 3)] * 5, rows=3)
    too_full = worksheet_value(prompts=[("Tulis", 3)] * 6, rows=3)

    assert clean("worksheet", fullest).line_mm == 8
    assert faults("worksheet", too_full) == [
        "This does not fit on one page of A4. Take out some lines, or make a second worksheet."
    ]


def test_a_short_worksheet_gives_the_hand_more_room(db):
    assert clean("worksheet", worksheet_value()).line_mm == 12


def test_a_worksheet_has_at_most_one_table(db):
    table = {"type": "table", "value": {"columns": ["Hari", "Hasil"], "rows": 2}}

    assert faults("worksheet", {**worksheet_value(), "items": [table, table]})


@pytest.mark.parametrize(
    ("prompts", "tables", "line_mm"),
    [
        ([], [], 12),
        ([(20, 2)], [4], 12),
        ([(20, 2)] * 6, [], 12),
        ([(20, 2)] * 7, [], 10),
        ([(20, 2)] * 7, [2], 8),
        ([(20, 2)] * 7, [6], None),
        ([(20, 2)] * 9, [], None),
        ([(300, 1)] * 5, [], 12),
        ([(300, 1)] * 6, [], None),
    ],
)
def test_lines_are_as_high_as_the_page_allows(prompts, tables, line_mm):
    assert roomiest_line_mm(prompts, tables) == line_mm


def test_an_author_sees_the_worksheets_of_a_draft_as_they_are_printed(db, rf):
    lesson = LessonPageFactory(body=[("text", "<p>Satu.</p>"), ("worksheet", worksheet_value()), ("worksheet", {})])
    lesson.refresh_from_db()
    names = [name for name, _label in lesson.preview_modes]
    request = rf.get("/")

    assert names == ["", "worksheets"]
    assert lesson.get_preview_template(request, "") == "content/lesson_page.html"
    html = render_to_string(lesson.get_preview_template(request, "worksheets"), {"page": lesson, "request": request})
    assert html.count('<article class="worksheet') == 2
    assert "Satu." not in html
