"""Opening what people send: ordinary sheets are read, hostile ones refused before anything is built from them."""

import io
import struct
import subprocess
import sys
import zipfile
from csv import writer as csv_writer
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lms.exchange.rules import (
    UNWORKED,
    CellError,
    KindRow,
    Lookups,
    PlaceRow,
    csv_row,
    header_row,
    known_kinds,
    known_places,
    typed_row,
    xlsx_row,
)
from lms.exchange.tables import LIMITS, Limits, data_rows, headed, open_table
from lms.exchange.tables.limits import REFUSALS
from lms.refusal import Refusal
from tests.exchange.workbooks import MAIN, RELATIONS, ROOT, archive, bomb, raw_workbook, sheet_xml, workbook

PEOPLE = ["Nama", "Jenis Kelamin", "NIK"]


def refused(file, name="data.xlsx", **more):
    with pytest.raises(Refusal) as caught:
        open_table(file, name=name, **more)
    [reason] = caught.value.reasons
    assert str(reason)
    return reason.code


def read(file, name="data.xlsx", **more):
    return [(row.number, row.values) for row in open_table(file, name=name, **more).rows()]


def csv(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


# Ordinary sheets


def test_a_workbook_is_read_with_its_types_and_row_numbers():
    file = workbook([["Nama", "Lahir", "Aktif"], [], ["Siti Aminah", date(1990, 4, 22), True], ["Joko", 12.5, ""]])

    assert read(file) == [
        (1, ("Nama", "Lahir", "Aktif")),
        (3, ("Siti Aminah", date(1990, 4, 22), True)),
        (4, ("Joko", 12.5, "")),
    ]


def test_a_table_that_does_not_begin_in_the_first_cell_keeps_its_place():
    file = workbook([[], ["", "", "Nama"], ["", "", "Siti"]])

    assert read(file) == [(2, ("", "", "Nama")), (3, ("", "", "Siti"))]


def test_rows_may_be_asked_again():
    table = open_table(workbook([["a"], ["b"]]), name="a.xlsx")

    assert list(table.rows()) == list(table.rows())
    assert table.row_count == 2


def test_a_merged_area_is_filled_from_its_first_cell_and_says_so():
    file = workbook([["Kabupaten", "Nama"], ["", "A"], ["", "B"]], merged=[("A2:A3", "Kapuas")])

    rows = list(open_table(file, name="a.xlsx").rows())

    assert [row.values for row in rows] == [("Kabupaten", "Nama"), ("Kapuas", "A"), ("Kapuas", "B")]
    assert [dict(row.merged) for row in rows] == [{}, {}, {0: (2, 0)}]


def test_an_error_and_a_formula_without_a_result_are_no_empty_cells():
    file = raw_workbook(
        sheet_xml(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="B1" t="e"><v>#REF!</v></c>'
            '<c r="C1"><f>A1+1</f></c><c r="D1"><f>1+1</f><v>2</v></c></row>'
            '<row r="3"><c r="E3"><f>A1</f></c></row>'
        )
    )

    assert read(file) == [(1, ("x", CellError("#REF!"), UNWORKED, 2.0)), (3, ("", "", "", "", UNWORKED))]
    assert all(isinstance(value, CellError) for value in (read(file)[0][1][1:3]))


def test_the_first_visible_sheet_with_rows_is_read_and_another_by_name():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    for name, text in (("Rahasia", "x"), ("Kosong", ""), ("Data", "y"), ("Lain", "z")):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, text) if text else None
    book.worksheets()[1].activate()
    book.worksheets()[1].set_first_sheet()
    book.worksheets()[0].hide()
    book.close()

    table = open_table(file, name="a.xlsx")

    assert (table.sheet, table.sheet_names) == ("Data", ("Kosong", "Data", "Lain"))
    assert read(file, sheet="Lain") == [(1, ("z",))]
    assert refused(file, sheet="Rahasia") == "no_such_sheet"


