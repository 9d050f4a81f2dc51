from datetime import UTC, datetime, time, timedelta

import pytest

from lms.notices.rules import (
    Quiet,
    is_near,
    one_line,
    outside_quiet_hours,
    planned_moment,
    prefixes,
    reasons_against_change,
    reasons_against_words,
    whatsapp_url,
)

NIGHT = (time(20), time(7))


def quiet(zone):
    return Quiet(*NIGHT, zone)


@pytest.mark.parametrize(
    ("zone", "hour", "minute", "due"),
    [
        # 16:30 UTC is 23.30 of the same day in WIB, and 01.30 of the next in WIT.
        ("Asia/Jakarta", 16, 30, datetime(2026, 7, 16, 0, 0, tzinfo=UTC)),
        ("Asia/Makassar", 16, 30, datetime(2026, 7, 15, 23, 0, tzinfo=UTC)),
        ("Asia/Jayapura", 16, 30, datetime(2026, 7, 15, 22, 0, tzinfo=UTC)),
        # the first and the last minute of the night
        ("Asia/Jakarta", 12, 59, datetime(2026, 7, 15, 12, 59, tzinfo=UTC)),
        ("Asia/Jakarta", 13, 0, datetime(2026, 7, 16, 0, 0, tzinfo=UTC)),
        ("Asia/Jayapura", 10, 59, datetime(2026, 7, 15, 10, 59, tzinfo=UTC)),
        ("Asia/Jayapura", 11, 0, datetime(2026, 7, 15, 22, 0, tzinfo=UTC)),
        ("Asia/Jakarta", 0, 0, datetime(2026, 7, 15, 0, 0, tzinfo=UTC)),
    ],
)
def test_nothing_is_due_at_night_where_the_person_lives(zone, hour, minute, due):
    assert outside_quiet_hours(datetime(2026, 7, 15, hour, minute, tzinfo=UTC), quiet(zone)) == due


def test_quiet_hours_may_lie_within_a_day():
    siesta = Quiet(time(12), time(14), "Asia/Jakarta")

    assert outside_quiet_hours(datetime(2026, 7, 15, 5, 30, tzinfo=UTC), siesta) == datetime(2026, 7, 15, 7, tzinfo=UTC)
    assert outside_quiet_hours(datetime(2026, 7, 15, 7, 0, tzinfo=UTC), siesta) == datetime(2026, 7, 15, 7, tzinfo=UTC)


def test_without_quiet_hours_everything_is_due_at_once():
    at = datetime(2026, 7, 15, 16, 30, tzinfo=UTC)

    assert outside_quiet_hours(at, None) == at


@pytest.mark.parametrize(("hours", "waits"), [(11, False), (12, False), (13, True), (-1, True)])
def test_only_what_begins_within_twelve_hours_is_told_at_night(hours, waits):
    at = datetime(2026, 7, 15, 16, 30, tzinfo=UTC)

    due = planned_moment(at, quiet("Asia/Jakarta"), session_at=at + timedelta(hours=hours))

    assert (due > at) is waits


@pytest.mark.parametrize(("hours", "waits"), [(1, False), (9, False), (9.6, True), (48, True), (-1, True)])
def test_what_ends_before_it_can_be_answered_in_the_morning_is_told_at_night(hours, waits):
    at = datetime(2026, 7, 15, 16, 30, tzinfo=UTC)  # 23.30 WIB; the quiet hours end in 7.5 hours

    due = planned_moment(at, quiet("Asia/Jakarta"), until=at + timedelta(hours=hours))

    assert (due > at) is waits


@pytest.mark.parametrize(("hours", "near"), [(0, True), (24, True), (25, False), (-1, False)])
def test_a_session_is_near_within_a_day(hours, near):
    at = datetime(2026, 7, 15, 2, tzinfo=UTC)

    assert is_near(at + timedelta(hours=hours), at=at) is near
    assert not is_near(None, at=at)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ((True, False, False), []),
        ((False, False, False), ["not_planned"]),
        ((True, True, False), ["was_read"]),
        ((True, False, True), ["being_sent"]),
    ],
)
def test_what_was_sent_or_read_stays_as_it_is(facts, codes):
    is_planned, is_read, is_being_sent = facts

    found = reasons_against_change(is_planned=is_planned, is_read=is_read, is_being_sent=is_being_sent)

    assert [reason.code for reason in found] == codes


@pytest.mark.parametrize(
    ("subject", "body", "codes"),
    [
        ("Halo", "Isi", []),
        (" ", "Isi", ["no_words"]),
        ("Halo", "", ["no_words"]),
        ("x" * 151, "y" * 2001, ["too_long"]),
    ],
)
def test_own_words_are_whole_and_not_too_long(subject, body, codes):
    assert [reason.code for reason in reasons_against_words(subject, body)] == codes


def test_a_link_of_whatsapp_carries_the_text_and_the_number():
    assert whatsapp_url("Halo & *semua*\n1/2", phone="+6281200000001") == (
        "https://wa.me/6281200000001?text=Halo%20%26%20%2Asemua%2A%0A1%2F2"
    )
    assert whatsapp_url("a").startswith("https://wa.me/?text=")


def test_the_subject_of_a_mail_is_one_line():
    assert one_line("Halo\r\nBcc: x@contoh.id") == "Halo Bcc: x@contoh.id"


def test_the_regions_above_are_named_by_segments():
    assert prefixes(["62.03", "62.10.05"]) == {"62", "62.03", "62.10", "62.10.05"}
