"""What a letter says: plain values, frozen when it is made. No NIK, phone, birth date or score of anybody."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Letterhead:
    """``government`` is the line above the office: Pemerintah Provinsi Kalimantan Tengah."""

    government: str
    office_name: str
    address: str
    city: str
    signatory_title: str
    signatory_name: str
    signatory_nip: str


@dataclass(frozen=True)
class Occasion:
    """What people are called to. ``begins`` is the hour of the first session with its zone, or empty."""

    title: str
    venue: str
    city: str
    starts_on: date
    ends_on: date
    nominate_until: date
    begins: str
    jp: int

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Occasion":
        dates = {name: date.fromisoformat(data[name]) for name in ("starts_on", "ends_on", "nominate_until")}
        return cls(**data | dates)


@dataclass(frozen=True)
class Terms:
    """What the officer adds when she issues: nature (sifat), whom to ask, who gets a copy (tembusan)."""

    nature: str = "Biasa"
    contact: str = ""
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonLine:
    name: str
    position: str
    institution_name: str
    region_name: str


@dataclass(frozen=True)
class Part:
    """What somebody took part in: sessions in which she was seen, and how long they were together."""

    sessions: int
    minutes: int


@dataclass(frozen=True)
class LetterFacts:
    """Of an invitation: ``addressee``, ``addressee_city`` and ``seats``; of the others: ``people``.

    Of a statement of attendance also ``part``; letters frozen before there were any have none.

    ``replaces`` says number and date of the letter before, when there was one.
    """

    head: Letterhead
    occasion: Occasion
    terms: Terms
    addressee: str = ""
    addressee_city: str = ""
    seats: int = 0
    people: tuple[PersonLine, ...] = ()
    replaces: str = ""
    part: Part | None = None

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "LetterFacts":
        """The way back from ``to_data``; a missing or unknown key is a bug and raises."""
        terms = data["terms"]
        return cls(
            **data
            | {
                "head": Letterhead(**data["head"]),
                "occasion": Occasion.from_data(data["occasion"]),
                "terms": Terms(**terms | {"copies": tuple(terms["copies"])}),
                "people": tuple(PersonLine(**line) for line in data["people"]),
                "part": Part(**data["part"]) if data.get("part") else None,
            }
        )

    def to_data(self) -> dict[str, Any]:
        data = asdict(self)
        for name in ("starts_on", "ends_on", "nominate_until"):
            data["occasion"][name] = data["occasion"][name].isoformat()
        data["terms"]["copies"] = list(self.terms.copies)
        data["people"] = list(data["people"])
        return data

    def says_the_same(self, other: "LetterFacts") -> bool:
        """Whatever the one it replaces and whatever the officer added by hand."""
        return replace(self, replaces="", terms=Terms()) == replace(other, replaces="", terms=Terms())
