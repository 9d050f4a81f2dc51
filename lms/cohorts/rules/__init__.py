"""What a cohort promises and what stands against planning, filling, opening and changing it. Pure; today comes in."""

from lms.cohorts.rules.changes import (
    reasons_against_cancelling,
    reasons_against_ended,
    reasons_against_move,
    reasons_against_other_place,
)
from lms.cohorts.rules.days import day_in_words, days_in_words
from lms.cohorts.rules.facts import CohortFacts, OpeningFacts, SessionFacts
from lms.cohorts.rules.planning import (
    MAX_DAYS,
    MAX_YEARS_AHEAD,
    reasons_against_change,
    reasons_against_deadline,
    reasons_against_modules,
    reasons_against_opening,
    reasons_against_plan,
    reasons_for_a_course,
)
from lms.cohorts.rules.promise import ModuleFacts, Policy, Syllabus, SyllabusModule
from lms.cohorts.rules.timetable import (
    MAX_SESSIONS,
    STALE,
    delivery_of,
    is_parallel,
    jp_for_one,
    reasons_against_jp,
    reasons_against_number,
    reasons_against_overlaps,
    reasons_against_session,
    reasons_against_timetable,
    reasons_by_line,
)

__all__ = [
    "MAX_DAYS",
    "MAX_SESSIONS",
    "MAX_YEARS_AHEAD",
    "STALE",
    "CohortFacts",
    "ModuleFacts",
    "OpeningFacts",
    "Policy",
    "SessionFacts",
    "Syllabus",
    "SyllabusModule",
    "day_in_words",
    "days_in_words",
    "delivery_of",
    "is_parallel",
    "jp_for_one",
    "reasons_against_cancelling",
    "reasons_against_change",
    "reasons_against_deadline",
    "reasons_against_ended",
    "reasons_against_jp",
    "reasons_against_modules",
    "reasons_against_move",
    "reasons_against_number",
    "reasons_against_opening",
    "reasons_against_other_place",
    "reasons_against_overlaps",
    "reasons_against_plan",
    "reasons_against_session",
    "reasons_against_timetable",
    "reasons_by_line",
    "reasons_for_a_course",
]
