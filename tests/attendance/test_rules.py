from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lms.attendance import rules
from lms.attendance.rules import CheckInWindow, SessionFacts
from lms.organisations.enums import Zone

WINDOW = CheckInWindow(30, 30)


def facts(*, kind="lesson", status="open", zone=Zone.WIB):
    """From 08.00 to 09.30 WIB on 22 July 2026, told in ``zone``."""
    starts_at, ends_at = datetime(2026, 7, 22, 1, tzinfo=UTC), datetime(2026, 7, 22, 2, 30, tzinfo=UTC)
    return SessionFacts(kind, starts_at, ends_at, zone, ZoneInfo(zone.value), status)


@pytest.mark.parametrize(
    ("session", "on", "expected"),
    [
        (facts(), date(2026, 7, 22), []),
        (facts(), date(2026, 8, 22), []),
        (facts(kind="ceremony"), date(2026, 7, 22), []),
        (facts(kind="test"), date(2026, 7, 22), []),
        (facts(kind="break"), date(2026, 7, 22), ["break"]),
        (facts(status="closed"), date(2026, 7, 22), ["cohort_closed"]),
        (facts(status="draft"), date(2026, 7, 22), ["not_open"]),
        (facts(), date(2026, 7, 21), ["too_early"]),
    ],
)
def test_marks_are_made_in_open_cohorts_from_the_day_of_the_session(session, on, expected):
    assert [reason.code for reason in rules.reasons_against_marking(session, on=on)] == expected


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [
        (0, 29, ["too_early"]),
        (0, 30, []),
        (1, 0, []),
        (3, 0, []),
        (3, 1, ["too_late"]),
        (20, 0, ["too_late"]),
    ],
)
def test_one_checks_in_from_half_an_hour_before_to_half_an_hour_after(hour, minute, expected):
    at = datetime(2026, 7, 22, hour, minute, tzinfo=UTC)

    reasons = rules.reasons_against_check_in(facts(), WINDOW, at=at)

    assert [reason.code for reason in reasons] == expected


@pytest.mark.parametrize(
    ("zone", "words"), [(Zone.WIB, "07.30 WIB"), (Zone.WITA, "08.30 WITA"), (Zone.WIT, "09.30 WIT")]
)
def test_the_reason_names_the_time_in_the_zone_of_the_cohort(zone, words):
    at = datetime(2026, 7, 21, 23, tzinfo=UTC)

    (reason,) = rules.reasons_against_check_in(facts(zone=zone), WINDOW, at=at)

    assert words in str(reason)


def present(hour, jp, module_code="L1", *, group="", state="present"):
    starts = datetime(2026, 7, 22, hour, tzinfo=UTC)
    return rules.StandingMark(state, jp, module_code, starts, starts + timedelta(hours=3), group)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], 0),
        ([present(8, 3)], 3),
        ([present(8, 3, state="absent")], 0),
        ([present(8, 3), present(11, 0), present(12, 4, state="absent"), present(16, 2)], 5),
        ([present(8, 3, group="Kelas A"), present(8, 3, group="Kelas B")], 3),
        ([present(8, 3, group="Kelas A", state="absent"), present(8, 3, group="Kelas B")], 3),
        ([present(8, 3, group="Kelas A"), present(8, 4, "L2", group="Kelas B")], 4),
        ([present(8, 3, "L2", group="Kelas A"), present(12, 3, "L2", group="Kelas B")], 4),
    ],
)
def test_attended_jp_are_those_of_sessions_one_was_present_in_once_an_hour_and_no_more_than_planned(marks, expected):
    assert rules.attended_jp(marks, {"L1": 9, "L2": 4}) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("kode0001", "KODE0001"),
        (" KO DE-00 01 ", "KODE0001"),
        ("", ""),
        ("\x00", ""),
        ("<script>", "SCRIPT"),
        ("' OR 1=1 --", "OR11"),
    ],
)
def test_a_code_may_be_typed_in_any_way(typed, expected):
    assert rules.plain_code(typed) == expected
