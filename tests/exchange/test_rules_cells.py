"""Cells to values: what is repaired, what is refused, and that what an export writes is read back."""

import csv
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from lms.accounts.phones import e164
from lms.exchange.rules import (
    COLUMNS,
    UNWORKED,
    CellError,
    Column,
    KindRow,
    Lookups,
    PlaceRow,
    Row,
    csv_row,
    find_header,
    header_row,
    known_kinds,
    known_places,
    looks_rounded,
    normalised,
    repaired,
    typed_row,
    xlsx_row,
)
from lms.exchange.rules.choices import CHOICES
from lms.exchange.rules.findings import PROBLEMS
from lms.exchange.rules.numbers import MOBILE
from tests.naughty import NAUGHTY

DATA = settings.BASE_DIR / "lms" / "organisations" / "data"


def rows_of(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGIONS = [
    PlaceRow(row["code"], row["name"])
    for name in ("regions_provinces.csv", "regions_regencies.csv", "regions_districts.csv")
    for row in rows_of(name)
]
OLD = [PlaceRow("91.99", "Kabupaten Lama Sekali", is_current=False, successors=("93.01", "93.02"))]
KNOWN = Lookups(
    known_places(REGIONS + OLD),
    known_kinds(
        [KindRow(row["code"], row["slug"], row["name_id"]) for row in rows_of("psks_kinds.csv")]
        + [KindRow("PSKS-62-1", "pendamping-pkh", "Pendamping PKH", ("pendamping keluarga harapan", "psm"))]
    ),
)
ALL = [(kind, column) for kind, columns in COLUMNS.items() for column in columns]


def read(type_, value, *, within=None, field=""):
    """The value, the codes of the repairs, the codes of the problems."""
    column = Column(field or (type_ if type_ in ("nik", "nip", "npwp", "nib") else "x"), "X", type=type_)
    answer = repaired(column, value, KNOWN, within=within)
    assert all(str(reason) for reason in answer.errors)
    return answer.value, [each.code for each in answer.repairs], [each.code for each in answer.errors]


# Numbers that are names


@pytest.mark.parametrize(
    ("value", "expected", "repairs"),
    [
        ("6203010101900003", "6203010101900003", []),
        ("6203 0101 0190 0003", "6203010101900003", ["digits_cleaned"]),
        ("'6203.01.010190-0003", "6203010101900003", ["apostrophe", "digits_cleaned"]),
        (" 6203010101900003\u200b", "6203010101900003", ["invisible"]),
        ("", "", []),
        ("-", "", ["dash_is_empty"]),
    ],
)
def test_a_nik_is_cleaned(value, expected, repairs):
    assert read("nik", value) == (expected, repairs, [])


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (6.2e15, "digits_lost"),
        (6203010101900000.0, "digits_lost"),
        (6203010101900003, "digits_lost"),
        ("6.2E+15", "digits_lost"),
        ("6,20301E+15", "digits_lost"),
        ("6.2e15", "digits_lost"),
        (float("inf"), "digits_lost"),
        (float("nan"), "digits_lost"),
        (62030101.5, "decimals"),
        (62030101, "nik_length"),
        ("620301010190003", "nik_length"),
        ("62030101019000031", "nik_length"),
        ("620301O101900003", "not_digits"),
        ("٦٢٠٣٠١٠١٠١٩٠٠٠٠٣", "not_digits"),
        ("0000000000000000", "nik_placeholder"),
        (date(2019, 1, 1), "became_a_date"),
        (True, "wrong_type"),
        (CellError("#N/A"), "formula_error"),
        (UNWORKED, "formula_unworked"),
        ("6203\x0001", "control_character"),
    ],
)
def test_a_nik_is_refused_and_never_guessed(value, problem):
    assert read("nik", value) == (None, [], [problem])


@given(st.floats(min_value=1e15, allow_nan=False) | st.integers(10**15, 10**18))
def test_no_number_of_more_than_fifteen_digits_becomes_a_nik(number):
    assert read("nik", number)[0] is None


