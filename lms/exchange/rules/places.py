"""Names of areas as people write them, to the codes of Kemendagri; and words for the kinds of PSKS."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from lms.exchange.rules.findings import Repaired, refused, repair

PROVINCE, REGENCY, DISTRICT = 2, 5, 8  # the lengths of their codes
SAME = {
    "kab": "kabupaten",
    "kodya": "kota",
    "kotamadya": "kota",
    "kotip": "kota",
    "adm": "administrasi",
    "administratif": "administrasi",
    "kep": "kepulauan",
    "gn": "gunung",
    "prov": "provinsi",
    "propinsi": "provinsi",
    "kec": "kecamatan",
    "distrik": "kecamatan",
}
SHORT_PROVINCES = {
    "dki": "31",
    "dkijakarta": "31",
    "jakarta": "31",
    "daerahkhususjakarta": "31",
    "dkj": "31",
    "diy": "34",
    "diyogyakarta": "34",
    "yogyakarta": "34",
    "ntb": "52",
    "ntt": "53",
}
KIND_WORDS = {REGENCY: ("kabupaten", "kota"), PROVINCE: ("provinsi",), DISTRICT: ("kecamatan",)}
MOST_CANDIDATES = 5


class PlaceRow(NamedTuple):
    code: str
    name: str
    is_current: bool = True
    successors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    """Made once for an import by ``known_places``."""

    names: Mapping[str, str] = field(default_factory=dict)  # code → name, old codes too
    old: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # code no longer in force → its successors
    by_key: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # spelling key → codes

    def candidates(self, codes: Iterable[str]) -> str:
        """``Kabupaten Banjar (63.03), Kota Banjar (32.79)``."""
        listed = [f"{self.names[code]} ({code})" for code in codes if code in self.names]
        return ", ".join(listed[:MOST_CANDIDATES]) + ("…" if len(listed) > MOST_CANDIDATES else "")


def known_places(rows: Iterable[PlaceRow]) -> Places:
    names: dict[str, str] = {}
    old: dict[str, tuple[str, ...]] = {}
    by_key: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        names[row.code] = row.name
        if not row.is_current:
            old[row.code] = row.successors
        for key in {place_key(row.name), _without_kind(place_key(row.name), len(row.code))}:
            by_key[key].append(row.code)
    for key, code in SHORT_PROVINCES.items():
        if code in names and code not in by_key[key]:
            by_key[key].append(code)
    return Places(names, old, {key: tuple(codes) for key, codes in by_key.items() if codes})


@lru_cache(maxsize=20_000)
def place_key(name: str) -> str:
    """``KAB. KAPUAS`` and ``Kabupaten Kapuas`` are one, ``Palangka Raya`` and ``Palangkaraya`` too."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = re.sub(
        r"\bkota\s+(madya|administra\w+|adm)\b", "kota", re.sub(r"['’`´.]", lambda m: " " * (m[0] == "."), plain)
    )
    words = [SAME.get(word, word) for word in re.findall(r"[^\W_]+", plain)]
    return "".join(word for word in words if word != "administrasi")


def _without_kind(key: str, length: int) -> str:
    for word in KIND_WORDS[length]:
        if key.startswith(word) and len(key) > len(word):
            return key.removeprefix(word)
    return key


def regency(text: str, known: Places, field_name: str = "regency") -> Repaired:
    """A kabupaten or kota by code or name. An old code stands; an old name has to be replaced by hand."""
    return _area(text, known, field_name, (REGENCY,))


def area(text: str, known: Places, field_name: str) -> Repaired:
    """A province, kabupaten, kota or (by code only) a kecamatan."""
    return _area(text, known, field_name, (PROVINCE, REGENCY))


def _area(text: str, known: Places, field_name: str, lengths: Sequence[int]) -> Repaired:
    if re.fullmatch(r"\d\d\.\d", text):
        return refused("region_code_lost_zero", field_name, value=text)
    if code := _code(text, known, (*lengths, DISTRICT) if PROVINCE in lengths else lengths):
        return _spelled(code, text, code, field_name)
    codes = _codes(place_key(text), known, lengths)
    current = [code for code in codes if code not in known.old]
    if len(current) == 1:
        return _spelled(current[0], text, known.names[current[0]], field_name)
    if current:
        return refused("region_ambiguous", field_name, value=text, candidates=known.candidates(current))
    return _unknown_area(text, codes, known, field_name, lengths)


def _unknown_area(text: str, old: Sequence[str], known: Places, field_name: str, lengths: Sequence[int]) -> Repaired:
    """Why no area of today is called so: the name is old, the kind is the wrong one, or there is none at all."""
    if old:
        successors = dict.fromkeys(new for code in old for new in known.old[code])
        return refused("region_old", field_name, value=text, candidates=known.candidates(successors))
    if others := _codes(_without_kind(place_key(text), REGENCY), known, lengths):
        return refused("region_other_kind", field_name, value=text, candidates=known.candidates(others))
    return refused("region_unknown", field_name, value=text)


