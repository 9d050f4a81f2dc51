"""All recordings of a lesson in one query, however many kinds of blocks have one; and so its pictures and slides.

Several lessons shown together share these queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue

Library = dict[str, dict[int, Any]]  # by shelf, by key; None for a key of which nothing is there any more

_at_hand: ContextVar[Library | None] = ContextVar("at_hand", default=None)


class Gathered:
    """A chooser whose things are read for a whole lesson at once. Each ``shelf`` has one way to ``fetch``."""

    shelf: str

    def fetch(self, ids: Iterable[Any]) -> dict[int, Any]:
        raise NotImplementedError

    def bulk_to_python(self, values: Any) -> list[Any]:
        found = (_at_hand.get() or {}).get(self.shelf, {})
        if not found.keys() >= {pk for pk in values if pk}:
            found = self.fetch(values)
        return [found.get(pk) for pk in values]


class GatheredValue(StreamValue):
    """Wagtail reads the blocks of a stream kind by kind; what all kinds show is read before the first."""

    library: Library | None = None

    def _prefetch_blocks(self, type_name: str) -> None:
        if self.library is None:
            read_together([self])
        with at_hand(self.library):
            super()._prefetch_blocks(type_name)

    def choosers(self) -> Iterator[tuple[Gathered, int]]:
        """Every chooser of a block, with the key of what was chosen there; asked of the stored data."""
        for item in self._raw_data:
            kind = self.stream_block.child_blocks.get(item["type"]) if item else None
            if isinstance(kind, blocks.StructBlock) and isinstance(item["value"], dict):
                for name, child in kind.child_blocks.items():
                    if isinstance(child, Gathered) and item["value"].get(name):
                        yield child, item["value"][name]


def read_together(streams: Iterable[Any]) -> None:
    """One query for each shelf, however many lessons. Streams that are no stored lesson are left alone."""
    opened = [stream for stream in streams if isinstance(stream, GatheredValue)]
    wanted: dict[str, set[int]] = defaultdict(set)
    doors: dict[str, Gathered] = {}
    for stream in opened:
        for chooser, pk in stream.choosers():
            wanted[chooser.shelf].add(pk)
            doors[chooser.shelf] = chooser
    library: Library = {shelf: {**dict.fromkeys(ids), **doors[shelf].fetch(ids)} for shelf, ids in wanted.items()}
    for stream in opened:
        stream.library = library


@contextmanager
def at_hand(library: Library | None) -> Iterator[None]:
    token = _at_hand.set(library)
    try:
        yield
    finally:
        _at_hand.reset(token)


class GatheringStream(blocks.StreamBlock):
    def to_python(self, value: Any) -> Any:
        stream = super().to_python(value)
        return GatheredValue(self, stream._raw_data, is_lazy=True) if stream.is_lazy else stream