def test_a_column_of_niks_that_lost_their_last_digit_is_noticed():
    assert looks_rounded([f"620301010190{number:03}0" for number in range(5)])
    assert not looks_rounded([f"620301010190{number:03}0" for number in range(4)])
    assert not looks_rounded([f"62030101019000{number:02}" for number in range(20)])


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("npwp", "01.234.567.8-901.000", "012345678901000"),
        ("npwp", "0123456789010000", "0123456789010000"),
        ("npwp", 912345678901000, "912345678901000"),
        ("nip", "19900422 201501 2 001", "199004222015012001"),
        ("nib", 1234567890123.0, "1234567890123"),
    ],
)
def test_digits_are_kept_as_text(type_, value, expected):
    answer = read(type_, value)

    assert (answer[0], answer[2]) == (expected, [])


@pytest.mark.parametrize(
    ("type_", "value", "problem"),
    [
        ("npwp", "1234", "npwp_length"),
        ("npwp", 12345678901000.0, "npwp_length"),
        ("nip", 1.99004222015012e17, "digits_lost"),
        ("nib", "12345", "nib_length"),
        ("code", 12.5, "decimals"),
        ("code", 1e16, "digits_lost"),
        ("code", "1.2E+16", "digits_lost"),
        ("code", date(2019, 2, 1), "became_a_date"),
        ("text", 0.1, "decimals"),
        ("text", timedelta(1), "became_a_date"),
    ],
)
def test_digits_that_may_be_lost_are_refused(type_, value, problem):
    assert read(type_, value) == (None, [], [problem])


@pytest.mark.parametrize("value", [123, 123.0, "123"])
def test_a_number_in_a_text_column_is_its_digits(value):
    assert read("code", value) == ("123", [], [])


@pytest.mark.parametrize(
    ("value", "expected", "repairs"),
    [
        ("+6281234567890", "+6281234567890", []),
        ("0812-3456-7890", "+6281234567890", ["phone_spelling"]),
        ("(0513) 21234", "+6251321234", ["phone_spelling"]),
        ("6281234567890", "+6281234567890", ["phone_spelling"]),
        (6281234567890.0, "+6281234567890", ["phone_spelling"]),
        (81234567890.0, "+6281234567890", ["phone_zero"]),
        ("81234567890", "+6281234567890", ["phone_zero"]),
        ("'081234567890", "+6281234567890", ["apostrophe", "phone_spelling"]),
    ],
)
def test_a_telephone_number_is_read_in_its_spellings(value, expected, repairs):
    assert read("phone", value) == (expected, repairs, [])


@pytest.mark.parametrize(
    "value",
    ["0812/0813", "tidak ada", "12", "0812345678901234567890", "0800-PANTI", "+60 12 345 6789", 12.5, "+", 8.1e20],
)
def test_what_is_no_telephone_number_is_refused(value):
    assert read("phone", value)[0] is None
    assert len(read("phone", value)[2]) == 1


@given(st.from_regex(MOBILE, fullmatch=True))
def test_the_short_way_for_mobile_numbers_answers_as_the_library(number):
    assert e164(number) == number


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("year", 2019.0, (2019, [], [])),
        ("year", "2019", (2019, [], [])),
        ("year", "19", (None, [], ["number_out_of_range"])),
        ("year", date(2019, 1, 1), (None, [], ["became_a_date"])),
        ("year", "thn 2019", (None, [], ["not_whole"])),
        ("count", "1.200", (1200, ["thousands"], [])),
        ("count", "1.2", (None, [], ["not_whole"])),
        ("count", 1.2, (None, [], ["not_whole"])),
        ("count", float("nan"), (None, [], ["not_whole"])),
        ("count", -1, (None, [], ["not_whole"])),
        ("count", "9" * 5_000, (None, [], ["not_whole"])),
        ("count", "", (None, [], [])),
    ],
)
def test_numbers_that_count(type_, value, expected):
    assert read(type_, value) == expected


