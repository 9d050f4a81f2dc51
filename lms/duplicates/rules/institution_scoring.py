"""How likely it is that two rows are one institution, said in words. Pure.

The name alone, of the same kind in the same kabupaten or kota, is enough to be shown. A number of the law that is the
same speaks for a pair even when it goes by another name now; two different ones speak against it.
"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from math import cos, hypot, radians

from lms.duplicates.rules.evidence import Found, Score, number_of, weighed
from lms.duplicates.rules.institution_names import bare_words, first_key, key_of_name, numbers_in, sounds_of_name
from lms.duplicates.rules.names import is_part, likeness

NEAR_KM = 0.2
KM_PER_DEGREE = 111.2


@dataclass(frozen=True)
class InstitutionPolicy:
    """What evidence is worth. Weights were set by hand on invented pairs; to be confirmed on a real register."""

    called_same: int = 40
    called_spelling: int = 38
    called_part: int = 22
    called_alike: int = 36
    called_differs: int = -25
    called_other_number: int = -30
    kind_same: int = 10
    kind_differs: int = -25
    regency_same: int = 15
    regency_differs: int = -20
    district_differs: int = -15
    village_same: int = 10
    village_differs: int = -10
    point_near: int = 10
    reach_same: int = 20
    email_same: int = 20
    npwp_same: int = 40
    npwp_differs: int = -40
    nib_same: int = 40
    nib_differs: int = -40
    deed_same: int = 25
    decree_same: int = 35
    paper_same: int = 35
    alike_percent: int = 88  # from here on two names are alike
    at_least: int = 60  # points of a pair that is suggested
    most_per_key: int = 100  # a key that more institutions share says nothing about any two of them
    source: str = "house rule; to be confirmed on a real register"


POLICY = InstitutionPolicy()


@dataclass(frozen=True)
class InstitutionFacts:
    """``place`` is the code of the kabupaten or kota, ``region`` its name; ``phones`` also hold WhatsApp."""

    name: str
    place: str
    region: str = ""
    kind: str = ""
    district: str = ""
    village: str = ""
    phones: frozenset[str] = frozenset()
    email: str = ""
    npwp: str = ""
    nib: str = ""
    deed: tuple[str, str] = ("", "")  # number and date: a notary begins anew with 1 every month
    decree: str = ""
    papers: frozenset[str] = frozenset()
    point: tuple[float, float] | None = None


def same_number(text: str) -> str:
    """A number of a paper, however its parts are set apart."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def same_npwp(npwp: str) -> str:
    """Of a body: since 2024 the same 15 digits with a zero in front."""
    return npwp[1:] if len(npwp) == 16 and npwp.startswith("0") else npwp


def score(a: InstitutionFacts, b: InstitutionFacts, policy: InstitutionPolicy = POLICY) -> Score:
    """Of two rows, in either order."""
    found = [*_of_names(a, b, policy), *_of_places(a, b), *_of_reach(a, b), *_of_papers(a, b)]
    points, evidence = weighed(found, policy)
    return Score(points, evidence, points >= policy.at_least)


def _of_names(a: InstitutionFacts, b: InstitutionFacts, policy: InstitutionPolicy) -> Iterator[Found]:
    names = (a.name, a.region), (b.name, b.region)
    numbers_a, numbers_b = (numbers_in(*name) for name in names)
    words_a, words_b = (sounds_of_name(*name) for name in names)
    if numbers_a and numbers_b and numbers_a != numbers_b:
        yield "called_other_number"
    elif bare_words(*names[0]) == bare_words(*names[1]):
        yield "called_same"
    elif not words_a or not words_b:
        yield "called_differs"
    elif "".join(words_a) == "".join(words_b):
        yield "called_spelling" if numbers_a == numbers_b else "called_part"
    elif is_part(words_a, words_b) or is_part(words_b, words_a):
        yield "called_part"
    elif (percent := round(likeness(words_a, words_b))) >= policy.alike_percent:
        yield "called_alike", {"percent": percent}
    else:
        yield "called_differs"


def _of_places(a: InstitutionFacts, b: InstitutionFacts) -> Iterator[Found]:
    """The kind, and where they stand; a desa is compared only within one kecamatan, for many go by one name."""
    if a.kind and b.kind:
        yield "kind_same" if a.kind == b.kind else "kind_differs"
    if a.place != b.place:
        yield "regency_differs"
    else:
        yield "regency_same"
        if a.district and b.district and a.district != b.district:
            yield "district_differs"
        elif a.village and b.village:
            yield "village_same" if a.village == b.village else "village_differs"
    if a.point and b.point and _km_between(a.point, b.point) <= NEAR_KM:
        yield "point_near"


def _of_reach(a: InstitutionFacts, b: InstitutionFacts) -> Iterator[Found]:
    if a.phones & b.phones:
        yield "reach_same"
    if a.email and a.email == b.email:
        yield "email_same"


def _of_papers(a: InstitutionFacts, b: InstitutionFacts) -> Iterator[Found]:
    if a.npwp and b.npwp:
        yield "npwp_same" if a.npwp == b.npwp else "npwp_differs"
    if a.nib and b.nib:
        yield "nib_same" if a.nib == b.nib else "nib_differs"
    if all(a.deed) and a.deed == b.deed:
        yield "deed_same"
    if a.decree and a.decree == b.decree:
        yield "decree_same"
    if a.papers & b.papers:
        yield "paper_same"


def _km_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    north = a[0] - b[0]
    east = (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2))
    return KM_PER_DEGREE * hypot(north, east)


# --- who is compared with whom -----------------------------------------------


@dataclass(frozen=True)
class InstitutionKeys:
    """Numbers that two rows must share, one at least, to be compared at all; none where a fact is missing."""

    name: int | None  # the first word, in a kabupaten or kota
    whole_name: int | None  # in a province
    phone: int | None  # the lowest of them; the others in the whole register
    email: int | None
    npwp: int | None
    nib: int | None
    decree: int | None
    paper: int | None  # the lowest number


def keys_of(facts: InstitutionFacts) -> InstitutionKeys:
    province = facts.place.partition(".")[0]
    return InstitutionKeys(
        name=_number(facts.place, first_key(facts.name, facts.region)),
        whole_name=_number(province, key_of_name(facts.name, facts.region)),
        phone=_number("phone", min(facts.phones, default="")),
        email=_number("email", facts.email),
        npwp=_number("npwp", facts.npwp),
        nib=_number("nib", facts.nib),
        decree=_number("decree", facts.decree),
        paper=_number("paper", min(facts.papers, default="")),
    )


def _number(field: str, value: str) -> int | None:
    return number_of(field, value) if value else None


def digest_of(facts: InstitutionFacts) -> int:
    """Changes when a fact does that is compared."""
    listed = (sorted(each) if isinstance(each, frozenset) else each for each in astuple(facts))
    return number_of(*map(str, listed))
