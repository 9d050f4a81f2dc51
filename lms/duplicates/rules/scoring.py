"""How likely it is that two rows are one human, said in words. Pure.

Each piece of evidence carries points for or against; together they are cut to 0 … 100. A NIK cannot be compared digit
by digit, since only its keyed hash is known: another NIK speaks so strongly against a pair that it is shown, with few
points, only where name, date of birth and phone all agree.
"""

from dataclasses import dataclass
from datetime import date

from lms.duplicates.rules.evidence import Found, Score, number_of, weighed
from lms.duplicates.rules.names import bare_name, is_part, likeness, name_key, sound_of


@dataclass(frozen=True)
class Policy:
    """What evidence is worth. Weights were set by hand on invented pairs; to be confirmed on a real register."""

    name_same: int = 45
    name_spelling: int = 42
    name_part: int = 28
    name_alike: int = 32
    name_differs: int = -20
    birth_same: int = 35
    birth_swapped: int = 25
    birth_one_digit: int = 20
    birth_differs: int = -25
    phone_same: int = 30
    nik_same: int = 60
    nik_differs: int = -60
    sex_differs: int = -30
    institution_same: int = 10
    place_same: int = 5
    alike_percent: int = 84  # from here on two names are alike
    at_least: int = 60  # points of a pair that is suggested
    likely: int = 85  # points of a pair that is called likely
    most_with_other_nik: int = 25
    at_least_with_other_nik: int = 25
    most_per_key: int = 100  # a key that more people share says nothing about any two of them
    source: str = "house rule; to be confirmed on a real register"


POLICY = Policy()


@dataclass(frozen=True)
class PersonFacts:
    """``nik`` is the keyed hash; ``place`` the code of a kabupaten or kota, of home or of a membership."""

    name: str
    sex: str = ""
    birth_on: date | None = None
    phone: str = ""
    nik: str = ""
    institutions: frozenset[int] = frozenset()
    place: str = ""


def score(a: PersonFacts, b: PersonFacts, policy: Policy = POLICY) -> Score:
    """Of two rows, in either order."""
    found = [*_of_names(a.name, b.name, policy), *_of_births(a.birth_on, b.birth_on), *_of_the_rest(a, b)]
    points, evidence = weighed(found, policy)
    codes = {each.code for each in evidence}
    if "nik_differs" not in codes:
        return Score(points, evidence, points >= policy.at_least)
    all_agrees = {"birth_same", "phone_same"} <= codes and codes & {"name_same", "name_spelling"}
    points = policy.most_with_other_nik if all_agrees else min(points, policy.most_with_other_nik - 1)
    return Score(points, evidence, points >= policy.at_least_with_other_nik)


def _of_names(a: str, b: str, policy: Policy) -> list[Found]:
    if (bare := bare_name(a)) and bare == bare_name(b):
        return ["name_same"]
    words_a, words_b = sound_of(a), sound_of(b)
    if not words_a or not words_b:
        return ["name_differs"]
    if "".join(words_a) == "".join(words_b):
        return ["name_spelling"]
    if is_part(words_a, words_b) or is_part(words_b, words_a):
        return ["name_part"]
    percent = round(likeness(words_a, words_b))
    return [("name_alike", {"percent": percent})] if percent >= policy.alike_percent else ["name_differs"]


def _of_births(a: date | None, b: date | None) -> list[Found]:
    if a is None or b is None:
        return []
    if a == b:
        return ["birth_same"]
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return ["birth_swapped"]
    differing = sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True))
    return ["birth_one_digit" if differing == 1 else "birth_differs"]


def _of_the_rest(a: PersonFacts, b: PersonFacts) -> list[Found]:
    found: list[Found] = []
    if a.phone and a.phone == b.phone:
        found.append("phone_same")
    if a.nik and b.nik:
        found.append("nik_same" if a.nik == b.nik else "nik_differs")
    if a.sex and b.sex and a.sex != b.sex:
        found.append("sex_differs")
    if a.institutions & b.institutions:
        found.append("institution_same")
    if a.place and a.place == b.place:
        found.append("place_same")
    return found


# --- who is compared with whom -----------------------------------------------


@dataclass(frozen=True)
class Keys:
    """Numbers that two rows must share, one at least, to be compared at all; none where a fact is missing."""

    phone: int | None  # in the whole register
    birth: int | None  # day of birth and first sounds, in a province
    name: int | None  # consonants of the name, in a kabupaten or kota


def keys_of(facts: PersonFacts) -> Keys:
    key = name_key(facts.name)
    province = facts.place.partition(".")[0]
    return Keys(
        phone=number_of(facts.phone) if facts.phone else None,
        birth=number_of(province, str(facts.birth_on), key[:2]) if facts.birth_on and province and key else None,
        name=number_of(facts.place, key) if facts.place and key else None,
    )


def digest_of(facts: PersonFacts) -> int:
    """Changes when a fact does that is compared."""
    listed = (facts.name, facts.sex, facts.birth_on, facts.phone, facts.nik, sorted(facts.institutions), facts.place)
    return number_of(*map(str, listed))
