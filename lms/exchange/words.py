"""Sentences for what a row meets in the register; those for single cells are in ``rules.findings``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.exchange.enums import SheetKind
from lms.exchange.rules import PROBLEMS, REPAIRS
from lms.organisations.rules.nik import WORDS as NIK_WORDS
from lms.refusal import Reason

# In addresses and names of files.
SHEET_WORDS = {
    SheetKind.INSTITUTIONS: "lembaga",
    SheetKind.PEOPLE: "orang",
    SheetKind.MEMBERSHIPS: "keanggotaan",
}
OF_ROWS: dict[str, Any] = {
    "outside_area": _("This area is not in your care."),
    "number_elsewhere": _("This register number cannot be used here."),
    "several_same": _("Several institutions of this kind and area have this name. Write the register number."),
    "same_as_row": _("This is the same as row %(other)s. Leave one of them."),
    "district_elsewhere": _("This kecamatan is not in the kabupaten or kota of this row."),
    "regency_needed": _("Write the kabupaten or kota: without it nobody new can be entered."),
    "person_unknown": _("Nobody in your care has this code."),
    "person_nik_unknown": _("Nobody in your care has this NIK."),
    "nik_taken": _("This NIK cannot be entered here: another person has it. Look for a duplicate."),
    "nik_other_person": _("The code and the NIK of this row belong to different people."),
    "several_alike": _("Several people have this name and date of birth here. Write the code or the NIK."),
    "person_erased": _("The further data of this person were deleted at her own request. They are not entered again."),
    "code_or_nik_needed": _("Write the code or the NIK of the person."),
    "institution_unknown": _("No institution in your care has this number."),
    "ends_before_start": _("The membership ends before it starts."),
    "position_taken": _("This person already holds this position there since %(day)s."),
    "primary_taken": _("This person already has a main membership."),
    "several_memberships": _("Several memberships of this person begin on this day. Change them by hand."),
    "register_refuses": _("The register does not accept this row: %(sentence)s"),
    "changed_field": _("Changed"),
}
OF_FILES: dict[str, Any] = {
    "niks_rounded": _(
        "All NIK end in 0: a spreadsheet lost the last digit of each. "
        "Format the column as text and copy the NIK again from their source."
    ),
    "file_lost": _("The file is no longer there. Upload it again."),
}
SENTENCES: dict[str, Any] = {**REPAIRS, **PROBLEMS, **NIK_WORDS, **OF_ROWS, **OF_FILES}


def reason(code: str, **values: Any) -> Reason:
    return Reason(code, SENTENCES[code], tuple(values.items()))


def sentence(code: str, values: dict[str, Any] | None = None) -> str:
    """The words of a kept code in today's language."""
    return str(Reason(code, SENTENCES[code], tuple((values or {}).items())))
