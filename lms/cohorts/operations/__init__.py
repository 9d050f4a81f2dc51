"""What an officer does with a cohort: plan it, fill it, open it, change it, cancel it."""

from lms.cohorts.operations.changes import cancel_cohort, change_place, move_session
from lms.cohorts.operations.opening import open_cohort, policy_of
from lms.cohorts.operations.people import (
    assign_trainer,
    name_member,
    name_partner,
    remove_member,
    remove_partner,
)
from lms.cohorts.operations.planning import change_plan, plan_cohort, plan_from_sample, write_terms
from lms.cohorts.operations.repeating import repeat_cohort
from lms.cohorts.operations.timetable import (
    GridLine,
    Line,
    add_session,
    apply_timetable,
    new_code,
    remove_session,
    save_timetable,
    session_of,
)

__all__ = [
    "GridLine",
    "Line",
    "add_session",
    "apply_timetable",
    "assign_trainer",
    "cancel_cohort",
    "change_place",
    "change_plan",
    "move_session",
    "name_member",
    "name_partner",
    "new_code",
    "open_cohort",
    "plan_cohort",
    "plan_from_sample",
    "policy_of",
    "remove_member",
    "remove_partner",
    "remove_session",
    "repeat_cohort",
    "save_timetable",
    "session_of",
    "write_terms",
]