# Dates


@pytest.mark.parametrize(
    "text",
    [
        "22/07/2019", "22-07-2019", "22.7.2019", "22 / 7 / 2019", "22 Juli 2019", "22 JULI 2019", "22 Jul 2019",
        "22-Jul-2019", "22 juli. 2019", "22 July 2019", "2019-07-22", "2019-07-22 00:00:00",
    ],
)  # fmt: skip
def test_a_date_is_read_in_each_spelling(text):
    value, repairs, problems = read("date", text)

    assert (value, problems) == (date(2019, 7, 22), [])
    assert repairs == ([] if text == "2019-07-22" else ["date_spelling"])


def test_a_month_is_known_by_its_old_and_short_names():
    words = ["Januari", "Pebruari", "Mrt", "Apr", "Mei", "Juni", "Jul", "Agt", "September", "Okt", "Nopember", "Des"]
    more = ["Jan", "Peb", "Maret", "April", "Mei", "Djuni", "Juli", "Ags", "Sept", "Oktober", "Nop", "Desember"]

    assert [read("date", f"3 {word} 1998")[0].month for word in words] == list(range(1, 13))
    assert [read("date", f"3 {word.upper()}. 1998")[0].month for word in more] == list(range(1, 13))


def test_the_day_comes_first():
    assert read("date", "03/04/2019")[0] == date(2019, 4, 3)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("22/07/19", "date_two_digit_year"),
        ("22-Jul-19", "date_two_digit_year"),
        ("22 Juli '19", "date_two_digit_year"),
        ("07/22/2019", "date_impossible"),
        ("31/02/2019", "date_impossible"),
        ("2019-22-07", "date_impossible"),
        ("Juli 2019", "date_unreadable"),
        ("22 Foo 2019", "date_unreadable"),
        ("kemarin", "date_unreadable"),
        ("2019", "date_number"),
        (43668.0, "date_number"),
        (43668, "date_number"),
        ("43668", "date_number"),
        ("22/07/0019", "date_out_of_range"),
        (date(1, 1, 1), "date_out_of_range"),
        (time(1, 2), "wrong_type"),
        (timedelta(1), "wrong_type"),
        (True, "wrong_type"),
        (CellError("#VALUE!"), "formula_error"),
    ],
)
def test_what_is_no_certain_date_is_refused(value, problem):
    assert read("date", value) == (None, [], [problem])


def test_a_date_cell_is_taken_as_it_is_and_its_time_is_dropped():
    assert read("date", date(2019, 7, 22)) == (date(2019, 7, 22), [], [])
    assert read("date", datetime(2019, 7, 22)) == (date(2019, 7, 22), [], [])  # noqa: DTZ001
    assert read("date", datetime(2019, 7, 22, 14, 3)) == (date(2019, 7, 22), ["time_dropped"], [])  # noqa: DTZ001


# Areas and kinds


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kabupaten Kapuas", "62.03"), ("Kab. Kapuas", "62.03"), ("KAB.KAPUAS", "62.03"), ("kapuas", "62.03"),
        ("62.03", "62.03"), ("6203", "62.03"), ("Palangka Raya", "62.71"), ("Palangkaraya", "62.71"),
        ("KOTA PALANGKA RAYA", "62.71"), ("Kodya Banjarmasin", "63.71"), ("Kota Madya Banjarmasin", "63.71"),
        ("Kab. Kota Waringin Timur", "62.02"), ("Kota Adm. Jakarta Selatan", "31.74"), ("Kab. Kep. Seribu", "31.01"),
        ("Tolitoli", "72.04"), ("Kab Banjar", "63.03"), ("Kota Banjar", "32.79"), ("91.99", "91.99"),
    ],
)  # fmt: skip
def test_a_kabupaten_or_kota_is_found_however_it_is_written(text, code):
    value, repairs, problems = read("regency", text)

    assert (value, problems) == (code, [])
    assert repairs == ([] if text in (KNOWN.places.names[code], code) else ["region_spelling"])


