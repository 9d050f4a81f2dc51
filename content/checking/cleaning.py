"""What the blocks themselves refuse. A draft may be unfinished; a page that is handed in may not."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from content.checking.findings import Finding, blocks
from content.faults import sentences_of
from content.models import LessonPage


def refusals_of(lesson: LessonPage, *, beside: Sequence[Finding] = ()) -> list[Finding]:
    """Each refusal as a finding at its place; what other rules already say there is not said twice."""
    try:
        lesson.body.stream_block.clean(lesson.body)
    except ValidationError as error:
        said = [finding.path for finding in beside if finding.blocks]
        return [
            blocks("refused", "%(sentence)s", path, sentence=sentence)
            for path, sentence in _places(error, lesson.body, "body")
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
