"""What reading a cell came to: a value, what was repaired, what stands against it. The words for both are here."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

NIK_LENGTH = 16
MOST_DIGITS_SHOWN = 8

# Values are shown with these words; each may use %(value)s, already masked, and what its rule adds.
PROBLEMS: dict[str, Any] = {
    "required": _("This cell must not be empty."),
    "formula_error": _("The cell shows the error %(value)s instead of a value. Correct the formula or type the value."),
    "formula_unworked": _(
        "The formula in this cell has no result yet. Open the file in a spreadsheet program, save it and try again."
    ),
    "control_character": _("The cell holds a character that cannot be printed. Type the value again."),
    "too_long": _("The text has %(length)s characters; at most %(limit)s are possible."),
    "wrong_type": _("“%(value)s” is not a value for this column."),
    "became_a_date": _(
        "The spreadsheet turned this value into the date %(value)s. Format the column as text and type it again."
    ),
    "digits_lost": _(
        "The spreadsheet turned this number into %(value)s, and its last digits are lost. "
        "Format the column as text and type the number again from its source."
    ),
    "decimals": _(
        "%(value)s is a number with decimals, and zeros at its end may be lost. "
        "Format the column as text and type it again."
    ),
    "not_digits": _("“%(value)s” holds something other than digits."),
    "nik_length": _("A NIK has 16 digits; this one has %(length)s."),
    "nik_placeholder": _("“%(value)s” is not a NIK. Leave the cell empty when there is none."),
    "nip_length": _("A NIP has 18 digits; this one has %(length)s."),
    "npwp_length": _("An NPWP has 15 or 16 digits; this one has %(length)s."),
    "nib_length": _("An NIB has 13 digits; this one has %(length)s."),
    "not_whole": _("“%(value)s” is not a whole number."),
    "number_out_of_range": _("%(value)s is not between %(least)s and %(most)s."),
    "date_number": _("%(value)s is a number, not a date. Write the date like 22/07/2019."),
    "date_unreadable": _("“%(value)s” is not a date. Write it like 22/07/2019 or 22 Juli 2019."),
    "date_two_digit_year": _("“%(value)s” has a year of two digits. Write the year with four."),
    "date_impossible": _("“%(value)s” is no day of the calendar. The day comes first, then the month: 22/07/2019."),
    "date_out_of_range": _("The year of “%(value)s” is not between %(least)s and %(most)s."),
    "region_unknown": _("There is no kabupaten, kota or province called “%(value)s”."),
    "region_ambiguous": _("“%(value)s” may mean several areas: %(candidates)s. Write the whole name or the code."),
    "region_old": _("“%(value)s” is an old name. Today it is: %(candidates)s. Write one of them."),
    "region_other_kind": _("There is no “%(value)s”. Did you mean %(candidates)s?"),
    "region_code_lost_zero": _(
        "The code %(value)s lost a digit: 62.10 is not 62.1. Format the column as text, or write the name."
    ),
    "district_unknown": _("There is no kecamatan called “%(value)s” in this kabupaten or kota."),
    "district_needs_regency": _(
        "Several kecamatan are called “%(value)s”: %(candidates)s. Say which kabupaten or kota."
    ),
    "district_elsewhere": _("The kecamatan “%(value)s” lies in another kabupaten or kota: %(candidates)s."),
    "kind_unknown": _("“%(value)s” is not a kind of PSKS."),
    "kind_ambiguous": _("“%(value)s” may mean several kinds: %(candidates)s. Write the whole name."),
    "choice_unknown": _("“%(value)s” is not possible here. Possible are: %(candidates)s."),
    "phone_unreadable": _("“%(value)s” is not a telephone number. Write it like 0812 3456 7890."),
    "email_unreadable": _("“%(value)s” is not an e-mail address."),
}

REPAIRS: dict[str, Any] = {
    "apostrophe": _("An apostrophe at the beginning was left out."),
    "spaces": _("Spaces that were too many were left out."),
    "invisible": _("Invisible characters were left out."),
    "dash_is_empty": _("A dash was read as an empty cell."),
    "digits_cleaned": _("Spaces, dots and hyphens between the digits were left out."),
    "thousands": _("Dots between the thousands were left out."),
    "date_spelling": _("The date was read with the day first."),
    "time_dropped": _("The time of day was left out."),
    "region_spelling": _("The area was written as in the list of the ministry of home affairs."),
    "kind_word": _("An older or shorter word was replaced by the name of the kind."),
    "word": _("Another word was replaced by the one used here."),
    "phone_spelling": _("The telephone number was written with +62."),
    "phone_zero": _("The telephone number had lost its first 0 and got it back."),
    "key_case": _("The code was written in capitals without spaces."),
    "merged": _("The value of a merged cell was written into each of its cells."),
    "two_header_rows": _("Two header rows were read as one."),
}

WHERE = _("Row %(row)s, column %(column)s: %(sentence)s")


@dataclass(frozen=True, slots=True)
class Repair:
    """What was changed without asking; ``before`` and ``after`` are masked and may be shown and kept."""

    code: str
    before: str
    after: str

    def __str__(self) -> str:
        return str(REPAIRS[self.code])


class Repaired(NamedTuple):
    """With ``errors`` the value means nothing and is ``None``."""

    value: Any
    repairs: tuple[Repair, ...] = ()
    errors: tuple[Reason, ...] = ()


def problem(code: str, field: str = "", **values: Any) -> Reason:
    """A reason against a cell. ``value`` is shortened and masked here, so that no caller forgets it."""
    if "value" in values:
        values["value"] = masked(field, values["value"])[:80]
    return Reason(code, PROBLEMS[code], tuple(values.items()))


def refused(code: str, field: str = "", **values: Any) -> Repaired:
    return Repaired(None, (), (problem(code, field, **values),))


def repair(code: str, field: str, before: Any, after: Any) -> Repair:
    return Repair(code, masked(field, before)[:80], masked(field, after)[:80])


def masked(field: str, value: Any) -> str:
    """``value`` for people to see: of a NIK, wherever it stands, only the first and the last four digits.

    In the column of NIKs any run of more than eight digits counts; elsewhere one as long as a NIK. Separators stay.
    """
    text = shown(value)
    least = MOST_DIGITS_SHOWN + 1 if field == "nik" else NIK_LENGTH
    return re.sub(r"\d(?:[\s.\-'’/]{0,3}\d)+", lambda run: _mask_run(run[0], least), text)


def _mask_run(run: str, least: int) -> str:
    total = sum(character.isdigit() for character in run)
    if total < least:
        return run
    seen, out = 0, []
    for character in run:
        seen += character.isdigit()
        out.append("*" if character.isdigit() and 4 < seen <= total - 4 else character)
    return "".join(out)


def shown(value: Any) -> str:
    """A value as a person would read it in the sheet: ``81234567890`` and not ``81234567890.0``."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return str(value)


def day_in_words(text: str) -> str:
    """A day as people here write it, ``22/07/2019``; any other text as it is."""
    return re.sub(r"^(\d{4})-(\d{2})-(\d{2})$", r"\3/\2/\1", text)


def column_label(letter: str, header: str) -> str:
    """``F (NIK)``."""
    return f"{letter} ({header})"


def located(reason: Reason | Repair, *, row: int, column: str) -> str:
    """``Row 12, column F (NIK): A NIK has 16 digits; this one has 15.``"""
    return str(WHERE) % {"row": row, "column": column, "sentence": str(reason)}
