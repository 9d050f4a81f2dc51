from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from content.rules import jp_of
from lms.cohorts.enums import CohortStatus, SessionKind
from lms.cohorts.rules import (
    CohortFacts,
    ModuleFacts,
    OpeningFacts,
    Policy,
    SessionFacts,
    Syllabus,
    days_in_words,
    jp_for_one,
    reasons_against_change,
    reasons_against_deadline,
    reasons_against_jp,
    reasons_against_opening,
    reasons_against_overlaps,
    reasons_against_plan,
    reasons_against_session,
)

TODAY = date(2026, 6, 1)
COHORT = CohortFacts(
    CohortStatus.DRAFT, date(2026, 7, 22), date(2026, 7, 24), nominate_until=date(2026, 7, 10), zone="Asia/Jakarta"
)
MINUTES = {"theory": 90, "practice": 0, "field": 0, "online": 0}
MODULES = (
    ModuleFacts("L1", "Satu", 1, 11, MINUTES | {"practice": 45}),
    ModuleFacts("L2", "Dua", 2, None, MINUTES),
)


def lesson(starts, minutes, code="L1", jp=None, title="Pelajaran", kind=SessionKind.LESSON, group=""):
    """A session that begins at ``starts`` hours UTC (7 less than WIB) on the first day."""
    starts_at = datetime(2026, 7, 22, tzinfo=UTC) + timedelta(hours=starts)
    hours = minutes // 45 if jp is None else jp
    return SessionFacts(kind, code, title, starts_at, starts_at + timedelta(minutes=minutes), hours, group=group)


SESSIONS = (lesson(2, 135), lesson(6, 90, "L2"))
READY = OpeningFacts(
    cohort=COHORT,
    sessions=SESSIONS,
    course_title="Bimtek LKS",
    certificate_title="Bimbingan Teknis LKS",
    modules=MODULES,
    minutes_per_jp=45,
    is_course_live=True,
    lessons=1,
    questions=10,
    questions_needed=10,
    trainers=1,
    regions=14,
)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("minutes", "minutes_per_jp", "jp"),
    [(0, 45, 0), (44, 45, 0), (45, 45, 1), (89, 45, 1), (90, 45, 2), (135, 45, 3), (180, 60, 3)],
)
def test_jp_are_whole_lesson_hours(minutes, minutes_per_jp, jp):
    assert jp_of(minutes, minutes_per_jp=minutes_per_jp) == jp


@pytest.mark.parametrize(
    ("changes", "seats", "expected"),
    [
        ({}, 2, []),
        ({"ends_on": date(2026, 7, 22)}, 2, []),
        ({"nominate_until": date(2026, 7, 22)}, 2, []),
        ({"nominate_until": TODAY}, 2, []),
        ({"ends_on": date(2026, 7, 21)}, 2, ["ends_before_it_starts"]),
        ({"ends_on": date(2027, 7, 22)}, 2, []),
        ({"ends_on": date(2027, 7, 23)}, 2, ["too_long"]),
        ({"starts_on": date(2032, 1, 1), "ends_on": date(2032, 1, 2)}, 2, ["too_far_ahead"]),
        ({"nominate_until": date(2026, 7, 23)}, 2, ["nominations_end_late"]),
        ({"nominate_until": date(2026, 5, 31)}, 2, ["nominations_ended"]),
        ({}, 0, ["no_seats"]),
        (
            {"ends_on": date(2026, 7, 1), "nominate_until": date(2026, 5, 1)},
            0,
            ["ends_before_it_starts", "no_seats", "nominations_ended"],
        ),
    ],
)
def test_a_plan_is_refused_with_every_reason(changes, seats, expected):
    assert codes(reasons_against_plan(replace(COHORT, **changes), seats, on=TODAY)) == expected


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 7, 10), []), (date(2026, 7, 11), ["nominations_ended"])])
def test_the_last_day_for_nominations_still_counts(on, expected):
    assert codes(reasons_against_deadline(COHORT, on=on)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(CohortStatus.DRAFT, []), (CohortStatus.OPEN, ["not_draft"]), (CohortStatus.CLOSED, ["not_draft"])],
)
def test_only_a_draft_changes_its_timetable(status, expected):
    assert codes(reasons_against_change(replace(COHORT, status=status))) == expected


