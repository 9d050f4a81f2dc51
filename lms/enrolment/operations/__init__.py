from lms.enrolment.operations.assisting import bring_assisted, take_assisted_back
from lms.enrolment.operations.deciding import (
    AcceptanceRound,
    accept_confirmed,
    accept_enrolment,
    confirm_enrolment,
    decline_enrolment,
    reserve_confirmed,
    reserve_enrolment,
    take_out_enrolment,
    withdraw_enrolment,
)
from lms.enrolment.operations.joining import (
    apply_to_cohort,
    close_class_code,
    cohort_of_code,
    join_cohort,
    leave_cohort,
    make_class_code,
    own_person,
)
from lms.enrolment.operations.marking import end_of_cancelled, mark_completed, mark_present
from lms.enrolment.operations.nominating import nominate_members, send_members, send_through_gate
from lms.enrolment.operations.planning import plan_seats, repeat_seats
from lms.enrolment.operations.replacing import replace_enrolment
from lms.enrolment.operations.reserves import accept_offer, decline_offer, end_lapsed_offers, let_seats_flow
from lms.enrolment.operations.seating import take_seat
from lms.enrolment.operations.snapshot import snapshot
from lms.enrolment.operations.walking_in import WalkIn, walk_in

__all__ = [
    "AcceptanceRound",
    "WalkIn",
    "accept_confirmed",
    "accept_enrolment",
    "accept_offer",
    "apply_to_cohort",
    "bring_assisted",
    "close_class_code",
    "cohort_of_code",
    "confirm_enrolment",
    "decline_enrolment",
    "decline_offer",
    "end_lapsed_offers",
    "end_of_cancelled",
    "join_cohort",
    "leave_cohort",
    "let_seats_flow",
    "make_class_code",
    "mark_completed",
    "mark_present",
    "nominate_members",
    "own_person",
    "plan_seats",
    "repeat_seats",
    "replace_enrolment",
    "reserve_confirmed",
    "reserve_enrolment",
    "send_members",
    "send_through_gate",
    "snapshot",
    "take_assisted_back",
    "take_out_enrolment",
    "take_seat",
    "walk_in",
    "withdraw_enrolment",
]
