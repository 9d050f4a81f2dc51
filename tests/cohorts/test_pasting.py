"""What people copy from a sheet is read, or it is said what is unclear."""

from datetime import date, time

import pytest

from lms.cohorts.enums import CohortStatus, Method, SessionKind
from lms.cohorts.pasting import Ground, read_rows, reasons_against_rows, rows_of
from lms.cohorts.pasting.cells import Unclear, read_clock, read_day, read_hours, read_place, read_subject, read_trainers
from lms.cohorts.rules import CohortFacts
from lms.organisations.enums import Zone
from tests.naughty import NAUGHTY

COHORT = CohortFacts(CohortStatus.DRAFT, date(2026, 7, 22), date(2026, 7, 24), date(2026, 7, 10), Zone.WIB.value)
TITLES = {"L1": "Kebijakan kesejahteraan sosial", "L10": "Lanjutan", "L2": "Kelembagaan"}
TRAINERS = {"dr. siti aminah, m.si": 1, "budi santoso": 2}
GROUND = Ground(COHORT, TITLES, TRAINERS)
SHEET = """Hari\tMulai\tSelesai\tMateri\tJenis\tRuang\tNarasumber
Rabu, 22 Juli 2026\t08.00\t09.30\tL1\tCT\tAula\tBudi Santoso
\t09.30\t09.45\tRehat
\t09:45\t12:00\tL2 Kelembagaan LKS\tPR\thttps://meet.contoh.id/abc\tDr. Siti Aminah, M.Si; Budi Santoso
"""


def codes(line):
    return [reason.code for reason in line.reasons]


def unclear(read, *given):
    with pytest.raises(Unclear) as caught:
        read(*given)
    return caught.value.reason.code


def test_a_whole_sheet_is_read_without_its_heading():
    first, pause, second = read_rows(rows_of(SHEET), GROUND)

    assert [line.number for line in (first, pause, second)] == [2, 3, 4]
    assert [codes(line) for line in (first, pause, second)] == [[], [], []]
    assert (first.values["kind"], first.values["module_code"], first.values["title"], first.values["method"]) == (
        SessionKind.LESSON, "L1", "Kebijakan kesejahteraan sosial", "lecture",
    )  # fmt: skip
    assert first.values["starts_at"].isoformat() == "2026-07-22T08:00:00+07:00"
    assert (pause.values["kind"], pause.values["title"], pause.values["starts_at"].date()) == (
        SessionKind.BREAK, "Rehat", date(2026, 7, 22),
    )  # fmt: skip
    assert (second.values["title"], second.values["method"], second.values["room"]) == (
        "Kelembagaan LKS",
        "practice",
        "",
    )
    assert second.values["link"] == "https://meet.contoh.id/abc"
    assert [first.trainers, pause.trainers, second.trainers] == [{2}, frozenset(), {1, 2}]


@pytest.mark.parametrize(
    "text",
    [
        "22 Juli 2026", "Rabu, 22 Juli 2026", "Rabu 22 juli 2026", "Wednesday, 22 July 2026", "22/07/2026", "22-7-2026",
        "22.07.2026", "2026-07-22", "22 Jul", "Hari 1", "Hari ke-1", "day 1",
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(text):
    assert read_day(text, COHORT, None) == date(2026, 7, 22)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_day"), ("besok", "day_unclear"), ("31/02/2026", "day_unclear"), ("07/22/2026", "day_unclear"),
        ("Senin, 22 Juli 2026", "weekday_wrong"), ("Hari 0", "day_unclear"), ("22 Brumaire 2026", "day_unclear"),
    ],
)  # fmt: skip
def test_an_unclear_day_is_told(text, code):
    assert unclear(read_day, text, COHORT, None) == code


@pytest.mark.parametrize("text", ["08.00", "8:00", "08:00:00", "08.00 WIB", "8.00 wib", "8:00 AM"])
def test_times_are_read_as_people_write_them(text):
    assert read_clock(text, COHORT) == time(8)