def test_a_workbook_of_another_program_is_read():
    file = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Nama", "Lahir"])
    book.active.append(["Siti", datetime(1990, 4, 22)])  # noqa: DTZ001
    book.save(file)

    assert read(file) == [(1, ("Nama", "Lahir")), (2, ("Siti", date(1990, 4, 22)))]


def test_a_sheet_formatted_down_to_its_last_row_counts_only_what_it_holds():
    styled = "".join(f'<row r="{number}"><c r="XFD{number}" s="0"/></row>' for number in range(60_000, 61_000))
    file = raw_workbook(sheet_xml(f'<row r="1"><c r="A1"><v>1</v></c></row>{styled}'))

    assert read(file) == [(1, (1.0,))]


def test_an_uploaded_file_is_read_as_django_hands_it_over():
    xlsx = SimpleUploadedFile("a.xlsx", workbook([["x"]]).read())
    plain = SimpleUploadedFile("a.csv", b"x;y\n1;2\n")

    assert read(xlsx) == [(1, ("x",))]
    assert read(plain, "a.csv") == [(1, ("x", "y")), (2, ("1", "2"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_each_encoding_and_with_each_delimiter(encoding, delimiter):
    text = delimiter.join(["Nama", '"Alamat; ""A"", B"']) + "\r\n" + delimiter.join(["Rés", '"Jl. Satu\r\nDua"'])

    assert read(csv(text, encoding), "a.csv") == [(1, ("Nama", 'Alamat; "A", B')), (2, ("Rés", "Jl. Satu\r\nDua"))]


def test_a_csv_may_name_its_delimiter():
    assert read(csv("sep=;\na,b;c\n"), "a.csv") == [(1, ("a,b", "c"))]
    assert read(csv("sep=\t\na,b\tc\n"), "a.csv") == [(1, ("a,b", "c"))]


def test_commas_in_addresses_do_not_win_over_the_semicolon():
    text = "DAFTAR LKS, KAPUAS;;\nNama;Alamat;Kota\n" + "Panti;Jl. Melati, No. 1, RT 2, Selat;Kapuas\n" * 5

    assert {len(values) for _number, values in read(csv(text), "a.csv")} == {3}


def test_blank_lines_of_a_csv_are_counted_as_a_spreadsheet_does():
    assert read(csv("a,b\n\n,\nc,d\n"), "a.csv") == [(1, ("a", "b")), (4, ("c", "d"))]


# From the table to its data


def test_data_stands_below_the_header_and_rows_without_a_known_cell_are_left_out():
    rows = [
        ["DAFTAR ANGGOTA"],
        [],
        [*PEOPLE, "Catatan"],
        ["Siti", "P", ""],
        ["", "", "", "Mengetahui,"],
        ["Joko", "L", ""],
    ]
    table = open_table(workbook(rows), name="a.xlsx")

    mapping = headed(table, "people")

    assert mapping.last_row == 3
    assert [(row.number, row.values[0]) for row in data_rows(table, mapping)] == [(4, "Siti"), (6, "Joko")]


@pytest.mark.parametrize("rows", [[PEOPLE], [PEOPLE, ["", " ", ""], ["", "", "", "Kepala Dinas"]]])
def test_only_a_header_is_refused(rows):
    with pytest.raises(Refusal) as caught:
        headed(open_table(workbook(rows), name="a.xlsx"), "people")

    assert [reason.code for reason in caught.value.reasons] == ["only_a_header"]


# Out through a file and in again


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_file_written_for_export_is_read_back_as_it_was(name):
    known = Lookups(known_places([PlaceRow("62.03", "Kabupaten Kapuas")]), known_kinds([KindRow("K-1", "lks", "LKS")]))
    kept = [
        {"number": "0012", "name": "=HYPERLINK(1)", "kind": "K-1", "regency": "62.03", "phone": "+6281234567890"},
        {"number": "-", "name": '\'Aisyiyah; "Putri", satu', "kind": "K-1", "regency": "62.03", "deed_on": None},
        {
            "number": "1E5",
            "name": "@é–",
            "kind": "K-1",
            "regency": "62.03",
            "deed_on": date(2019, 7, 22),
            "capacity": 40,
        },
    ]
    table = open_table(exported(kept, known, name), name=name)
    mapping = headed(table, "institutions")

    rows = [typed_row(row, mapping, known) for row in data_rows(table, mapping)]

    assert [{field: row.values[field] for field in values} for row, values in zip(rows, kept, strict=True)] == kept
    assert [(row.repairs, row.problems) for row in rows] == [((), ())] * 3


def exported(kept, known, name):
    if name.endswith(".xlsx"):
        return workbook([header_row("institutions"), *(xlsx_row("institutions", each, known) for each in kept)])
    text = io.StringIO(newline="")
    writer = csv_writer(text)
    writer.writerow(header_row("institutions"))
    writer.writerows(csv_row("institutions", each, known) for each in kept)
    return csv(text.getvalue(), "utf-8-sig")


# Refused at the door


def test_every_refusal_has_words():
    for words in REFUSALS.values():
        assert str(words)


def test_an_empty_file_is_refused():
    assert refused(io.BytesIO()) == "file_empty"
    assert refused(io.BytesIO(), "a.csv") == "file_empty"


def test_an_empty_sheet_is_refused():
    assert refused(workbook([])) == "no_rows"


@pytest.mark.parametrize("text", ["\n\n", ",,\n", "   "])
def test_a_csv_without_a_word_is_refused(text):
    with pytest.raises(Refusal) as caught:
        headed(open_table(csv(text), name="a.csv"), "people")

    assert caught.value.reasons[0].code in ("no_rows", "no_header")


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.xlsm", "a", "a.csv.exe", "xlsx", ""])
def test_another_extension_is_refused(name):
    assert refused(workbook([["x"]]), name) == "wrong_extension"


def test_a_csv_called_xlsx_and_a_workbook_called_csv_are_refused():
    assert refused(csv("a,b\n"), "a.xlsx") == "not_a_workbook"
    assert refused(workbook([["x"]]), "a.csv") == "unreadable_text"


def test_an_old_or_locked_workbook_is_refused_with_what_to_do():
    file = io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))

    assert refused(file) == "old_or_locked"
    assert refused(file, "a.csv") == "old_or_locked"


def test_an_archive_with_a_password_is_refused():
    content = bytearray(workbook([["x"]]).getvalue())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1

    assert refused(io.BytesIO(bytes(content))) == "locked"


def test_an_archive_that_is_no_workbook_is_refused():
    assert refused(archive(word__document_xml="<x/>")) == "not_a_workbook"
    assert refused(raw_workbook(sheet_xml(""), mimetype="application/vnd.oasis")) == "not_a_workbook"


def test_more_bytes_than_allowed_are_refused_unread():
    assert refused(workbook([["x"]]), limits=Limits(upload_bytes=100)) == "file_too_large"


@pytest.mark.parametrize("cut", [1, 10, 100, 1_000])
def test_a_truncated_workbook_is_refused(cut):
    content = workbook([["x"] * 20] * 50).getvalue()

    assert refused(io.BytesIO(content[:-cut])) == "damaged"


@pytest.mark.parametrize("tail", [b"x", b"PK\x05\x06" + bytes(18), bytes(100)])
def test_bytes_after_the_end_are_refused(tail):
    assert refused(io.BytesIO(workbook([["x"]]).getvalue() + tail)) == "damaged"


def test_bytes_before_the_beginning_are_refused():
    assert refused(io.BytesIO(b"PK" + workbook([["x"]]).getvalue())) == "damaged"


@pytest.mark.parametrize("part", ["..__evil.xml", "__etc__passwd", "C:evil.xml", "xl__..__..__x.xml"])
def test_a_part_outside_the_archive_is_refused(part):
    assert refused(raw_workbook(sheet_xml(""), **{part: "<x/>"})) == "unsafe_entry"


def test_a_link_in_the_archive_is_refused():
    file = raw_workbook(sheet_xml(""))
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(file, "a") as made:
        made.writestr(link, "/etc/passwd")

    assert refused(file) == "unsafe_entry"


@pytest.mark.parametrize("part", ["xl__embeddings__x.bin", "xl__embeddings__x.zip", "xl__media__x.png"])
def test_an_archive_in_the_archive_is_refused(part):
    assert refused(raw_workbook(sheet_xml(""), **{part: workbook([["x"]]).getvalue()})) == "nested_archive"


def test_two_parts_of_one_name_are_refused():
    file = raw_workbook(sheet_xml(""), XL__Worksheets__Sheet1_xml="")
    with zipfile.ZipFile(file, "a") as made:
        made.writestr("xl/worksheets/SHEET1.XML", sheet_xml(""))

    assert refused(file) == "damaged"


def test_too_many_parts_are_refused():
    parts = {f"x{number}.txt": "" for number in range(LIMITS.entries)}

    assert refused(raw_workbook(sheet_xml(""), **parts)) == "too_many_entries"


def test_too_many_sheets_are_refused():
    assert refused(workbook([["x"]], extra_sheets=[f"s{number}" for number in range(10)])) == "too_many_sheets"


def test_what_unpacks_beyond_the_ratio_is_refused():
    assert refused(raw_workbook(sheet_xml(" " * 3_000_000))) == "unpacks_too_large"


def test_a_part_that_lies_about_its_length_is_refused():
    content = bytearray(raw_workbook(sheet_xml("")).getvalue())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<L", 10)

    assert refused(io.BytesIO(bytes(content))) == "damaged"


@pytest.mark.parametrize(
    "start",
    [
        '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE worksheet SYSTEM "http://127.0.0.1/x.dtd">',
        "<!DOCTYPE worksheet>",
    ],
)
def test_document_types_and_entities_are_refused(start):
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'

    assert refused(raw_workbook(start + sheet_xml(cells))) == "forbidden_xml"


def test_document_types_in_any_other_part_are_refused():
    file = raw_workbook(sheet_xml(""), xl__media__picture_png="<!DOCTYPE x><x/>")

    assert refused(file) == "forbidden_xml"


@pytest.mark.parametrize(
    "sheet",
    [
        "",
        "<worksheet>",
        "not xml",
        sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        sheet_xml('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'),
        sheet_xml('<row r="1"><c r="1A"><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c r="AAAA1"><v>1</v></c></row>'),
        sheet_xml('<row r="1"><c r="A0"><v>1</v></c></row>'),
        sheet_xml('<row r="x"><c><v>1</v></c></row>'),
        sheet_xml("<x>" * 300 + "</x>" * 300),
        sheet_xml("".join(f"<x{number}/>" for number in range(6_000))),
        '<?xml version="1.0" encoding="cp037"?>' + sheet_xml(""),
        sheet_xml("").encode("utf-16"),
    ],
)
def test_a_sheet_no_program_writes_is_refused(sheet):
    assert refused(raw_workbook(sheet)) in ("damaged", "no_rows")


def test_a_sheet_of_ten_thousand_columns_is_refused():
    assert refused(workbook([["x"] * 10_000])) == "too_many_columns"


def test_a_cell_far_to_the_right_or_below_is_refused():
    far = '<row r="{row}"><c r="{at}"><v>1</v></c></row>'

    assert refused(raw_workbook(sheet_xml(far.format(row=1, at="XFD1")))) == "too_many_columns"
    assert refused(raw_workbook(sheet_xml(far.format(row=1_048_576, at="A1048576")))) == "too_many_rows"
    assert refused(raw_workbook(sheet_xml(far.format(row=1, at="A1048576")))) == "too_many_rows"


def test_rows_without_numbers_are_counted():
    limits = Limits(rows=3)
    three, four = (sheet_xml("<row><c><v>1</v></c></row>" * number) for number in (3, 4))

    assert read(raw_workbook(three), limits=limits) == [(1, (1.0,)), (2, (1.0,)), (3, (1.0,))]
    assert refused(raw_workbook(four), limits=limits) == "too_many_rows"


def test_a_wide_and_long_area_is_refused_even_when_it_holds_two_cells():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="40000"><c r="GR40000"><v>1</v></c></row>'

    assert refused(raw_workbook(sheet_xml(cells))) == "too_many_cells"


def test_one_long_text_shown_by_many_cells_is_refused():
    shared = f'<sst xmlns="{MAIN}"><si><t>{"a" * 30_000}</t></si></sst>'
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 8_000))

    assert refused(raw_workbook(sheet_xml(cells), shared=shared)) == "unpacks_too_large"


