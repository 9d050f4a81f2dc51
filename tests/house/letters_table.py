"""The lines of letters and of the book of numbers."""

from tests.house.permission_lines import EVERYBODY, PLANNERS, Line, of_province, only

SEES_THE_LETTER = frozenset({"trainee", "institution_admin", "regency", "province"})

LETTERS = [
    Line("letter_list", EVERYBODY),
    Line("letter_download", SEES_THE_LETTER, EVERYBODY - SEES_THE_LETTER, arguments=("letter",)),
    of_province("letter_board"),
    of_province("letter_issue", ("cohort", "letter_kind")),
    only("letter_docx", "province", ("letter",)),
    only("letter_number", "province", ("letter",)),
    only("letter_reissue", "province", ("letter",), method="post", status=302),
    only("letter_void", "province", ("letter",)),
    Line("assignment_of_office", {"regency"}, {"other_regency"}, arguments=("cohort", "regency_office")),
    Line("assignment_of_institution", {"institution_admin"}, {"other_admin"}, arguments=("cohort", "institution")),
    of_province("bundle_ask", method="post", status=302),
    of_province("bundle_download", ("bundle",)),
    Line("number_books", PLANNERS),
    of_province("number_book", ("office", "this_year", "letter_kind")),
    of_province("number_reserve", ("office", "letter_kind")),
    of_province("number_type", ("office", "letter_kind")),
    of_province("number_pattern", ("office", "letter_kind")),
    of_province("number_void", ("number",)),
]