def test_both_times_may_stand_in_one_cell():
    assert read_hours("08.00-09.30", "", COHORT) == {"starts": time(8), "ends": time(9, 30)}
    assert read_hours("08.00 s.d. 09.30 WIB", "", COHORT) == {"starts": time(8), "ends": time(9, 30)}
    assert read_clock("1:30 PM", COHORT) == time(13, 30)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_time"), ("pagi", "time_unclear"), ("24.00", "time_unclear"), ("8.75", "time_unclear"),
        ("08.00 WITA", "wrong_zone"),
    ],
)  # fmt: skip
def test_an_unclear_time_and_another_zone_are_told(text, code):
    assert unclear(read_clock, text, COHORT) == code


@pytest.mark.parametrize(
    ("subject", "sort", "kind", "module", "method"),
    [
        ("L1", "CT", SessionKind.LESSON, "L1", Method.LECTURE),
        ("l1. Kebijakan", "Diskusi kelompok", SessionKind.LESSON, "L1", Method.DISCUSSION),
        ("L10", "pl", SessionKind.LESSON, "L10", Method.FIELD),
        ("Kelembagaan", "", SessionKind.LESSON, "L2", Method.LECTURE),
        ("Tes awal dan kontrak belajar", "", SessionKind.TEST, "", ""),
        ("ISHOMA", "", SessionKind.BREAK, "", ""),
        ("Sambutan kepala dinas", "Pembukaan", SessionKind.CEREMONY, "", ""),
        ("Pembagian tugas", "agenda", SessionKind.AGENDA, "", ""),
        ("", "Rehat", SessionKind.BREAK, "", ""),
    ],
)
def test_a_subject_is_a_module_or_says_what_it_is(subject, sort, kind, module, method):
    read = read_subject(subject, sort, GROUND)

    assert (read["kind"], read["module_code"], read["method"]) == (kind, module, method)
    assert read["title"]


@pytest.mark.parametrize(
    ("subject", "sort", "code"),
    [
        ("", "", "no_subject"), ("Sesuatu", "", "subject_unclear"), ("L3", "CT", "module_unclear"),
        ("L1", "XYZ", "sort_unclear"), ("a" * 151, "agenda", "title_long"),
    ],
)  # fmt: skip
def test_an_unclear_subject_is_told(subject, sort, code):
    assert unclear(read_subject, subject, sort, GROUND) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("javascript:alert(1)", "link_unsafe"), ("http://meet.contoh.id", "link_unsafe"),
        ("data:text/html,x", "link_unsafe"), ("https://", "link_unsafe"), ("a" * 61, "room_long"),
    ],
)  # fmt: skip
def test_unsafe_links_and_endless_rooms_are_told(text, code):
    assert unclear(read_place, text) == code


def test_a_room_of_60_letters_is_a_room():
    assert read_place("R" * 60) == {"room": "R" * 60, "link": ""}


def test_a_trainer_is_known_without_her_titles_and_a_stranger_is_told():
    assert read_trainers("dr. siti aminah", GROUND) == {1}
    assert unclear(read_trainers, "Orang Lain", GROUND) == "trainer_unknown"


def test_the_last_column_names_the_group_and_may_be_missing():
    rows = "22/07/2026\t08.00\t09.30\tL1\tCT\tAula\tBudi Santoso"

    alone, grouped = read_rows(rows_of(f"{rows}\n{rows}\t Kelas  A "), GROUND)

    assert (codes(alone), alone.values["group"]) == ([], "")
    assert (codes(grouped), grouped.values["group"]) == ([], "Kelas A")


def test_too_many_and_no_lines_are_told():
    assert [reason.code for reason in reasons_against_rows(rows_of("22/07/2026\n" * 400))] == ["too_many_lines"]
    assert [reason.code for reason in reasons_against_rows(rows_of("\n\t\n"))] == ["nothing_pasted"]


def test_every_fault_of_a_line_is_told_at_once():
    (line,) = read_rows(rows_of(f"kapan\tsiang\t\t\t\tjavascript:x\tSiapa\t{'K' * 41}\tlebih"), GROUND)

    assert codes(line) == [
        "too_many_columns", "day_unclear", "time_unclear", "no_subject", "link_unsafe", "trainer_unknown", "group_long",
    ]  # fmt: skip


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("column", range(8))
def test_naughty_cells_never_break_the_reading(text, column):
    cells = ["22/07/2026", "08.00", "09.30", "L1", "CT", "Aula", "Budi Santoso", "Kelas A"]
    cells[column] = text

    for line in read_rows(rows_of("\t".join(cells)), GROUND):
        assert all(str(reason) for reason in line.reasons)
