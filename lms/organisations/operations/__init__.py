from lms.organisations.operations.holidays import load_holidays
from lms.organisations.operations.institutions import (
    add_paper,
    change_institution,
    create_office,
    enter_register,
    register_institution,
    set_status,
)
from lms.organisations.operations.members import add_member, correct_member, end_membership, remove_member
from lms.organisations.operations.numbering import next_number
from lms.organisations.operations.people import add_person, change_person, set_nik
from lms.organisations.operations.regions import load_kinds, load_regions, zone_of
from lms.organisations.operations.roles import end_role, grant_role

__all__ = [
    "add_member",
    "add_paper",
    "add_person",
    "change_institution",
    "change_person",
    "correct_member",
    "create_office",
    "end_membership",
    "end_role",
    "enter_register",
    "grant_role",
    "load_holidays",
    "load_kinds",
    "load_regions",
    "next_number",
    "register_institution",
    "remove_member",
    "set_nik",
    "set_status",
    "zone_of",
]
