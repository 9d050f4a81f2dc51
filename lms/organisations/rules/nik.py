"""What a NIK says, and what speaks against it. Pure; no sentence here ever repeats the number.

16 digits: area of first registration (6), day, month and year of birth (6; women: day + 40), serial number (4).
There is no check digit, the area may no longer exist and the year has two digits: a NIK is plausible, never verified.
Source: UU 23/2006 and PP 40/2019 on civil registration; domain rules 9.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.organisations.enums import Sex
from lms.refusal import Reason

FORM = re.compile(r"[0-9]{16}", re.ASCII)
WOMEN_ADD_TO_DAY = 40

WORDS = {
    "nik_form": _("A NIK has 16 digits."),
    "nik_birth_impossible": _("The date of birth inside the NIK does not exist."),
    "nik_birth_differs": _("The NIK holds another date of birth than the one given."),
    "nik_sex_differs": _("The NIK is made for the other sex than the one given."),
    "nik_region_unknown": _("The first six digits of the NIK are no area code, neither of today nor of former years."),
    "nik_serial_zero": _("The last four digits of the NIK are 0000, which is not given to anybody."),
}


@dataclass(frozen=True)
class NikParts:
    region: str  # six digits, as in ``rules.regions.NikRegions``
    day: int
    month: int
    year: int  # of the century
    sex: Sex
    serial: str

    def birth_on(self, near: date) -> date | None:
        """The date of birth in the century that brings it nearest to ``near``; None when no such day exists."""
        candidates = [day for century in (1900, 2000) if (day := self._in(century))]
        return min(candidates, key=lambda day: abs((day - near).days), default=None)

    def is_born_on(self, day: date) -> bool:
        return (self.day, self.month, self.year) == (day.day, day.month, day.year % 100)

    @property
    def has_possible_birth(self) -> bool:
        return any(self._in(century) for century in (1900, 2000))

    def _in(self, century: int) -> date | None:
        try:
            return date(century + self.year, self.month, self.day)
        except ValueError:
            return None


def _reason(code: str) -> Reason:
    return Reason(code, WORDS[code])


def reasons_against(nik: str) -> tuple[Reason, ...]:
    """Hard: what has not 16 digits is no NIK, whoever confirms it."""
    return () if FORM.fullmatch(nik) else (_reason("nik_form"),)


def parts_of(nik: str) -> NikParts:
    """Of 16 digits; ask ``reasons_against`` first."""
    if reasons_against(nik):
        raise ValueError("A NIK has 16 digits.")  # without the value
    day = int(nik[6:8])
    is_female = day > WOMEN_ADD_TO_DAY
    return NikParts(
        region=nik[:6],
        day=day - WOMEN_ADD_TO_DAY if is_female else day,
        month=int(nik[8:10]),
        year=int(nik[10:12]),
        sex=Sex.FEMALE if is_female else Sex.MALE,
        serial=nik[12:],
    )


def masked(nik: str) -> str:
    """``6203********0003``; of anything else, nothing is shown."""
    return f"{nik[:4]}********{nik[12:]}" if FORM.fullmatch(nik) else "*" * 16


def doubts_about(
    nik: str, *, birth_on: date | None, sex: str, known_regions: Container[str] | None = None
) -> tuple[Reason, ...]:
    """Soft: each is a warning that an officer may confirm. ``sex`` may be empty, and so may the birth date.

    ``known_regions`` answers ``"620301" in known_regions``; None when it is not known. A second date or sex is not
    counted against a NIK whose own date is impossible.
    """
    parts = parts_of(nik)
    doubts = []
    if not parts.has_possible_birth:
        doubts.append("nik_birth_impossible")
    else:
        if birth_on and not parts.is_born_on(birth_on):
            doubts.append("nik_birth_differs")
        if sex and sex != parts.sex:
            doubts.append("nik_sex_differs")
    if known_regions is not None and parts.region not in known_regions:
        doubts.append("nik_region_unknown")
    if parts.serial == "0000":
        doubts.append("nik_serial_zero")
    return tuple(map(_reason, doubts))
