"""Two rows side by side, as the pages of suggestions show them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Value
from django.utils.translation import gettext_lazy as _

from lms.duplicates.operations.rows import references_to, values_of
from lms.duplicates.rules.evidence import number_of
from lms.duplicates.rules.merging import Groups, settled, to_choose

NOTHING = "—"
OTHER_ROWS = _("Other entries")


@dataclass(frozen=True)
class Line:
    """A field of both, in words. ``is_chosen``: they differ; ``is_filled``: what remains gets it from the other."""

    group: str
    label: Any
    a: str
    b: str
    is_chosen: bool
    is_filled: bool


@dataclass(frozen=True)
class Card:
    """One of the two; ``belongings`` counts what points to it, with its words."""

    row: Any
    belongings: list[tuple[Any, int]]
    is_kept: bool


@dataclass(frozen=True)
class Comparison:
    """What is compared of two rows of one kind; ``shown`` is a group of fields in words."""

    groups: Groups
    labels: Mapping[str, Any]
    shown: Callable[[Any, str], str]
    more_columns: tuple[str, ...]  # that also tell whether somebody changed a row meanwhile

    def lines(self, a: Any, b: Any, *, kept: Any) -> list[Line]:
        """What neither says is left out."""
        chosen, lines = self.to_choose(a, b), []
        ours, theirs = (self._values(row) for row in ((a, b) if kept == a else (b, a)))
        filled = settled(ours, theirs, {}, self.groups)
        for group, label in self.labels.items():
            words = self.shown(a, group), self.shown(b, group)
            if set(words) != {NOTHING}:
                is_filled = any(name in filled for name in self.groups[group])
                lines.append(Line(group, label, *words, is_chosen=group in chosen, is_filled=is_filled))
        return lines

    def to_choose(self, a: Any, b: Any) -> list[str]:
        return to_choose(self._values(a), self._values(b), self.groups)

    def options(self, a: Any, b: Any, group: str) -> list[tuple[str, str]]:
        return [("a", self.shown(a, group)), ("b", self.shown(b, group))]

    def version(self, a: Any, b: Any) -> str:
        """Tells what the officer saw from what stands there by now; says nothing about either."""
        columns = [*self._columns, *self.more_columns]
        return f"{number_of(*(str(values_of(row, columns)) for row in (a, b))):016x}"

    def _values(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self._columns}

    @property
    def _columns(self) -> list[str]:
        return [name for names in self.groups.values() for name in names]


def counts_of(pair: Iterable[models.Model], words: Mapping[str, Any]) -> dict[int, list[tuple[Any, int]]]:
    """How many rows of which kind point to each, in one query; ``words`` by the name under which a row is known."""
    pair = list(pair)
    counts = [
        model._base_manager.filter(**{f"{field.name}__in": pair})
        .order_by()
        .annotate(called=Value(field.remote_field.related_name or ""))
        .values_list("called", field.attname)
        .annotate(Count("pk"))
        for model, field in references_to(type(pair[0]))
    ]
    found: dict[int, dict[str, int]] = {}
    for called, row, number in counts[0].union(*counts[1:], all=True):
        mine = found.setdefault(row, {})
        name = called if called in words else ""
        mine[name] = mine.get(name, 0) + number
    return {
        row: [(label, mine[name]) for name, label in (*words.items(), ("", OTHER_ROWS)) if name in mine]
        for row, mine in found.items()
    }
