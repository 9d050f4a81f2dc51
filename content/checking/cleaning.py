"""What the blocks themselves refuse. A draft may be unfinished; a page that is handed in may not."""

import copy
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import Block
from wagtail.blocks.field_block import ChooserBlock
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError

from content.blocks import LessonBody
from content.checking.findings import Finding, blocks
from content.faults import sentences_of


def catalogue() -> LessonBody:
    """The blocks of a lesson, of which those that choose a file take one that was fetched: Wagtail would ask again."""
    body = copy.deepcopy(LessonBody())
    for block in _within(body):
        if isinstance(block, ChooserBlock):
            asks = block.clean
            block.clean = lambda value, asks=asks: asks(value) if value is None else value  # type: ignore[method-assign]
    return body


def _within(block: Block) -> Iterator[Block]:
    yield block
    parts = list(getattr(block, "child_blocks", {}).values()) or [getattr(block, "child_block", None)]
    for part in parts:
        if part is not None:
            yield from _within(part)


def refusals_among(
    body: LessonBody, stored: Mapping[int, Sequence[Any]], *, beside: Mapping[int, Sequence[Finding]]
) -> dict[int, list[Finding]]:
    """By lesson, each refusal as a finding at its place; what other rules already say there is not said twice.

    The blocks of all lessons are opened as one, so that pictures and recordings cost as many queries as for one
    lesson; a link to another page costs one more.
    """
    return {pk: _refusals(body, value, beside[pk]) for pk, value in _opened(body, stored).items()}


def _opened(body: LessonBody, stored: Mapping[int, Sequence[Any]]) -> dict[int, StreamValue]:
    known = [(pk, item) for pk, items in stored.items() for item in items if item["type"] in body.child_blocks]
    children: dict[int, list[Any]] = defaultdict(list)
    for (pk, _item), child in zip(known, body.to_python([item for _pk, item in known]), strict=True):
        children[pk].append((child.block_type, child.value, child.id))
    return {pk: StreamValue(body, children[pk]) for pk in stored}


def _refusals(body: LessonBody, value: StreamValue, beside: Sequence[Finding]) -> list[Finding]:
    try:
        body.clean(value)
    except ValidationError as error:
        said = [finding.path for finding in beside if finding.blocks]
        return [
            blocks("refused", "%(sentence)s", path, sentence=sentence)
            for path, sentence in _places(error, value, "body")
            if not any(each == path or each.startswith(f"{path}.") for each in said)
        ]
    return []


def _places(error: ValidationError, value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Path and sentence of each fault within."""
    if isinstance(error, StreamBlockValidationError | StructBlockValidationError | ListBlockValidationError):
        for place, inner in error.block_errors.items():
            part, step = _part(error, value, place)
            yield from _places(inner, part, f"{path}.{step}")
        for sentence in error.non_block_errors:
            yield path, str(sentence)
    else:
        for sentence in sentences_of(error):
            yield path, sentence


def _part(error: ValidationError, value: Any, place: Any) -> tuple[Any, Any]:
    if isinstance(error, StructBlockValidationError):
        return value[place], place
    if isinstance(error, ListBlockValidationError):
        return value[place], value.bound_blocks[place].id
    return value[place].value, value[place].id