@pytest.mark.parametrize(
    ("value", "problem", "candidates"),
    [
        ("Banjar", "region_ambiguous", "Kota Banjar (32.79), Kabupaten Banjar (63.03)"),
        ("Kota Kapuas", "region_other_kind", "Kabupaten Kapuas (62.03)"),
        ("Lama Sekali", "region_old", "Kabupaten Merauke (93.01), Kabupaten Boven Digoel (93.02)"),
        ("Kalimantan Tengah", "region_unknown", None),
        ("Kapuass", "region_unknown", None),
        ("62.1", "region_code_lost_zero", None),
        (62.1, "region_code_lost_zero", None),
        ("99.99", "region_unknown", None),
    ],
)
def test_an_area_that_is_not_certain_is_refused_with_candidates(value, problem, candidates):
    answer = repaired(Column("regency", "X", type="regency"), value, KNOWN)

    assert [reason.code for reason in answer.errors] == [problem]
    assert dict(answer.errors[0].values).get("candidates") == candidates


def test_a_code_in_a_number_cell_is_a_code():
    assert read("regency", 62.03) == ("62.03", [], [])
    assert read("regency", 6203.0)[0] == "62.03"


def test_a_kecamatan_is_looked_for_in_its_kabupaten():
    assert read("district", "Selat", within="62.03") == ("62.03.01", [], [])
    assert read("district", "Kec. SELAT", within="62.03") == ("62.03.01", ["region_spelling"], [])
    assert read("district", "Selat", within="51.07") == ("51.07.07", [], [])
    assert read("district", "Selat") == (None, [], ["district_needs_regency"])
    assert read("district", "Selat", within="11.01") == (None, [], ["district_elsewhere"])
    assert read("district", "62.03.01", within="11.01") == (None, [], ["district_elsewhere"])
    assert read("district", "Entah", within="62.03") == (None, [], ["district_unknown"])


def test_a_work_area_is_a_list_of_codes_or_names():
    assert read("work_area", "Kalimantan Tengah; Kabupaten Banjar;62.03.01") == (("62", "62.03.01", "63.03"), [], [])
    assert read("work_area", "Kapuas, Kab. Banjar")[0] == ("62.03", "63.03")
    assert read("work_area", "Kapuas; Entah; Banjar") == (None, [], ["region_unknown", "region_ambiguous"])
    assert read("work_area", "") == ((), [], [])


@pytest.mark.parametrize(
    ("text", "code", "repairs"),
    [
        ("PSKS-04", "PSKS-04", []),
        ("psks 04", "PSKS-04", []),
        ("Lembaga Kesejahteraan Sosial (LKS)", "PSKS-04", []),
        ("LKS", "PSKS-04", ["kind_word"]),
        ("karang taruna", "PSKS-05", []),
        ("Lembaga Kesejahteraan Sosial", "PSKS-04", ["kind_word"]),
        ("Pendamping Keluarga Harapan", "PSKS-62-1", ["kind_word"]),
    ],
)
def test_a_kind_is_found_by_code_name_and_old_word(text, code, repairs):
    assert read("kind", text) == (code, repairs, [])


def test_a_word_for_two_kinds_or_none_is_refused():
    assert read("kind", "PSM") == (None, [], ["kind_ambiguous"])
    assert read("kind", "Koperasi") == (None, [], ["kind_unknown"])


# Closed lists


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("sex", "P", "female"), ("sex", "wanita", "female"), ("sex", "L", "male"), ("sex", "LAKI - LAKI", "male"),
        ("position", "Ketua", "chair"), ("position", "BENDAHARA", "treasurer"), ("position", "pimpinan", "chair"),
        ("level", "Kab/Kota", "regency"), ("status", "non-aktif", "inactive"), ("owner", "Kemensos", "ministry"),
        ("yes_no", "Ya", True), ("yes_no", "v", True), ("yes_no", 1.0, True), ("yes_no", "1", True),
        ("yes_no", True, True), ("yes_no", "TIDAK", False), ("yes_no", 0, False), ("yes_no", "", None),
    ],
)  # fmt: skip
def test_words_of_closed_lists_are_understood(type_, text, value):
    answer = read(type_, text)

    assert (answer[0], answer[2]) == (value, [])


