from lms.letters.operations.bundles import ask_bundle, forget_bundles, keep_bundle
from lms.letters.operations.ending import end_letters_of, end_letters_of_cancelled, void_letter
from lms.letters.operations.issuing import give_number, issue_letters, keep_letter
from lms.letters.operations.numbers import (
    change_pattern,
    locked_book,
    reserve_numbers,
    take_number,
    take_reserved,
    type_number,
    void_number,
)
from lms.letters.operations.replacing import hand_over_letters, reissue_letter, replace_outdated
from lms.letters.operations.sending import issue_from_institution, issue_from_office

__all__ = [
    "ask_bundle",
    "change_pattern",
    "end_letters_of",
    "end_letters_of_cancelled",
    "forget_bundles",
    "give_number",
    "hand_over_letters",
    "issue_from_institution",
    "issue_from_office",
    "issue_letters",
    "keep_bundle",
    "keep_letter",
    "locked_book",
    "reissue_letter",
    "replace_outdated",
    "reserve_numbers",
    "take_number",
    "take_reserved",
    "type_number",
    "void_letter",
    "void_number",
]
