"""Finding the header: title rows above, two rows, merged groups, other words for the same column."""

import pytest

from lms.exchange.rules import COLUMNS, Row, find_header, header_row
from lms.exchange.rules.headers import IGNORED, header_key
from lms.exchange.tables import data_rows, headed, open_table
from lms.refusal import Refusal
from tests.exchange.workbooks import workbook

KINDS = ["institutions", "people", "memberships"]


def rows(*lists):
    return [Row(number, tuple(values)) for number, values in enumerate(lists, start=1) if any(values)]


def fields(mapping):
    return {mapped.column.field: mapped.letter for mapped in mapping.columns}


def refusals(lists, kind):
    with pytest.raises(Refusal) as caught:
        find_header(rows(*lists), kind)
    return {reason.code: dict(reason.values) for reason in caught.value.reasons}


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_export_writes_is_found_whole(kind):
    mapping = find_header(rows(header_row(kind)), kind)

    assert mapping.fields == tuple(column.field for column in COLUMNS[kind])
    assert (mapping.header_rows, mapping.last_row, mapping.unknown, mapping.repairs) == ((1,), 1, (), ())


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_means_two_columns(kind):
    words = [(header_key(word), column.field) for column in COLUMNS[kind] for word in (column.header, *column.synonyms)]

    assert len(dict(set(words))) == len(set(words))
    assert not IGNORED.intersection(key for key, _field in words)


def test_case_spaces_and_punctuation_do_not_count():
    mapping = find_header(
        rows(["NO.", " nama  lembaga ", "JENIS-PSKS", "Kab./Kota", "No. Telp", "E mail"]), "institutions"
    )

    assert fields(mapping) == {"name": "B", "kind": "C", "regency": "D", "phone": "E", "email": "F"}
    assert mapping.unknown == ()


def test_a_remark_in_brackets_and_a_star_do_not_count():
    mapping = find_header(
        rows(["Nama *", "Jenis Kelamin (L/P)", "Tanggal Lahir (hh/bb/tttt)", "NIK (16 digit)"]), "people"
    )

    assert fields(mapping) == {"name": "A", "sex": "B", "birth_on": "C", "nik": "D"}


def test_title_rows_above_are_passed_over():
    mapping = find_header(
        rows(["DAFTAR ANGGOTA"], ["Kabupaten", "Kapuas"], ["Tahun", 2024], [], ["No", "Nama", "L/P"], [1, "Siti", "P"]),
        "people",
    )

    assert (mapping.header_rows, mapping.last_row) == ((5,), 5)
    assert fields(mapping) == {"name": "B", "sex": "C"}


def test_unknown_columns_are_listed():
    mapping = find_header(rows(["No", "Nama", "JK", "Hobi", "", "Golongan Darah"]), "people")

    assert [tuple(column) for column in mapping.unknown] == [("D", "Hobi"), ("F", "Golongan Darah")]


def test_a_label_names_the_column_as_the_sheet_does():
    mapping = find_header(rows(["Nama", "L/P", "", "", "", "No KTP"]), "people")

    assert mapping.label("nik") == "F (No KTP)"
    assert mapping.label("email") == "Email"


def test_two_header_rows_are_read_as_one():
    mapping = find_header(
        rows(
            ["DATA LKS"],
            ["No", "Nama Lembaga", "Jenis", "Akta Notaris", "", "Nama Pengurus", "", "Kab/Kota"],
            ["", "", "", "Nomor", "Tanggal", "Ketua", "Sekretaris", ""],
            [1, "Panti Harapan", "LKS", "12", "22/07/2019", "Siti", "Joko", "Kapuas"],
        ),
        "institutions",
    )

    assert (mapping.header_rows, mapping.last_row) == ((2, 3), 3)
    assert fields(mapping) == {"name": "B", "kind": "C", "deed_number": "D", "deed_on": "E", "regency": "H"}
    assert [tuple(column) for column in mapping.unknown] == [
        ("F", "Nama Pengurus Ketua"),
        ("G", "Nama Pengurus Sekretaris"),
    ]
    assert [repair.code for repair in mapping.repairs] == ["two_header_rows"]


