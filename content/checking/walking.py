"""The raw blocks of a lesson, taken apart piece by piece with the address each has in the editor.

Raw means as stored: no picture or recording is fetched. A new block in the catalogue needs nothing here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from wagtail.blocks import BaseStreamBlock, BaseStructBlock, Block, CharBlock, ListBlock, RichTextBlock, TextBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtailmedia.blocks import AbstractMediaChooserBlock

# Short labels, and words that are read by other people at other places.
NOT_PROSE = frozenset({"alt_text", "transcript", "captions", "caption", "title", "address", "name"})
PROSE_WORDS = 4  # fewer are a label
HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.DOTALL)
LINE_END = re.compile(r"</(?:p|li|h[1-6]|ul|ol|div)>|<br\s*/?>")
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Piece:
    """A block, or a part of one: its definition, its stored value, and where it stands."""

    name: str  # the type of the block, or the name of the part in it
    block: Block
    value: Any
    path: str

    @property
    def top(self) -> str:
        """The path of the block of the lesson in which it stands."""
        return ".".join(self.path.split(".")[:2])

    @property
    def is_rich(self) -> bool:
        return isinstance(self.block, RichTextBlock)

    @property
    def is_picture(self) -> bool:
        return isinstance(self.block, ImageChooserBlock)

    @property
    def is_recording(self) -> bool:
        return isinstance(self.block, AbstractMediaChooserBlock)

    @property
    def has_words(self) -> bool:
        return isinstance(self.block, RichTextBlock | TextBlock | CharBlock)

    @property
    def is_empty(self) -> bool:
        """A required leaf that holds nothing. A draft may; a page for readers may not."""
        if isinstance(self.block, BaseStructBlock | BaseStreamBlock | ListBlock) or not self.block.required:
            return False
        return self.value is None or (isinstance(self.value, str) and not plain(self.value).strip())

    @property
    def label(self) -> Any:
        return self.block.label or self.name

    def part(self, name: str) -> Any:
        return self.value.get(name) if isinstance(self.value, Mapping) else None

    def has_part(self, name: str) -> bool:
        return isinstance(self.block, BaseStructBlock) and name in self.block.child_blocks

    @property
    def prose(self) -> str:
        """What is read from top to bottom here, without headings; empty for labels and for what is no text."""
        if not self.has_words or self.name in NOT_PROSE or not self.value:
            return ""
        text = plain(HEADING.sub("<br>", self.value)) if self.is_rich else str(self.value)
        return text if len(text.split()) >= PROSE_WORDS else ""


def plain(html: str) -> str:
    """The words of rich text; each paragraph and each item of a list on a line of its own."""
    return unescape(TAG.sub("", LINE_END.sub("\n", " ".join(html.split())))).strip()


def headings(piece: Piece) -> list[tuple[int, str]]:
    """Level and words of each heading in rich text."""
    return [(int(level), plain(words)) for level, words in HEADING.findall(piece.value or "")] if piece.is_rich else []


def walk(block: Block, value: Any, path: str, name: str = "") -> Iterator[Piece]:
    """The block itself, then all its parts in their order."""
    if isinstance(block, BaseStructBlock):
        # Text was first stored bare, before it had a spoken twin.
        value = value if isinstance(value, Mapping) else {next(iter(block.child_blocks)): value}
    yield Piece(name, block, value, path)
    if isinstance(block, BaseStructBlock):
        for key, child in block.child_blocks.items():
            yield from walk(child, value.get(key), f"{path}.{key}", key)
    elif isinstance(block, BaseStreamBlock):
        for item in value or []:
            if child := block.child_blocks.get(item["type"]):
                yield from walk(child, item["value"], f"{path}.{item.get('id')}", item["type"])
    elif isinstance(block, ListBlock):
        for item in value or []:
            stored = item if isinstance(item, Mapping) and "type" in item and "value" in item else {"value": item}
            yield from walk(block.child_block, stored["value"], f"{path}.{stored.get('id', '')}", name)
    elif isinstance(block, BaseTypedTableBlock):
        yield from _cells(block, value or {}, path)


def _cells(table: BaseTypedTableBlock, value: Mapping[str, Any], path: str) -> Iterator[Piece]:
    """What stands in a table, row by row; the editor has one address for all of it."""
    columns = [table.child_blocks.get(column["type"]) for column in value.get("columns", [])]
    for row in value.get("rows", []):
        for child, cell in zip(columns, row["values"], strict=False):
            if child is not None:
                yield from walk(child, cell, path, "cell")
