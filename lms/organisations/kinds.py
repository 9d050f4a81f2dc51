"""All kinds at the price of one query: for filters, and for what a search means by its words."""

from dataclasses import dataclass

from django.db.models import F, Value
from django.utils.translation import get_language

from lms.organisations.access import NATION
from lms.organisations.enums import KindCategory
from lms.organisations.models import PPKSKind, PSKSKind
from lms.organisations.rules.kinds import KindWords, meant_by, words_of


@dataclass(frozen=True)
class KindLine:
    code: str
    name: str
    category: str  # of a kind of PSKS; empty for a kind of PPKS
    region: str | None  # the province it is local to
    words: tuple[str, ...]

    @property
    def is_of_people(self) -> bool:
        """Without a body of its own: held by a *wadah*."""
        return self.category in (KindCategory.INDIVIDUAL, KindCategory.FAMILY)


@dataclass(frozen=True)
class Meaning:
    """Kinds of PSKS and of PPKS that a search means beside names."""

    kinds: tuple[KindLine, ...]
    needs: tuple[KindLine, ...]


@dataclass(frozen=True)
class KindBook:
    psks: tuple[KindLine, ...]
    ppks: tuple[KindLine, ...]

    def meaning(self, text: str) -> Meaning:
        return Meaning(_meant(text, self.psks), _meant(text, self.ppks))


def _meant(text: str, lines: tuple[KindLine, ...]) -> tuple[KindLine, ...]:
    codes = meant_by(text, [KindWords(line.code, line.words) for line in lines])
    return tuple(line for line in lines if line.code in codes)


def kind_book(*areas: str) -> KindBook:
    """The kinds of the nation, and those local to the provinces of ``areas``."""
    provinces = {area[:2] for area in areas}
    of_both = {"psks": PSKSKind.objects.annotate(sort=F("category")), "ppks": PPKSKind.objects.annotate(sort=Value(""))}
    psks, ppks = (
        rows.order_by()
        .annotate(of=Value(of))
        .values_list("of", "code", "name_id", "name_en", "synonyms", "region_id", "sort")
        for of, rows in of_both.items()
    )
    lines: dict[str, list[KindLine]] = {"psks": [], "ppks": []}
    for of, code, name_id, name_en, synonyms, region, category in psks.union(ppks, all=True):
        if region is None or NATION in provinces or region in provinces:
            name = name_en if get_language() == "en" else name_id
            lines[of].append(KindLine(code, name, category, region, words_of(name_id, name_en, synonyms=synonyms)))
    return KindBook(*(tuple(sorted(lines[of], key=lambda line: line.code)) for of in ("psks", "ppks")))
