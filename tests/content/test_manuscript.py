"""The format of courses written as text files, and what is said about a slip in them."""

import pytest

from content.manuscript import Quiz, read_course, read_lesson, read_module, read_questions, read_regulations
from lms.refusal import Refusal


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def block_of(folder, box):
    """The one block of a lesson that consists of this box."""
    (block,) = read_lesson(write(folder, "1-sapa.md", f"judul: A\n\n{box}\n:::\n")).blocks
    return block


def fault_of(read, path):
    with pytest.raises(Refusal) as refused:
        read(path)
    return str(refused.value.reasons[0])


def test_a_lesson_file_becomes_blocks(tmp_path):
    text = (
        "judul: Sapa\ntujuan: Anda dapat menyapa.\n\n## Satu\nKalimat **tebal** & <b>. Tahun 2001. Baru.\n- a\n- b\n\n"
        "1. c\n\n::: ingat Kunci\n[Tautan](https://contoh.id)\n:::\n"
    )
    lesson = read_lesson(write(tmp_path, "1-sapa.md", text))

    assert (lesson.slug, lesson.title, lesson.aim) == ("1-sapa", "Sapa", "Anda dapat menyapa.")
    prose, callout = lesson.blocks
    assert prose.value == (
        "<h2>Satu</h2><p>Kalimat <b>tebal</b> &amp; &lt;b&gt;. Tahun 2001. Baru.</p>"
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"
    )
    assert callout.value == {
        "kind": "remember", "title": "Kunci", "text": '<p><a href="https://contoh.id">Tautan</a></p>'
    }  # fmt: skip
    assert (prose.line, callout.line) == (4, 11)


def test_a_question_file_becomes_questions(tmp_path):
    text = "## Satu?\n- [x] Ya\n  Tepat,\n  benar.\n- [ ] Tidak\n  Belum.\n\n## Dua?\n- [ ] A\n  a.\n- [x] B\n  b.\n"
    first, second = read_questions(write(tmp_path, "soal.md", text))

    assert isinstance(first, Quiz)
    assert [(option.text, option.is_right, option.feedback) for option in first.options] == [
        ("Ya", True, "Tepat, benar."), ("Tidak", False, "Belum.")
    ]  # fmt: skip
    assert second.question == "Dua?"


def test_a_case_is_a_story_with_questions(tmp_path):
    block = block_of(tmp_path, "::: kasus Panen\nPak Wahid kalah.\nLalu ia pulang.\n\n- Apa tandanya?\n- Lalu?")

    assert (block.kind, block.value) == (
        "case",
        {
            "title": "Panen",
            "story": "<p>Pak Wahid kalah. Lalu ia pulang.</p>",
            "questions": ["Apa tandanya?", "Lalu?"],
        },
    )


def test_the_first_sentence_of_a_step_is_its_name(tmp_path):
    block = block_of(
        tmp_path,
        '::: langkah Tenang\n1. Berhenti. Diam dulu. Tarik napas.\n2. Tanya: siap?\n3. Sebut. "Saya malu."\n4. Jalan',
    )

    assert (block.kind, block.value["steps"]) == (
        "steps",
        [
            {"name": "Berhenti", "text": "Diam dulu. Tarik napas."},
            {"name": "Tanya: siap?", "text": ""},
            {"name": "Sebut", "text": '"Saya malu."'},
            {"name": "Jalan", "text": ""},
        ],
    )