@pytest.mark.parametrize(
    ("type_", "text"), [("sex", "x"), ("position", "Wakil Ketua"), ("yes_no", "mungkin"), ("status", "3")]
)
def test_another_word_is_refused_with_those_that_are_possible(type_, text):
    answer = repaired(Column("x", "X", type=type_), text, KNOWN)

    assert [reason.code for reason in answer.errors] == ["choice_unknown"]
    assert dict(answer.errors[0].values)["candidates"]


def test_an_unusual_word_is_told_as_a_repair():
    assert read("position", "Sekertaris") == ("secretary", ["word"], [])
    assert read("position", "sekretaris") == ("secretary", [], [])


def test_an_email_address_is_checked():
    assert read("email", "Siti@contoh.id") == ("Siti@contoh.id", [], [])
    assert read("email", "siti@") == (None, [], ["email_unreadable"])


def test_a_person_code_is_written_in_capitals():
    assert read("key", " p7k2 m9qxwa") == ("P7K2M9QXWA", ["spaces", "key_case"], [])


# Rows

PEOPLE = find_header([Row(1, header_row("people"))], "people")


def person(**cells):
    at = {mapped.column.field: mapped.at for mapped in PEOPLE.columns}
    values = [""] * len(at)
    for name, value in cells.items():
        values[at[name]] = value
    return values


def test_a_row_gives_values_repairs_and_problems_with_their_columns():
    cells = person(
        name=" Siti Aminah", sex="P", nik=6.2e15, birth_on="22/07/1990", regency="Kab. Kapuas", district="Selat"
    )

    row = typed_row(Row(7, tuple(cells)), PEOPLE, KNOWN)

    assert row.number == 7
    assert row.values == {
        "key": "", "name": "Siti Aminah", "sex": "female", "birth_place": "", "birth_on": date(1990, 7, 22), "nip": "",
        "phone": "", "email": "", "regency": "62.03", "district": "62.03.01",
    }  # fmt: skip
    assert [(each.field, each.column, each.repair.code) for each in row.repairs] == [
        ("name", "B (Nama)", "spaces"),
        ("birth_on", "E (Tanggal Lahir)", "date_spelling"),
        ("regency", "J (Kabupaten/Kota)", "region_spelling"),
    ]
    assert [(each.column, each.reason.code) for each in row.problems] == [("F (NIK)", "digits_lost")]


def test_a_required_cell_may_not_be_empty_and_a_short_row_is_no_accident():
    row = typed_row(Row(2, ("", " ")), PEOPLE, KNOWN)

    assert [(each.field, each.reason.code) for each in row.problems] == [("name", "required"), ("sex", "required")]


def test_a_value_from_a_merged_cell_is_told():
    row = typed_row(Row(3, tuple(person(name="Siti", sex="P", regency="62.03")), {9: (2, 9)}), PEOPLE, KNOWN)

    assert [(each.column, each.repair.code, each.repair.after) for each in row.repairs] == [
        ("J (Kabupaten/Kota)", "merged", "62.03")
    ]


def test_no_report_of_a_row_holds_a_whole_nik():
    cells = person(
        name="6203010101900003", sex="6203010101900003", nik="6203 0101 0190 0003x", phone="6203010101900003"
    )

    row = typed_row(Row(3, tuple(cells)), PEOPLE, KNOWN)

    told = repr((row.repairs, [str(each.reason) for each in row.problems])).replace(" ", "")
    assert "6203010101900003" not in told