def test_two_header_rows_count_even_when_the_second_names_nothing_known():
    mapping = find_header(
        rows(
            ["Nama Lembaga", "Jenis", "Kab/Kota", "Nama Pengurus", ""],
            ["", "", "", "Ketua", "Sekretaris"],
            ["Panti", "LKS", "Kapuas", "Siti", "Joko"],
        ),
        "institutions",
    )

    assert (mapping.header_rows, mapping.last_row) == ((1, 2), 2)
    assert [column.header for column in mapping.unknown] == ["Nama Pengurus Ketua", "Nama Pengurus Sekretaris"]


def test_two_header_rows_with_merged_cells_of_a_real_workbook():
    file = workbook(
        [
            [],
            [],
            ["", "", "", "Nomor", "Tanggal", "Jalan", "Kecamatan", "Kab/Kota"],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
            [1, "Panti", "LKS", "12", "", "Jl. Melati", "Selat", "Kapuas"],
        ],
        merged=[
            ("A1:H1", "DAFTAR LKS KABUPATEN KAPUAS"),
            ("A2:A3", "No"),
            ("B2:B3", "Nama Lembaga"),
            ("C2:C3", "Jenis"),
            ("D2:E2", "Akta Notaris"),
            ("F2:H2", "Alamat"),
        ],
    )
    table = open_table(file, name="a.xlsx")

    mapping = headed(table, "institutions")

    assert (mapping.header_rows, mapping.last_row, mapping.unknown) == ((2, 3), 4, ())
    assert fields(mapping) == {
        "name": "B", "kind": "C", "deed_number": "D", "deed_on": "E", "address": "F", "district": "G", "regency": "H",
    }  # fmt: skip
    assert [row.number for row in data_rows(table, mapping)] == [5]


def test_a_header_merged_over_two_rows_or_two_columns_is_one():
    file = workbook(
        [["", "", "L/P"], ["", "", ""], ["Siti", "", "P"]], merged=[("A1:B2", "Nama"), ("D1:D2", "NIK"), ("C2:C3", "")]
    )
    table = open_table(file, name="a.xlsx")

    mapping = headed(table, "people")

    assert fields(mapping) == {"name": "A", "sex": "C", "nik": "D"}
    assert [row.values[0] for row in data_rows(table, mapping)] == ["Siti"]


def test_a_number_under_a_group_is_not_the_register_number():
    mapping = find_header(
        rows(["Nama Lembaga", "Jenis", "Kab/Kota", "Izin", ""], ["", "", "", "Nomor", "Tanggal"]), "institutions"
    )

    assert set(fields(mapping)) == {"name", "kind", "regency"}


def test_numbering_under_the_header_is_no_data():
    mapping = find_header(rows(["No", "Nama", "L/P"], [1, 2, 3], [1, "Siti", "P"]), "people")

    assert mapping.last_row == 2


def test_the_first_row_of_data_is_never_taken_for_a_header():
    mapping = find_header(rows(["Nama", "L/P", "Alamat"], ["Siti", "P", "Kecamatan Selat"]), "people")

    assert (mapping.header_rows, mapping.last_row) == ((1,), 1)


def test_missing_columns_are_refused_by_name():
    assert refusals([["Nama Lembaga", "Telepon"]], "institutions") == {
        "missing_columns": {"columns": "Jenis PSKS, Kabupaten/Kota"}
    }


def test_a_membership_needs_a_person():
    assert refusals([["Nomor Registrasi Lembaga", "Mulai"]], "memberships") == {
        "missing_one_of": {"columns": "Kode, NIK"}
    }


def test_a_column_there_twice_is_refused():
    assert refusals([["Nama", "Nama Lengkap", "L/P"]], "people") == {
        "duplicate_column": {"column": "Nama", "letters": "A, B"}
    }


@pytest.mark.parametrize(
    "lists", [[], [["a", "b"]], [["Siti", "Perempuan"], ["Joko", "Laki-laki"]], [["x"]] * 60 + [["Nama", "L/P"]]]
)
def test_a_sheet_without_a_header_is_refused_with_what_is_needed(lists):
    assert refusals(lists, "people") == {"no_header": {"columns": "Nama, Jenis Kelamin"}}


def test_every_reason_has_words():
    with pytest.raises(Refusal) as caught:
        find_header(rows(["Nama", "Nama", "NIK"]), "people")

    assert [str(reason) for reason in caught.value.reasons] == [
        "The column Nama is there more than once: A, B. Leave one of them.",
        "These columns are missing: Jenis Kelamin.",
    ]