def test_a_text_whose_length_is_hidden_from_the_count_is_refused():
    nested = f"<si><t>a</t><si><t>b</t></si><t>{'c' * 1_000}</t></si>"
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'

    assert refused(raw_workbook(sheet_xml(cells), shared=f'<sst xmlns="{MAIN}">{nested}</sst>')) == "damaged"
    assert refused(raw_workbook(sheet_xml(cells), shared="<x><si><t>a</t></si></x>")) == "damaged"


def test_as_many_cells_as_could_show_a_long_text_are_refused_whatever_they_show():
    limits = Limits(shown_bytes=1_000_000)
    shared = f'<sst xmlns="{MAIN}"><si><t>a</t></si><si><t>{"b" * 30_000}</t></si></sst>'
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 50))

    assert refused(raw_workbook(sheet_xml(cells), shared=shared), limits=limits) == "unpacks_too_large"


def test_parts_that_another_reader_would_look_for_elsewhere_are_refused():
    cells = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    texts = f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>'

    assert read(raw_workbook(cells)) == [(1, (1.0,))]
    assert refused(raw_workbook(cells, root=ROOT.replace("xl/workbook.xml", "xl/other.xml"))) == "not_a_workbook"
    assert refused(raw_workbook(cells, relations=RELATIONS.replace("sharedStrings.xml", "other.xml"))) == "damaged"
    assert refused(raw_workbook(cells, relations=RELATIONS.replace("rId2", "rId1"))) == "damaged"
    assert refused(raw_workbook(cells, shared=texts, xl__more__sharedStrings_xml=texts)) == "damaged"
    assert refused(raw_workbook(cells, **{"content.xml": "<x/>"})) == "not_a_workbook"


