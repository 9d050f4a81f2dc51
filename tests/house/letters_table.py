"""The lines of letters and of the book of numbers."""

from tests.house.permission_lines import EVERYBODY, PLANNERS, Line, of_province

SEES_THE_LETTER = frozenset({"trainee", "institution_admin", "regency", "province"})

LETTERS = [
    Line("letter_list", EVERYBODY),
    Line("letter_download", SEES_THE_LETTER, EVERYBODY - SEES_THE_LETTER, arguments=("letter",)),
    of_province("letter_board"),
    of_province("letter_issue", ("cohort", "letter_kind")),
    of_province("letter_docx", ("letter",)),
    of_province("letter_number", ("letter",)),
    of_province("letter_reissue", ("letter",), method="post", status=302),
    of_province("letter_void", ("letter",)),
    of_province("bundle_ask", method="post", status=302),
    of_province("bundle_download", ("bundle",)),
    Line("number_books", PLANNERS),
    of_province("number_book", ("office", "this_year", "letter_kind")),
    of_province("number_reserve", ("office", "letter_kind")),
    of_province("number_type", ("office", "letter_kind")),
    of_province("number_pattern", ("office", "letter_kind")),
    of_province("number_void", ("number",)),
]
