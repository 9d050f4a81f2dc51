"""All recordings of a lesson in one query, however many kinds of blocks have one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtailmedia.blocks import AbstractMediaChooserBlock
from wagtailmedia.models import Media

from content.models.media import recordings_by_id

_gathered: ContextVar[dict[int, Media] | None] = ContextVar("gathered", default=None)


def recordings_of(ids: Iterable[Any]) -> dict[int, Media]:
    """The recordings called ``ids``: those of the whole lesson when one is being opened."""
    found = _gathered.get()
    return recordings_by_id(ids) if found is None else found


class GatheredValue(StreamValue):
    """Wagtail reads the blocks of a stream kind by kind; the recordings of all kinds are read before the first."""

    _recordings: dict[int, Media] | None = None

    def _prefetch_blocks(self, type_name: str) -> None:
        with self._recordings_at_hand():
            super()._prefetch_blocks(type_name)

    @contextmanager
    def _recordings_at_hand(self) -> Iterator[None]:
        if self._recordings is None:
            ids = {pk for item in self._raw_data if item for pk in self._recording_ids(item)}
            self._recordings = recordings_by_id(ids) if ids else {}
        token = _gathered.set(self._recordings)
        try:
            yield
        finally:
            _gathered.reset(token)

    def _recording_ids(self, item: dict[str, Any]) -> Iterator[int]:
        kind, value = self.stream_block.child_blocks.get(item["type"]), item["value"]
        if isinstance(kind, blocks.StructBlock) and isinstance(value, dict):
            for name, child in kind.child_blocks.items():
                if isinstance(child, AbstractMediaChooserBlock) and value.get(name):
                    yield value[name]


class GatheringStream(blocks.StreamBlock):
    def to_python(self, value: Any) -> Any:
        stream = super().to_python(value)
        return GatheredValue(self, stream._raw_data, is_lazy=True) if stream.is_lazy else stream