def test_merged_areas_that_lie_over_each_other_are_refused():
    areas = "".join('<mergeCell ref="A1:GR200"/>' for _ in range(100))
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        f'<row r="200"><c r="GR200"><v>1</v></c></row></sheetData><mergeCells>{areas}</mergeCells></worksheet>'
    )

    assert refused(raw_workbook(sheet)) == "too_many_merged"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n" * 50_001, "too_many_rows"),
        (b"," * 200, "too_many_columns"),
        (b'a,b\n"x', "broken_csv"),
        (b'a,b\n"x" y,z\n', "broken_csv"),
        (b"a," + b"x" * 200_000, "broken_csv"),
        (b"a\x00,\x00b\x00\n\x00" * 50, "unreadable_text"),
        (b"\xff\xfea", "unreadable_text"),
        (b"a,\x81\x8d\n", "unreadable_text"),
    ],
)
def test_a_csv_beyond_the_limits_or_broken_is_refused(content, code):
    assert refused(io.BytesIO(content), "a.csv") == code


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]), st.booleans())
def test_any_bytes_are_read_or_refused(content, name, like_an_archive):
    file = io.BytesIO((b"PK\x03\x04" if like_an_archive else b"") + content)

    read_or_refused(file, name)


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_workbook_with_wrong_bytes_is_read_or_refused(data):
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    read_or_refused(io.BytesIO(bytes(content)), "a.xlsx")


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_sheet_with_wrong_letters_is_read_or_refused(data):
    text = sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1" t="e"><v>#N/A</v></c></row><row r="2"/>')
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.text(st.characters(codec="utf-8"), max_size=3)) + text[at + 1 :]

    read_or_refused(raw_workbook(changed, shared=f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>'), "a.xlsx")


def read_or_refused(file, name):
    try:
        list(open_table(file, name=name).rows())
    except Refusal as refusal:
        assert {reason.code for reason in refusal.reasons} <= set(REFUSALS)


SAMPLE = workbook([["Nama", "NIK"], ["Siti", 12], ["Joko", date(1990, 1, 1)]], merged=[("A5:B6", "x")]).getvalue()


# Memory: measured in a process of its own, by the most it ever held

CHILD = """
import sys
from lms.exchange.tables import open_table
from lms.refusal import Refusal
try:
    with open(sys.argv[1], "rb") as file:
        table = open_table(file, name=sys.argv[1])
        print(sum(1 for _row in table.rows()))
except Refusal as refusal:
    print(refusal.reasons[0].code)
status = open("/proc/self/status").read()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def opened_elsewhere(path):
    """The answer, and the most megabytes it took, of this process alone: ``getrusage`` tells its parent's too."""
    run = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    answer, megabytes = run.stdout.split()
    return answer, int(megabytes)


def test_fifty_megabytes_are_refused_without_memory(tmp_path):
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(50 * 1024 * 1024)

    answer, megabytes = opened_elsewhere(path)

    assert answer == "file_too_large"
    assert megabytes < 200


@pytest.mark.parametrize("claimed_bytes", [1_000, 4_000_000_000])
@pytest.mark.parametrize(
    ("part", "code"), [("xl/worksheets/sheet1.xml", "damaged"), ("xl/media/picture.png", "unpacks_too_large")]
)
def test_ten_gigabytes_of_zeros_are_refused_without_memory(tmp_path, part, code, claimed_bytes):
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(bomb(10, part=part, claimed_bytes=claimed_bytes))

    answer, megabytes = opened_elsewhere(path)

    assert path.stat().st_size < LIMITS.upload_bytes
    assert answer == code
    assert megabytes < 200


def test_a_bomb_of_spaces_inside_a_sheet_is_refused_without_memory(tmp_path):
    path = tmp_path / "bomb.xlsx"
    write_sheet(path, [f'<worksheet xmlns="{MAIN}"><sheetData>'], (b" " * 1_000_000 for _ in range(300)))

    answer, megabytes = opened_elsewhere(path)

    assert answer == "unpacks_too_large"
    assert megabytes < 200


def test_ten_thousand_columns_are_refused_without_memory(tmp_path):
    path = tmp_path / "wide.xlsx"
    row = "".join(f"<c><v>{number}</v></c>" for number in range(10_000))
    write_sheet(path, [f'<worksheet xmlns="{MAIN}"><sheetData>'], (f"<row>{row}</row>".encode() for _ in range(50)))

    answer, megabytes = opened_elsewhere(path)

    assert answer == "too_many_columns"
    assert megabytes < 200


@pytest.mark.parametrize("piece", [b"<a>", b'x="y" ', b"<x%d/>"])
def test_xml_that_grows_in_a_parser_is_refused_without_memory(tmp_path, piece):
    path = tmp_path / "deep.xlsx"
    count = iter(range(100_000_000))
    write = (b"".join(piece % next(count) if b"%" in piece else piece for _ in range(50_000)) for _ in range(20))
    write_sheet(path, [f'<worksheet xmlns="{MAIN}"', " " if b"=" in piece else ">"], write)

    answer, megabytes = opened_elsewhere(path)

    assert answer in ("damaged", "unpacks_too_large")
    assert megabytes < 200


def test_twenty_thousand_rows_are_read_without_much_memory(tmp_path):
    path = tmp_path / "rows.xlsx"
    shown = [[f'<c t="s"><v>{at}</v></c>' for at in range(number * 10, number * 10 + 10)] for number in range(20_000)]
    texts = "".join(f"<si><t>Panti Harapan {number}</t></si>" for number in range(200_000))
    rows = "".join(f"<row>{''.join(cells)}</row>" for cells in shown)
    path.write_bytes(raw_workbook(sheet_xml(rows), shared=f'<sst xmlns="{MAIN}">{texts}</sst>').getvalue())

    answer, megabytes = opened_elsewhere(path)

    assert answer == "20000"
    assert megabytes < 200


def write_sheet(path, start, pieces):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>')
        with made.open("xl/worksheets/sheet1.xml", "w") as part:
            for text in start:
                part.write(text.encode())
            for piece in pieces:
                part.write(piece)