NAUGHTY_CELLS = [*NAUGHTY, 0, -1, 1e300, float("nan"), True, date(2019, 1, 1), time(1), timedelta(1)]


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_naughty_cells_are_read_or_refused(kind):
    for column in COLUMNS[kind]:
        for value in NAUGHTY_CELLS:
            answer = repaired(column, value, KNOWN)

            assert {reason.code for reason in answer.errors} <= set(PROBLEMS)
            assert not (answer.errors and answer.value is not None)
            assert not isinstance(answer.value, str) or len(answer.value) <= column.max_length


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.sampled_from(ALL), st.text() | st.floats() | st.integers() | st.dates() | st.datetimes() | st.booleans())
def test_any_cell_is_read_or_refused(place, value):
    answer = repaired(place[1], value, KNOWN)

    assert {reason.code for reason in answer.errors} <= set(PROBLEMS)


# Out and in again

DIGITS = {"nik": 16, "nip": 18, "npwp": 15, "nib": 13}


def values_of(column):
    """Whatever the register may hold in this column."""
    by_type = {
        "date": st.dates(date(1900, 1, 1), date(2100, 12, 31)) | (st.nothing() if column.is_required else st.none()),
        "yes_no": st.booleans() | st.none(),
        "year": st.integers(1800, 2100) | st.none(),
        "count": st.integers(0, 1_000_000) | st.none(),
        "phone": st.from_regex(r"\+628[1-9][0-9]{7,9}", fullmatch=True) | st.just(""),
        "email": st.from_regex(r"[a-z=+'-][a-z]{1,8}@[a-z]{2,8}\.id", fullmatch=True) | st.just(""),
        "kind": st.sampled_from(sorted(KNOWN.kinds.names)),
        "regency": st.sampled_from([code for code in KNOWN.places.names if len(code) == 5]),
        "work_area": st.lists(st.sampled_from(sorted(KNOWN.places.names)), max_size=4).map(
            lambda x: tuple(sorted(set(x)))
        ),
        "key": st.from_regex(r"P[2-9A-HJ-NP-Z]{9}", fullmatch=True),
    }
    if column.type in CHOICES:
        return st.sampled_from(sorted(str(value) for value in CHOICES[column.type]))
    if column.type in DIGITS:
        size = DIGITS[column.type]
        return st.text("0123456789", min_size=size, max_size=size).filter(lambda text: len(set(text)) > 1) | st.just("")
    if column.type in by_type:
        return by_type[column.type]
    tricky = st.text("'=+-@ –1Ea.é\u200b", min_size=1, max_size=20) | st.text(
        st.characters(exclude_categories=["C"]), max_size=25
    )
    return tricky.map(normalised).filter(
        lambda text: len(text) <= column.max_length and (text or not column.is_required)
    )


def kept_rows(kind):
    columns = [column for column in COLUMNS[kind] if column.type != "district"]
    rows = st.fixed_dictionaries({column.field: values_of(column) for column in columns})
    if len(columns) == len(COLUMNS[kind]):
        return rows
    return st.tuples(rows, st.integers(0, 5)).map(lambda drawn: {**drawn[0], "district": district_of(*drawn)})


def district_of(row, number):
    return next((code for code in [f"{row['regency']}.{number:02}"] if code in KNOWN.places.names), None)


@pytest.mark.parametrize("kind", list(COLUMNS))
@pytest.mark.parametrize("write", [csv_row, xlsx_row])
def test_what_is_exported_is_imported_unchanged_and_without_a_repair(kind, write):
    mapping = find_header([Row(1, header_row(kind))], kind)

    @hypothesis_settings(max_examples=80, deadline=None)
    @given(kept_rows(kind))
    def check(values):
        read_back = typed_row(Row(2, tuple(write(kind, values, KNOWN))), mapping, KNOWN)

        assert read_back.problems == ()
        assert read_back.values == values
        assert read_back.repairs == ()

    check()


def test_every_area_of_the_country_comes_back_from_its_own_name():
    for code, name in KNOWN.places.names.items():
        if code in KNOWN.places.old:
            continue
        if len(code) == 5:
            assert read("regency", name) == (code, [], [])
        elif len(code) == 8:
            assert read("district", name, within=code[:5]) == (code, [], [])