@pytest.mark.parametrize(
    ("session", "zone", "expected"),
    [
        (lesson(2, 90), "Asia/Jakarta", []),
        (lesson(2, -30, jp=1), "Asia/Jakarta", ["session_ends_early"]),
        (lesson(2, 0, jp=1), "Asia/Jakarta", ["session_ends_early"]),
        (lesson(-7, 45), "Asia/Jakarta", []),  # 00.00 WIB of the first day
        (lesson(-8, 45), "Asia/Jakarta", ["session_outside"]),  # 23.00 WIB of the day before
        (lesson(-8, 45), "Asia/Makassar", []),  # but 00.00 WITA of the first day
        (lesson(-9, 45), "Asia/Jayapura", []),  # and 00.00 WIT
        (lesson(64, 60), "Asia/Jakarta", []),  # ends at midnight after the last day
        (lesson(64, 61), "Asia/Jakarta", ["session_outside"]),
        (lesson(64, 60), "Asia/Makassar", ["session_outside"]),
        (lesson(2, 90, code=""), "Asia/Jakarta", ["lesson_without_module"]),
        (lesson(2, 44), "Asia/Jakarta", ["lesson_too_short"]),
        (lesson(2, 30, code="", jp=0, kind=SessionKind.BREAK), "Asia/Jakarta", []),
        (lesson(2, 90, code="", jp=2, kind=SessionKind.TEST), "Asia/Jakarta", ["jp_without_lesson"]),
    ],
)
def test_a_session_lies_within_the_local_days_and_is_well_formed(session, zone, expected):
    assert codes(reasons_against_session(session, replace(COHORT, zone=zone))) == expected


@pytest.mark.parametrize(
    ("sessions", "pairs"),
    [
        ((), []),
        ((lesson(2, 60, title="A"), lesson(3, 60, title="B")), []),
        ((lesson(3, 60, title="B"), lesson(2, 61, title="A")), [("A", "B")]),
        ((lesson(2, 180, title="A"), lesson(3, 30, title="B"), lesson(4, 30, title="C")), [("A", "B"), ("A", "C")]),
        ((lesson(2, 60, title="A"), lesson(2, 60, title="B")), [("A", "B")]),
        ((lesson(2, 60, title="A", group="Kelas A"), lesson(2, 60, title="B", group="Kelas B")), []),
        ((lesson(2, 60, title="A", group="Kelas A"), lesson(2, 60, title="B", group="kelas a")), [("A", "B")]),
        ((lesson(2, 60, title="A", group="Kelas A"), lesson(2, 60, title="B")), [("A", "B")]),
    ],
)
def test_overlapping_sessions_are_named_in_pairs(sessions, pairs):
    found = [
        (dict(reason.values)["first"], dict(reason.values)["second"]) for reason in reasons_against_overlaps(sessions)
    ]

    assert found == pairs


def test_every_difference_of_jp_is_listed_module_by_module():
    syllabus = READY.syllabus()
    sessions = (lesson(2, 90), lesson(4, 45, "L9"), lesson(6, 90, "L2"), lesson(8, 45, "L2"))

    found = [(reason.code, dict(reason.values)) for reason in reasons_against_jp(sessions, syllabus)]

    assert found == [
        ("jp_differ", {"code": "L1", "promised": 3, "held": 2}),
        ("jp_differ", {"code": "L2", "promised": 2, "held": 3}),
        ("module_unknown", {"code": "L9"}),
    ]


