from lms.registration.operations.deciding import approve_application, reject_application
from lms.registration.operations.drafting import (
    change_identity,
    change_place,
    choose_area,
    choose_seat,
    name_people,
    start_application,
)
from lms.registration.operations.examining import accept_item, return_item, send_back
from lms.registration.operations.items import give_answer, give_file
from lms.registration.operations.requirements import (
    add_requirement,
    change_requirement,
    load_requirements,
    switch_requirement,
)
from lms.registration.operations.reviewing import answer_review, ask_reviewer
from lms.registration.operations.sending import submit_application, withdraw_application

__all__ = [
    "accept_item",
    "add_requirement",
    "answer_review",
    "approve_application",
    "ask_reviewer",
    "change_identity",
    "change_place",
    "change_requirement",
    "choose_area",
    "choose_seat",
    "give_answer",
    "give_file",
    "load_requirements",
    "name_people",
    "reject_application",
    "return_item",
    "send_back",
    "start_application",
    "submit_application",
    "switch_requirement",
    "withdraw_application",
]
