"""What a certificate says: plain values, frozen when it is numbered. No score, NIK, phone or birth date."""

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from lms.refusal import Reason

MAX_MODULES = 12  # what stands legibly on the back of one sheet
LATER_SHARES = ("field_jp", "online_jp")
MAX_WORD = 40  # letters without a space: a longer word could not be broken and would leave the sheet

# The letters that the fonts of the designs can draw; a test holds this set against the fonts themselves.
LETTERS = frozenset(
    {chr(point) for first, last in ((0x20, 0x7E), (0xA1, 0x17E)) for point in range(first, last + 1)}
    - set("\u00ad\u012c\u012d\u0132\u0133\u0149\u0166\u0167")
    | set("‘’“”–—…ḌḍḤḥṢṣṬṭẒẓ")
)
SAME_LETTER = str.maketrans(dict.fromkeys("ʼ′`", "’") | {"\u00a0": " ", "‑": "-"})


@dataclass(frozen=True)
class ModuleLine:
    """One line of the table on the back; lesson hours in JP."""

    no: int
    title: str
    theory_jp: int
    practice_jp: int
    field_jp: int = 0  # these two came later: certificates frozen before have none
    online_jp: int = 0

    @property
    def jp(self) -> int:
        return self.theory_jp + self.practice_jp + self.field_jp + self.online_jp

    def to_data(self) -> dict[str, Any]:
        """A share that has its column only where it is used stands here only where it is used."""
        return {name: value for name, value in asdict(self).items() if value or name not in LATER_SHARES}


@dataclass(frozen=True)
class CertificateFacts:
    """``title`` is what is certified (judul); ``course_title`` the course it was held from."""

    holder_name: str
    position: str
    institution_name: str
    institution_number: str
    regency_name: str
    title: str
    course_title: str
    venue: str
    city: str
    starts_on: date
    ends_on: date
    total_jp: int
    modules: tuple[ModuleLine, ...]
    office_name: str
    office_address: str
    signed_city: str
    signatory_title: str
    signatory_name: str
    signatory_nip: str = ""

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "CertificateFacts":
        """The way back from ``to_data``; a missing or unknown key is a bug and raises."""
        return cls(
            **data
            | {
                "starts_on": date.fromisoformat(data["starts_on"]),
                "ends_on": date.fromisoformat(data["ends_on"]),
                "modules": tuple(ModuleLine(**module) for module in data["modules"]),
            }
        )

    def to_data(self) -> dict[str, Any]:
        """JSON-ready: dates as ISO."""
        dates = {"starts_on": self.starts_on.isoformat(), "ends_on": self.ends_on.isoformat()}
        return asdict(self) | {"modules": [module.to_data() for module in self.modules]} | dates

    def tidied(self) -> "CertificateFacts":
        """The same facts in NFC, without doubled or outer spaces, with one kind of apostrophe."""
        texts: dict[str, Any] = {f.name: tidy(getattr(self, f.name)) for f in fields(self) if f.type is str}
        return replace(self, **texts, modules=tuple(replace(line, title=tidy(line.title)) for line in self.modules))


def tidy(text: str) -> str:
    words = unicodedata.normalize("NFC", text).translate(SAME_LETTER).split(" ")
    return " ".join(word for word in words if word)


# field: what people call it, most letters, may it be empty
TEXTS: dict[str, tuple[Any, int, bool]] = {
    "holder_name": (_("name of the holder"), 150, False),
    "position": (_("position of the holder"), 80, True),
    "institution_name": (_("name of the institution"), 150, True),  # who came by herself may have none
    "institution_number": (_("number of the institution"), 40, True),
    "regency_name": (_("kabupaten or kota"), 80, True),
    "title": (_("title of the certificate"), 150, False),
    "course_title": (_("title of the course"), 150, False),
    "venue": (_("venue"), 150, False),
    "city": (_("city"), 80, False),
    "office_name": (_("name of the office"), 150, False),
    "office_address": (_("address of the office"), 200, True),
    "signed_city": (_("city of signing"), 80, False),
    "signatory_title": (_("title of the signatory"), 150, False),
    "signatory_name": (_("name of the signatory"), 150, False),
    "signatory_nip": (_("NIP of the signatory"), 25, True),
}


def reasons_against(facts: CertificateFacts) -> tuple[Reason, ...]:
    """Everything that stands against printing these facts, all at once; empty when nothing does."""
    return (*_against_texts(facts), *_against_dates(facts), *_against_modules(facts))


def _against_texts(facts: CertificateFacts) -> Iterator[Reason]:
    for name, (label, most, may_be_empty) in TEXTS.items():
        yield from _against_text(getattr(facts, name), label, most, may_be_empty)
    for line in facts.modules:
        yield from _against_text(line.title, _("title of a module"), 150, False)


def _against_text(text: str, label: Any, most: int, may_be_empty: bool) -> Iterator[Reason]:
    values = (("field", label), ("most", most))
    if not text and not may_be_empty:
        yield Reason("text_missing", _("The certificate lacks the %(field)s."), values)
    if len(text) > most:
        yield Reason("text_too_long", _("The %(field)s has more than %(most)s letters."), values)
    if any(len(word) > MAX_WORD for word in text.split(" ")):
        limits = (("field", label), ("most", MAX_WORD))
        yield Reason("word_too_long", _("The %(field)s has a word of more than %(most)s letters."), limits)
    if strange := sorted(set(text) - LETTERS):
        shown = (*values, ("letters", " ".join(f"{letter!a}"[1:-1] for letter in strange[:5])))
        yield Reason("letter_unknown", _("The %(field)s has letters that cannot be printed: %(letters)s."), shown)


def _against_dates(facts: CertificateFacts) -> Iterator[Reason]:
    if facts.ends_on < facts.starts_on:
        yield Reason("ends_before_start", _("The last day lies before the first day."))


def _against_modules(facts: CertificateFacts) -> Iterator[Reason]:
    if not 1 <= len(facts.modules) <= MAX_MODULES:
        yield Reason("modules_count", _("The table on the back takes 1 to %(most)s modules."), (("most", MAX_MODULES),))
    shares = [(line.theory_jp, line.practice_jp, line.field_jp, line.online_jp) for line in facts.modules]
    if any(min(each) < 0 or sum(each) == 0 for each in shares):
        yield Reason("module_without_jp", _("Each module needs at least one JP."))
    if [line.no for line in facts.modules] != list(range(1, len(facts.modules) + 1)):
        yield Reason("modules_order", _("The modules are not numbered from one in order."))
    if facts.total_jp != sum(line.jp for line in facts.modules):
        yield Reason("jp_do_not_add_up", _("The total JP is not the sum of the modules."))
