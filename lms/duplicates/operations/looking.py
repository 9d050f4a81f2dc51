"""Finding pairs that may be one: by keys that both share, never by comparing all with all."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django.db import models, transaction

from lms.accounts.models import User
from lms.duplicates.models import Pair, Sweep
from lms.duplicates.rules.evidence import Score, common_area, evidence_to_data
from lms.journal.operations import record

logger = logging.getLogger("pilar.duplicates")

BATCH = 500
REST = timedelta(hours=20)  # between the end of one look through the register and the next

TwoIds = tuple[int, int]
Facts = Any  # of ``rules``: each has a ``place``


@dataclass(frozen=True)
class Search:
    """What differs between looking for doubles of people and of institutions."""

    sweep: int  # the id of its row
    present: Callable[[], models.QuerySet[Any]]
    facts_of: Callable[[Iterable[int]], dict[int, Facts]]
    keys_of: Callable[[Facts], Any]  # a dataclass, whose field ``phone`` stands in the column ``by_phone``
    digest_of: Callable[[Facts], int]
    score: Callable[[Facts, Facts], Score]
    most_per_key: int
    fingerprints: Any  # the two models
    suggestions: Any

    @property
    def columns(self) -> list[str]:
        fields = self.fingerprints._meta.concrete_fields
        return [field.name for field in fields if field.name.startswith("by_")]


def look_through(search: Search, *, at: datetime, seconds: float) -> int:
    """Go on with the look through the whole register, for about so long; how many rows were looked at.

    Batch by batch, each a transaction of its own that remembers how far it came: a kill costs one batch. What has not
    changed since it was compared costs no comparison.
    """
    until, seen = time.monotonic() + seconds, 0
    while time.monotonic() < until and (rows := next_batch(search, at=at)):
        seen += rows
    return seen


@transaction.atomic
def next_batch(search: Search, *, at: datetime) -> int:
    """0 when the register has been looked through, and for some hours after that."""
    sweep, _is_new = Sweep.objects.select_for_update().get_or_create(pk=search.sweep, defaults={"begun_at": at})
    if sweep.finished_at is not None:
        if at - sweep.finished_at < REST:
            return 0
        sweep.begun_at, sweep.finished_at, sweep.last_id = at, None, 0
    rows = search.present().filter(pk__gt=sweep.last_id).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    if ids:
        _forget_absent(search, ids, after=sweep.last_id)
        _compare(search, ids, at=at)
        sweep.last_id = ids[-1]
    else:
        sweep.finished_at = at
    sweep.save(update_fields=["begun_at", "finished_at", "last_id"])
    return len(ids)


def _forget_absent(search: Search, ids: list[int], *, after: int) -> None:
    """Between two batches lie ids of rows removed, merged or erased: nothing is looked for in them any more."""
    search.fingerprints.objects.filter(pk__gt=after, pk__lte=ids[-1]).exclude(pk__in=ids).delete()
    _first, second = search.suggestions.PAIR
    absent = search.suggestions.objects.open().filter(**{f"{second}__gt": after, f"{second}__lte": ids[-1]})
    absent.exclude(**{f"{second}__in": ids}).delete()


@transaction.atomic
def look_for(search: Search, pk: int, *, at: datetime) -> int:
    """Compare one row at once; how many suggestions about it stand open."""
    _compare(search, [pk], at=at, is_forced=True)
    return int(search.suggestions.objects.about(pk).open().count())


@transaction.atomic
def dismiss_pair(suggestion: Pair, *, by: User, at: datetime) -> None:
    """An officer says these are two. Said twice, the first word stands."""
    suggestion = type(suggestion)._default_manager.select_for_update().get(pk=suggestion.pk)
    if suggestion.dismissed_at is not None:
        return
    suggestion.dismissed_by, suggestion.dismissed_at = by, at
    suggestion.save(update_fields=["dismissed_by", "dismissed_at"])
    data = {**dict(zip(suggestion.PAIR, suggestion.pair, strict=True)), "points": suggestion.points}
    record(suggestion.DISMISSED, subject=suggestion, by=by, at=at, data=data)


@transaction.atomic
def keep_two_apart(search: Search, ids: TwoIds, *, by: User, at: datetime) -> None:
    """After a merge was undone: the pair is dismissed, whether or not it had been suggested."""
    facts = search.facts_of(ids)
    a, b = sorted(ids)
    found = search.score(facts[a], facts[b])
    suggestion, _is_new = search.suggestions.objects.get_or_create(
        **dict(zip(search.suggestions.PAIR, (a, b), strict=True)),
        defaults=_values(found, common_area(facts[a].place, facts[b].place), at),
    )
    dismiss_pair(suggestion, by=by, at=at)


# --- comparing ---------------------------------------------------------------


def _compare(search: Search, ids: list[int], *, at: datetime, is_forced: bool = False) -> None:
    """Renew fingerprints and suggestions of these rows, as far as their facts changed."""
    facts = search.facts_of(ids)
    known = dict(search.fingerprints.objects.filter(pk__in=ids).values_list("pk", "digest"))
    changed = {pk for pk, each in facts.items() if is_forced or known.get(pk) != search.digest_of(each)}
    if not changed:
        return
    prints = [_print(search, pk, facts[pk]) for pk in facts if pk in changed]
    search.fingerprints.objects.bulk_create(
        prints,
        update_conflicts=True,
        unique_fields=[search.fingerprints._meta.pk.name],
        update_fields=["digest", *search.columns],
    )
    pairs = _pairs(search, prints, changed)
    facts |= search.facts_of({pk for pair in pairs for pk in pair} - facts.keys())
    scores = {
        (a, b): found
        for a, b in pairs
        if a in facts and b in facts and (found := search.score(facts[a], facts[b])).is_proposed
    }
    areas = {(a, b): common_area(facts[a].place, facts[b].place) for a, b in scores}
    # Nobody keeps the register of two provinces: such a pair would be shown to nobody.
    _keep(search, {pair: found for pair, found in scores.items() if areas[pair]}, areas, changed, at=at)


def _print(search: Search, pk: int, facts: Facts) -> Any:
    keys = {f"by_{name}": key for name, key in asdict(search.keys_of(facts)).items()}
    return search.fingerprints(pk=pk, digest=search.digest_of(facts), **keys)


def _pairs(search: Search, prints: list[Any], changed: set[int]) -> set[TwoIds]:
    """Who shares a key with one of the changed. A key of too many rows tells nothing and is passed over."""
    pairs: set[TwoIds] = set()
    for column in search.columns:
        keys = {getattr(each, column) for each in prints} - {None}
        sharing: dict[int, list[int]] = defaultdict(list)
        rows = search.fingerprints.objects.filter(**{f"{column}__in": keys}).order_by("pk")
        for key, pk in rows.values_list(column, "pk").iterator():
            if len(sharing[key]) <= search.most_per_key:
                sharing[key].append(pk)
        for group in sharing.values():
            if len(group) <= search.most_per_key:
                pairs |= {(a, b) for a, b in combinations(group, 2) if a in changed or b in changed}
    return pairs


def _keep(
    search: Search, scores: dict[TwoIds, Score], areas: dict[TwoIds, str], changed: set[int], *, at: datetime
) -> None:
    """Write what is new, renew what stands, take back what no longer holds; leave alone what was dismissed."""
    suggestions, outdated = search.suggestions, []
    for row in suggestions.objects.about(*changed).order_by("pk"):
        found = scores.pop(row.pair, None)
        if row.dismissed_at is not None and (found is None or found.points <= row.points):
            continue
        if found is None:
            outdated.append(row.pk)
            continue
        row.area, row.points, row.evidence = areas[row.pair], found.points, evidence_to_data(found.evidence)
        row.dismissed_by = row.dismissed_at = None
        row.save(update_fields=["area", "points", "evidence", "dismissed_by", "dismissed_at"])
    suggestions.objects.filter(pk__in=outdated).delete()
    new = [
        suggestions(**dict(zip(suggestions.PAIR, pair, strict=True)), **_values(found, areas[pair], at))
        for pair, found in sorted(scores.items(), key=lambda each: each[0])
    ]
    suggestions.objects.bulk_create(new, ignore_conflicts=True)  # another look may have found the same meanwhile


def _values(found: Score, area: str, at: datetime) -> dict[str, Any]:
    return {"area": area, "points": found.points, "evidence": evidence_to_data(found.evidence), "found_at": at}
