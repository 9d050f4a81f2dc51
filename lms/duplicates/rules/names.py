"""Names as people in Indonesia write them: titles off, spellings of a century made one. Pure.

Nothing here is shown or kept as anybody's name; it only says which names may be the same. Sources of the variants:
the spelling reforms of 1947 and 1972 (oe → u; dj, tj, nj, sj, ch, j → j, c, ny, sy, kh, y), and what registers hold.
"""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import token_sort_ratio

PREFIX_LIST = """
    prof dr drg drh drs dra ir h hj haji hajah hajjah kh kyai kiai kiyai nyai ust ustad ustadz ustaz ustadzah ustazah
    tgk teungku tgh pdt pdm pendeta pastor romo bapak bpk pak ibu sdr sdri tn ny nn alm almh almarhum almarhumah ns apt
    rr raden
"""
SUFFIX_LIST = """
    sos ssos spd spdi spdk msi ssi sh shi mh mhum shum se sei mm mba st stp mt sp mp spi spt shut sag mag mpd mpdi mkes
    skm mkm skep mkep ners sked skom mkom skg sap map mkesos skesos spsi mpsi psikolog sst sstp str strsos trsos strkeb
    amd amdkep amdkeb amdkom amk amapd ba bsc msc ma ms ss phd lc mpsdm msm sfarm apt akt ak ca sthi sfil mth sth spak
    mpk mpi shub sikom mikom spa spog spb spm spkk spkj
"""
PREFIXES, SUFFIXES = frozenset(PREFIX_LIST.split()), frozenset(SUFFIX_LIST.split())
SHORT_TAIL = 4  # letters: behind a comma such a word is a title even when the list above does not know it

MUHAMMAD, SITI = "muhammad", "siti"
VARIANTS = {
    MUHAMMAD: """
        muhamad mohammad mohamad mochamad mochammad mokhamad mokhammad muchamad muchammad mukhamad mukhammad mohamed
        muhammed muh moh moch much muhd mohd mhd mochd
    """,
    "abdul": "abd abdl abdoel",
    "nur": "noer noor nor nuur",
    "ahmad": "achmad akhmad ahmat achmat ahmed",
    SITI: "sitti sity siiti",
}
SAID_THE_SAME = {variant: name for name, variants in VARIANTS.items() for variant in variants.split()}
BETWEEN = frozenset({"bin", "binti", "bt", "ibn"})
DROPPED_FIRST = frozenset({MUHAMMAD, SITI})  # left out as often as they are written

# In this order; the old spelling first, then letters that are one sound to the ear or the pen.
SOUNDS = """
    oe>u dj>j tj>c nj>ny sj>sy kh>h ch>h sy>s sh>s ts>s ph>f dz>z dh>d th>t bh>b gh>g zh>z ck>k q>k x>ks
    v>f f>p z>j j>y y>i o>u
"""
LETTERS = [pair.split(">") for pair in SOUNDS.split()]
ARTICLE_JOINED = re.compile(r"abdu([rsntzdj])\1*([a-z]{3,})")  # Abdurrahman: Abdul Rahman
ABDUL_JOINED = re.compile(r"abdul([a-z]{4,})")  # not Abdullah
LETTERS_ONLY = re.compile(r"[^a-z]+")
TWICE = re.compile(r"(.)\1+")
KEY_LETTERS = 12


@lru_cache(maxsize=20_000)  # one name is compared with many
def bare_name(name: str) -> str:
    """In small letters, without titles before and behind: ``Drs. H. M. Yusuf, M.Si.`` is ``m yusuf``."""
    head, *tails = plain_letters(name).split(",")
    words = _words(head)
    for tail in tails:
        joined = LETTERS_ONLY.sub("", tail)
        if "." not in tail and len(joined) > SHORT_TAIL and joined not in SUFFIXES | PREFIXES:
            words += _words(tail)
    while len(words) > 1 and words[0] in PREFIXES:
        words = words[1:]
    while len(words) > 2 and words[0] + words[1] in PREFIXES:
        words = words[2:]
    while behind := _titles_behind(words):
        words = words[:-behind]
    return " ".join(words)


@lru_cache(maxsize=20_000)
def sound_of(name: str) -> tuple[str, ...]:
    """The words of a name in one spelling: ``Moch. Jusuf`` and ``Muhammad Yusup`` are the same."""
    words = [word for word in bare_name(name).split() if word not in BETWEEN]
    if len(words) > 1 and words[0] == "m":
        words[0] = MUHAMMAD
    if len(words) > 1 and words[0] == "st":
        words[0] = SITI
    return tuple(sound for word in words for sound in sounds_of(word))


def sounds_of(word: str) -> list[str]:
    """One word in one spelling: mostly one sound, two where an article was joined to a name."""
    parts = _parted(SAID_THE_SAME.get(word, word)).split()
    return [sound for sound in map(_sound, parts) if sound]


def name_key(name: str) -> str:
    """Consonants of the name: equal for people who may be the same. Muhammad and Siti in front do not count."""
    words = sound_of(name)
    if len(words) > 1 and words[0] in {_sound(word) for word in DROPPED_FIRST}:
        words = words[1:]
    return consonants("".join(words))


def consonants(letters: str) -> str:
    """The first letter, and the consonants behind it; each once where it stands doubled."""
    return TWICE.sub(r"\1", letters[:1] + re.sub("[aeiu]", "", letters[1:]))[:KEY_LETTERS]


def likeness(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """0 … 100; neither the order of the words nor the gaps between them matter."""
    in_order = Indel.normalized_similarity("".join(a), "".join(b)) * 100
    return max(in_order, token_sort_ratio(" ".join(a), " ".join(b)))


def is_part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether every word of ``short`` stands in ``long``, in that order, some perhaps as initials; one in full."""
    if len(short) > len(long) or not any(len(word) > 2 and word in long for word in short):
        return False
    rest = iter(long)
    return all(any(_stands_for(word, other) for other in rest) for word in short)


def _stands_for(word: str, other: str) -> bool:
    is_initial = len(word) == 1 or len(other) == 1
    return word == other or (is_initial and word[0] == other[0])


def plain_letters(name: str) -> str:
    text = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return re.sub("['’‘ʼ`´]", "", text.lower())


def _words(text: str) -> list[str]:
    """``S.Sos`` and ``K.H.`` are one word, ``M.Yusuf`` and ``Drs.H.Ali`` are more."""
    words = []
    for chunk in text.split():
        joined = LETTERS_ONLY.sub("", chunk)
        if "." in chunk and joined in PREFIXES | SUFFIXES:
            words.append(joined)
        else:
            words += [part for part in LETTERS_ONLY.split(chunk) if part]
    return words


def _titles_behind(words: list[str]) -> int:
    """Of how many words the last title is made: ``S. Sos`` of two. A name keeps at least one."""
    if len(words) > 2 and words[-2] + words[-1] in SUFFIXES:
        return 2
    return 1 if len(words) > 1 and words[-1] in SUFFIXES else 0


def _parted(word: str) -> str:
    word = ARTICLE_JOINED.sub(r"abdul \1\2", word) if ARTICLE_JOINED.fullmatch(word) else word
    return f"abdul {word[5:]}" if ABDUL_JOINED.fullmatch(word) else word


def _sound(word: str) -> str:
    for old, new in LETTERS:
        word = word.replace(old, new)
    word = TWICE.sub(r"\1", word)
    return word.removesuffix("h") if len(word) > 2 else word
