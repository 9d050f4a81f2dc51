"""What speaks for and against a pair, with points and in words: of people and of institutions alike. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

OF_PEOPLE = {
    "name_same": _("The names are the same, titles aside."),
    "name_spelling": _("The names differ only in spelling."),
    "name_part": _("One name is a shorter form of the other."),
    "name_alike": _("The names are alike (%(percent)s of 100)."),
    "name_differs": _("The names are different."),
    "birth_same": _("The date of birth is the same."),
    "birth_swapped": _("The dates of birth are the same with day and month swapped."),
    "birth_one_digit": _("The dates of birth differ in one digit."),
    "birth_differs": _("The dates of birth are different."),
    "phone_same": _("The phone number is the same."),
    "nik_same": _("The NIK is the same."),
    "nik_differs": _("Both have a NIK, and the two are different."),
    "sex_differs": _("One is entered as a woman, the other as a man."),
    "institution_same": _("Both belong to the same institution."),
    "place_same": _("Both live or work in the same kabupaten or kota."),
}
OF_INSTITUTIONS = {
    "called_same": _("The names are the same, words such as Yayasan, LKS or the kabupaten aside."),
    "called_spelling": _("The names differ only in spelling."),
    "called_part": _("One name is a shorter form of the other."),
    "called_alike": _("The names are alike (%(percent)s of 100)."),
    "called_differs": _("The names are different."),
    "called_other_number": _("The numbers in their names are different."),
    "kind_same": _("Both are of the same kind."),
    "kind_differs": _("They are of different kinds."),
    "regency_same": _("Both stand in the same kabupaten or kota."),
    "regency_differs": _("They stand in different kabupaten or kota."),
    "district_differs": _("They stand in different kecamatan."),
    "village_same": _("Both stand in the same desa or kelurahan."),
    "village_differs": _("They stand in different desa or kelurahan."),
    "point_near": _("They stand less than 200 metres apart."),
    "reach_same": _("A phone number of both is the same."),
    "email_same": _("The e-mail address is the same."),
    "npwp_same": _("The NPWP is the same."),
    "npwp_differs": _("Both have an NPWP, and the two are different."),
    "nib_same": _("The NIB is the same."),
    "nib_differs": _("Both have an NIB, and the two are different."),
    "deed_same": _("Number and date of the notarial deed are the same."),
    "decree_same": _("The number of the decree is the same."),
    "paper_same": _("Both have a registration paper of the same number."),
}
WORDS = {**OF_PEOPLE, **OF_INSTITUTIONS}
MOST_POINTS = 100

Found = str | tuple[str, dict[str, object]]


@dataclass(frozen=True)
class Evidence:
    """One thing that speaks for (``points`` above 0) or against."""

    code: str
    points: int
    values: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        return str(Reason(self.code, WORDS[self.code], self.values))

    @property
    def is_for(self) -> bool:
        return self.points > 0

    @property
    def weight(self) -> str:
        """``+42`` or ``−30``."""
        return f"{'+' if self.is_for else '−'}{abs(self.points)}"


@dataclass(frozen=True)
class Score:
    points: int
    evidence: tuple[Evidence, ...]
    is_proposed: bool


def weighed(found: Iterable[Found], policy: Any) -> tuple[int, tuple[Evidence, ...]]:
    """Points cut to 0 … 100, and what they are made of; ``policy`` has a weight for each code."""
    evidence = tuple(
        Evidence(code, getattr(policy, code), tuple(values.items()))
        for code, values in ((each, {}) if isinstance(each, str) else each for each in found)
    )
    return min(MOST_POINTS, max(0, sum(each.points for each in evidence))), evidence


def evidence_to_data(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"code": each.code, "points": each.points, "values": dict(each.values)} for each in evidence]


def evidence_from_data(data: Iterable[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(each["code"], each["points"], tuple(each["values"].items())) for each in data)


def number_of(*parts: str) -> int:
    """63 bits that fit a column."""
    return int.from_bytes(blake2b("\x1f".join(parts).encode(), digest_size=8).digest(), "big") >> 1


def common_area(a: str, b: str) -> str:
    """The smallest region that holds both codes; empty when only the nation does."""
    shared = []
    for one, other in zip(a.split("."), b.split("."), strict=False):
        if one != other:
            break
        shared.append(one)
    return ".".join(shared)
