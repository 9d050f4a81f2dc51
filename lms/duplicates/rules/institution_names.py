"""Names of institutions as officers write them: legal form and kabupaten off, abbreviations made one. Pure.

Nothing here is shown or kept as anybody's name; it only says which names may be the same.
"""

import re
from functools import lru_cache

from lms.duplicates.rules.names import consonants, plain_letters, sounds_of

# Said in several words or in one; the longest first, since one begins like another.
PHRASE_LIST = """
    lembaga kesejahteraan sosial lanjut usia > lkslu
    lembaga kesejahteraan sosial anak > lksa
    lembaga kesejahteraan sosial > lks
    lembaga konsultasi kesejahteraan keluarga > lk3
    wahana kesejahteraan sosial berbasis masyarakat > wksbm
    wahana kesejahteraan sosial keluarga berbasis masyarakat > wksbm
    panti sosial asuhan anak > psaa
    panti sosial tresna werdha > pstw
    panti asuhan > pa
    karang taruna > kt
    taman anak sejahtera > tas
    pondok pesantren > ponpes
    organisasi sosial > orsos
    perseroan terbatas > pt
"""
PHRASES = [tuple(part.split() for part in line.split(">")) for line in PHRASE_LIST.strip().splitlines()]
VARIANTS = {
    "yayasan": "yys yay ysn yayasn yayasam",
    "perkumpulan": "perkump perk",
    "kabupaten": "kab kabupatn",
    "kota": "kotamadya kodya kotif",
    "kecamatan": "kec kecamtan",
    "kelurahan": "kel kelurhan",
    "desa": "ds",
    "kt": "katar",
    "2": "ii",
    "3": "iii",
    "4": "iv",
    "6": "vi",
    "7": "vii",
    "8": "viii",
}
SAID_THE_SAME = {variant: word for word, variants in VARIANTS.items() for variant in variants.split()}
FORMS = frozenset(
    [
        "yayasan",
        "perkumpulan",
        "lembaga",
        "badan",
        "lks",
        "lksa",
        "lkslu",
        "lk3",
        "wksbm",
        "psaa",
        "pstw",
        "pa",
        "kt",
        "tas",
        "ponpes",
        "orsos",
        "pt",
        "cv",
        "ud",
        "tbk",
    ]
)
LEVELS = frozenset({"kabupaten", "kota", "kecamatan", "kelurahan", "desa", "provinsi", "prov"})
SIGNS = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=20_000)  # one name is compared with many
def bare_words(name: str, region: str) -> tuple[str, ...]:
    """Without legal form, level and the name of its own ``region``; of a name made of nothing else, what it has.

    ``Yys. Harapan Kab. Kapuas`` in Kabupaten Kapuas is ``harapan``.
    """
    words = _one_wording(name)
    own = set(_one_wording(region)) - LEVELS
    named = [word for word in words if word not in FORMS | LEVELS]
    return tuple([word for word in named if word not in own] or named or words)


@lru_cache(maxsize=20_000)
def sounds_of_name(name: str, region: str) -> tuple[str, ...]:
    """The bare words in one spelling, numbers aside: ``Harapan Boenda 2`` is like ``Harapan Bunda II``."""
    return tuple(sound for word in bare_words(name, region) if not word.isdigit() for sound in sounds_of(word))


def numbers_in(name: str, region: str) -> frozenset[str]:
    return frozenset(word for word in bare_words(name, region) if word.isdigit())


def key_of_name(name: str, region: str) -> str:
    """Consonants of the whole name: equal for institutions that may be the same."""
    return consonants("".join(sounds_of_name(name, region)))


def first_key(name: str, region: str) -> str:
    """Consonants of the first word: also those share it of which one name is longer."""
    return consonants(next(iter(sounds_of_name(name, region)), ""))


def _one_wording(name: str) -> list[str]:
    words = _single_letters_joined(SIGNS.findall(plain_letters(name)))
    words = [SAID_THE_SAME.get(word, word.lstrip("0") or "0" if word.isdigit() else word) for word in words]
    for phrase, short in PHRASES:
        words = _replaced(words, phrase, short)
    return words


def _single_letters_joined(words: list[str]) -> list[str]:
    """``L.K.S. Harapan`` and ``L K S Harapan`` begin with ``lks``."""
    joined: list[str] = []
    is_open = False
    for word in words:
        is_single = len(word) == 1 and word.isalpha()
        if is_single and is_open:
            joined[-1] += word
        else:
            joined.append(word)
        is_open = is_single
    return joined


def _replaced(words: list[str], phrase: list[str], short: list[str]) -> list[str]:
    size = len(phrase)
    for place in range(len(words) - size + 1):
        if words[place : place + size] == phrase:
            return words[:place] + short + _replaced(words[place + size :], phrase, short)
    return words