@pytest.mark.parametrize(
    ("box", "kind", "value"),
    [
        ("::: daftar Siap?\n- Akta\n- NPWP", "checklist", {"title": "Siap?", "items": ["Akta", "NPWP"]}),
        (
            "::: lipat Kalau terulang\nSatu.\n\n- dua",
            "accordion",
            {"parts": [{"title": "Kalau terulang", "text": "<p>Satu.</p><ul><li>dua</li></ul>"}]},
        ),
        ("::: renungan Apa?\nSatu.\nDua.", "reflection", {"question": "Apa?", "help": "Satu. Dua."}),
        ("::: renungan Apa?", "reflection", {"question": "Apa?", "help": ""}),
        (
            "::: kelompok Dua kubu\nwaktu: 15 menit\n\nDuduklah.\n\n- Bicara",
            "group_talk",
            {"title": "Dua kubu", "minutes": 15, "text": "<p>Duduklah.</p><ul><li>Bicara</li></ul>"},
        ),
        (
            "::: tabel Tugas\nOrgan | Tugas\nPembina | Arah",
            "table",
            {
                "caption": "Tugas",
                "columns": [{"type": "words", "heading": "Organ"}, {"type": "words", "heading": "Tugas"}],
                "rows": [{"values": ["Pembina", "Arah"]}],
            },
        ),
        (
            "::: lembar Kas\nIsi.\nSimpan.\n\ntabel: Hari | Masuk [6]\n- Sisa [1] uang [2]",
            "worksheet",
            {
                "title": "Kas",
                "instruction": "Isi. Simpan.",
                "items": [
                    {"type": "table", "value": {"columns": ["Hari", "Masuk"], "rows": 6}},
                    {"type": "prompt", "value": {"text": "Sisa [1] uang", "lines": 2}},
                ],
            },
        ),
        (
            "::: tautan Alamat\n- [Kemensos](https://kemensos.go.id)",
            "links",
            {"title": "Alamat", "links": [{"text": "Kemensos", "address": "https://kemensos.go.id"}]},
        ),
    ],
)
def test_each_box_becomes_its_block(tmp_path, box, kind, value):
    block = block_of(tmp_path, box)

    assert (block.kind, block.value, block.line) == (kind, value, 3)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "A line on top is missing: judul"),
        ("Sapa\n\nIsi", "line 1: The lines on top look like"),
        ("judul: A\ntuju: B\n\nIsi", "line 2: “tuju” is no line for the top of this file."),
        ("judul: A\n\n::: ingat\nisi", "line 4: A box that begins"),
        ("judul: A\n\n::: lain\nisi\n:::\n", "line 3: There is no box of the kind “lain”"),
        ("judul: A\n\n::: gambar empat-pilar\nJudul saja\n:::\n", "line 3: After the first line stand a title"),
        (
            "judul: A\n\n::: cek Mana?\n- [ ] a\n  x.\n- [ ] b\n  y.\n:::\n",
            "line 3: A question has two or more answers",
        ),
        ("judul: A\n\n::: cek Mana?\n- [x] a\n  x.\n- [ ] b\n:::\n", "line 6: Each answer needs its feedback"),
        ("judul: A\n\n::: cek Mana?\na\n:::\n", "line 4: An answer looks like"),
        ("judul: A\n\n::: daftar\n- a\n:::\n", "line 3: This box needs a title"),
        ("judul: A\n\n::: daftar B\n- a\n\nb\n:::\n", "line 6: Each line of a checklist looks like"),
        ("judul: A\n\n::: daftar B\n:::\n", "line 3: Each line of a checklist looks like"),
        ("judul: A\n\n::: langkah B\n1. a\n- b\n:::\n", "line 5: A step looks like"),
        ("judul: A\n\n::: kasus B\nCerita saja.\n:::\n", "line 3: In a case the story comes first"),
        ("judul: A\n\n::: kasus B\n- Tanya?\n:::\n", "line 3: In a case the story comes first"),
        ("judul: A\n\n::: kasus B\nCerita.\n\n- Tanya?\nSisa.\n:::\n", "line 7: In a case the story comes first"),
        ("judul: A\n\n::: kelompok B\nDuduklah.\n:::\n", "line 4: The first line of a group talk looks like"),
        ("judul: A\n\n::: kelompok B\n:::\n", "line 3: The first line of a group talk looks like"),
        ("judul: A\n\n::: tabel B\na | b\n:::\n", "line 3: A table has a line of headings"),
        ("judul: A\n\n::: tabel B\na | b\nc | d\ne\n:::\n", "line 6: Each row of a table has as many cells"),
        ("judul: A\n\n::: lembar B\nIsi.\n:::\n", "line 3: A worksheet has an instruction, an empty line"),
        ("judul: A\n\n::: lembar B\nIsi.\n\n- a [2]\n- b\n:::\n", "line 7: A line of a worksheet looks like"),
        ("judul: A\n\n::: tautan B\n- https://a.id\n:::\n", "line 4: Each line of a list of links looks like"),
    ],
)
def test_a_slip_in_a_lesson_is_named_with_its_line(tmp_path, text, words):
    assert words in fault_of(read_lesson, write(tmp_path, "1-sapa.md", text))


def test_a_slip_in_a_question_is_named_with_its_line(tmp_path):
    text = "## Satu?\n- [x] Ya\n  Tepat.\n- [ ] Tidak\n  Belum.\n\n## Dua?\n- [ ] A\n  a.\n- [ ] B\n  b.\n"

    assert "line 7: A question has two or more answers" in fault_of(read_questions, write(tmp_path, "soal.md", text))


def test_hours_that_are_no_jp_are_refused(tmp_path):
    write(tmp_path, "modul.md", "judul: A\nkode: L1\nteori: dua\npraktik: 1 JP\n\n- a\n")

    assert "Hours look like" in fault_of(read_module, tmp_path)


def test_a_course_says_for_whom_it_is(tmp_path):
    write(
        tmp_path,
        "kursus.md",
        "judul: A\njenis: kube\njudul sertifikat: B\nringkasan: C.\nuntuk psks: PSKS-02, PSKS-11\nsesudah: d\n\n- e\n",
    )
    course = read_course(tmp_path)

    assert (course.for_psks, course.for_ppks, course.regulations, course.after) == (
        ("PSKS-02", "PSKS-11"), (), (), ("d",)
    )  # fmt: skip


@pytest.mark.parametrize("day", ["besok", "30-06-2027", "2027-6-1"])
def test_a_day_of_a_regulation_is_written_in_one_way(tmp_path, day):
    path = write(tmp_path, "peraturan.md", f"## UU 1/2000\ntentang: A\ntinjau: {day}\n")

    assert "A day looks like" in fault_of(read_regulations, path)
