from collections import Counter
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from lms.cohorts.enums import SessionKind
from lms.cohorts.rules import jp_of
from lms.cohorts.timetables import BIMTEK_LKS_3_DAYS, days_of
from lms.organisations.enums import Zone


def minutes(line):
    return (line.ends.hour - line.starts.hour) * 60 + line.ends.minute - line.starts.minute


def test_the_sample_timetable_holds_24_jp_as_the_curriculum_says():
    jp = Counter()
    for line in BIMTEK_LKS_3_DAYS.lines:
        if line.kind == SessionKind.LESSON:
            jp[line.module_code] += jp_of(minutes(line), minutes_per_jp=45)

    assert dict(jp) == {"L1": 3, "L2": 3, "L3": 4, "L4": 3, "L5": 4, "L6": 3, "L7": 2, "L8": 2}
    assert sum(jp.values()) == 24


def test_the_sample_timetable_has_no_gap_and_no_overlap_within_a_day():
    for first, second in zip(BIMTEK_LKS_3_DAYS.lines, BIMTEK_LKS_3_DAYS.lines[1:], strict=False):
        assert first.day < second.day or first.ends == second.starts


def test_only_lessons_name_a_module():
    assert all(bool(line.module_code) == (line.kind == SessionKind.LESSON) for line in BIMTEK_LKS_3_DAYS.lines)


def test_a_session_stands_under_the_local_day_on_which_it_starts():
    session = SimpleNamespace(
        starts_at=datetime(2026, 7, 22, 16, 30, tzinfo=UTC), ends_at=datetime(2026, 7, 22, 17, 30, tzinfo=UTC)
    )

    wib = days_of([session], ZoneInfo(Zone.WIB))
    wita = days_of([session], ZoneInfo(Zone.WITA))

    assert [(day.on, day.rows[0].starts) for day in wib] == [(date(2026, 7, 22), time(23, 30))]
    assert [(day.on, day.rows[0].starts) for day in wita] == [(date(2026, 7, 23), time(0, 30))]
