"""The format of the number of a certificate or a letter: a pattern of tokens and free text. Pure.

Source: practice of regional offices, ``123/BIMTEK-LKS/DINSOS-KALTENG/VII/2019``; domain reference 6.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason, Refusal

MAX_LENGTH = 120
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
TOKEN = re.compile(r"\{([^{}]*)\}")
SERIAL = re.compile(r"seri(?::0([1-9]))?")
PARTICIPANT = re.compile(r"nomor_peserta(?::0([1-9]))?")
PLAIN_TOKENS = ("unit", "bulan_romawi", "bulan", "tahun", "kode_klasifikasi", "perihal")


@dataclass(frozen=True)
class Particulars:
    """What the number of a letter may say besides; a pattern can only ask for what is given.

    ``classification`` is the archive code. Source: Permendagri 83/2022; domain reference 6.
    """

    classification: str = ""
    subject: str = ""
    participant: int = 0


NO_PARTICULARS = Particulars()


def format_number(pattern: str, *, serial: int, unit: str, on: date, particulars: Particulars = NO_PARTICULARS) -> str:
    """The number of ``serial`` in the year of ``on``. Raises Refusal when the pattern cannot be used."""
    if reasons := (*reasons_against_pattern(pattern), *_without_value(pattern, particulars)):
        raise Refusal(reasons)
    values = {
        "unit": unit,
        "bulan_romawi": ROMAN_MONTHS[on.month - 1],
        "bulan": f"{on.month:02}",
        "tahun": str(on.year),
        "kode_klasifikasi": particulars.classification,
        "perihal": particulars.subject,
    }

    def filled(token: re.Match[str]) -> str:
        if match := SERIAL.fullmatch(token[1]):
            return str(serial).zfill(int(match[1] or 1))
        if match := PARTICIPANT.fullmatch(token[1]):
            return str(particulars.participant).zfill(int(match[1] or 1))
        return values[token[1]]

    number = TOKEN.sub(filled, pattern)
    if len(number) > MAX_LENGTH:
        raise Refusal(
            [Reason("number_too_long", _("The number has more than %(most)s letters."), (("most", MAX_LENGTH),))]
        )
    return number


def _without_value(pattern: str, particulars: Particulars) -> Iterator[Reason]:
    missing = {
        "kode_klasifikasi": not particulars.classification,
        "perihal": not particulars.subject,
        "nomor_peserta": not particulars.participant,
    }
    for token in TOKEN.findall(pattern):
        if missing.get(token.partition(":")[0]):
            message = _("The number pattern has {%(token)s}, but no value for it is given.")
            yield Reason("token_without_value", message, (("token", token),))


def reasons_against_pattern(pattern: str) -> tuple[Reason, ...]:
    return tuple(_against_pattern(pattern))


def _against_pattern(pattern: str) -> Iterator[Reason]:
    tokens = TOKEN.findall(pattern)
    known = "{seri:03} {unit} {bulan_romawi} {bulan} {tahun} {kode_klasifikasi} {perihal} {nomor_peserta:03}"
    for token in tokens:
        if token not in PLAIN_TOKENS and not SERIAL.fullmatch(token) and not PARTICIPANT.fullmatch(token):
            yield Reason(
                "token_unknown",
                _("The number pattern has an unknown token {%(token)s}. Known are %(known)s."),
                (("token", token), ("known", known)),
            )
    rest = TOKEN.sub("", pattern)
    if "{" in rest or "}" in rest:
        yield Reason("brace_alone", _("The number pattern has a brace without its partner."))
    if not rest.isprintable():
        yield Reason("pattern_unprintable", _("The number pattern has characters that cannot be printed."))
    if sum(1 for token in tokens if SERIAL.fullmatch(token)) != 1:
        yield Reason("serial_once", _("The number pattern must have {seri} exactly once."))
    if "tahun" not in tokens:
        # The counter starts anew each year: without the year, numbers would come twice.
        yield Reason("year_missing", _("The number pattern must have {tahun}, for numbers start anew each year."))