def _codes(key: str, known: Places, lengths: Sequence[int]) -> list[str]:
    return [code for code in known.by_key.get(key, ()) if len(code) in lengths]


def district(text: str, known: Places, within: str | None, field_name: str = "district") -> Repaired:
    """A kecamatan by code or name; names repeat in the country, so the row's kabupaten or kota decides."""
    code = _code(text, known, (DISTRICT,))
    key = _without_kind(place_key(text), DISTRICT)
    codes = [code] if code else [each for each in known.by_key.get(key, ()) if len(each) == DISTRICT]
    here = [each for each in codes if within is None or each.startswith(f"{within}.")]
    current = [each for each in here if each not in known.old] or here
    if len(current) == 1:
        return _spelled(current[0], text, code or known.names[current[0]], field_name)
    if current:
        return refused("district_needs_regency", field_name, value=text, candidates=known.candidates(current))
    if codes:
        return refused("district_elsewhere", field_name, value=text, candidates=known.candidates(codes))
    return refused("district_unknown", field_name, value=text)


def work_area(text: str, known: Places, field_name: str = "work_area") -> Repaired:
    """Codes or names with ``;`` between them (or ``,``), as sorted codes."""
    pieces = [piece.strip() for piece in re.split(r"[;,]", text) if piece.strip()]
    read = [area(piece, known, field_name) for piece in pieces]
    errors = tuple(error for each in read for error in each.errors)
    if errors:
        return Repaired(None, (), errors)
    return Repaired(tuple(sorted({each.value for each in read})), tuple(one for each in read for one in each.repairs))


def area_word(code: str, known: Places) -> str:
    """How an export writes an area: by name where the name leads back to this code, else by code."""
    name = known.names.get(code, code)
    return name if area(name, known, "") == (code, (), ()) else code


def district_word(code: str, known: Places, within: str | None) -> str:
    name = known.names.get(code, code)
    return name if district(name, known, within) == (code, (), ()) else code


def _code(text: str, known: Places, lengths: Sequence[int]) -> str:
    """``62.03`` or ``6203`` as the code it is, if it ever was one; else empty."""
    plain = re.sub(r"[\s.]", "", text)
    if not re.fullmatch(r"[0-9]{2}(?:[0-9]{2}){0,2}", plain):
        return ""
    code = ".".join(plain[start : start + 2] for start in range(0, len(plain), 2))
    return code if code in known.names and len(code) in lengths else ""


def _spelled(value: str, text: str, proper: str, field_name: str) -> Repaired:
    return Repaired(value, () if text == proper else (repair("region_spelling", field_name, text, proper),))


class KindRow(NamedTuple):
    code: str
    slug: str
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kinds:
    """Made once for an import by ``known_kinds``."""

    names: Mapping[str, str] = field(default_factory=dict)  # code → name
    by_key: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def known_kinds(rows: Iterable[KindRow]) -> Kinds:
    """``Lembaga Kesejahteraan Sosial (LKS)`` is found whole, without the bracket, and by what the bracket holds."""
    names: dict[str, str] = {}
    by_key: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        names[row.code] = row.name
        short = re.findall(r"\(([^)]+)\)", row.name)
        bare = re.sub(r"\([^)]*\)", "", row.name)
        for key in dict.fromkeys(
            kind_key(word) for word in (row.code, row.slug, row.name, bare, *short, *row.synonyms)
        ):
            by_key[key].append(row.code)
    return Kinds(names, {key: tuple(codes) for key, codes in by_key.items() if key})


def kind_key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def kind(text: str, known: Kinds, field_name: str = "kind") -> Repaired:
    """The code of a kind by code, slug, name, abbreviation or old word."""
    codes = known.by_key.get(kind_key(text), ())
    if not codes:
        return refused("kind_unknown", field_name, value=text)
    if len(codes) > 1:
        candidates = ", ".join(f"{known.names[code]} ({code})" for code in codes)
        return refused("kind_ambiguous", field_name, value=text, candidates=candidates)
    name = known.names[codes[0]]
    same = kind_key(text) in (kind_key(codes[0]), kind_key(name))
    return Repaired(codes[0], () if same else (repair("kind_word", field_name, text, name),))


def kind_word(code: str, known: Kinds) -> str:
    """How an export writes a kind: by name where the name leads back to this code, else by code."""
    name = known.names.get(code, code)
    return name if known.by_key.get(kind_key(name)) == (code,) else code