def test_the_jp_of_each_parallel_group_are_held_against_the_syllabus():
    both = (lesson(2, 135), lesson(6, 90, "L2", group="Kelas A"))

    alone = reasons_against_jp(both, READY.syllabus())
    short = reasons_against_jp((*both, lesson(6, 45, "L2", group="Kelas B")), READY.syllabus())
    whole = reasons_against_jp((*both, lesson(6, 90, "L2", group="Kelas B")), READY.syllabus())

    assert (alone, whole) == ((), ())
    assert [dict(reason.values) for reason in short] == [{"code": "L2", "promised": 2, "held": 1, "group": "Kelas B"}]


def test_what_is_taught_to_two_groups_counts_once_for_each_participant():
    sessions = (lesson(2, 135), lesson(6, 90, "L2", group="Kelas A"), lesson(6, 90, "L2", group="Kelas B"))

    assert jp_for_one(sessions) == {"L1": 3, "L2": 2}


def test_a_module_split_over_two_sessions_adds_up():
    sessions = (lesson(2, 90), lesson(4, 45), lesson(6, 90, "L2"))

    assert reasons_against_jp(sessions, READY.syllabus()) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"is_course_live": False}, ["course_not_live"]),
        ({"lessons": 0}, ["no_lessons"]),
        ({"questions": 9}, ["few_questions"]),
        ({"trainers": 0}, ["no_trainers"]),
        ({"regions": 0}, ["no_regions"]),
        ({"sessions": ()}, ["no_sessions"]),
        ({"sessions": (*SESSIONS, lesson(6.5, 45, "L2"))}, ["sessions_overlap", "jp_differ"]),
        (
            {"modules": (*MODULES, replace(MODULES[0], minutes=MODULES[0].minutes | {"theory": 100}))},
            ["module_twice", "minutes_are_no_jp"],
        ),
        ({"cohort": replace(COHORT, status=CohortStatus.OPEN)}, ["not_draft"]),
        ({"cohort": replace(COHORT, nominate_until=date(2026, 5, 31))}, ["nominations_ended"]),
        (
            {
                "modules": (),
                "sessions": (),
                "lessons": 0,
                "questions": 0,
                "trainers": 0,
                "regions": 0,
                "is_course_live": False,
            },
            [
                "course_not_live",
                "no_modules",
                "no_lessons",
                "few_questions",
                "no_sessions",
                "no_trainers",
                "no_regions",
            ],
        ),
    ],
)
def test_opening_is_refused_with_everything_that_is_missing(changes, expected):
    assert codes(reasons_against_opening(replace(READY, **changes), on=TODAY)) == expected


def test_a_syllabus_holds_jp_derived_from_minutes():
    syllabus = READY.syllabus()

    assert [(m.code, m.theory_jp, m.practice_jp, m.page_id, m.revision_id) for m in syllabus.modules] == [
        ("L1", 2, 1, 1, 11),
        ("L2", 2, 0, 2, None),
    ]
    assert syllabus.jp == 5


def test_a_frozen_syllabus_and_policy_come_back_as_they_were():
    policy = Policy(80, 70, 3, 45, "aturan")

    assert Syllabus.from_data(READY.syllabus().to_data()) == READY.syllabus()
    assert Policy.from_data(policy.to_data()) == policy


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 7, 22), date(2026, 7, 22), "22 Juli 2026"),
        (date(2026, 7, 22), date(2026, 7, 24), "22–24 Juli 2026"),
        (date(2026, 7, 30), date(2026, 8, 1), "30 Juli – 1 Agustus 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Desember 2026 – 2 Januari 2027"),
    ],
)
def test_days_are_said_without_repeating_what_they_share(first, last, words):
    with override("id"):
        assert days_in_words(first, last) == words


def test_reasons_are_sentences_for_people():
    (reason,) = reasons_against_deadline(COHORT, on=date(2026, 7, 11))

    assert str(reason).endswith("10 July 2026.")
    with override("id"):
        assert str(reason).endswith("10 Juli 2026.")
