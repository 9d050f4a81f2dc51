"""Closed lists: which words of a sheet mean which stored value. The first word is the one an export writes."""

import re
from typing import NamedTuple

from lms.exchange.rules.findings import Repaired, refused, repair
from lms.organisations.enums import InstitutionStatus, Level, Owner, Position, Sex


class Words(NamedTuple):
    """``usual`` words are simply read; ``others`` are shown as a repair."""

    usual: tuple[str, ...]
    others: tuple[str, ...] = ()


CHOICES: dict[str, dict[str, Words]] = {
    "sex": {
        Sex.FEMALE: Words(("Perempuan", "P", "Wanita", "Pr"), ("W", "Female", "F")),
        Sex.MALE: Words(("Laki-laki", "L", "Pria", "Lk"), ("Lelaki", "Laki", "Male", "M")),
    },
    "level": {
        Level.VILLAGE: Words(("Desa/Kelurahan", "Desa", "Kelurahan"), ("Kel", "Nagari", "Gampong", "Kalurahan")),
        Level.DISTRICT: Words(("Kecamatan",), ("Kec", "Distrik", "Kapanewon", "Kemantren")),
        Level.REGENCY: Words(("Kabupaten/Kota", "Kabupaten", "Kota"), ("Kab", "Kab/Kota", "Kotamadya", "Kodya")),
        Level.PROVINCE: Words(("Provinsi",), ("Prov", "Propinsi")),
        Level.NATIONAL: Words(("Nasional", "Pusat"), ("Nas",)),
    },
    "status": {
        InstitutionStatus.ACTIVE: Words(("Aktif",), ("Masih aktif", "A")),
        InstitutionStatus.INACTIVE: Words(("Nonaktif", "Tidak aktif"), ("Non aktif", "Tdk aktif", "Vakum")),
        InstitutionStatus.FROZEN: Words(("Beku", "Dibekukan")),
    },
    "owner": {
        Owner.COMMUNITY: Words(("Masyarakat",), ("Swasta", "Yayasan", "Milik masyarakat")),
        Owner.REGENCY: Words(
            ("Pemerintah kabupaten/kota", "Kabupaten/Kota", "Kabupaten", "Kota"),
            ("Pemkab", "Pemkot", "Kab/Kota", "Pemda kabupaten/kota", "Pemerintah kabupaten", "Pemerintah kota"),
        ),
        Owner.PROVINCE: Words(("Pemerintah provinsi", "Provinsi"), ("Pemprov", "Propinsi")),
        Owner.MINISTRY: Words(("Kementerian Sosial", "Kemensos"), ("Kemensos RI", "Depsos", "Pusat")),
    },
    "position": {
        Position.CHAIR: Words(("Ketua",), ("Ketua umum", "Ketua yayasan", "Pimpinan", "Kepala", "Ketua lembaga")),
        Position.SECRETARY: Words(("Sekretaris",), ("Sekretaris umum", "Sekertaris", "Sekretaris yayasan", "Sekr")),
        Position.TREASURER: Words(("Bendahara",), ("Bendahara umum", "Bendahara yayasan", "Bend")),
        Position.MEMBER: Words(("Anggota",), ("Anggota biasa", "Relawan", "Angg")),
    },
}
YES = ("ya", "y", "1", "v", "✓", "✔", "√", "ada", "benar", "true", "sudah")
NO = ("tidak", "t", "0", "tdk", "bukan", "belum", "salah", "false", "n", "no")
YES_WORD, NO_WORD = "Ya", "Tidak"


def word_key(text: str) -> str:
    """What remains when case, spaces and punctuation do not count."""
    return re.sub(r"[\W_]+", "", text.casefold())


# List → key of a word → the stored value, and whether the word is a usual one.
READ: dict[str, dict[str, tuple[str, bool]]] = {
    name: {word_key(word): (str(value), False) for value, words in table.items() for word in words.others}
    | {word_key(word): (str(value), True) for value, words in table.items() for word in words.usual}
    for name, table in CHOICES.items()
}


def choice(name: str, text: str, field: str) -> Repaired:
    """The stored value of a word; an export's own word and the stored value itself are read too."""
    if text in CHOICES[name]:
        return Repaired(text)
    found = READ[name].get(word_key(text))
    if found is None:
        candidates = ", ".join(words.usual[0] for words in CHOICES[name].values())
        return refused("choice_unknown", field, value=text, candidates=candidates)
    value, is_usual = found
    return Repaired(value, () if is_usual else (repair("word", field, text, choice_word(name, value)),))


def choice_word(name: str, value: str) -> str:
    """How an export writes it; a value that no import may set is written as it is stored."""
    words = CHOICES[name].get(value)
    return words.usual[0] if words else str(value)


def yes_or_no(text: str, field: str) -> Repaired:
    key = text.casefold().strip(" .")
    if key in YES or key in NO:
        return Repaired(key in YES)
    return refused("choice_unknown", field, value=text, candidates=f"{YES_WORD}, {NO_WORD}")
