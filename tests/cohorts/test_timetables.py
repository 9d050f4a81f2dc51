from collections import Counter
from datetime import UTC, date, datetime, time
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from content.rules import jp_of
from lms.cohorts.enums import SessionKind
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS, TIMETABLES, days_of
from lms.organisations.enums import Zone


def minutes(line):
    return (line.ends.hour - line.starts.hour) * 60 + line.ends.minute - line.starts.minute


PROMISED = {
    "bimtek-lks-24": {"L1": 3, "L2": 3, "L3": 4, "L4": 3, "L5": 4, "L6": 3, "L7": 2, "L8": 2},
    "keluarga-tangguh-20": {"K1": 3, "K2": 4, "K3": 3, "K4": 3, "K5": 2, "K6": 3, "K7": 2},
    "pembinaan-mental-18": {"M1": 3, "M2": 3, "M3": 3, "M4": 3, "M5": 3, "M6": 3},
    "kube-24": {"U1": 3, "U2": 3, "U3": 4, "U4": 5, "U5": 3, "U6": 3, "U7": 3},
}


@pytest.mark.parametrize("key", list(TIMETABLES))
def test_a_sample_timetable_holds_the_jp_its_curriculum_says(key):
    jp = Counter()
    for line in TIMETABLES[key].lines:
        if line.kind == SessionKind.LESSON:
            jp[line.module_code] += jp_of(minutes(line), minutes_per_jp=45)

    assert dict(jp) == PROMISED[key]
    assert f"{sum(jp.values())} JP" in TIMETABLES[key].name


@pytest.mark.parametrize("key", list(TIMETABLES))
def test_a_sample_timetable_has_no_gap_and_no_overlap_within_a_day(key):
    lines = TIMETABLES[key].lines
    for first, second in pairwise(lines):
        assert first.day < second.day or first.ends == second.starts


@pytest.mark.parametrize("key", list(TIMETABLES))
def test_only_lessons_name_a_module_and_a_way_of_teaching(key):
    for line in TIMETABLES[key].lines:
        assert bool(line.module_code) == bool(line.method) == (line.kind == SessionKind.LESSON)


def test_a_sample_ends_on_its_last_day():
    assert BIMTEK_LKS_3_DAYS.last_day(date(2026, 12, 30)) == date(2027, 1, 1)


def test_a_session_stands_under_the_local_day_on_which_it_starts():
    session = SimpleNamespace(
        starts_at=datetime(2026, 7, 22, 16, 30, tzinfo=UTC), ends_at=datetime(2026, 7, 22, 17, 30, tzinfo=UTC)
    )

    wib = days_of([session], ZoneInfo(Zone.WIB))
    wita = days_of([session], ZoneInfo(Zone.WITA))

    assert [(day.on, day.rows[0].starts) for day in wib] == [(date(2026, 7, 22), time(23, 30))]
    assert [(day.on, day.rows[0].starts) for day in wita] == [(date(2026, 7, 23), time(0, 30))]
